import {
  areaOf,
  columnCount,
  isOnSheet,
  maximumColumns,
  maximumRows,
  readUsedArea,
  referenceTo,
  rowCount,
  toArray,
  toUsedArray,
} from '../interpret/reference.ts';
import {
  type Area,
  type ArrayValue,
  arrayFrom,
  arrayOf,
  type ErrorValue,
  elementAt,
  isArray,
  isError,
  isReference,
  notAvailable,
  referenceError,
  type Scalar,
  type Value,
  valueError,
} from '../interpret/value.ts';
import { columnName } from '../workbook/a1.ts';
import type { RangeArgument } from './collect.ts';
import { contextual, type FunctionDescriptor, pure } from './descriptor.ts';
import { quoteSheet } from './information.ts';
import { crossMatch, exactMatcher, findExact, findSorted } from './search.ts';

/** A part of a table, still a reference if the table is one. */
function part(table: RangeArgument, top: number, left: number, rows: number, columns: number): Value {
  if (isReference(table)) {
    const [area] = table.areas;
    if (!area) return referenceError;
    return referenceTo(
      table.source,
      areaOf(area.sheet, area.top + top, area.left + left, area.top + top + rows - 1, area.left + left + columns - 1),
    );
  }
  const array = toArray(table);
  if (isError(array)) return array;
  if (rows === 1 && columns === 1) return elementAt(array, top, left);
  return arrayFrom(rows, columns, (row, column) => elementAt(array, top + row, left + column));
}

function sizeOf(table: RangeArgument): { rows: number; columns: number } {
  if (isReference(table)) {
    const area = table.areas[0]!;
    return { rows: rowCount(area), columns: columnCount(area) };
  }
  return isArray(table) ? { rows: table.rows, columns: table.columns } : { rows: 1, columns: 1 };
}

/** The values of a part that is one row or column, cut to what is used. */
function valuesOf(value: Value): readonly Scalar[] | ErrorValue {
  const array = toUsedArray(value);
  return isError(array) ? array : array.values;
}

/** Position from 0 among the values; a blank is looked up as 0. */
function position(wanted: number | string | boolean | null, values: readonly Scalar[], type: number): number {
  const sought = wanted ?? 0;
  if (type === 0) return findExact(values, exactMatcher(sought, true));
  return findSorted(values, sought, type < 0);
}

const match = pure('MATCH', ['scalar', 'range', 'number?'], (wanted, range, type = 1) => {
  if (isError(range)) return range;
  const { rows, columns } = sizeOf(range);
  if (rows > 1 && columns > 1) return notAvailable;
  const values = valuesOf(range);
  if (isError(values)) return values;
  const at = position(wanted, values as readonly Scalar[], Math.sign(type));
  return at < 0 ? notAvailable : at + 1;
});

function tableLookup(name: string, vertical: boolean): FunctionDescriptor {
  return pure(name, ['scalar', 'range', 'integer', 'logical?'], (wanted, table, index, approximate = true) => {
    if (isError(table)) return table;
    if (typeof table === 'string') return valueError;
    if (index < 1) return valueError;
    const { rows, columns } = sizeOf(table);
    if (index > (vertical ? columns : rows)) return referenceError;
    const keys = valuesOf(vertical ? part(table, 0, 0, rows, 1) : part(table, 0, 0, 1, columns));
    if (isError(keys)) return keys;
    const at = position(wanted, keys as readonly Scalar[], approximate ? 1 : 0);
    if (at < 0) return notAvailable;
    return vertical ? part(table, at, index - 1, 1, 1) : part(table, index - 1, at, 1, 1);
  });
}

/** LOOKUP searches the longer side of an array and answers from its opposite side, or from a vector of its own. */
const lookup = pure('LOOKUP', ['scalar', 'range', 'range?'], (wanted, table, results) => {
  if (isError(table)) return table;
  if (isError(results)) return results;
  const { rows, columns } = sizeOf(table);
  const wide = columns > rows;
  const vector = wide ? part(table, 0, 0, 1, columns) : part(table, 0, 0, rows, 1);
  const keys = valuesOf(vector);
  if (isError(keys)) return keys;
  const at = position(wanted, keys as readonly Scalar[], 1);
  if (at < 0) return notAvailable;
  if (results === undefined) return wide ? part(table, rows - 1, at, 1, 1) : part(table, at, columns - 1, 1, 1);
  const size = sizeOf(results);
  if (size.rows > 1 && size.columns > 1) return notAvailable;
  if (!isReference(results) && at >= size.rows * size.columns) return notAvailable;
  return size.columns > 1 ? part(results, 0, at, 1, 1) : part(results, at, 0, 1, 1);
});

