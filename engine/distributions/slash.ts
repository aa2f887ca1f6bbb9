import { expm1, normalCdf } from '../kernels/index.ts';
import { invert } from '../kernels/invert.ts';
import { scalar } from './distribution.ts';

const PEAK = 0.3989422804014327; // 1 / sqrt(2 pi)
/** (phi(0) - phi(z)) / |z| */
const drop = (z: number): number => (z === 0 ? 0 : (-PEAK * expm1((-z * z) / 2)) / Math.abs(z));
const density = (z: number): number => (z === 0 ? PEAK / 2 : drop(z) / Math.abs(z));
const lower = (z: number): number => (z < 0 ? normalCdf(z) + drop(z) : 1 - normalCdf(-z) - drop(z));

/** The z > 0 that a tail of at most one half lies beyond. */
const tailPoint = (tail: number): number => {
  if (tail === 0.5) return 0;
  const tails = { lower: (z: number) => lower(z), upper: (z: number) => lower(-z), density };
  // Far out the tail is phi(0) / z.
  return invert(tails, 1 - tail, tail, tail < 0.2 ? PEAK / tail : 1, 0, 2 * (PEAK / tail) + 4);
};

/**
 * Slash: a normal variable over an independent uniform one; F(z) = Phi(z) - (phi(0) - phi(z)) / z. It has no moments.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, 12.4.
 */
export const slash = scalar(2, {
  name: 'slash',
  vendorNames: ['VoseSlash'],
  kind: 'continuous',
  parameters: [
    { name: 'location', unit: 'cell' },
    { name: 'scale', unit: 'cell', above: 0 },
  ],
  support: () => [-Infinity, Infinity],
  mean: () => Number.NaN,
  variance: () => Number.NaN,
  cdf: (x, [location, scale]) => lower((x - location) / scale),
  survival: (x, [location, scale]) => lower((location - x) / scale),
  quantile: (u, [location, scale]) => (u < 0.5 ? location - scale * tailPoint(u) : location + scale * tailPoint(1 - u)),
});
