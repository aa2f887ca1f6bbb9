import {
  type Area,
  type ArrayValue,
  arrayOf,
  type CellSource,
  type ErrorValue,
  elementAt,
  isArray,
  isLambda,
  isReference,
  type ReferenceValue,
  type Scalar,
  type Value,
  valueError,
} from './value.ts';

export const maximumRows = 1_048_576;
export const maximumColumns = 16_384;

export const areaOf = (sheet: number, top: number, left: number, bottom = top, right = left): Area => ({
  sheet,
  lastSheet: sheet,
  top,
  left,
  bottom,
  right,
});

export const referenceTo = (source: CellSource, ...areas: Area[]): ReferenceValue => ({
  kind: 'reference',
  areas,
  source,
});

export const rowCount = (area: Area): number => area.bottom - area.top + 1;
export const columnCount = (area: Area): number => area.right - area.left + 1;
export const isSingleCell = (area: Area): boolean =>
  area.top === area.bottom && area.left === area.right && area.sheet === area.lastSheet;
export const isOnSheet = (area: Area): boolean =>
  area.top >= 0 && area.left >= 0 && area.bottom < maximumRows && area.right < maximumColumns;

/** The part of an area that can hold anything: a whole column is a million cells, few of them used. */
export function usedPart(source: CellSource, area: Area): Area {
  let rows = 0;
  let columns = 0;
  for (let sheet = area.sheet; sheet <= area.lastSheet; sheet++) {
    rows = Math.max(rows, source.usedRows(sheet));
    columns = Math.max(columns, source.usedColumns(sheet));
  }
  return { ...area, bottom: Math.min(area.bottom, rows - 1), right: Math.min(area.right, columns - 1) };
}

/** Calls `visit` for every used cell, in reading order; blanks beyond the used area are passed over. */
export function visitCells(
  reference: ReferenceValue,
  visit: (value: Scalar, sheet: number, row: number, column: number) => void,
): void {
  const { source } = reference;
  for (const area of reference.areas) {
    source.prepare(area);
    const used = usedPart(source, area);
    for (let sheet = area.sheet; sheet <= area.lastSheet; sheet++) {
      for (let row = used.top; row <= used.bottom; row++) {
        for (let column = used.left; column <= used.right; column++)
          visit(source.read(sheet, row, column), sheet, row, column);
      }
    }
  }
}

const largestArray = 20_000_000;

/** The values of a reference's only area, blanks included; several areas or sheets have no such array: #VALUE!. */
export function readArea(reference: ReferenceValue): ArrayValue | ErrorValue {
  const [area] = reference.areas;
  if (area === undefined || reference.areas.length > 1 || area.sheet !== area.lastSheet) return valueError;
  const { source } = reference;
  const rows = rowCount(area);
  const columns = columnCount(area);
  if (rows * columns > largestArray) return valueError;
  source.prepare(area);
  const values: Scalar[] = new Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      values[at] = source.read(area.sheet, area.top + row, area.left + column);
    }
  }
  return arrayOf(rows, columns, values);
}

/** Like `readArea`, but cut to the used cells: for lookups over whole columns. Never empty. */
export function readUsedArea(reference: ReferenceValue): ArrayValue | ErrorValue {
  const [area] = reference.areas;
  if (area === undefined || reference.areas.length > 1 || area.sheet !== area.lastSheet) return valueError;
  const used = usedPart(reference.source, area);
  const part = { ...used, bottom: Math.max(used.bottom, used.top), right: Math.max(used.right, used.left) };
  return readArea({ ...reference, areas: [part] });
}

/** References read, scalars wrapped: what functions that take whole arrays work on. A lambda is no array: #CALC!. */
export function toArray(value: Value): ArrayValue | ErrorValue {
  if (isArray(value)) return value;
  if (isReference(value)) return readArea(value);
  if (isLambda(value)) return valueError;
  return arrayOf(1, 1, [value]);
}

/** The same, and whole columns are cut to what is used. */
export function toUsedArray(value: Value): ArrayValue | ErrorValue {
  return isReference(value) ? readUsedArea(value) : toArray(value);
}

export function readCell(reference: ReferenceValue, area: Area): Scalar {
  reference.source.prepare(area);
  return reference.source.read(area.sheet, area.top, area.left);
}

/**
 * Implicit intersection: of a column the cell in the formula's row, of a row the one in its column, of a block the
 * cell where both meet; #VALUE! where there is none. An array gives its first element.
 */
export function intersectImplicitly(value: Value, row: number, column: number): Scalar {
  if (isArray(value)) return elementAt(value, 0, 0);
  if (isLambda(value)) return valueError;
  if (!isReference(value)) return value;
  const [area] = value.areas;
  if (area === undefined || value.areas.length > 1) return valueError;
  if (area.sheet !== area.lastSheet) return valueError;
  const oneRow = area.top === area.bottom;
  const oneColumn = area.left === area.right;
  if (!oneRow && (row < area.top || row > area.bottom)) return valueError;
  if (!oneColumn && (column < area.left || column > area.right)) return valueError;
  return readCell(value, areaOf(area.sheet, oneRow ? area.top : row, oneColumn ? area.left : column));
}
