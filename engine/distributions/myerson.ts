import { exp, expm1, log1p, normalCdf, normalQuantile } from '../kernels/index.ts';
import type { Distribution } from './distribution.ts';

interface Myerson {
  readonly median: number;
  /** high - median */
  readonly rise: number;
  /** The ratio of the upper distance to the lower, less 1. */
  readonly skew: number;
  /** The normal score of `high`. */
  readonly score: number;
}

/** (e^(q log(1 + skew)) - 1) / skew, which is q without skew. */
const bent = (q: number, skew: number): number => (skew === 0 ? q : expm1(q * log1p(skew)) / skew);
const straightened = (y: number, skew: number): number => {
  if (skew === 0) return y;
  return y * skew <= -1 ? (skew > 0 ? -Infinity : Infinity) : log1p(y * skew) / log1p(skew);
};
const scoreOf = (x: number, { median, rise, skew, score }: Myerson): number =>
  score * straightened((x - median) / rise, skew);

/**
 * Myerson: normal or a shifted lognormal, up or down, through three percentiles: `low` and `high` have the same tail probability.
 * Source: R. B. Myerson, Probability Models for Economic Decisions, 4.5.
 */
export const myerson: Distribution<Myerson> = {
  name: 'myerson',
  vendorNames: [],
  kind: 'continuous',
  parameters: [
    { name: 'low', unit: 'cell' },
    { name: 'median', unit: 'cell' },
    { name: 'high', unit: 'cell' },
    { name: 'tailProbability', unit: 'probability', above: 0, below: 0.5, default: 0.25 },
  ],
  check: ([low, median, high]) =>
    low! < median! && median! < high! ? undefined : 'low, median and high must increase',
  prepare: (values) => {
    const [low, median, high, tail] = values as unknown as readonly [number, number, number, number];
    return { median, rise: high - median, skew: (high - median) / (median - low) - 1, score: -normalQuantile(tail) };
  },
  support: ({ median, rise, skew }) => [
    skew > 0 ? median - rise / skew : -Infinity,
    skew < 0 ? median - rise / skew : Infinity,
  ],
  mean: ({ median, rise, skew, score }) => {
    const sigma = log1p(skew) / score;
    return skew === 0 ? median : median + (rise * expm1((sigma * sigma) / 2)) / skew;
  },
  variance: ({ rise, skew, score }) => {
    if (skew === 0) return (rise / score) * (rise / score);
    const sigma = log1p(skew) / score;
    return (rise / skew) * (rise / skew) * expm1(sigma * sigma) * exp(sigma * sigma);
  },
  cdf: (x, p) => normalCdf(scoreOf(x, p)),
  survival: (x, p) => normalCdf(-scoreOf(x, p)),
  quantile: (u, { median, rise, skew, score }) => median + rise * bent(normalQuantile(u) / score, skew),
};
