import { toLogical } from '../interpret/coerce.ts';
import { readArea } from '../interpret/reference.ts';
import {
  type ArrayValue,
  arrayFrom,
  arrayOf,
  type ErrorValue,
  elementAt,
  isArray,
  isError,
  isReference,
  type LambdaValue,
  type Scalar,
  type Value,
  valueError,
} from '../interpret/value.ts';
import { allNumbers, sum } from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';
import { compareForSorting } from './dynamicArrays.ts';

/** One value for a group; an array has no place in the table. */
function single(value: Value): Scalar {
  const read = isReference(value) ? readArea(value) : value;
  if (isArray(read)) return read.values[0] ?? null;
  return typeof read === 'object' && read !== null && read.kind !== 'error' ? valueError : read;
}

/** The rows (from 0) that belong to each combination of keys, in the order of the keys. */
function groupsOf(fields: ArrayValue, rows: readonly number[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = JSON.stringify(
      Array.from({ length: fields.columns }, (_, column) => {
        const value = elementAt(fields, row, column);
        return typeof value === 'string' ? value.toLowerCase() : value;
      }),
    );
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].sort(([a = 0], [b = 0]) => {
    for (let column = 0; column < fields.columns; column++) {
      const order = compareForSorting(elementAt(fields, a, column), elementAt(fields, b, column), 1);
      if (order !== 0) return order;
    }
    return 0;
  });
}

const subset = (values: ArrayValue, rows: readonly number[], column: number): ArrayValue =>
  arrayOf(
    rows.length,
    1,
    rows.map((row) => elementAt(values, row, column)),
  );

/** Headers are assumed where the first value is a text and the second a number, as Excel does. */
function hasHeaders(headers: number | undefined, values: ArrayValue): boolean {
  if (headers === undefined)
    return typeof elementAt(values, 0, 0) === 'string' && typeof elementAt(values, 1, 0) === 'number';
  return headers === 1 || headers === 3;
}

function groupBy(
  fields: ArrayValue,
  values: ArrayValue,
  summarise: LambdaValue,
  headers: number | undefined,
  totals: number,
  sortOrder: number | undefined,
  filter: ArrayValue | undefined,
): Value {
  if (fields.rows !== values.rows || (filter && filter.rows !== fields.rows)) return valueError;
  const headed = hasHeaders(headers, values);
  const rows: number[] = [];
  for (let row = headed ? 1 : 0; row < fields.rows; row++) {
    const kept = filter ? toLogical(elementAt(filter, row, 0)) : true;
    if (isError(kept)) return kept;
    if (kept) rows.push(row);
  }
  const summary = (of: readonly number[]): Scalar[] =>
    Array.from({ length: values.columns }, (_, column) => {
      // A function of two arguments, as PERCENTOF is, also sees the whole.
      const args = [subset(values, of, column), subset(values, rows, column)];
      return single(summarise.call(summarise.minimum > 1 ? args : args.slice(0, 1)));
    });
  const lines = groupsOf(fields, rows).map((group) => [
    ...Array.from({ length: fields.columns }, (_, column) => elementAt(fields, group[0] ?? 0, column)),
    ...summary(group),
  ]);
  if (sortOrder !== undefined && sortOrder !== 0) {
    const at = Math.abs(sortOrder) - 1;
    lines.sort((a, b) => compareForSorting(a[at] ?? null, b[at] ?? null, Math.sign(sortOrder)));
  }
  const total: Scalar[] = ['Total', ...new Array<Scalar>(fields.columns - 1).fill(''), ...summary(rows)];
  if (totals > 0) lines.push(total);
  else if (totals < 0) lines.unshift(total);
  if (headed && headers !== 1) {
    lines.unshift([...fields.values.slice(0, fields.columns), ...values.values.slice(0, values.columns)]);
  }
  const width = fields.columns + values.columns;
  return lines.length === 0 ? valueError : arrayFrom(lines.length, width, (row, column) => lines[row]?.[column]);
}

const shareOf = (part: number[] | ErrorValue, whole: number[] | ErrorValue): Value => {
  if (!Array.isArray(part)) return part;
  return Array.isArray(whole) ? sum(part) / sum(whole) : whole;
};

export const grouping: readonly FunctionDescriptor[] = [
  pure('PERCENTOF', ['range', 'range'], (part, whole) => shareOf(allNumbers([part]), allNumbers([whole]))),
  /** With totals and subtotals of depth 1 only: subtotals of several fields are left out. */
  pure(
    'GROUPBY',
    ['array', 'array', 'lambda', 'integer??', 'integer??', 'integer??', 'array??', 'integer??'],
    (fields, values, summarise, headers, totals = 1, sortOrder, filter) =>
      groupBy(fields, values, summarise, headers, totals, sortOrder, filter),
  ),
];
