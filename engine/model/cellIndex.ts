/**
 * The non-blank cells of a workbook numbered by sheet, column, row. A column's part of any range is then one interval of
 * numbers, so that what thousands of formulas like SUM(B$2:B500) refer to is stored and searched without listing cells.
 */
import { cellAt } from '../workbook/cells.ts';
import type { Cell, Workbook } from '../workbook/workbook.ts';
import type { CellAddress, SheetArea } from './address.ts';

export interface CellIndex {
  readonly workbook: Workbook;
  readonly count: number;
  /** The number of a cell, -1 for a blank one. */
  numberOf(address: CellAddress): number;
  addressOf(number: number): CellAddress;
  cellOf(number: number): Cell;
  /** Calls `visit` with the intervals [from, to) of the area's cells; adjacent ones come joined. */
  intervals(area: SheetArea, visit: (from: number, to: number) => void): void;
}

export function indexCells(workbook: Workbook): CellIndex {
  const count = workbook.sheets.reduce((sum, sheet) => sum + sheet.cells.length, 0);
  const rows = new Int32Array(count);
  /** Per sheet: where each column's cells start, and one entry past the last column. */
  const starts: Uint32Array[] = [];
  let before = 0;
  for (const { columns, cells } of workbook.sheets) {
    const columnStarts = new Uint32Array(columns + 1);
    for (const { column } of cells) columnStarts[column + 1]!++;
    columnStarts[0] = before;
    for (let column = 0; column < columns; column++) columnStarts[column + 1]! += columnStarts[column]!;
    const next = columnStarts.slice();
    for (const { row, column } of cells) rows[next[column]!++] = row;
    starts.push(columnStarts);
    before += cells.length;
  }

  /** The first cell of [low, high) at or below the row. */
  const firstFrom = (low: number, high: number, row: number) => {
    let from = low;
    let to = high;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (rows[middle]! < row) from = middle + 1;
      else to = middle;
    }
    return from;
  };

  const intervals = (area: SheetArea, visit: (from: number, to: number) => void) => {
    const columnStarts = starts[area.sheet];
    if (!columnStarts) return;
    const right = Math.min(area.right, columnStarts.length - 2);
    let from = 0;
    let to = 0;
    for (let column = area.left; column <= right; column++) {
      const low = columnStarts[column]!;
      const high = columnStarts[column + 1]!;
      const first = area.top === 0 ? low : firstFrom(low, high, area.top);
      const end =
        area.top === area.bottom && rows[first] !== area.top ? first : firstFrom(first, high, area.bottom + 1);
      if (first >= end) continue;
      if (first !== to) {
        if (from < to) visit(from, to);
        from = first;
      }
      to = end;
    }
    if (from < to) visit(from, to);
  };

  const addressOf = (number: number): CellAddress => {
    let sheet = 0;
    while (starts[sheet]!.at(-1)! <= number) sheet++;
    const columnStarts = starts[sheet]!;
    let column = 0;
    for (let high = columnStarts.length - 1; column < high - 1; ) {
      const middle = (column + high) >>> 1;
      if (columnStarts[middle]! <= number) column = middle;
      else high = middle;
    }
    return { sheet, row: rows[number]!, column };
  };

  const numberOf = ({ sheet, row, column }: CellAddress): number => {
    const columnStarts = starts[sheet];
    if (!columnStarts || column < 0 || column >= columnStarts.length - 1) return -1;
    const high = columnStarts[column + 1]!;
    const found = firstFrom(columnStarts[column]!, high, row);
    return found < high && rows[found] === row ? found : -1;
  };

  const cellOf = (number: number): Cell => {
    const { sheet, row, column } = addressOf(number);
    return cellAt(workbook.sheets[sheet]!, row, column)!;
  };

  return { workbook, count, numberOf, addressOf, cellOf, intervals };
}

/** The same workbook with blank cells put where the addresses say, so that a simulation can give them values. */
export function withCells(workbook: Workbook, addresses: readonly CellAddress[]): Workbook {
  const missing = addresses.filter(({ sheet, row, column }) => !cellAt(workbook.sheets[sheet]!, row, column));
  if (missing.length === 0) return workbook;
  const sheets = workbook.sheets.map((sheet, index) => {
    const added = new Map(
      missing
        .filter((cell) => cell.sheet === index)
        .map(({ row, column }) => [`${row},${column}`, { row, column, value: null }]),
    );
    if (added.size === 0) return sheet;
    const cells: Cell[] = [...sheet.cells, ...added.values()].toSorted((a, b) => a.row - b.row || a.column - b.column);
    const last = (axis: 'row' | 'column') => Math.max(...[...added.values()].map((cell) => cell[axis] + 1));
    return {
      ...sheet,
      cells,
      rows: Math.max(sheet.rows, last('row')),
      columns: Math.max(sheet.columns, last('column')),
    };
  });
  return { ...workbook, sheets };
}
