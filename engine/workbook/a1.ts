/** A1 notation <-> coordinates from 0. */
import { type Area, type Position, sheetColumns, sheetRows } from '../formula/ast.ts';

/** 0 -> A, 25 -> Z, 26 -> AA. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1)
    name = String.fromCharCode(65 + (rest % 26)) + name;
  return name;
}

/** A -> 0, XFD -> 16383, in either case. The caller has checked that the text is one to three letters. */
export function columnIndex(letters: string): number {
  let column = 0;
  for (let i = 0; i < letters.length; i++) column = column * 26 + (letters.charCodeAt(i) & 31);
  return column - 1;
}

export const cellName = (row: number, column: number): string => columnName(column) + (row + 1);

export function areaName({ top, left, bottom, right }: Area): string {
  const first = cellName(top, left);
  return top === bottom && left === right ? first : `${first}:${cellName(bottom, right)}`;
}

/** `B3` or `$B$3`; undefined if it is not a cell of a sheet. */
export function parseCell(text: string): Position | undefined {
  const match = /^\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})$/.exec(text);
  if (!match) return undefined;
  const column = columnIndex(match[1]!);
  const row = Number(match[2]) - 1;
  return column < sheetColumns && row < sheetRows ? { row, column } : undefined;
}

/** `B3`, `A1:H40`, `A:C` or `1:3`; undefined if it is no range of a sheet. */
export function parseArea(text: string): Area | undefined {
  const [from = '', to = from, more] = text.split(':');
  if (more !== undefined) return undefined;
  const single = parseCell(from);
  const first = single ?? parseEdge(from, 'first');
  const last = single
    ? parseCell(to)
    : text.includes(':') && /[A-Za-z]/.test(from) === /[A-Za-z]/.test(to)
      ? parseEdge(to, 'last')
      : undefined;
  if (!first || !last) return undefined;
  return {
    top: Math.min(first.row, last.row),
    left: Math.min(first.column, last.column),
    bottom: Math.max(first.row, last.row),
    right: Math.max(first.column, last.column),
  };
}

/** A whole column's or row's first or last cell. */
function parseEdge(text: string, side: 'first' | 'last'): Position | undefined {
  const match = /^\$?(?:([A-Za-z]{1,3})|([1-9]\d{0,6}))$/.exec(text);
  if (!match) return undefined;
  const [, letters, digits] = match;
  const column = letters ? columnIndex(letters) : side === 'first' ? 0 : sheetColumns - 1;
  const row = digits ? Number(digits) - 1 : side === 'first' ? 0 : sheetRows - 1;
  return column < sheetColumns && row < sheetRows ? { row, column } : undefined;
}

/** A sheet name as it stands before `!`, in quotes where the grammar needs them. */
export function sheetPrefix(name: string): string {
  return needsQuotes(name) ? `'${name.replaceAll("'", "''")}'!` : `${name}!`;
}

/** Anything but a plain word; a word that reads as a cell (`Q1`, `R1C1`), a column range's end or a boolean needs them too. */
export function needsQuotes(name: string): boolean {
  return (
    !/^[\p{L}_\\][\p{L}\p{M}\p{N}_.\\?]*$/u.test(name) ||
    /^[A-Za-z]{1,3}\d{1,7}$/.test(name) ||
    /^(?:r\d*c?\d*|c\d*|true|false)$/i.test(name)
  );
}

/** `Sheet1!B3` from its parts; the text form of a cell in requests and reports. */
export const qualifiedCell = (sheet: string, row: number, column: number): string =>
  sheetPrefix(sheet) + cellName(row, column);

/** Splits `'My sheet'!A1:B2` at the `!`; the sheet is undefined where none is named. */
export function splitQualified(text: string): { sheet?: string; range: string } {
  const at = text.lastIndexOf('!');
  if (at < 0) return { range: text.trim() };
  const sheet = text.slice(0, at).trim();
  const range = text.slice(at + 1).trim();
  return { sheet: /^'.*'$/s.test(sheet) ? sheet.slice(1, -1).replaceAll("''", "'") : sheet, range };
}
