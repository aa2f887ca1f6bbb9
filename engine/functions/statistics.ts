import {
  type ArrayValue,
  divisionByZero,
  type ErrorValue,
  isError,
  notAvailable,
  numberError,
} from '../interpret/value.ts';
import { exp, log, normalCdf } from '../kernels/index.ts';
import { allNumbers, mean, numberPairs, type RangeArgument, sum, sumOfSquaredDeviations } from './collect.ts';
import { alias, type FunctionDescriptor, pure } from './descriptor.ts';
import { chiSquareTail, fTail, studentTail } from './distributions.ts';

type Result = number | ErrorValue;

/** A number that sums up all arguments. */
const summarise = (name: string, f: (numbers: readonly number[]) => Result): FunctionDescriptor =>
  pure(name, ['range', '...range'], (...args: RangeArgument[]) => {
    const numbers = allNumbers(args);
    return Array.isArray(numbers) ? f(numbers) : numbers;
  });

interface Moments {
  n: number;
  meanX: number;
  meanY: number;
  xx: number;
  xy: number;
  yy: number;
}

/** A function of pairs (y, x in Excel's order of arguments for regressions). */
function ofPairs(name: string, f: (moments: Moments) => Result): FunctionDescriptor {
  return pure(name, ['array', 'array'], (first, second) => {
    const pairs = numberPairs(first, second);
    if (pairs === undefined) return notAvailable;
    if (isError(pairs)) return pairs;
    return f(momentsOf(pairs.xs, pairs.ys));
  });
}

export function momentsOf(xs: readonly number[], ys: readonly number[]): Moments {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < xs.length; i++) {
    const dx = xs[i]! - meanX;
    const dy = ys[i]! - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return { n: xs.length, meanX, meanY, xx, xy, yy };
}

const correlation = ({ xx, xy, yy }: Moments): Result =>
  xx === 0 || yy === 0 ? divisionByZero : xy / Math.sqrt(xx * yy);

/** In Excel the dependent values come first: what `momentsOf` calls x is y here. */
const slope = ({ xy, yy }: Moments): Result => (yy === 0 ? divisionByZero : xy / yy);

const forecast = pure('FORECAST.LINEAR', ['number', 'array', 'array'], (x, ys, xs) => {
  const pairs = numberPairs(ys, xs);
  if (pairs === undefined || (!isError(pairs) && pairs.xs.length === 0)) return notAvailable;
  if (isError(pairs)) return pairs;
  const moments = momentsOf(pairs.xs, pairs.ys);
  const b = slope(moments);
  return typeof b === 'number' ? moments.meanX + b * (x - moments.meanY) : b;
});

function thirdMoment(numbers: readonly number[]): number {
  const centre = mean(numbers);
  return sum(numbers.map((x) => (x - centre) * (x - centre) * (x - centre)));
}

function skewness(numbers: readonly number[]): Result {
  const n = numbers.length;
  const squares = sumOfSquaredDeviations(numbers);
  if (n < 3 || squares === 0) return divisionByZero;
  const deviation = Math.sqrt(squares / (n - 1));
  return ((n / ((n - 1) * (n - 2))) * thirdMoment(numbers)) / (deviation * deviation * deviation);
}

