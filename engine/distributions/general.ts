import type { Distribution, Value } from './distribution.ts';
import { firstAtLeast } from './table.ts';

/** A piecewise linear density: heights at increasing points, and the probability below each point. */
export interface DensityPolyline {
  readonly points: Float64Array;
  readonly heights: Float64Array;
  readonly cumulative: Float64Array;
}

const list = (value: Value | undefined): readonly number[] => (typeof value === 'number' ? [value] : (value ?? []));

/** Sum over the pieces of the integral of (x - centre)^power times the density, exact by Simpson's rule for power <= 2. */
const moment = ({ points, heights }: DensityPolyline, centre: number, power: 1 | 2): number => {
  const at = (x: number, height: number): number => (power === 1 ? x - centre : (x - centre) * (x - centre)) * height;
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b, p, q] = [points[i - 1]!, points[i]!, heights[i - 1]!, heights[i]!];
    sum += ((b - a) / 6) * (at(a, p) + 4 * at((a + b) / 2, (p + q) / 2) + at(b, q));
  }
  return sum;
};

/**
 * General: the density is given at points between minimum and maximum, where it is 0, and linear in between.
 * Source: @RISK function reference, RiskGeneral.
 */
export const general: Distribution<DensityPolyline> = {
  name: 'general',
  vendorNames: ['RiskGeneral', 'PsiGeneral', 'VoseRelative'],
  kind: 'continuous',
  easy: true,
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
    { name: 'points', unit: 'cell', list: true },
    { name: 'weights', unit: 'none', list: true, atLeast: 0 },
  ],
  check: ([low, high, points, weights]) => {
    if (list(points).length !== list(weights).length) return 'points and weights must be lists of the same length';
    const all = [Number(low), ...list(points), Number(high)];
    if (!all.every((x, i) => i === 0 || x > all[i - 1]!)) return 'minimum, points and maximum must increase';
    return list(weights).some((weight) => weight > 0) ? undefined : 'a weight must be greater than 0';
  },
  prepare: ([low, high, points, weights]) => {
    const xs = [Number(low), ...list(points), Number(high)];
    const ys = [0, ...list(weights), 0];
    const sums = [0];
    for (let i = 1; i < xs.length; i++) sums.push(sums[i - 1]! + ((xs[i]! - xs[i - 1]!) * (ys[i]! + ys[i - 1]!)) / 2);
    const area = sums.at(-1)!;
    return {
      points: Float64Array.from(xs),
      heights: Float64Array.from(ys, (y) => y / area),
      cumulative: Float64Array.from(sums, (sum, i) => (i === sums.length - 1 ? 1 : sum / area)),
    };
  },
  support: ({ points }) => [points[0]!, points.at(-1)!],
  mean: (p) => moment(p, 0, 1),
  variance: (p) => moment(p, moment(p, 0, 1), 2),
  cdf: (x, { points, heights, cumulative }) => {
    const i = firstAtLeast(points, x);
    if (i === 0) return 0;
    if (i === points.length) return 1;
    const t = x - points[i - 1]!;
    const slope = (heights[i]! - heights[i - 1]!) / (points[i]! - points[i - 1]!);
    return cumulative[i - 1]! + t * (heights[i - 1]! + (slope * t) / 2);
  },
  quantile: (u, { points, heights, cumulative }) => {
    const i = Math.max(1, firstAtLeast(cumulative, u));
    const left = u - cumulative[i - 1]!;
    const start = heights[i - 1]!;
    const slope = (heights[i]! - start) / (points[i]! - points[i - 1]!);
    // The stable root of start t + slope t² / 2 = left.
    const root = Math.sqrt(Math.max(0, start * start + 2 * slope * left));
    return Math.min(points[i]!, points[i - 1]! + (left === 0 ? 0 : (2 * left) / (start + root)));
  },
};
