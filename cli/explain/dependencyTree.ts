/** What a cell depends on, as a tree of bounded depth and size. */
import type { Plan } from '../../engine/index.ts';
import { type CellAddress, printAddress, type SheetArea } from '../../engine/model/address.ts';
import { folder } from '../../engine/model/fold.ts';
import { indexFormulas } from '../../engine/model/formulas.ts';
import { precedentFinder } from '../../engine/model/precedents.ts';
import { varyingCells } from '../../engine/run/varying.ts';
import { areaName, sheetPrefix } from '../../engine/workbook/a1.ts';

export interface TreeNode {
  /** `Model!B3`, or `Model!B3:B62` for a range of which the first cell that varies stands for all. */
  cells: string;
  /** How many cells of the range vary. */
  varying: number;
  /** An input's distribution, or the formula with its `=`. */
  formula: string;
  role: 'input' | 'compiled' | 'interpreted';
  /** Its precedents that vary; left out where they stand elsewhere in the tree or too deep. */
  children: TreeNode[];
  cut?: 'shown above' | 'deeper';
}

export interface TreeOptions {
  depth: number;
  interpreted: ReadonlySet<string>;
}

export function dependencyTree(plan: Plan, root: CellAddress, { depth, interpreted }: TreeOptions): TreeNode {
  const { workbook, inputs } = plan;
  const formulas = indexFormulas(workbook);
  const varying = varyingCells(workbook, { cells: plan.cells, inputs: inputs.map(({ address }) => address) });
  const find = precedentFinder(formulas, { fold: folder(workbook), varies: varying.any });
  const inputAt = new Map(inputs.map((input) => [input.cell, input]));
  const seen = new Set<string>();

  const nodeOf = (address: CellAddress, range: SheetArea | undefined, count: number, left: number): TreeNode => {
    const cell = printAddress(workbook, address);
    const input = inputAt.get(cell);
    const cells = range ? sheetPrefix(workbook.sheets[range.sheet]!.name) + areaName(range) : cell;
    const node: TreeNode = {
      cells,
      varying: count,
      formula: input?.text ?? `=${formulas.cellAt(address)?.formula?.text ?? ''}`,
      role: input ? 'input' : interpreted.has(cell) ? 'interpreted' : 'compiled',
      children: [],
    };
    if (input?.distribution?.bound) return node;
    const areas = find(address).areas.filter((area) => varying.any(area));
    if (areas.length === 0) return node;
    if (seen.has(cell)) return { ...node, cut: 'shown above' };
    seen.add(cell);
    if (left === 0) return { ...node, cut: 'deeper' };
    node.children = areas.flatMap((area) => {
      const inside = varyingIn(area, varying.has);
      const [first] = inside;
      // A circle is no circle any more in a plan, but a range may hold the cell itself.
      if (!first || isSame(first, address)) return [];
      const isRange = area.top !== area.bottom || area.left !== area.right;
      return [nodeOf(first, isRange ? area : undefined, inside.length, left - 1)];
    });
    return node;
  };
  return nodeOf(root, undefined, 1, depth);
}

const isSame = (a: CellAddress, b: CellAddress) => a.sheet === b.sheet && a.row === b.row && a.column === b.column;

/** A larger range is looked through as far as this. */
const mostCells = 10_000;

function varyingIn(area: SheetArea, has: (cell: CellAddress) => boolean): CellAddress[] {
  const found: CellAddress[] = [];
  let looked = 0;
  for (let row = area.top; row <= area.bottom && looked < mostCells; row++) {
    for (let column = area.left; column <= area.right && looked < mostCells; column++, looked++) {
      const cell = { sheet: area.sheet, row, column };
      if (has(cell)) found.push(cell);
    }
  }
  return found;
}
