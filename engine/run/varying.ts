/** Which cells differ from one iteration to the next, answered for whole areas at once. */
import type { CellAddress, SheetArea } from '../model/address.ts';
import { indexCells } from '../model/cellIndex.ts';
import type { Cone } from '../model/cone.ts';
import type { Formulas } from '../model/formulas.ts';
import { type PrecedentOptions, precedentFinder } from '../model/precedents.ts';
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
  const mark = (cell: CellAddress) => {
    const number = index.numberOf(cell);
    if (number >= 0) before[number + 1] = 1;
  };
  for (const cell of cone.inputs) mark(cell);
  for (const cell of cone.cells) {
    mark(cell);
  }
  for (let i = 0; i < index.count; i++) before[i + 1]! += before[i]!;
  const any = (area: SheetArea) => {
    let found = false;
    index.intervals(area, (from, to) => {
      found ||= before[to]! > before[from]!;
    });
    return found;
  };
  const has = ({ sheet, row, column }: CellAddress) =>
    any({ sheet, top: row, bottom: row, left: column, right: column });
  return {
    has,
    any,
    parametersVary: (formulas, cell, fold) => precedentFinder(formulas, { fold, varies: any })(cell).areas.some(any),
  };
}
