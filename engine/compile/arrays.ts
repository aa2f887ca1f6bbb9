/** Arrays of lanes: stretched over each other as interpret/call.ts does, and laid into the cells that an array formula fills. */
import { type Arr, isArr, Unlowerable, type Val, type Values } from './values.ts';

/** More elements than this make more code than the interpreter costs time. */
const mostElements = 20_000;

const reaches = (part: Val | Arr, row: number, column: number): boolean =>
  !isArr(part) || ((part.rows === 1 || row < part.rows) && (part.columns === 1 || column < part.columns));

/** The element that a place sees: a single row or column is stretched, and beyond the array there is #N/A. */
function elementAt(values: Values, part: Val | Arr, row: number, column: number): Val {
  if (!isArr(part)) return part;
  const r = part.rows === 1 ? 0 : row;
  const c = part.columns === 1 ? 0 : column;
  const element = r < part.rows && c < part.columns ? part.values[r * part.columns + c] : undefined;
  return element ?? values.error('#N/A');
}

/** Calls `element` with the values at each place of the arrays; once, for a single value, where none is an array. */
export function broadcast(
  values: Values,
  parts: readonly (Val | Arr)[],
  element: (at: readonly Val[]) => Val,
  /** What a place holds that not all arrays reach; without it `element` sees #N/A for those that do not. */
  beyond?: Val,
): Val | Arr {
  const single = parts.filter((part): part is Val => !isArr(part));
  if (single.length === parts.length) return element(single);
  let rows = 1;
  let columns = 1;
  for (const part of parts) {
    if (!isArr(part)) continue;
    rows = Math.max(rows, part.rows);
    columns = Math.max(columns, part.columns);
  }
  if (rows * columns > mostElements) throw new Unlowerable('a very large array');
  const results: Val[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      results.push(
        beyond && !parts.every((part) => reaches(part, row, column))
          ? beyond
          : element(parts.map((part) => elementAt(values, part, row, column))),
      );
  }
  return { rows, columns, values: results };
}

/** What a formula's value leaves in one of the cells that the formula fills, counted from the first. */
export const filledFrom = (values: Values, value: Val | Arr, row: number, column: number): Val =>
  values.stored(elementAt(values, value, row, column));
