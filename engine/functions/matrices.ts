import {
  type ArrayValue,
  arrayFrom,
  type ErrorValue,
  isError,
  notAvailable,
  numberError,
  transpose,
  valueError,
} from '../interpret/value.ts';
import { matrixOf } from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** Rows reduced in place, with the largest pivot; gives the determinant. `right` is carried along. */
function eliminate(matrix: number[][], right: number[][]): number {
  const n = matrix.length;
  let determinant = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(matrix[i]![k]!) > Math.abs(matrix[pivot]![k]!)) pivot = i;
    if (matrix[pivot]![k] === 0) return 0;
    if (pivot !== k) {
      [matrix[k], matrix[pivot]] = [matrix[pivot]!, matrix[k]!];
      [right[k], right[pivot]] = [right[pivot] ?? [], right[k] ?? []];
      determinant = -determinant;
    }
    const row = matrix[k]!;
    determinant *= row[k]!;
    for (let i = k + 1; i < n; i++) {
      const other = matrix[i]!;
      const factor = other[k]! / row[k]!;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) other[j] = other[j]! - factor * row[j]!;
      const target = right[i] ?? [];
      for (let j = 0; j < target.length; j++) target[j] = target[j]! - factor * right[k]![j]!;
    }
  }
  return determinant;
}

/** Solves `matrix * x = right` for several right-hand sides; `undefined` where the matrix is singular. */
export function solve(
  matrix: readonly (readonly number[])[],
  right: readonly (readonly number[])[],
): number[][] | undefined {
  const a = matrix.map((row) => [...row]);
  const b = right.map((row) => [...row]);
  if (eliminate(a, b) === 0) return undefined;
  const n = a.length;
  for (let k = n - 1; k >= 0; k--) {
    for (let j = 0; j < b[k]!.length; j++) {
      let value = b[k]![j]!;
      for (let i = k + 1; i < n; i++) value -= a[k]![i]! * b[i]![j]!;
      b[k]![j] = value / a[k]![k]!;
    }
  }
  return b;
}

const square = (array: ArrayValue): number[][] | ErrorValue =>
  array.rows === array.columns ? matrixOf(array) : valueError;

const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));

/** Two arrays of the same shape, element by element; only pairs of numbers count. */
function pairwise(name: string, term: (x: number, y: number) => number): FunctionDescriptor {
  return pure(name, ['array', 'array'], (left, right) => {
    if (left.values.length !== right.values.length) return notAvailable;
    let total = 0;
    let pairs = 0;
    for (let i = 0; i < left.values.length; i++) {
      const x = left.values[i] ?? null;
      const y = right.values[i] ?? null;
      if (isError(x)) return x;
      if (isError(y)) return y;
      if (typeof x !== 'number' || typeof y !== 'number') continue;
      pairs++;
      total += term(x, y);
    }
    return pairs === 0 ? numberError : total;
  });
}

function sumOfProducts(arrays: readonly ArrayValue[]): number | ErrorValue {
  const first = arrays[0]!;
  let rows = first.rows;
  for (const array of arrays) {
    // Whole columns may have been cut to different lengths: what is cut off is blank.
    if (array.columns !== first.columns) return valueError;
    rows = Math.min(rows, array.rows);
  }
  let total = 0;
  let failed: ErrorValue | undefined;
  for (let i = 0; i < rows * first.columns; i++) {
    let product = 1;
    for (const array of arrays) {
      const value = array.values[i] ?? null;
      if (typeof value === 'number') product *= value;
      else {
        if (isError(value)) failed ??= value;
        product = 0;
      }
    }
    total += product;
  }
  return failed ?? total;
}

export const matrices: readonly FunctionDescriptor[] = [
  pure('SUMPRODUCT', ['array', '...array'], (...arrays) => {
    const [first] = arrays;
    if (arrays.some((array) => array.rows !== first.rows || array.columns !== first.columns)) return valueError;
    return sumOfProducts(arrays);
  }),
  pairwise('SUMX2MY2', (x, y) => x * x - y * y),
  pairwise('SUMX2PY2', (x, y) => x * x + y * y),
  pairwise('SUMXMY2', (x, y) => (x - y) * (x - y)),
  pure('MMULT', ['array', 'array'], (left, right) => {
    const a = matrixOf(left);
    if (!Array.isArray(a)) return a;
    const b = matrixOf(right);
    if (!Array.isArray(b)) return b;
    if (left.columns !== right.rows) return valueError;
    return arrayFrom(left.rows, right.columns, (row, column) => {
      let total = 0;
      for (let k = 0; k < left.columns; k++) total += a[row]![k]! * b[k]![column]!;
      return total;
    });
  }),
  pure('MDETERM', ['array'], (array) => {
    const matrix = square(array);
    return Array.isArray(matrix) ? eliminate(matrix, identity(matrix.length)) : matrix;
  }),
  pure('MINVERSE', ['array'], (array) => {
    const matrix = square(array);
    if (!Array.isArray(matrix)) return matrix;
    const inverse = solve(matrix, identity(matrix.length));
    if (!inverse || inverse.flat().some((x) => !Number.isFinite(x))) return numberError;
    return arrayFrom(matrix.length, matrix.length, (row, column) => inverse[row]![column]! + 0);
  }),
  pure('MUNIT', ['integer'], (n) => (n < 1 || n > 1024 ? valueError : arrayFrom(n, n, (i, j) => (i === j ? 1 : 0)))),
  pure('TRANSPOSE', ['array'], (array) => transpose(array)),
];
