import type { Distribution, Value } from './distribution.ts';
import { firstAtLeast } from './table.ts';

/** A piecewise linear distribution function: cumulative probabilities at increasing points, from 0 to 1. */
export interface Polyline {
  readonly points: Float64Array;
  readonly cumulative: Float64Array;
}

const list = (value: Value | undefined): readonly number[] => (typeof value === 'number' ? [value] : (value ?? []));

const pieces = ({ points, cumulative }: Polyline, f: (low: number, high: number) => number): number => {
  let sum = 0;
  for (let i = 1; i < points.length; i++) sum += (cumulative[i]! - cumulative[i - 1]!) * f(points[i - 1]!, points[i]!);
  return sum;
};

const onPolyline = {
  kind: 'continuous' as const,
  easy: true as const,
  support: (p: Polyline): readonly [number, number] => [p.points[0]!, p.points.at(-1)!],
  mean: (p: Polyline) => pieces(p, (low, high) => (low + high) / 2),
  variance: (p: Polyline) => {
    const mean = pieces(p, (low, high) => (low + high) / 2);
    return pieces(p, (low, high) => {
      const [a, b] = [low - mean, high - mean];
      return (a * a + a * b + b * b) / 3;
    });
  },
  cdf: (x: number, { points, cumulative }: Polyline) => {
    const i = firstAtLeast(points, x);
    if (i === 0) return 0;
    if (i === points.length) return 1;
    const share = (x - points[i - 1]!) / (points[i]! - points[i - 1]!);
    return cumulative[i - 1]! + share * (cumulative[i]! - cumulative[i - 1]!);
  },
  quantile: (u: number, { points, cumulative }: Polyline) => {
    const i = Math.max(1, firstAtLeast(cumulative, u));
    const share = (u - cumulative[i - 1]!) / (cumulative[i]! - cumulative[i - 1]!);
    return points[i - 1]! + share * (points[i]! - points[i - 1]!);
  },
};

const increasing = (values: readonly number[], strictly: boolean): boolean =>
  values.every((value, i) => i === 0 || (strictly ? value > values[i - 1]! : value >= values[i - 1]!));

/**
 * Cumulative: the distribution function is given at points between minimum and maximum and linear in between.
 * Source: @RISK function reference, RiskCumul.
 */
export const cumulative: Distribution<Polyline> = {
  ...onPolyline,
  name: 'cumulative',
  vendorNames: [
    'RiskCumul',
    'PsiCumul',
    'VoseCumulA',
    // Descending: probabilities of being greater.
    {
      name: 'RiskCumulD',
      parameters: ([low, high, points, greater]) => [low!, high!, points!, list(greater).map((p) => 1 - p)],
    },
  ],
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
    { name: 'points', unit: 'cell', list: true },
    { name: 'probabilities', unit: 'probability', list: true, atLeast: 0, atMost: 1 },
  ],
  check: ([low, high, points, probabilities]) => {
    if (list(points).length !== list(probabilities).length)
      return 'points and probabilities must be lists of the same length';
    if (!increasing([Number(low), ...list(points), Number(high)], true))
      return 'minimum, points and maximum must increase';
    return increasing(list(probabilities), false) ? undefined : 'the probabilities must not decrease';
  },
  prepare: ([low, high, points, probabilities]) => ({
    points: Float64Array.from([Number(low), ...list(points), Number(high)]),
    cumulative: Float64Array.from([0, ...list(probabilities), 1]),
  }),
};

/** Histogram: equal classes between minimum and maximum with given weights. Source: @RISK function reference, RiskHistogrm. */
export const histogram: Distribution<Polyline> = {
  ...onPolyline,
  name: 'histogram',
  vendorNames: ['RiskHistogrm', 'PsiHistogram', 'VoseHistogram'],
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
    { name: 'weights', unit: 'none', list: true, atLeast: 0 },
  ],
  check: ([low, high, weights]) => {
    if (!(low! < high!)) return 'the minimum must be less than the maximum';
    return list(weights).some((weight) => weight > 0) ? undefined : 'a weight must be greater than 0';
  },
  prepare: ([low, high, weights]) => {
    const [from, to, count] = [Number(low), Number(high), list(weights).length];
    const total = list(weights).reduce((sum, weight) => sum + weight, 0);
    const sums = [0];
    for (const weight of list(weights)) sums.push(sums.at(-1)! + weight / total);
    sums[count] = 1;
    return {
      points: Float64Array.from(sums, (_, i) => (i === count ? to : from + ((to - from) * i) / count)),
      cumulative: Float64Array.from(sums),
    };
  },
};
