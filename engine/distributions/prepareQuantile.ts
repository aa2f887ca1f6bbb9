import { type Distribution, runningKernel, type Value, withDefaults } from './distribution.ts';
import { tabulated } from './quantileTable.ts';
import { firstAtLeast } from './table.ts';

/** What wraps a distribution in a formula, applied from the inside out. */
export type Modifier =
  | { kind: 'truncate'; low: number; high: number }
  /** Truncation at percentiles of the distribution within, 0 <= low < high <= 1. */
  | { kind: 'truncateProbability'; low: number; high: number }
  | { kind: 'shift'; by: number }
  /** Always this value, or the mean of what is within. */
  | { kind: 'lock'; at?: number };

export interface PreparedQuantile {
  /** target[i] = the quantile of source[i], 0 < source[i] < 1, for i in start..end-1. They may be the same array. */
  fill(source: Float64Array, target: Float64Array, start: number, end: number): void;
  /** For one number: the same bits as `fill`. */
  quantile(u: number): number;
  cdf(x: number): number;
  support: readonly [number, number];
}

/** More values than this between the outermost percentiles are not put into a table. */
const LARGEST_TABLE = 65536;
const LOWEST = 1.1102230246251565e-16; // 2^-53

type Fill = PreparedQuantile['fill'];

const oneByOne =
  (quantile: (u: number) => number): Fill =>
  (source, target, start, end) => {
    for (let i = start; i < end; i++) target[i] = quantile(source[i]!);
  };

/** Quantile of a distribution on integers from a table of its distribution function. */
const integerTable = (cdf: (x: number) => number, low: number, high: number): ((u: number) => number) => {
  const cumulative = Float64Array.from({ length: high - low + 1 }, (_, i) => cdf(low + i));
  cumulative[cumulative.length - 1] = 1;
  // Where the search may start for u in each of 1,024 equal classes.
  const starts = Uint32Array.from({ length: 1025 }, (_, i) => firstAtLeast(cumulative, i / 1024));
  return (u) => {
    let place = starts[Math.floor(u * 1024)]!;
    while (cumulative[place]! < u) place += 1;
    return low + place;
  };
};

/** What is asked of a distribution to draw from it. */
export type Drawable<P> = Omit<Distribution<P>, 'mean' | 'variance' | 'vendorNames'>;

const base = <P>(distribution: Drawable<P>, values: readonly Value[]): PreparedQuantile => {
  const p = distribution.prepare(values);
  const direct = (u: number): number => distribution.quantile(u, p);
  const support = distribution.support(p);
  const cdf = (x: number): number => distribution.cdf(x, p);
  if (distribution.kernel && distribution.kernelConstants) {
    const constants = distribution.kernelConstants(p);
    const { block } = runningKernel(distribution.kernel);
    return { support, cdf, quantile: direct, fill: (s, t, start, end) => block(s, t, start, end, ...constants) };
  }
  if (distribution.kind === 'continuous' && !distribution.easy) {
    return { support, cdf, ...tabulated(direct) };
  }
  let quantile = direct;
  if (distribution.kind === 'discrete' && !distribution.easy) {
    const [low, high] = [direct(LOWEST), direct(1 - LOWEST)];
    if (high - low < LARGEST_TABLE) quantile = integerTable(cdf, low, high);
  }
  return { support, cdf, quantile, fill: oneByOne(quantile) };
};

/** Percentiles low..high of what is within. */
const between = (
  inner: PreparedQuantile,
  low: number,
  high: number,
  support: readonly [number, number],
): PreparedQuantile => {
  const width = high - low;
  const clamped = (x: number): number => (x < support[0] ? support[0] : Math.min(x, support[1]));
  return {
    support,
    cdf: (x) => (x < support[0] ? 0 : x >= support[1] ? 1 : (inner.cdf(x) - low) / width),
    quantile: (u) => clamped(inner.quantile(low + u * width)),
    fill: (source, target, start, end) => {
      for (let i = start; i < end; i++) target[i] = low + source[i]! * width;
      inner.fill(target, target, start, end);
      for (let i = start; i < end; i++) target[i] = clamped(target[i]!);
    },
  };
};

const locked = (value: number): PreparedQuantile => ({
  support: [value, value],
  cdf: (x) => (x < value ? 0 : 1),
  quantile: () => value,
  fill: (_, target, start, end) => void target.fill(value, start, end),
});

const MEAN_POINTS = 4096;
/** The mean of a modified distribution, by the midpoint rule over its quantile. */
const meanOf = (inner: PreparedQuantile): number => {
  let sum = 0;
  for (let i = 0; i < MEAN_POINTS; i++) sum += inner.quantile((i + 0.5) / MEAN_POINTS);
  return sum / MEAN_POINTS;
};

const modified = (inner: PreparedQuantile, modifier: Modifier, discrete: boolean): PreparedQuantile => {
  if (modifier.kind === 'lock') return locked(modifier.at ?? meanOf(inner));
  if (modifier.kind === 'shift') {
    const { by } = modifier;
    return {
      support: [inner.support[0] + by, inner.support[1] + by],
      cdf: (x) => inner.cdf(x - by),
      quantile: (u) => inner.quantile(u) + by,
      fill: (source, target, start, end) => {
        inner.fill(source, target, start, end);
        for (let i = start; i < end; i++) target[i] = target[i]! + by;
      },
    };
  }
  const [first, last] = inner.support;
  if (modifier.kind === 'truncateProbability') {
    const { low, high } = modifier;
    const support = [low <= 0 ? first : inner.quantile(low), high >= 1 ? last : inner.quantile(high)] as const;
    return between(inner, low, high, support);
  }
  const support = [Math.max(first, modifier.low), Math.min(last, modifier.high)] as const;
  // A discrete value at the lower limit belongs to what remains.
  const below = discrete ? Math.ceil(support[0]) - 1 : support[0];
  const low = support[0] === first ? 0 : inner.cdf(below);
  const high = support[1] === last ? 1 : inner.cdf(support[1]);
  return between(inner, low, high, support);
};

/** Why a modifier cannot be applied, as a sentence; undefined where it can. */
export const checkModifiers = (
  distribution: Drawable<unknown>,
  values: readonly Value[],
  modifiers: readonly Modifier[],
): string | undefined => {
  for (const [i, modifier] of modifiers.entries()) {
    if (modifier.kind !== 'truncate' && modifier.kind !== 'truncateProbability') continue;
    if (!(modifier.low < modifier.high)) return 'truncation: the lower limit must be less than the upper limit';
    if (modifier.kind === 'truncateProbability') {
      if (modifier.low < 0 || modifier.high > 1) return 'truncation by percentile: the limits must lie within 0 and 1';
      continue;
    }
    const inner = prepareQuantile(distribution, values, modifiers.slice(0, i));
    if (!(inner.cdf(modifier.high) - inner.cdf(modifier.low) > 1e-12)) {
      return `truncation: almost nothing of ${distribution.name} lies between ${modifier.low} and ${modifier.high}`;
    }
  }
  return undefined;
};

/**
 * The quantile of a distribution with constant parameters, which checkParameters found admissible, ready for blocks: closed forms as
 * vectors, costly ones from a table, to about 1e-13 of the direct quantile.
 */
export const prepareQuantile = (
  distribution: Drawable<unknown>,
  values: readonly Value[],
  modifiers: readonly Modifier[] = [],
): PreparedQuantile => {
  const start = base(distribution, withDefaults(distribution, values));
  return modifiers.reduce((inner, modifier) => modified(inner, modifier, distribution.kind === 'discrete'), start);
};