const isVector = ({ rows, columns }: { rows: number; columns: number }) => rows === 1 || columns === 1;

const crossLookup = pure(
  'XLOOKUP',
  ['any', 'range', 'range', 'value??', 'integer??', 'integer??'],
  (wanted, range, results, otherwise, matchMode = 0, searchMode = 1) => {
    if (isError(wanted)) return wanted;
    if (isError(range)) return range;
    if (isError(results)) return results;
    const size = sizeOf(range);
    const answers = sizeOf(results);
    if (!isVector(size)) return valueError;
    const vertical = size.columns === 1 && !(size.rows === 1 && answers.rows === 1);
    if (vertical ? size.rows !== answers.rows : size.columns !== answers.columns) return valueError;
    const values = valuesOf(range);
    if (isError(values)) return values;
    const at = crossMatch(values as readonly Scalar[], wanted, matchMode, searchMode);
    if (at === undefined) return valueError;
    if (at < 0) return otherwise ?? notAvailable;
    return vertical ? part(results, at, 0, 1, answers.columns) : part(results, 0, at, answers.rows, 1);
  },
);

const crossMatchFunction = pure(
  'XMATCH',
  ['any', 'range', 'integer??', 'integer??'],
  (wanted, range, matchMode = 0, searchMode = 1) => {
    if (isError(wanted)) return wanted;
    if (isError(range)) return range;
    if (!isVector(sizeOf(range))) return valueError;
    const values = valuesOf(range);
    if (isError(values)) return values;
    const at = crossMatch(values as readonly Scalar[], wanted, matchMode, searchMode);
    if (at === undefined) return valueError;
    return at < 0 ? notAvailable : at + 1;
  },
);

/** 0 or nothing for a row or column means all of them; in a vector the one index counts along it. */
const index = pure('INDEX', ['range', 'integer?', 'integer?', 'integer?'], (table, row = 0, column, areaNumber = 1) => {
  if (isError(table)) return table;
  if (row < 0 || (column ?? 0) < 0) return valueError;
  let chosen = table;
  if (isReference(table)) {
    const area = table.areas[areaNumber - 1];
    if (!area) return referenceError;
    chosen = referenceTo(table.source, area);
  } else if (areaNumber !== 1) return referenceError;
  const { rows, columns } = sizeOf(chosen);
  const alongRow = column === undefined && rows === 1 && columns > 1;
  const r = alongRow ? 0 : row;
  const c = alongRow ? row : (column ?? 0);
  if (r > rows || c > columns) return referenceError;
  return part(chosen, r === 0 ? 0 : r - 1, c === 0 ? 0 : c - 1, r === 0 ? rows : 1, c === 0 ? columns : 1);
});

function offsetArea(area: Area, rows: number, columns: number, height: number, width: number): Area | undefined {
  if (height === 0 || width === 0) return undefined;
  const top = area.top + rows + (height < 0 ? height + 1 : 0);
  const left = area.left + columns + (width < 0 ? width + 1 : 0);
  const moved = areaOf(area.sheet, top, left, top + Math.abs(height) - 1, left + Math.abs(width) - 1);
  return isOnSheet(moved) ? moved : undefined;
}

/** A fraction of a cell still is one. */
const extent = (size: number | undefined): number | undefined =>
  size === undefined || size === 0 ? size : Math.trunc(size) || Math.sign(size);

const offset = contextual(
  'OFFSET',
  'reference',
  ['reference', 'integer', 'integer', 'number??', 'number??'],
  (_, reference, rows, columns, height, width) => {
    const [area] = reference.areas;
    if (!area || reference.areas.length > 1) return valueError;
    const moved = offsetArea(area, rows, columns, extent(height) ?? rowCount(area), extent(width) ?? columnCount(area));
    return moved ? referenceTo(reference.source, moved) : referenceError;
  },
);

