/**
 * The syntax tree of an Excel formula.
 *
 * References are stored relative to the cell that holds the formula (as R1C1 notation does): a relative coordinate is an
 * offset, an absolute one an index from 0. A formula that is filled down therefore has one tree for all its cells, parsed
 * once and shared by identity (see parse.ts); `resolveArea` turns a reference into coordinates for one cell. Defined names are
 * parsed as if in A1, where the file format anchors their relative references, and resolve against the cell that uses them.
 *
 * Trees are immutable and plain data. They are at most `maximumTreeDepth` deep, where operators that group from the left, as in
 * `a+b-c`, count once: whoever goes down a tree takes such a run as one (`leftRun`).
 */
import type { ErrorKind } from '../workbook/workbook.ts';

/** A sheet has this many rows and columns; relative references wrap around at its edges, as in Excel. */
export const sheetRows = 1_048_576;
export const sheetColumns = 16_384;

/** A recursive walk over a tree this deep stays far below the JavaScript stack's limit. */
export const maximumTreeDepth = 1024;

/** One corner of a reference: a relative coordinate is an offset from the formula's cell, an absolute one counts from 0. */
export interface Point {
  row: number;
  rowAbsolute: boolean;
  column: number;
  columnAbsolute: boolean;
}

/** What stands before the `!`: `Sheet1!`, `First:Last!` (3-D), `[1]Sheet1!`, `[1]!`. */
export interface Prefix {
  /** Another workbook: its number in `Workbook.externalLinks` (from 1) or its file name, without the brackets. */
  workbook?: string;
  sheet?: string;
  /** The last sheet of a 3-D reference. */
  lastSheet?: string;
}

export type TableItem = '#All' | '#Data' | '#Headers' | '#Totals' | '#This Row';

export type UnaryOperator = '+' | '-' | '@' | '%' | '#';
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '^'
  | '&'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  /** Reference operators: range, union, intersection. */
  | ':'
  | ','
  | ' ';

export type ConstantNode =
  /** `written` is the formula's own spelling where it differs from JavaScript's, such as 1.1000000000000001 or 1E+20. */
  | { kind: 'number'; value: number; written?: string }
  | { kind: 'text'; value: string }
  | { kind: 'boolean'; value: boolean }
  /** With a prefix: what remains of a reference whose cells were deleted, `Sheet1!#REF!`. */
  | { kind: 'error'; error: ErrorKind; prefix?: Prefix };

export interface CellNode {
  kind: 'cell';
  at: Point;
  prefix?: Prefix;
}

/** A rectangle written as such: `A1:B2`, whole columns `A:C`, whole rows `1:3`. Corners may come in any order: see `resolveArea`. */
export interface AreaNode {
  kind: 'area';
  shape: 'cells' | 'columns' | 'rows';
  first: Point;
  last: Point;
  prefix?: Prefix;
}

export interface NameNode {
  kind: 'name';
  /** As written, without `_xlpm.`; compare without regard to case. */
  name: string;
  /** Marked `_xlpm.` in the file: a parameter of an enclosing LET or LAMBDA, never a defined name. */
  parameter?: true;
  /** Marked `_xleta.` in the file: a function given as a value, `BYROW(A1:B2,_xleta.SUM)`. */
  functionValue?: true;
  prefix?: Prefix;
}

/** `Table[[#Headers],[First]:[Last]]`; without `table`, the table that holds the formula. Column names are unescaped. */
export interface StructuredNode {
  kind: 'structured';
  table?: string;
  /** Empty means `#Data`. */
  items: TableItem[];
  firstColumn?: string;
  lastColumn?: string;
  prefix?: Prefix;
}

export interface UnaryNode {
  kind: 'unary';
  /** `%` and `#` (spill) stand after their operand, the others before it. */
  operator: UnaryOperator;
  operand: Node;
  /** `@` and `#` as the file writes them: `_xlfn.SINGLE(x)` and `_xlfn.ANCHORARRAY(x)`. */
  asFunction?: true;
}

export interface BinaryNode {
  kind: 'binary';
  operator: BinaryOperator;
  left: Node;
  right: Node;
  /** A + or - that is the formula's last operation and not in parentheses: a result within rounding of zero is exactly 0. */
  snapsToZero?: true;
}

export interface CallNode {
  kind: 'call';
  /**
   * For look-up: upper case, without `_xlfn.`, `_xlws.`, `_xll.`, `_xludf.`, `_xlpm.` and without the add-in's file (`[1]!`,
   * `'x.xlam'!`). May be a function of Excel or of an add-in, a parameter, or a defined name that holds a LAMBDA.
   */
  name: string;
  /** As in the formula, with any prefix. */
  written: string;
  arguments: Node[];
}

/** The call of a value: `LAMBDA(x,x+1)(3)`. */
export interface ApplyNode {
  kind: 'apply';
  callee: Node;
  arguments: Node[];
}

export type Node =
  | ConstantNode
  /** An array constant, all rows of equal length. */
  | { kind: 'array'; rows: ConstantNode[][] }
  /** An argument left out: `IF(A1,,2)`. */
  | { kind: 'missing' }
  | { kind: 'parentheses'; inner: Node }
  | CellNode
  | AreaNode
  | NameNode
  | StructuredNode
  | UnaryNode
  | BinaryNode
  | CallNode
  | ApplyNode;

/** A cell's coordinates within its sheet, from 0. */
export interface Position {
  row: number;
  column: number;
}

/** A rectangle of cells, all bounds inclusive. */
export interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

const wrap = (value: number, size: number) => (value < 0 ? value + size : value >= size ? value - size : value);

export const resolveRow = (point: Point, from: Position): number =>
  point.rowAbsolute ? point.row : wrap(point.row + from.row, sheetRows);
export const resolveColumn = (point: Point, from: Position): number =>
  point.columnAbsolute ? point.column : wrap(point.column + from.column, sheetColumns);

/** The rectangle that a reference means in a formula that stands at `from`. */
export function resolveArea(node: CellNode | AreaNode, from: Position): Area {
  if (node.kind === 'cell') {
    const row = resolveRow(node.at, from);
    const column = resolveColumn(node.at, from);
    return { top: row, left: column, bottom: row, right: column };
  }
  const [top, bottom] =
    node.shape === 'columns' ? [0, sheetRows - 1] : [resolveRow(node.first, from), resolveRow(node.last, from)];
  const [left, right] =
    node.shape === 'rows' ? [0, sheetColumns - 1] : [resolveColumn(node.first, from), resolveColumn(node.last, from)];
  return {
    top: Math.min(top, bottom),
    left: Math.min(left, right),
    bottom: Math.max(top, bottom),
    right: Math.max(left, right),
  };
}

/** The nodes directly below a node, in the order in which they are written. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'parentheses':
      return [node.inner];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'call':
      return node.arguments;
    case 'apply':
      return [node.callee, ...node.arguments];
    default:
      return [];
  }
}

/** A run of operators that group from the left, `a+b-c`: its first operand, and then each operation, the innermost first. */
export function leftRun(node: BinaryNode): { first: Node; rest: readonly BinaryNode[] } {
  const rest = [node];
  let first = node.left;
  for (; first.kind === 'binary'; first = first.left) rest.push(first);
  return { first, rest: rest.reverse() };
}

/** Every node of the tree, parents before children, left to right; without recursion. */
export function* walk(root: Node): Generator<Node> {
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) waiting.push(children[i]!);
  }
}
