import type { CellValue, ErrorKind } from '../workbook/workbook.ts';

/**
 * The values that flow through formulas. A scalar is what a cell can hold; arrays are row-major; a reference keeps
 * its cells unread until somebody needs them, because ROW, OFFSET or COUNTBLANK ask about the cells, not the values.
 */
export interface ErrorValue {
  readonly kind: 'error';
  readonly error: ErrorKind;
}

/** `null` is a blank cell: 0, "" or FALSE, as the reader likes. */
export type Scalar = number | string | boolean | null | ErrorValue;

export interface ArrayValue {
  readonly kind: 'array';
  readonly rows: number;
  readonly columns: number;
  /** Row-major, `rows * columns` of them. */
  readonly values: readonly Scalar[];
}

/** Inclusive bounds, counted from 0. `lastSheet` differs from `sheet` in a 3-D reference only. */
export interface Area {
  readonly sheet: number;
  readonly lastSheet: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Where references read their cells. */
export interface CellSource {
  read(sheet: number, row: number, column: number): Scalar;
  /** One past the last row and column that hold anything: what lies beyond is blank. */
  usedRows(sheet: number): number;
  usedColumns(sheet: number): number;
  /** Called before an area is read, so that a recalculation can bring all its cells up to date at once. */
  prepare(area: Area): void;
  /** Rows that SUBTOTAL(101..) and AGGREGATE leave out. */
  isHiddenRow(sheet: number, row: number): boolean;
  /** Whether the cell's formula calls SUBTOTAL or AGGREGATE: these skip each other. */
  isSubtotal(sheet: number, row: number, column: number): boolean;
}

export interface ReferenceValue {
  readonly kind: 'reference';
  readonly areas: readonly Area[];
  readonly source: CellSource;
}

export interface LambdaValue {
  readonly kind: 'lambda';
  readonly minimum: number;
  readonly maximum: number;
  readonly call: (args: readonly (Value | undefined)[]) => Value;
}

export type Value = Scalar | ArrayValue | ReferenceValue | LambdaValue;

const errorOf = (error: ErrorKind): ErrorValue => Object.freeze({ kind: 'error', error });

/** One frozen value per kind of error, so that errors cost nothing and compare by identity. */
export const errors: Record<ErrorKind, ErrorValue> = {
  '#NULL!': errorOf('#NULL!'),
  '#DIV/0!': errorOf('#DIV/0!'),
  '#VALUE!': errorOf('#VALUE!'),
  '#REF!': errorOf('#REF!'),
  '#NAME?': errorOf('#NAME?'),
  '#NUM!': errorOf('#NUM!'),
  '#N/A': errorOf('#N/A'),
  '#GETTING_DATA': errorOf('#GETTING_DATA'),
  '#SPILL!': errorOf('#SPILL!'),
  '#CALC!': errorOf('#CALC!'),
  '#FIELD!': errorOf('#FIELD!'),
  '#BLOCKED!': errorOf('#BLOCKED!'),
  '#UNKNOWN!': errorOf('#UNKNOWN!'),
  '#CONNECT!': errorOf('#CONNECT!'),
  '#BUSY!': errorOf('#BUSY!'),
};

export const nullError = errors['#NULL!'];
export const divisionByZero = errors['#DIV/0!'];
export const valueError = errors['#VALUE!'];
export const referenceError = errors['#REF!'];
export const nameError = errors['#NAME?'];
export const numberError = errors['#NUM!'];
export const notAvailable = errors['#N/A'];
export const calculationError = errors['#CALC!'];

export const isError = (value: unknown): value is ErrorValue =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'error';
export const isArray = (value: Value | undefined): value is ArrayValue =>
  typeof value === 'object' && value !== null && value.kind === 'array';
export const isReference = (value: Value | undefined): value is ReferenceValue =>
  typeof value === 'object' && value !== null && value.kind === 'reference';
export const isLambda = (value: Value | undefined): value is LambdaValue =>
  typeof value === 'object' && value !== null && value.kind === 'lambda';
export const isScalar = (value: Value): value is Scalar =>
  typeof value !== 'object' || value === null || value.kind === 'error';

export const arrayOf = (rows: number, columns: number, values: readonly Scalar[]): ArrayValue => ({
  kind: 'array',
  rows,
  columns,
  values,
});

/** Arrays that a formula makes out of nothing stop here, long before memory does. */
const mostElements = 10_000_000;
export const hasRoomFor = (rows: number, columns: number): boolean => rows * columns <= mostElements;

/** The array whose element at (row, column) is `element(row, column)`. */
export function arrayFrom(
  rows: number,
  columns: number,
  element: (row: number, column: number) => Scalar | undefined,
): ArrayValue {
  const values: Scalar[] = new Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) values[at] = element(row, column) ?? null;
  }
  return { kind: 'array', rows, columns, values };
}

export const columnOf = (values: readonly Scalar[]): ArrayValue => arrayOf(values.length, 1, values);

export const elementAt = (array: ArrayValue, row: number, column: number): Scalar =>
  array.values[row * array.columns + column] ?? null;

/** An array as a list of its rows. */
export function rowsOf(array: ArrayValue): Scalar[][] {
  const rows: Scalar[][] = [];
  for (let row = 0; row < array.rows; row++)
    rows.push(array.values.slice(row * array.columns, (row + 1) * array.columns));
  return rows;
}

/** The array of equally long rows; an array without elements is Excel's #CALC!. */
export function arrayOfRows(rows: readonly (readonly Scalar[])[]): ArrayValue | ErrorValue {
  const columns = rows[0]?.length ?? 0;
  return columns === 0 ? calculationError : arrayOf(rows.length, columns, rows.flat());
}

export const transpose = (array: ArrayValue): ArrayValue =>
  arrayFrom(array.columns, array.rows, (row, column) => elementAt(array, column, row));

export const fromCell = (value: CellValue | undefined): Scalar =>
  typeof value === 'object' && value !== null ? errors[value.error] : (value ?? null);

export const toCell = (value: Scalar): CellValue =>
  typeof value === 'object' && value !== null ? { error: value.error } : value;
