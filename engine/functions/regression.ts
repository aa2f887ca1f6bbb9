import {
  type ArrayValue,
  arrayFrom,
  arrayOf,
  type ErrorValue,
  isError,
  notAvailable,
  numberError,
  referenceError,
  type Scalar,
  type Value,
} from '../interpret/value.ts';
import { exp, log } from '../kernels/index.ts';
import { matrixOf } from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** Observations: `ys[i]` with its regressors `xs[i]`. */
interface Observations {
  ys: number[];
  xs: number[][];
  /** How new regressors are laid out: a variable in each column, in each row, or one variable in an array of any shape. */
  layout: 'columns' | 'rows' | 'single';
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

function observations(knownYs: ArrayValue, knownXs: ArrayValue | undefined): Observations | ErrorValue {
  const y = matrixOf(knownYs);
  if (!Array.isArray(y)) return y;
  const ys = y.flat();
  if (knownXs === undefined) return { ys, xs: range(ys.length).map((x) => [x]), layout: 'single' };
  const x = matrixOf(knownXs);
  if (!Array.isArray(x)) return x;
  if (knownXs.rows === knownYs.rows && knownXs.columns === knownYs.columns) {
    return { ys, xs: x.flat().map((value) => [value]), layout: 'single' };
  }
  if (knownYs.columns === 1 && knownXs.rows === knownYs.rows) return { ys, xs: x, layout: 'columns' };
  if (knownYs.rows === 1 && knownXs.columns === knownYs.columns) {
    return { ys, xs: ys.map((_, i) => x.map((row) => row[i]!)), layout: 'rows' };
  }
  return referenceError;
}

interface Fit {
  /** One for each regressor, 0 for those that others determine. */
  coefficients: number[];
  intercept: number;
  errors: number[];
  interceptError: number;
  rSquared: number;
  standardError: number;
  f: number;
  degrees: number;
  regressionSum: number;
  residualSum: number;
}

/**
 * Least squares by Householder reflections on the (centred) regressors; a column that depends on those before it gets the
 * coefficient 0, as in Excel.
 */
function leastSquares({ ys, xs }: Observations, withConstant: boolean): Fit {
  const n = ys.length;
  const count = xs[0]?.length ?? 0;
  const centre = (values: readonly number[]) => (withConstant ? values.reduce((a, b) => a + b, 0) / n : 0);
  const meanY = centre(ys);
  const means = range(count).map((j) => centre(xs.map((row) => row[j - 1]!)));
  const columns = means.map((m, j) => xs.map((row) => row[j]! - m));
  const target = ys.map((y) => y - meanY);
  const norms = columns.map((column) => Math.sqrt(column.reduce((a, x) => a + x * x, 0)));
  const kept: number[] = [];
  /** Column j of R, for kept columns. */
  const r: number[][] = [];
  const residual = [...target];
  for (let j = 0; j < count; j++) {
    const column = columns[j]!;
    const k = kept.length;
    const tail = Math.sqrt(column.slice(k).reduce((a, x) => a + x * x, 0));
    if (k >= n || tail <= 1e-10 * Math.max(norms[j]!, 1e-300)) continue;
    const alpha = column[k]! > 0 ? -tail : tail;
    const v = column.map((x, i) => (i < k ? 0 : i === k ? x - alpha : x));
    const length = v.reduce((a, x) => a + x * x, 0);
    const reflect = (values: number[]) => {
      let dot = 0;
      for (let i = k; i < n; i++) dot += v[i]! * values[i]!;
      const scale = (2 * dot) / length;
      for (let i = k; i < n; i++) values[i] = values[i]! - scale * v[i]!;
    };
    for (let other = j; other < count; other++) reflect(columns[other]!);
    reflect(residual);
    kept.push(j);
    r.push(column.slice(0, k + 1));
  }
  const rank = kept.length;
  const solution = backSubstitute(r, residual.slice(0, rank));
  const coefficients = new Array<number>(count).fill(0);
  kept.forEach((j, i) => {
    coefficients[j] = solution[i]!;
  });
  let residualSum = 0;
  for (let i = rank; i < n; i++) residualSum += residual[i]! * residual[i]!;
  const totalSum = target.reduce((a, y) => a + y * y, 0);
  const degrees = n - rank - (withConstant ? 1 : 0);
  if (residualSum < totalSum * 1e-28) residualSum = 0;
  const regressionSum = Math.max(totalSum - residualSum, 0);
  const variance = degrees > 0 ? residualSum / degrees : 0;
  // The diagonal of (R'R)^-1, and with it the variances of the coefficients.
  const inverse = range(rank).map((i) =>
    backSubstitute(
      r,
      range(rank).map((m) => (m === i ? 1 : 0)),
    ),
  );
  const errors = new Array<number>(count).fill(0);
  kept.forEach((j, i) => {
    let total = 0;
    for (const column of inverse) total += column[i]! * column[i]!;
    errors[j] = Math.sqrt(variance * total);
  });
  let interceptVariance = 1 / n;
  for (const column of inverse) {
    let dot = 0;
    kept.forEach((j, i) => {
      dot += means[j]! * column[i]!;
    });
    interceptVariance += dot * dot;
  }
  return {
    coefficients,
    intercept: withConstant ? meanY - coefficients.reduce((a, b, j) => a + b * means[j]!, 0) : 0,
    errors,
    interceptError: Math.sqrt(variance * interceptVariance),
    rSquared: totalSum === 0 ? 1 : regressionSum / totalSum,
    standardError: Math.sqrt(variance),
    f: regressionSum / rank / variance,
    degrees,
    regressionSum,
    residualSum,
  };
}

/** Solves R x = b for the upper triangular R kept by columns. */
function backSubstitute(r: readonly (readonly number[])[], b: readonly number[]): number[] {
  const x = [...b];
  for (let i = r.length - 1; i >= 0; i--) {
    x[i] = x[i]! / r[i]![i]!;
    for (let row = 0; row < i; row++) x[row] = x[row]! - r[i]![row]! * x[i]!;
  }
  return x;
}

/** The rows of LINEST and LOGEST: coefficients from the last regressor to the first, then the constant. */
function table(result: Fit, withConstant: boolean, statistics: boolean, exponential: boolean): ArrayValue {
  const shown = (x: number): number => (exponential ? exp(x) : x);
  const width = result.coefficients.length + 1;
  const first: Scalar[] = [
    ...result.coefficients.map(shown).reverse(),
    withConstant ? shown(result.intercept) : exponential ? 1 : 0,
  ];
  if (!statistics) return arrayOf(1, width, first);
  const rest: [Scalar, Scalar][] = [
    [result.rSquared, result.degrees > 0 ? result.standardError : 0],
    [Number.isFinite(result.f) ? result.f : numberError, result.degrees],
    [result.regressionSum, result.residualSum],
  ];
  return arrayFrom(5, width, (row, column) => {
    if (row === 0) return first[column];
    if (row === 1) {
      if (column === width - 1) return withConstant ? result.interceptError : notAvailable;
      return result.errors[width - 2 - column];
    }
    return rest[row - 2]?.[column] ?? notAvailable;
  });
}

function regression(name: string, exponential: boolean): FunctionDescriptor {
  return pure(
    name,
    ['array', 'array??', 'logical??', 'logical?'],
    (knownYs, knownXs, constant = true, statistics = false) => {
      const data = observations(knownYs, knownXs);
      if (isError(data)) return data;
      if (exponential && data.ys.some((y) => y <= 0)) return numberError;
      const result = leastSquares(exponential ? { ...data, ys: data.ys.map(log) } : data, constant);
      return table(result, constant, statistics, exponential);
    },
  );
}

function prediction(name: string, exponential: boolean): FunctionDescriptor {
  return pure(name, ['array', 'array??', 'array??', 'logical??'], (knownYs, knownXs, newXs, constant = true): Value => {
    const data = observations(knownYs, knownXs);
    if (isError(data)) return data;
    if (exponential && data.ys.some((y) => y <= 0)) return numberError;
    const { coefficients, intercept } = leastSquares(exponential ? { ...data, ys: data.ys.map(log) } : data, constant);
    const at = (row: readonly number[]): number => {
      const y = coefficients.reduce((total, b, j) => total + b * row[j]!, intercept);
      return exponential ? exp(y) : y;
    };
    const source = newXs ?? knownXs;
    if (source === undefined)
      return arrayFrom(knownYs.rows, knownYs.columns, (i, j) => at([i * knownYs.columns + j + 1]));
    const x = matrixOf(source);
    if (!Array.isArray(x)) return x;
    if (data.layout === 'single') return arrayFrom(source.rows, source.columns, (i, j) => at([x[i]![j]!]));
    if (data.layout === 'columns') {
      return source.columns === coefficients.length ? arrayFrom(source.rows, 1, (i) => at(x[i]!)) : referenceError;
    }
    return source.rows === coefficients.length
      ? arrayFrom(1, source.columns, (_, j) => at(x.map((row) => row[j]!)))
      : referenceError;
  });
}

export const regressions: readonly FunctionDescriptor[] = [
  regression('LINEST', false),
  regression('LOGEST', true),
  prediction('TREND', false),
  prediction('GROWTH', true),
];
