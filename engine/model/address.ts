/** Cells and rectangles of a workbook, with their sheet. */
import { type Area, sheetColumns, sheetRows } from '../formula/ast.ts';
import { parseArea, qualifiedCell, splitQualified } from '../workbook/a1.ts';
import { sheetIndex } from '../workbook/cells.ts';
import type { Workbook } from '../workbook/workbook.ts';

export interface CellAddress {
  /** Index into `Workbook.sheets`. */
  sheet: number;
  row: number;
  column: number;
}

export interface SheetArea extends Area {
  sheet: number;
}

export const isOneCell = (area: Area): boolean => area.top === area.bottom && area.left === area.right;

export const areaOfCell = ({ sheet, row, column }: CellAddress): SheetArea => ({
  sheet,
  top: row,
  left: column,
  bottom: row,
  right: column,
});

export const contains = (area: SheetArea, cell: CellAddress): boolean =>
  cell.sheet === area.sheet &&
  cell.row >= area.top &&
  cell.row <= area.bottom &&
  cell.column >= area.left &&
  cell.column <= area.right;

/** The common part; undefined if there is none. */
export function intersection(a: SheetArea, b: SheetArea): SheetArea | undefined {
  const top = Math.max(a.top, b.top);
  const left = Math.max(a.left, b.left);
  const bottom = Math.min(a.bottom, b.bottom);
  const right = Math.min(a.right, b.right);
  return a.sheet === b.sheet && top <= bottom && left <= right
    ? { sheet: a.sheet, top, left, bottom, right }
    : undefined;
}

/** The smallest rectangle around both, which must be on one sheet. */
export const boundingBox = (a: SheetArea, b: SheetArea): SheetArea => ({
  sheet: a.sheet,
  top: Math.min(a.top, b.top),
  left: Math.min(a.left, b.left),
  bottom: Math.max(a.bottom, b.bottom),
  right: Math.max(a.right, b.right),
});

/** The part that lies on the sheet, whose bounds Excel sets; undefined if none does. */
export const onSheet = (area: SheetArea): SheetArea | undefined =>
  intersection(area, { sheet: area.sheet, top: 0, left: 0, bottom: sheetRows - 1, right: sheetColumns - 1 });

/** `Model!B3`, as requests and reports write it. */
export const printAddress = (workbook: Workbook, { sheet, row, column }: CellAddress): string =>
  qualifiedCell(workbook.sheets[sheet]!.name, row, column);

/**
 * `Model!A1:B3` or `'My sheet'!C2`, or a range of the only sheet without a prefix; undefined if the workbook has no such sheet
 * or the text is no range. Whole columns and rows are allowed.
 */
export function parseAddress(workbook: Workbook, text: string): SheetArea | undefined {
  const { sheet: name, range } = splitQualified(text);
  if (name === undefined && workbook.sheets.length > 1) return undefined;
  const sheet = name === undefined ? 0 : sheetIndex(workbook, name);
  const area = parseArea(range);
  return sheet < 0 || !area ? undefined : { sheet, ...area };
}
