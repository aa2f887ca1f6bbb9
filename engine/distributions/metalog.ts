import { exp, log, log1p } from '../kernels/index.ts';
import type { Distribution, Parameter, Value } from './distribution.ts';

/** What bounds do to the quantile: a metalog of X, of log(X - minimum), of -log(maximum - X) or of the logit between both. */
type Bounds = 'none' | 'lower' | 'upper' | 'both';
interface Metalog {
  readonly coefficients: readonly number[];
  readonly low: number;
  readonly high: number;
}

const MOST_TERMS = 16;

/**
 * The k-th basis function at u and its logit: 1, L, (u - 1/2) L, u - 1/2, (u - 1/2)², (u - 1/2)² L, ...
 * Source: T. W. Keelin, The metalog distributions, Decision Analysis 13 (2016), equation 6.
 */
const metalogBasis = (k: number, u: number, logit: number): number => {
  if (k < 4) return [1, logit, (u - 0.5) * logit, u - 0.5][k]!;
  let power = 1;
  for (let i = 0; i < k >> 1; i++) power *= u - 0.5;
  return k % 2 === 0 ? power : power * logit;
};

const unbounded = (u: number, logit: number, coefficients: readonly number[]): number =>
  coefficients.reduce((sum, a, k) => sum + a * metalogBasis(k, u, logit), 0);

const probability = (logit: number): number => 1 / (1 + exp(-logit));
const at = (logit: number, coefficients: readonly number[]): number =>
  unbounded(probability(logit), logit, coefficients);

/** Between these logits lie all uniform numbers that a sampler gives. */
const REACH = 38;
const isIncreasing = (coefficients: readonly number[]): boolean => {
  let before = at(-REACH, coefficients);
  for (let step = 1; step <= 40 * REACH; step++) {
    const value = at(-REACH + step / 20, coefficients);
    if (!(value > before)) return false;
    before = value;
  }
  return true;
};

const transforms: Record<
  Bounds,
  { bend: (m: number, p: Metalog) => number; straighten: (x: number, p: Metalog) => number }
> = {
  none: { bend: (m) => m, straighten: (x) => x },
  lower: {
    bend: (m, { low }) => low + exp(m),
    straighten: (x, { low }) => (x <= low ? -Infinity : log(x - low)),
  },
  upper: {
    bend: (m, { high }) => high - exp(-m),
    straighten: (x, { high }) => (x >= high ? Infinity : -log(high - x)),
  },
  both: {
    bend: (m, { low, high }) =>
      m < 0 ? low + (high - low) * (exp(m) / (1 + exp(m))) : high - (high - low) * (exp(-m) / (1 + exp(-m))),
    straighten: (x, { low, high }) => (x <= low ? -Infinity : x >= high ? Infinity : log((x - low) / (high - x))),
  },
};

/** The logit at which the quantile is x, by halving. */
const logitOf = (x: number, bounds: Bounds, p: Metalog): number => {
  const target = transforms[bounds].straighten(x, p);
  let [left, right] = [-745, 745];
  if (!(target > at(left, p.coefficients))) return -Infinity;
  if (!(target < at(right, p.coefficients))) return Infinity;
  while (right - left > 1e-15 * Math.max(1, Math.abs(left))) {
    const middle = left + (right - left) / 2;
    if (middle === left || middle === right) break;
    if (at(middle, p.coefficients) < target) left = middle;
    else right = middle;
  }
  return left + (right - left) / 2;
};

/** The integral over u of f(quantile), by the trapezium rule in the logit, which converges faster than any power of the step. */
const expectation = (bounds: Bounds, p: Metalog, f: (x: number) => number): number => {
  const step = 1 / 16;
  let sum = 0;
  for (const direction of [-1, 1]) {
    for (let i = direction < 0 ? 1 : 0; i < 12_000; i++) {
      const logit = direction * i * step;
      const decay = exp(-Math.abs(logit));
      const weight = decay / ((1 + decay) * (1 + decay));
      const term = weight * f(transforms[bounds].bend(at(logit, p.coefficients), p));
      if (!Number.isFinite(term)) return Infinity;
      sum += term;
      if (i * step > 40 && Math.abs(term) <= 1e-18 * Math.abs(sum)) break;
    }
  }
  return sum * step;
};

/** What multiplies the logit in the far tail: with a bound on the other side, the moments below 1 / it exist. */
const tailSlope = (coefficients: readonly number[], u: 0 | 1): number =>
  coefficients.reduce(
    (sum, a, k) => sum + (k === 1 || k === 2 || (k > 3 && k % 2 === 1) ? a * metalogBasis(k, u, 1) : 0),
    0,
  );

const existing = (bounds: Bounds, { coefficients }: Metalog): number => {
  const slope = bounds === 'lower' ? tailSlope(coefficients, 1) : bounds === 'upper' ? tailSlope(coefficients, 0) : 0;
  return slope > 0 ? 1 / slope : Infinity;
};

