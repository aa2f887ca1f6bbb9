/** Formulas put together: operands are grouped where they have to be. */
import type { BinaryOperator, Node } from '../formula/ast.ts';
import { numberNode } from './rewrite.ts';

export const binary = (left: Node, operator: BinaryOperator, right: Node): Node => ({
  kind: 'binary',
  operator,
  left,
  right,
});
export const plus = (left: Node, right: Node): Node => binary(left, '+', right);
export const minus = (left: Node, right: Node): Node => binary(left, '-', { kind: 'parentheses', inner: right });
export const times = (left: Node, right: Node): Node =>
  binary({ kind: 'parentheses', inner: left }, '*', { kind: 'parentheses', inner: right });
export const over = (left: Node, right: Node): Node =>
  binary({ kind: 'parentheses', inner: left }, '/', { kind: 'parentheses', inner: right });
export const minusOf = (node: Node): Node => ({
  kind: 'unary',
  operator: '-',
  operand: { kind: 'parentheses', inner: node },
});
export const square = (node: Node): Node => binary({ kind: 'parentheses', inner: node }, '^', numberNode(2));
