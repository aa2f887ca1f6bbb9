import type { Distribution } from './distribution.ts';
import { tableCdf, tableQuantile, type ValueTable, valueTable } from './table.ts';

const LARGEST_TABLE = 1_000_000;

interface Delaporte extends ValueTable {
  readonly moments: readonly [number, number];
}

const momentsOf = (shape: number, scale: number, rate: number): readonly [number, number] => [
  rate + shape * scale,
  rate + shape * scale * (1 + scale),
];

/** Where the probabilities no longer count: a dozen deviations, and the tail of the gamma's own Poisson count. */
const lengthOf = (shape: number, scale: number, rate: number): number => {
  const [mean, variance] = momentsOf(shape, scale, rate);
  return mean + 12 * Math.sqrt(variance) + 45 * (1 + scale);
};

/**
 * The probabilities follow from each other by
 * (1 + scale) (n + 1) P(n + 1) = (scale n + rate (1 + scale) + shape scale) P(n) - rate scale P(n - 1),
 * which the generating function exp(rate (s - 1)) (1 - scale (s - 1))^-shape gives by its derivative.
 */
const weightsOf = (shape: number, scale: number, rate: number): number[] => {
  const weights = [1];
  const [mean] = momentsOf(shape, scale, rate);
  let sum = 1;
  for (let n = 0; ; n++) {
    const now = weights[n]!;
    if (n > mean && now * (1 + scale) < 1e-18 * sum) return weights;
    const step = (scale * n + rate * (1 + scale) + shape * scale) * now - rate * scale * (weights[n - 1] ?? 0);
    const next = step / ((1 + scale) * (n + 1));
    weights.push(next);
    sum += next;
    if (sum > 1e280) {
      for (let k = 0; k < weights.length; k++) weights[k]! *= 1e-280;
      sum *= 1e-280;
    }
  }
};

/**
 * Delaporte: a Poisson count whose mean is a fixed rate and a gamma variable.
 * Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 5.12.5.
 */
export const delaporte: Distribution<Delaporte> = {
  name: 'delaporte',
  vendorNames: ['VoseDelaporte'],
  kind: 'discrete',
  easy: true,
  parameters: [
    { name: 'shape', unit: 'none', above: 0 },
    { name: 'scale', unit: 'count', above: 0 },
    { name: 'rate', unit: 'count', atLeast: 0 },
  ],
  check: ([shape, scale, rate]) =>
    lengthOf(Number(shape), Number(scale), Number(rate)) <= LARGEST_TABLE
      ? undefined
      : `its values must lie below ${LARGEST_TABLE}: take smaller parameters`,
  prepare: (values) => {
    const [shape, scale, rate] = values as readonly [number, number, number];
    const weights = weightsOf(shape, scale, rate);
    return {
      moments: momentsOf(shape, scale, rate),
      ...valueTable(
        weights.map((_, n) => n),
        weights,
      ),
    };
  },
  support: () => [0, Infinity],
  mean: ({ moments }) => moments[0],
  variance: ({ moments }) => moments[1],
  cdf: tableCdf,
  quantile: tableQuantile,
};
