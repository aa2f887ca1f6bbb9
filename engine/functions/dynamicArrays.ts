import { toLogical, toNumber } from '../interpret/coerce.ts';
import { compareScalars } from '../interpret/compare.ts';
import { maximumColumns, maximumRows } from '../interpret/reference.ts';
import {
  type ArrayValue,
  arrayFrom,
  arrayOf,
  arrayOfRows,
  calculationError,
  type ErrorValue,
  elementAt,
  errors,
  hasRoomFor,
  isError,
  notAvailable,
  numberError,
  rowsOf,
  type Scalar,
  transpose,
  type Value,
  valueError,
} from '../interpret/value.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** Numbers, texts, logical values, errors, and blanks last whichever way one sorts. */
const rank = (value: Scalar): number =>
  value === null ? 4 : isError(value) ? 3 : typeof value === 'boolean' ? 2 : typeof value === 'string' ? 1 : 0;

/** In the order of ERROR.TYPE. */
const errorRank = (value: ErrorValue): number => Object.keys(errors).indexOf(value.error);

export function compareForSorting(a: Scalar, b: Scalar, direction: number): number {
  const byType = rank(a) - rank(b);
  if (a === null || b === null) return byType;
  if (byType !== 0) return byType * direction;
  if (isError(a) || isError(b)) {
    return isError(a) && isError(b) ? (errorRank(a) - errorRank(b)) * direction : 0;
  }
  return compareScalars(a, b) * direction;
}

