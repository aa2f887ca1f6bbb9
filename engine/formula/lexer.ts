/** The words of a formula: each function reads one kind at a place in the text, or answers undefined. */
import { columnIndex } from '../workbook/a1.ts';
import { type ErrorKind, errorKinds } from '../workbook/workbook.ts';
import { type Point, type Position, type Prefix, sheetColumns, sheetRows } from './ast.ts';

/** What was read and where it ended. */
export interface Read<Value> {
  value: Value;
  end: number;
}

const wordCharacter = '[\\p{L}\\p{M}\\p{N}_.\\\\?]';
/** A reference ends where no name, function, table, prefix or further reference begins. */
const referenceEnd = `(?!${wordCharacter}|[!(\\[$])`;

const patterns = {
  space: /\s*/uy,
  number: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy,
  text: /"((?:[^"]|"")*)"/uy,
  word: new RegExp(`[\\p{L}_\\\\]${wordCharacter}*`, 'uy'),
  cell: new RegExp(`(\\$?)([A-Za-z]{1,3})(\\$?)0*([1-9]\\d{0,6})${referenceEnd}`, 'uy'),
  columns: new RegExp(`(\\$?)([A-Za-z]{1,3}):(\\$?)([A-Za-z]{1,3})${referenceEnd}`, 'uy'),
  rows: new RegExp(`(\\$?)0*([1-9]\\d{0,6}):(\\$?)0*([1-9]\\d{0,6})${referenceEnd}`, 'uy'),
  brackets: /\[((?:[^[\]']|'.|\[(?:[^[\]']|'.)*\])*)\]/suy,
  quotedPrefix: /'((?:[^']|'')+)'!/uy,
  plainPrefix: new RegExp(`(?:\\[([^\\[\\]]+)\\])?(${wordCharacter}*)(?::(${wordCharacter}+))?!`, 'uy'),
};

function match(pattern: keyof typeof patterns, text: string, at: number): RegExpExecArray | undefined {
  const found = patterns[pattern];
  found.lastIndex = at;
  return found.exec(text) ?? undefined;
}

export const skipSpace = (text: string, at: number): number => at + match('space', text, at)![0].length;

export function readNumber(text: string, at: number): Read<string> | undefined {
  const found = match('number', text, at);
  return found && { value: found[0], end: at + found[0].length };
}

export function readText(text: string, at: number): Read<string> | undefined {
  const found = match('text', text, at);
  return found && { value: found[1]!.replaceAll('""', '"'), end: at + found[0].length };
}

export function readWord(text: string, at: number): Read<string> | undefined {
  const found = match('word', text, at);
  return found && { value: found[0], end: at + found[0].length };
}

/** The inside of `[...]`, which may hold brackets itself. */
export function readBrackets(text: string, at: number): Read<string> | undefined {
  const found = match('brackets', text, at);
  return found && { value: found[1]!, end: at + found[0].length };
}

export function readError(text: string, at: number): Read<ErrorKind> | undefined {
  const kind = errorKinds.find((error) => text.slice(at, at + error.length).toUpperCase() === error);
  return kind && { value: kind, end: at + kind.length };
}

const relative = (dollar: string, index: number, origin: number) => (dollar === '' ? index - origin : index);

export function readCell(text: string, at: number, from: Position): Read<Point> | undefined {
  const found = match('cell', text, at);
  if (!found) return undefined;
  const [whole, columnDollar = '', letters = '', rowDollar = '', digits] = found;
  const column = columnIndex(letters);
  const row = Number(digits) - 1;
  if (column >= sheetColumns || row >= sheetRows) return undefined;
  const value = {
    row: relative(rowDollar, row, from.row),
    rowAbsolute: rowDollar !== '',
    column: relative(columnDollar, column, from.column),
    columnAbsolute: columnDollar !== '',
  };
  return { value, end: at + whole.length };
}

/** `A:C` or `1:3`: the axis that the reference leaves open is absolute and spans the sheet. */
export function readLines(
  text: string,
  at: number,
  from: Position,
): Read<{ shape: 'columns' | 'rows'; first: Point; last: Point }> | undefined {
  const columns = match('columns', text, at);
  if (columns) {
    const [whole, firstDollar = '', first = '', lastDollar = '', last = ''] = columns;
    const ends = [columnIndex(first), columnIndex(last)] as const;
    if (Math.max(...ends) >= sheetColumns) return undefined;
    const point = (dollar: string, column: number, row: number): Point => ({
      row,
      rowAbsolute: true,
      column: relative(dollar, column, from.column),
      columnAbsolute: dollar !== '',
    });
    const value = {
      shape: 'columns' as const,
      first: point(firstDollar, ends[0], 0),
      last: point(lastDollar, ends[1], sheetRows - 1),
    };
    return { value, end: at + whole.length };
  }
  const rows = match('rows', text, at);
  if (!rows) return undefined;
  const [whole, firstDollar = '', first, lastDollar = '', last] = rows;
  const ends = [Number(first) - 1, Number(last) - 1] as const;
  if (Math.max(...ends) >= sheetRows) return undefined;
  const point = (dollar: string, row: number, column: number): Point => ({
    row: relative(dollar, row, from.row),
    rowAbsolute: dollar !== '',
    column,
    columnAbsolute: true,
  });
  const value = {
    shape: 'rows' as const,
    first: point(firstDollar, ends[0], 0),
    last: point(lastDollar, ends[1], sheetColumns - 1),
  };
  return { value, end: at + whole.length };
}

/** Anything up to a `!`: a sheet, two sheets, another workbook, an add-in's file. An empty prefix (`!A1`) is the using sheet. */
export function readPrefix(text: string, at: number): Read<Prefix> | undefined {
  const quoted = match('quotedPrefix', text, at);
  if (quoted) return { value: prefixOf(quoted[1]!.replaceAll("''", "'")), end: at + quoted[0].length };
  const plain = match('plainPrefix', text, at);
  if (!plain) return undefined;
  const [whole, workbook, sheet = '', lastSheet] = plain;
  // `A1:Sheet2!B2` is a range from A1: a sheet called A1 would be in quotes.
  if (lastSheet !== undefined && workbook === undefined && /^[A-Za-z]{1,3}\d{1,7}$/.test(sheet)) return undefined;
  const value = {
    ...(workbook !== undefined && { workbook }),
    ...(sheet !== '' && { sheet }),
    ...(lastSheet !== undefined && { lastSheet }),
  };
  return { value, end: at + whole.length };
}

/** What stands between the quotes: `[Book.xlsx]Sheet`, `C:\folder\[Book.xlsx]Sheet`, `First:Last`, `C:\folder\add-in.xlam`. */
function prefixOf(content: string): Prefix {
  const [, folder, book, sheets = ''] = /^(.*)\[([^[\]]+)\]([^[\]]*)$/su.exec(content) ?? [
    undefined,
    undefined,
    undefined,
    content,
  ];
  // A sheet's name holds no slash, so this is a file.
  if (book === undefined && /[\\/]/.test(sheets)) return { workbook: sheets };
  const colon = sheets.indexOf(':');
  const sheet = colon < 0 ? sheets : sheets.slice(0, colon);
  return {
    ...(book !== undefined && { workbook: folder ? `${folder}[${book}` : book }),
    ...(sheet !== '' && { sheet }),
    ...(colon >= 0 && { lastSheet: sheets.slice(colon + 1) }),
  };
}
