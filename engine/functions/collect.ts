import { collectNumbers } from '../interpret/call.ts';
import { toNumber } from '../interpret/coerce.ts';
import { visitCells } from '../interpret/reference.ts';
import {
  type ArrayValue,
  type ErrorValue,
  isArray,
  isError,
  isReference,
  type ReferenceValue,
  type Scalar,
  valueError,
} from '../interpret/value.ts';

/** What a `range` parameter holds. */
export type RangeArgument = Scalar | ArrayValue | ReferenceValue;

/** Calls `visit` for every scalar of the arguments; `direct` is one that was written as an argument, not read from a range. */
export function visitScalars(args: readonly RangeArgument[], visit: (value: Scalar, direct: boolean) => void): void {
  for (const arg of args) {
    if (isArray(arg)) for (const value of arg.values) visit(value, false);
    else if (isReference(arg)) visitCells(arg, (value) => visit(value, false));
    else visit(arg, true);
  }
}

export function allScalars(args: readonly RangeArgument[]): Scalar[] {
  const all: Scalar[] = [];
  visitScalars(args, (value) => all.push(value));
  return all;
}

/** The numbers of all arguments together, or the first error. */
export function allNumbers(args: readonly RangeArgument[]): number[] | ErrorValue {
  const numbers: number[] = [];
  for (const arg of args) {
    const failed = collectNumbers(arg, numbers);
    if (failed) return failed;
  }
  return numbers;
}

/** As AVERAGEA, MAXA and kin count: text in ranges is 0, logical values are 1 and 0, blanks are left out. */
export function allValuesAsNumbers(args: readonly RangeArgument[]): number[] | ErrorValue {
  const numbers: number[] = [];
  let failed: ErrorValue | undefined;
  visitScalars(args, (value, direct) => {
    if (failed || (value === null && !direct)) return;
    if (isError(value)) failed = value;
    else if (typeof value === 'string' && !direct) numbers.push(0);
    else {
      const number = toNumber(value);
      if (typeof number === 'number') numbers.push(number);
      else failed = number;
    }
  });
  return failed ?? numbers;
}

/** Left to right, in reading order: the order is part of the contract of the numbers. */
export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const x of numbers) total += x;
  return total;
}

export const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;

/** Sum of squared deviations from the mean, in two passes. */
export function sumOfSquaredDeviations(numbers: readonly number[]): number {
  const centre = mean(numbers);
  let total = 0;
  for (const x of numbers) total += (x - centre) * (x - centre);
  return total;
}

export const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

/** Numbers of an array in which everything must be a number, or #VALUE!. */
export function matrixOf(array: ArrayValue): number[][] | ErrorValue {
  const rows: number[][] = [];
  for (let row = 0; row < array.rows; row++) {
    const numbers: number[] = [];
    for (let column = 0; column < array.columns; column++) {
      const value = array.values[row * array.columns + column] ?? null;
      if (isError(value)) return value;
      if (typeof value !== 'number') return valueError;
      numbers.push(value);
    }
    rows.push(numbers);
  }
  return rows;
}

/** The pairs of two equally large arrays in which both are numbers, as CORREL and SLOPE take them. */
export function numberPairs(
  left: ArrayValue,
  right: ArrayValue,
): { xs: number[]; ys: number[] } | ErrorValue | undefined {
  if (left.values.length !== right.values.length) return undefined;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < left.values.length; i++) {
    const x = left.values[i] ?? null;
    const y = right.values[i] ?? null;
    if (isError(x)) return x;
    if (isError(y)) return y;
    if (typeof x === 'number' && typeof y === 'number') {
      xs.push(x);
      ys.push(y);
    }
  }
  return { xs, ys };
}