/** Order of the rows by several keys, stable. */
export function sortedOrder(
  count: number,
  keys: readonly { at: (row: number) => Scalar; direction: number }[],
): number[] {
  return Array.from({ length: count }, (_, row) => row).sort((a, b) => {
    for (const { at, direction } of keys) {
      const order = compareForSorting(at(a), at(b), direction);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

const isDirection = (order: number) => order === 1 || order === -1;

/** The numbers of an index argument such as `{1,-1}`. */
function integers(array: ArrayValue): number[] | ErrorValue {
  const result: number[] = [];
  for (const value of array.values) {
    const number = toNumber(value);
    if (typeof number !== 'number') return number;
    result.push(Math.trunc(number));
  }
  return result;
}

const takeRows = (array: ArrayValue, rows: readonly number[]): ArrayValue | ErrorValue =>
  arrayOfRows(rows.map((row) => array.values.slice(row * array.columns, (row + 1) * array.columns)));

const one = arrayOf(1, 1, [1]);

function sort(array: ArrayValue, by: ArrayValue, orders: ArrayValue, byColumn: boolean): Value {
  const table = byColumn ? transpose(array) : array;
  const indexes = integers(by);
  const directions = integers(orders);
  if (!Array.isArray(indexes)) return indexes;
  if (!Array.isArray(directions)) return directions;
  if (!directions.every(isDirection) || !indexes.every((i) => i >= 1 && i <= table.columns)) return valueError;
  const keys = indexes.map((index, i) => ({
    at: (row: number) => elementAt(table, row, index - 1),
    direction: directions[Math.min(i, directions.length - 1)] ?? 1,
  }));
  const sorted = takeRows(table, sortedOrder(table.rows, keys));
  return isError(sorted) || !byColumn ? sorted : transpose(sorted);
}

/** Rows equal in all columns, without regard to case; blanks equal blanks. */
const keyOf = (row: readonly Scalar[]): string =>
  JSON.stringify(
    row.map((value) => (typeof value === 'string' ? value.toLowerCase() : isError(value) ? { e: value.error } : value)),
  );

function unique(array: ArrayValue, byColumn: boolean, onlyOnce: boolean): Value {
  const table = byColumn ? transpose(array) : array;
  const counts = new Map<string, { first: number; count: number }>();
  rowsOf(table).forEach((row, i) => {
    const key = keyOf(row);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { first: i, count: 1 });
  });
  const kept = [...counts.values()].filter(({ count }) => !onlyOnce || count === 1).map(({ first }) => first);
  const result = takeRows(table, kept);
  return isError(result) || !byColumn ? result : transpose(result);
}

function filter(array: ArrayValue, include: ArrayValue, otherwise: Value | undefined): Value {
  const byRow = include.columns === 1 && include.rows === array.rows;
  const byColumn = !byRow && include.rows === 1 && include.columns === array.columns;
  if (!byRow && !byColumn) return valueError;
  const table = byRow ? array : transpose(array);
  const kept: number[] = [];
  for (let i = 0; i < include.values.length; i++) {
    const flag = toLogical(include.values[i] ?? null);
    if (isError(flag)) return flag;
    if (flag) kept.push(i);
  }
  if (kept.length === 0) return otherwise ?? calculationError;
  const result = takeRows(table, kept);
  return isError(result) || byRow ? result : transpose(result);
}

/** Indexes from the front (positive) or back (negative) that TAKE keeps. */
function taken(count: number, length: number | undefined): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (length === undefined) return all;
  return length >= 0 ? all.slice(0, length) : all.slice(Math.max(0, count + length));
}
function dropped(count: number, length: number | undefined): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (length === undefined) return all;
  return length >= 0 ? all.slice(length) : all.slice(0, Math.max(0, count + length));
}

function select(array: ArrayValue, rows: readonly number[], columns: readonly number[]): ArrayValue | ErrorValue {
  if (rows.length === 0 || columns.length === 0) return calculationError;
  return arrayFrom(rows.length, columns.length, (i, j) => elementAt(array, rows[i]!, columns[j]!));
}

const allOf = (count: number) => Array.from({ length: count }, (_, i) => i);

function chosen(name: string, ofColumns: boolean): FunctionDescriptor {
  return pure(name, ['array', 'array', '...array'], (array, ...indexes) => {
    const count = ofColumns ? array.columns : array.rows;
    const places: number[] = [];
    for (const argument of indexes) {
      const numbers = integers(argument);
      if (!Array.isArray(numbers)) return numbers;
      for (const n of numbers) {
        if (n === 0 || Math.abs(n) > count) return valueError;
        places.push(n > 0 ? n - 1 : count + n);
      }
    }
    return ofColumns ? select(array, allOf(array.rows), places) : select(array, places, allOf(array.columns));
  });
}

/** What is shorter is filled with #N/A. */
function stack(arrays: readonly ArrayValue[], vertical: boolean): Value {
  const parts = vertical ? arrays : arrays.map(transpose);
  const columns = Math.max(...parts.map((part) => part.columns));
  const values = parts.flatMap((part) =>
    rowsOf(part).flatMap((row) => [...row, ...new Array<Scalar>(columns - row.length).fill(notAvailable)]),
  );
  const result = arrayOf(values.length / columns, columns, values);
  return vertical ? result : transpose(result);
}

/** 0 keeps all, 1 leaves out blanks, 2 errors, 3 both. */
function flatten(array: ArrayValue, ignore: number, byColumn: boolean): Scalar[] | ErrorValue {
  if (ignore < 0 || ignore > 3) return valueError;
  const { values } = byColumn ? transpose(array) : array;
  return values.filter((value) => !((ignore & 1 && value === null) || (ignore & 2 && isError(value))));
}

function wrap(name: string, byRow: boolean): FunctionDescriptor {
  return pure(name, ['array', 'integer', 'any??'], (vector, size, padding = notAvailable) => {
    if (vector.rows > 1 && vector.columns > 1) return valueError;
    if (size < 1 || !hasRoomFor(size, 1)) return numberError;
    const lines = Math.ceil(vector.values.length / size);
    const wrapped = arrayFrom(lines, size, (row, column) => {
      const at = row * size + column;
      return at < vector.values.length ? (vector.values[at] ?? null) : padding;
    });
    return byRow ? wrapped : transpose(wrapped);
  });
}

export const dynamicArrays: readonly FunctionDescriptor[] = [
  pure('SEQUENCE', ['integer??', 'integer??', 'number??', 'number??'], (rows = 1, columns = 1, start = 1, step = 1) => {
    if (rows < 0 || columns < 0) return valueError;
    if (rows === 0 || columns === 0) return calculationError;
    if (rows > maximumRows || columns > maximumColumns || !hasRoomFor(rows, columns)) return valueError;
    return arrayFrom(rows, columns, (row, column) => start + (row * columns + column) * step);
  }),
  pure('SORT', ['array', 'array??', 'array??', 'logical??'], (array, by = one, orders = one, byColumn = false) =>
    sort(array, by, orders, byColumn),
  ),
  pure('SORTBY', ['array', 'array', 'array??', '...array'], (array, first, order, ...rest) => {
    const more = [first, order ?? one, ...rest];
    const keys: { at: (row: number) => Scalar; direction: number }[] = [];
    const byRow = first.columns === 1 && first.rows === array.rows;
    if (!byRow && !(first.rows === 1 && first.columns === array.columns)) return valueError;
    for (let i = 0; i < more.length; i += 2) {
      const by = more[i]!;
      const directions = integers(more[i + 1] ?? one);
      if (!Array.isArray(directions)) return directions;
      const direction = directions[0] ?? 1;
      if (!isDirection(direction) || by.rows !== first.rows || by.columns !== first.columns) return valueError;
      keys.push({ at: (row) => by.values[row] ?? null, direction });
    }
    const table = byRow ? array : transpose(array);
    const sorted = takeRows(table, sortedOrder(table.rows, keys));
    return isError(sorted) || byRow ? sorted : transpose(sorted);
  }),
  pure('FILTER', ['array', 'array', 'value??'], filter),
  pure('UNIQUE', ['array', 'logical??', 'logical??'], (array, byColumn = false, onlyOnce = false) =>
    unique(array, byColumn, onlyOnce),
  ),
  pure('TAKE', ['array', 'integer??', 'integer??'], (array, rows, columns) =>
    select(array, taken(array.rows, rows), taken(array.columns, columns)),
  ),
  pure('DROP', ['array', 'integer??', 'integer??'], (array, rows, columns) =>
    select(array, dropped(array.rows, rows), dropped(array.columns, columns)),
  ),
  chosen('CHOOSECOLS', true),
  chosen('CHOOSEROWS', false),
  pure('HSTACK', ['array', '...array'], (...arrays) => stack(arrays, false)),
  pure('VSTACK', ['array', '...array'], (...arrays) => stack(arrays, true)),
  pure('TOCOL', ['array', 'integer??', 'logical??'], (array, ignore = 0, byColumn = false) => {
    const values = flatten(array, ignore, byColumn);
    return !Array.isArray(values) ? values : values.length === 0 ? calculationError : arrayOf(values.length, 1, values);
  }),
  pure('TOROW', ['array', 'integer??', 'logical??'], (array, ignore = 0, byColumn = false) => {
    const values = flatten(array, ignore, byColumn);
    return !Array.isArray(values) ? values : values.length === 0 ? calculationError : arrayOf(1, values.length, values);
  }),
  wrap('WRAPROWS', true),
  wrap('WRAPCOLS', false),
  pure('EXPAND', ['array', 'integer??', 'integer??', 'any??'], (array, rows, columns, padding = notAvailable) => {
    const height = rows ?? array.rows;
    const width = columns ?? array.columns;
    if (height < array.rows || width < array.columns || !hasRoomFor(height, width)) return valueError;
    return arrayFrom(height, width, (row, column) =>
      row < array.rows && column < array.columns ? elementAt(array, row, column) : padding,
    );
  }),
];
