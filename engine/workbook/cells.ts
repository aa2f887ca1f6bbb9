/** Fast access to the cells of a sheet, which are stored as one list in reading order. */
import type { Area } from '../formula/ast.ts';
import type { Cell, Sheet, Workbook } from './workbook.ts';

/** Where each row's cells start in `sheet.cells`, and one entry past the last row. */
const rowStarts = new WeakMap<Sheet, Uint32Array>();

function startsOf(sheet: Sheet): Uint32Array {
  const known = rowStarts.get(sheet);
  if (known) return known;
  const starts = new Uint32Array(sheet.rows + 1);
  for (const cell of sheet.cells) starts[cell.row + 1]!++;
  for (let row = 0; row < sheet.rows; row++) starts[row + 1]! += starts[row]!;
  rowStarts.set(sheet, starts);
  return starts;
}

/** The index in `sheet.cells` of the first cell of the row at or right of the column; may be past the row's end. */
function firstFrom(sheet: Sheet, starts: Uint32Array, row: number, column: number): number {
  let low = starts[row]!;
  let high = starts[row + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sheet.cells[middle]!.column < column) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index in `sheet.cells` of the cell, -1 for a blank one. */
export function cellIndex(sheet: Sheet, row: number, column: number): number {
  if (row < 0 || row >= sheet.rows) return -1;
  const starts = startsOf(sheet);
  const index = firstFrom(sheet, starts, row, column);
  return index < starts[row + 1]! && sheet.cells[index]!.column === column ? index : -1;
}

export function cellAt(sheet: Sheet, row: number, column: number): Cell | undefined {
  const index = cellIndex(sheet, row, column);
  return index < 0 ? undefined : sheet.cells[index];
}

/** The part of an area that the sheet uses; undefined if it uses none of it. */
export function clipped(sheet: Sheet, area: Area): Area | undefined {
  const bottom = Math.min(area.bottom, sheet.rows - 1);
  const right = Math.min(area.right, sheet.columns - 1);
  return area.top <= bottom && area.left <= right ? { top: area.top, left: area.left, bottom, right } : undefined;
}

/** The indexes in `sheet.cells` of the area's non-blank cells, in reading order. */
export function* indexesIn(sheet: Sheet, area: Area): Generator<number> {
  const used = clipped(sheet, area);
  if (!used) return;
  const starts = startsOf(sheet);
  for (let row = used.top; row <= used.bottom; row++) {
    const end = starts[row + 1]!;
    for (let i = firstFrom(sheet, starts, row, used.left); i < end && sheet.cells[i]!.column <= used.right; i++)
      yield i;
  }
}

/** The area's non-blank cells, in reading order. */
export function* cellsIn(sheet: Sheet, area: Area): Generator<Cell> {
  for (const index of indexesIn(sheet, area)) yield sheet.cells[index]!;
}

/** The number of a sheet by its name, in any case; -1 if there is none. */
export function sheetIndex(workbook: Workbook, name: string): number {
  const wanted = name.toLowerCase();
  return workbook.sheets.findIndex((sheet) => sheet.name.toLowerCase() === wanted);
}
