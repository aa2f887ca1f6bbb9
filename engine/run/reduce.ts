/** The part of a workbook that a simulation reads: small enough to travel with every slice. */
import type { CellAddress, SheetArea } from '../model/address.ts';
import { indexCells } from '../model/cellIndex.ts';
import type { Cone } from '../model/cone.ts';
import type { Formulas } from '../model/formulas.ts';
import { type PrecedentOptions, precedentFinder } from '../model/precedents.ts';
import type { Cell, Workbook } from '../workbook/workbook.ts';
import type { Varying } from './varying.ts';

export function reduceWorkbook(
  formulas: Formulas,
  cone: Cone,
  varying: Varying,
  fold: PrecedentOptions['fold'],
  named: readonly { address: CellAddress }[],
): Workbook {
  const { workbook } = formulas;
  const index = indexCells(workbook);
  const kept = new Uint8Array(index.count);
  const keep = (area: SheetArea) =>
    index.intervals(area, (from, to) => {
      kept.fill(1, from, to);
    });
  const areaOf = ({ sheet, row, column }: CellAddress): SheetArea => ({
    sheet,
    top: row,
    bottom: row,
    left: column,
    right: column,
  });
  const find = precedentFinder(formulas, { fold, varies: (area) => varying.any(area) });
  for (const cell of cone.cells) {
    keep(areaOf(cell));
    const owned = formulas.ownedBy(cell);
    if (owned) keep(owned);
    for (const area of find(cell).areas) keep(area);
  }
  for (const { address } of named) keep(areaOf(address));
  const computed = new Set(cone.cells.map(({ sheet, row, column }) => `${sheet}:${row}:${column}`));
  return {
    ...workbook,
    sheets: workbook.sheets.map((sheet, number) => ({
      ...sheet,
      merges: [],
      cells: sheet.cells.flatMap((cell): Cell[] => {
        const address = { sheet: number, row: cell.row, column: cell.column };
        if (!kept[index.numberOf(address)]) return [];
        return computed.has(`${number}:${cell.row}:${cell.column}`) ? [cell] : [withoutFormula(cell)];
      }),
    })),
  };
}

/** Functions that ask about formulas (SUBTOTAL skips SUBTOTALs) still find the text. */
const withoutFormula = (cell: Cell): Cell => (cell.formula ? { ...cell, value: cell.value ?? null } : cell);
