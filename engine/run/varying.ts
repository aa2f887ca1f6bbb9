/** Which cells differ from one iteration to the next, answered for whole areas at once. */
import { areaOfCell, type CellAddress, type SheetArea } from '../model/address.ts';
import { indexCells } from '../model/cellIndex.ts';
import type { Cone } from '../model/cone.ts';
import { type Formulas, ownedArea } from '../model/formulas.ts';
import { type PrecedentOptions, precedentFinder } from '../model/precedents.ts';
import { cellAt } from '../workbook/cells.ts';
import type { Workbook } from '../workbook/workbook.ts';

export interface Varying {
  has(cell: CellAddress): boolean;
  any(area: SheetArea): boolean;
  /** Whether what a formula reads varies, itself aside. */
  parametersVary(formulas: Formulas, cell: CellAddress, fold: PrecedentOptions['fold']): boolean;
}

export function varyingCells(workbook: Workbook, cone: Pick<Cone, 'inputs' | 'cells'>): Varying {
  const index = indexCells(workbook);
  /** Of the cells below each number, how many vary. */
  const before = new Uint32Array(index.count + 1);
  const mark = (area: SheetArea) => {
    index.intervals(area, (from, to) => before.fill(1, from + 1, to + 1));
  };
  for (const cell of cone.inputs) mark(areaOfCell(cell));
  for (const address of cone.cells) {
    mark(areaOfCell(address));
    const cell = cellAt(workbook.sheets[address.sheet]!, address.row, address.column);
    // The first cell of an array formula stands for all that it fills.
    const owned = cell && ownedArea(cell, address.sheet);
    if (owned) mark(owned);
  }
  for (let i = 0; i < index.count; i++) before[i + 1]! += before[i]!;
  const any = (area: SheetArea) => {
    let found = false;
    index.intervals(area, (from, to) => {
      found ||= before[to]! > before[from]!;
    });
    return found;
  };
  const has = (cell: CellAddress) => any(areaOfCell(cell));
  return {
    has,
    any,
    parametersVary: (formulas, cell, fold) => precedentFinder(formulas, { fold, varies: any })(cell).areas.some(any),
  };
}