const meanOf = (bounds: Bounds, p: Metalog): number => {
  if (existing(bounds, p) <= 1) return bounds === 'upper' ? -Infinity : Infinity;
  return expectation(bounds, p, (x) => x);
};

const limits: Record<Bounds, readonly Parameter[]> = {
  none: [],
  lower: [{ name: 'minimum', unit: 'cell' }],
  upper: [{ name: 'maximum', unit: 'cell' }],
  both: [
    { name: 'minimum', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
  ],
};
const list = (value: Value | undefined): readonly number[] => (typeof value === 'number' ? [value] : (value ?? []));

const family = (name: string, bounds: Bounds, vendorNames: readonly string[]): Distribution<Metalog> => ({
  name,
  vendorNames,
  kind: 'continuous',
  easy: true,
  parameters: [{ name: 'coefficients', unit: 'none', list: true }, ...limits[bounds]],
  check: ([coefficients, low, high]) => {
    if (bounds === 'both' && !(low! < high!)) return 'the minimum must be less than the maximum';
    const terms = list(coefficients);
    if (terms.length < 2 || terms.length > MOST_TERMS) return `there must be 2 to ${MOST_TERMS} coefficients`;
    return isIncreasing(terms) ? undefined : 'these coefficients give no distribution: their quantile falls somewhere';
  },
  prepare: ([coefficients, first, second]) => ({
    coefficients: list(coefficients),
    low: bounds === 'lower' || bounds === 'both' ? Number(first) : -Infinity,
    high: bounds === 'upper' ? Number(first) : bounds === 'both' ? Number(second) : Infinity,
  }),
  support: ({ low, high }) => [low, high],
  mean: (p) => meanOf(bounds, p),
  variance: (p) => {
    if (existing(bounds, p) <= 2) return existing(bounds, p) > 1 ? Infinity : Number.NaN;
    const mean = meanOf(bounds, p);
    return expectation(bounds, p, (x) => (x - mean) * (x - mean));
  },
  cdf: (x, p) => probability(logitOf(x, bounds, p)),
  survival: (x, p) => probability(-logitOf(x, bounds, p)),
  quantile: (u, p) => transforms[bounds].bend(unbounded(u, log(u) - log1p(-u), p.coefficients), p),
});

/**
 * Metalog: the quantile is a sum of terms in u and its logit, log(u / (1 - u)), with given coefficients.
 * Source: T. W. Keelin, The metalog distributions, Decision Analysis 13 (2016).
 */
export const metalog = family('metalog', 'none', []);
/** The logarithm of X - minimum is a metalog. Source: as metalog. */
export const metalogLower = family('metaloglower', 'lower', []);
/** The negative logarithm of maximum - X is a metalog. Source: as metalog. */
export const metalogUpper = family('metalogupper', 'upper', []);
/** The logit of X between minimum and maximum is a metalog. Source: as metalog. */
export const metalogBounded = family('metalogbounded', 'both', []);

const boundsOf: Readonly<Record<string, Bounds>> = {
  [metalog.name]: 'none',
  [metalogLower.name]: 'lower',
  [metalogUpper.name]: 'upper',
  [metalogBounded.name]: 'both',
};
export const isMetalog = (name: string): boolean => boundsOf[name] !== undefined;

/**
 * The coefficients, as many as percentiles, of the metalog through them; undefined where there is none. `limits` are the minimum and the
 * maximum as far as the family has them. Source: Keelin (2016), equation 7.
 */
export const metalogThrough = (
  name: string,
  percentiles: readonly { probability: number; value: number }[],
  limits: readonly number[],
): number[] | undefined => {
  const bounds = boundsOf[name]!;
  const p: Metalog = {
    coefficients: [],
    low: bounds === 'upper' ? -Infinity : (limits[0] ?? -Infinity),
    high: bounds === 'upper' ? limits[0]! : (limits[1] ?? Infinity),
  };
  const rows = percentiles.map(({ probability: u, value }) => [
    ...percentiles.map((_, k) => metalogBasis(k, u, log(u) - log1p(-u))),
    transforms[bounds].straighten(value, p),
  ]);
  return solved(rows);
};

/** Linear equations, a row of coefficients and the right-hand side each, by elimination with the largest pivots. */
const solved = (rows: number[][]): number[] | undefined => {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let k = i + 1; k < n; k++) if (Math.abs(rows[k]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = k;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    if (!(Math.abs(rows[i]![i]!) > 1e-12)) return undefined;
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      for (let j = i; j <= n; j++) rows[k]![j]! -= factor * rows[i]![j]!;
    }
  }
  const result = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]![n]!;
    for (let j = i + 1; j < n; j++) sum -= rows[i]![j]! * result[j]!;
    result[i] = sum / rows[i]![i]!;
  }
  return result.every(Number.isFinite) ? result : undefined;
};