/** ROW and COLUMN: of a range, the numbers of all its rows or columns. */
function coordinates(name: string, vertical: boolean): FunctionDescriptor {
  return contextual(name, 'reference', ['reference?'], (context, reference) => {
    if (reference === undefined) return (vertical ? context.row : context.column) + 1;
    const [area] = reference.areas;
    if (!area || reference.areas.length > 1) return referenceError;
    const first = vertical ? area.top : area.left;
    const count = vertical ? rowCount(area) : columnCount(area);
    if (count === 1) return first + 1;
    const numbers = Array.from({ length: count }, (__, i) => first + i + 1);
    return vertical ? arrayOf(count, 1, numbers) : arrayOf(1, count, numbers);
  });
}

function addressText(row: number, column: number, kind: number, a1: boolean): string | ErrorValue {
  if (row < 1 || row > maximumRows || column < 1 || column > maximumColumns || kind < 1 || kind > 4) return valueError;
  const rowFixed = kind === 1 || kind === 2;
  const columnFixed = kind === 1 || kind === 3;
  if (a1) return `${columnFixed ? '$' : ''}${columnName(column - 1)}${rowFixed ? '$' : ''}${row}`;
  return `R${rowFixed ? row : `[${row}]`}C${columnFixed ? column : `[${column}]`}`;
}

export const lookups: readonly FunctionDescriptor[] = [
  match,
  crossMatchFunction,
  tableLookup('VLOOKUP', true),
  tableLookup('HLOOKUP', false),
  lookup,
  crossLookup,
  index,
  offset,
  coordinates('ROW', true),
  coordinates('COLUMN', false),
  pure('ROWS', ['range'], (range) => (isError(range) ? range : sizeOf(range).rows)),
  pure('COLUMNS', ['range'], (range) => (isError(range) ? range : sizeOf(range).columns)),
  contextual('AREAS', 'reference', ['reference'], (_, reference) => reference.areas.length),
  contextual('INDIRECT', 'reference', ['text', 'logical?'], (context, text, a1 = true) =>
    context.resolveReference(text, a1),
  ),
  pure(
    'ADDRESS',
    ['integer', 'integer', 'integer??', 'logical??', 'text??'],
    (row, column, kind = 1, a1 = true, sheet) => {
      const text = addressText(row, column, kind, a1);
      return typeof text !== 'string' || sheet === undefined
        ? text
        : `${sheet === '' ? '' : quoteSheet(sheet)}!${text}`;
    },
  ),
  pure('HYPERLINK', ['scalar', 'scalar?'], (link, shown) => shown ?? link),
  pure('GETPIVOTDATA', ['any', 'range', '...range'], () => referenceError),
  contextual('TRIMRANGE', 'reference', ['range', 'integer??', 'integer??'], (_, range, rows = 3, columns = 3) =>
    trimRange(range, rows, columns),
  ),
];

/** Blank rows and columns at the edges cut off: 1 the leading ones, 2 the trailing ones, 3 both, 0 none. */
function trimRange(range: RangeArgument, rows: number, columns: number): Value {
  const array: ArrayValue | ErrorValue = isReference(range) ? readUsedArea(range) : toArray(range);
  if (isError(array)) return array;
  const blankRow = (row: number) =>
    !array.values.slice(row * array.columns, (row + 1) * array.columns).some((v) => v !== null);
  const blankColumn = (column: number) => {
    for (let row = 0; row < array.rows; row++) if (elementAt(array, row, column) !== null) return false;
    return true;
  };
  const cut = (count: number, full: number, mode: number, blank: (i: number) => boolean): [number, number] => {
    let first = 0;
    let last = count - 1;
    if (mode & 1) while (first <= last && blank(first)) first++;
    if (mode & 2) while (last >= first && blank(last)) last--;
    return [first, mode & 2 ? last : full - 1];
  };
  const size = sizeOf(range);
  const [top, bottom] = cut(array.rows, size.rows, rows, blankRow);
  const [left, right] = cut(array.columns, size.columns, columns, blankColumn);
  if (top > bottom || left > right) return referenceError;
  return part(range, top, left, bottom - top + 1, right - left + 1);
}
