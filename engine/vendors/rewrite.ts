/** Changes of syntax trees: parts replaced, references made absolute. */
import { type AreaNode, type CellNode, type Node, type Point, type Prefix, resolveArea } from '../formula/ast.ts';

/** The tree with some parts replaced: `replace` gives a new part, or undefined to go on below. Unchanged parts are shared. */
export function replaceNodes(node: Node, replace: (node: Node) => Node | undefined): Node {
  const replaced = replace(node);
  if (replaced) return replaced;
  const below = (part: Node) => replaceNodes(part, replace);
  switch (node.kind) {
    case 'parentheses':
      return changed(node, { inner: below(node.inner) });
    case 'unary':
      return changed(node, { operand: grouped(below(node.operand), node.operand) });
    case 'binary':
      return changed(node, {
        left: grouped(below(node.left), node.left),
        right: grouped(below(node.right), node.right),
      });
    case 'call':
      return changedList(node, node.arguments.map(below));
    case 'apply': {
      const callee = below(node.callee);
      const list = changedList(node, node.arguments.map(below));
      return callee === node.callee ? list : { ...list, callee };
    }
    default:
      return node;
  }
}

function changed<Kind extends Node>(node: Kind, parts: Partial<Kind>): Kind {
  const before: Record<string, unknown> = { ...node };
  return Object.entries(parts).every(([key, part]) => before[key] === part) ? node : { ...node, ...parts };
}

const changedList = <Kind extends Node & { arguments: Node[] }>(node: Kind, args: Node[]): Kind =>
  args.every((argument, i) => argument === node.arguments[i]) ? node : { ...node, arguments: args };

/** What takes an operand's place needs parentheses where it is an operation itself. */
const grouped = (part: Node, before: Node): Node =>
  part !== before && (part.kind === 'binary' || part.kind === 'unary') && before.kind !== part.kind
    ? { kind: 'parentheses', inner: part }
    : part;

export const numberNode = (value: number): Node =>
  value < 0 ? { kind: 'unary', operator: '-', operand: { kind: 'number', value: -value } } : { kind: 'number', value };

export const callNode = (name: string, ...args: Node[]): Node => ({
  kind: 'call',
  name: name.toUpperCase(),
  written: name,
  arguments: args,
});

export const cellNode = ({ row, column }: { row: number; column: number }, prefix?: Prefix): CellNode => ({
  kind: 'cell',
  at: { row, column, rowAbsolute: true, columnAbsolute: true },
  ...(prefix && { prefix }),
});

/** A reference with the coordinates that it has in a formula at `from`, and the sheet that it means there. */
export function absolute(
  node: CellNode | AreaNode,
  from: { row: number; column: number },
  sheet: string,
): CellNode | AreaNode {
  const { top, bottom, left, right } = resolveArea(node, from);
  const prefix = node.prefix ?? { sheet };
  if (node.kind === 'cell') return cellNode({ row: top, column: left }, prefix);
  const corner = (row: number, column: number): Point => ({ row, column, rowAbsolute: true, columnAbsolute: true });
  return { ...node, first: corner(top, left), last: corner(bottom, right), prefix };
}
