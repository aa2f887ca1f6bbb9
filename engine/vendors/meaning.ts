/** What references and names in an add-in's calls mean in the cell where they stand. */
import type { AreaNode, CellNode, Node } from '../formula/ast.ts';
import { resolveArea, walk } from '../formula/ast.ts';
import { structuredArea } from '../interpret/structured.ts';
import type { CellAddress } from '../model/address.ts';
import type { Formulas } from '../model/formulas.ts';
import { cellNode, replaceNodes } from './rewrite.ts';
import { distributionOf } from './translateCall.ts';
import { vendorFunction } from './vendorFunctions.ts';

export function mentionsVendor(tree: Node, formulas: Formulas, sheet: number, depth = 0): boolean {
  for (const node of walk(tree)) {
    if (node.kind === 'call' && vendorFunction(node.name)) return true;
    if (node.kind !== 'name' || depth > 20) continue;
    const body = formulas.names.resolve(node.name, sheet)?.formula;
    if (body?.ok && mentionsVendor(body.value, formulas, sheet, depth + 1)) return true;
  }
  return false;
}

export const isDefined = (name: string, formulas: Formulas, sheet: number): boolean =>
  formulas.names.resolve(name, sheet) !== undefined ||
  formulas.tables.some(({ table }) => table.name.toLowerCase() === name.toLowerCase());

/** References of tables as cells, ranges for a single value as the cell beside, a sheet's own names with their sheet. */
export function meantBy(tree: Node, formulas: Formulas, cell: CellAddress): Node {
  const single = singleParameters(tree);
  return replaceNodes(tree, (node) => {
    if (node.kind === 'structured') {
      const area = structuredArea(node, formulas.tables, cell);
      const table = formulas.tables.find(({ area: whole }) => area && contains(whole, area));
      const sheet = table && formulas.workbook.sheets[table.table.sheet]?.name;
      if (!area || sheet === undefined) return undefined;
      const absoluteArea = areaNode(area, sheet);
      return single.has(node) ? intersected(absoluteArea, cell) : absoluteArea;
    }
    if (node.kind === 'area' && single.has(node)) return intersected(node, cell);
    if (node.kind === 'name' && !node.prefix) {
      const definition = formulas.names.resolve(node.name, cell.sheet)?.definition;
      const sheet = definition?.sheet === undefined ? undefined : formulas.workbook.sheets[definition.sheet]?.name;
      return sheet === undefined ? undefined : { ...node, prefix: { sheet } };
    }
    return undefined;
  });
}

export type Rectangle = { top: number; bottom: number; left: number; right: number };
const contains = (whole: Rectangle, part: Rectangle) =>
  part.top >= whole.top && part.bottom <= whole.bottom && part.left >= whole.left && part.right <= whole.right;

const areaNode = ({ top, bottom, left, right }: Rectangle, sheet: string): AreaNode => ({
  kind: 'area',
  shape: 'cells',
  first: { row: top, column: left, rowAbsolute: true, columnAbsolute: true },
  last: { row: bottom, column: right, rowAbsolute: true, columnAbsolute: true },
  prefix: { sheet },
});

/** The references that stand for one number each: parameters that are no lists. */
function singleParameters(tree: Node): Set<Node> {
  const single = new Set<Node>();
  for (const node of walk(tree)) {
    const distribution = node.kind === 'call' ? distributionOf(node.written) : undefined;
    if (node.kind !== 'call' || !distribution) continue;
    for (const [i, argument] of node.arguments.entries()) {
      if (distribution.parameters[i]?.list) continue;
      single.add(argument);
    }
  }
  return single;
}

/** The cell of a range in the formula's own row or column; the range itself where there is none, which is then an error. */
function intersected(node: AreaNode, cell: CellAddress): AreaNode | CellNode {
  const { top, bottom, left, right } = resolveArea(node, cell);
  const inRow = left === right && cell.row >= top && cell.row <= bottom;
  const inColumn = top === bottom && cell.column >= left && cell.column <= right;
  if (inRow) return cellNode({ row: cell.row, column: left }, node.prefix);
  return inColumn ? cellNode({ row: top, column: cell.column }, node.prefix) : node;
}

/** The one cell that the first argument refers to, also by a name. */
export function referredCell(args: readonly Node[], from: CellAddress, formulas: Formulas): CellAddress | undefined {
  const [only] = args;
  const named = only?.kind === 'name' ? formulas.names.resolve(only.name, from.sheet) : undefined;
  const node = named?.formula.ok ? named.formula.value : only;
  if (node?.kind !== 'cell' && node?.kind !== 'area') return undefined;
  const [sheet, more] = formulas.sheetsOf(node.prefix, named?.definition.sheet ?? from.sheet) ?? [];
  const area = resolveArea(node, from);
  if (sheet === undefined || more !== undefined || area.top !== area.bottom || area.left !== area.right)
    return undefined;
  return { sheet, row: area.top, column: area.left };
}
