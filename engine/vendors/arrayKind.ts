/** What is known of a function that fills a range, and of what its formulas are made. */
import type { Node } from '../formula/ast.ts';
import type { Scalar } from '../interpret/value.ts';
import type { CorrelationRole } from './properties.ts';
import { callNode, numberNode } from './rewrite.ts';

/** What a function's formulas are made of; elements are counted from 0. */
export interface ArrayParts {
  length: number;
  /** Of the range, among all of the workbook. */
  identity: string;
  parameter(index: number): Node;
  /** What a parameter that does not vary is. */
  value(index: number): Scalar;
  /** How many numbers a parameter holds. */
  count(index: number): number;
  cell(element: number): Node;
  /** A draw that belongs to an element: the cell in which it stands. */
  draw(element: number, distribution: Node, correlation?: CorrelationRole): Node;
  /** A formula in a cell of its own. */
  aside(formula: Node): Node;
}

export interface ArrayKind {
  parameters: readonly string[];
  /** Of the parameters that may be left out, which are the last ones. */
  defaults?: Readonly<Record<string, Node>>;
  /** The formula of each cell; a text says why there is none. */
  formulas(parts: ArrayParts): Node[] | string;
  note: string;
}

export const elements = ({ length }: ArrayParts): number[] => Array.from({ length }, (_, element) => element);
export const standardNormal = callNode('normal', numberNode(0), numberNode(1));