function kurtosis(numbers: readonly number[]): Result {
  const n = numbers.length;
  const squares = sumOfSquaredDeviations(numbers);
  if (n < 4 || squares === 0) return divisionByZero;
  const centre = mean(numbers);
  const variance = squares / (n - 1);
  let fourth = 0;
  for (const x of numbers) {
    const d = (x - centre) * (x - centre);
    fourth += (d * d) / (variance * variance);
  }
  return ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * fourth - (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
}

const covarianceOfPopulation = ofPairs('COVARIANCE.P', ({ xy, n }) => (n === 0 ? divisionByZero : xy / n));

/** P(F-ratio of the two variances is farther from 1), both tails. */
const fTest = pure('F.TEST', ['numbers', 'numbers'], (a, b) => {
  if (a.length < 2 || b.length < 2) return divisionByZero;
  const first = sumOfSquaredDeviations(a) / (a.length - 1);
  const second = sumOfSquaredDeviations(b) / (b.length - 1);
  if (first === 0 || second === 0) return divisionByZero;
  const upper = fTail(first / second, a.length - 1, b.length - 1);
  return 2 * Math.min(upper, 1 - upper);
});

function studentTest(first: ArrayValue, second: ArrayValue, tails: number, type: number): Result {
  if ((tails !== 1 && tails !== 2) || type < 1 || type > 3) return numberError;
  if (type === 1) {
    const pairs = numberPairs(first, second);
    if (pairs === undefined) return notAvailable;
    if (isError(pairs)) return pairs;
    const differences = pairs.xs.map((x, i) => x - pairs.ys[i]!);
    const n = differences.length;
    if (n < 2) return divisionByZero;
    const variance = sumOfSquaredDeviations(differences) / (n - 1);
    if (variance === 0) return divisionByZero;
    return tails * studentTail(Math.abs(mean(differences)) / Math.sqrt(variance / n), n - 1);
  }
  const a = allNumbers([first]);
  const b = allNumbers([second]);
  if (!Array.isArray(a)) return a;
  if (!Array.isArray(b)) return b;
  if (a.length < 2 || b.length < 2) return divisionByZero;
  const squaresA = sumOfSquaredDeviations(a);
  const squaresB = sumOfSquaredDeviations(b);
  const difference = Math.abs(mean(a) - mean(b));
  if (type === 2) {
    const degrees = a.length + b.length - 2;
    const pooled = (squaresA + squaresB) / degrees;
    return tails * studentTail(difference / Math.sqrt(pooled * (1 / a.length + 1 / b.length)), degrees);
  }
  const va = squaresA / (a.length - 1) / a.length;
  const vb = squaresB / (b.length - 1) / b.length;
  const degrees = ((va + vb) * (va + vb)) / ((va * va) / (a.length - 1) + (vb * vb) / (b.length - 1));
  return tails * studentTail(difference / Math.sqrt(va + vb), degrees);
}

const tTest = pure('T.TEST', ['array', 'array', 'integer', 'integer'], studentTest);

const zTest = pure('Z.TEST', ['numbers', 'number', 'number?'], (numbers, x, sigma) => {
  const n = numbers.length;
  if (n === 0) return notAvailable;
  if (sigma !== undefined && sigma <= 0) return numberError;
  const deviation = sigma ?? Math.sqrt(sumOfSquaredDeviations(numbers) / (n - 1));
  if (!(deviation > 0)) return divisionByZero;
  return normalCdf(-(mean(numbers) - x) / (deviation / Math.sqrt(n)));
});

const chiSquareTest = pure('CHISQ.TEST', ['array', 'array'], (actual, expected) => {
  if (actual.rows !== expected.rows || actual.columns !== expected.columns) return notAvailable;
  if (actual.values.length < 2) return notAvailable;
  let statistic = 0;
  for (let i = 0; i < actual.values.length; i++) {
    const a = actual.values[i] ?? null;
    const e = expected.values[i] ?? null;
    if (isError(a)) return a;
    if (isError(e)) return e;
    if (typeof a !== 'number' || typeof e !== 'number') continue;
    if (e === 0) return divisionByZero;
    statistic += ((a - e) * (a - e)) / e;
  }
  const { rows, columns } = actual;
  const degrees = rows > 1 && columns > 1 ? (rows - 1) * (columns - 1) : Math.max(rows, columns) - 1;
  return chiSquareTail(statistic, degrees);
});

export const statistics: readonly FunctionDescriptor[] = [
  summarise('AVEDEV', (numbers) => {
    if (numbers.length === 0) return numberError;
    const centre = mean(numbers);
    return mean(numbers.map((x) => Math.abs(x - centre)));
  }),
  summarise('DEVSQ', (numbers) => (numbers.length === 0 ? numberError : sumOfSquaredDeviations(numbers))),
  summarise('GEOMEAN', (numbers) => {
    if (numbers.length === 0 || numbers.some((x) => x <= 0)) return numberError;
    return exp(mean(numbers.map(log)));
  }),
  summarise('HARMEAN', (numbers) => {
    if (numbers.length === 0 || numbers.some((x) => x <= 0)) return numberError;
    return numbers.length / sum(numbers.map((x) => 1 / x));
  }),
  summarise('SKEW', skewness),
  summarise('SKEW.P', (numbers) => {
    const n = numbers.length;
    const variance = sumOfSquaredDeviations(numbers) / n;
    if (n < 3 || variance === 0) return divisionByZero;
    return thirdMoment(numbers) / n / (variance * Math.sqrt(variance));
  }),
  summarise('KURT', kurtosis),
  ofPairs('CORREL', correlation),
  ofPairs('PEARSON', correlation),
  ofPairs('RSQ', (moments) => {
    const r = correlation(moments);
    return typeof r === 'number' ? r * r : r;
  }),
  ofPairs('SLOPE', slope),
  ofPairs('INTERCEPT', (moments) => {
    const b = slope(moments);
    return typeof b === 'number' ? moments.meanX - b * moments.meanY : b;
  }),
  ofPairs('STEYX', ({ n, xx, xy, yy }) =>
    n < 3 || yy === 0 ? divisionByZero : Math.sqrt(Math.max(0, xx - (xy * xy) / yy) / (n - 2)),
  ),
  covarianceOfPopulation,
  alias('COVAR', covarianceOfPopulation),
  ofPairs('COVARIANCE.S', ({ xy, n }) => (n < 2 ? divisionByZero : xy / (n - 1))),
  forecast,
  alias('FORECAST', forecast),
  fTest,
  alias('FTEST', fTest),
  tTest,
  alias('TTEST', tTest),
  zTest,
  alias('ZTEST', zTest),
  chiSquareTest,
  alias('CHITEST', chiSquareTest),
];
