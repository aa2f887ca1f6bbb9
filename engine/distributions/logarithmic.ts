import { log1p } from '../kernels/index.ts';
import type { Distribution } from './distribution.ts';
import { tableCdf, tableQuantile, type ValueTable, valueTable } from './table.ts';

interface Series extends ValueTable {
  readonly probability: number;
}

/**
 * Logarithmic series: P(k) = -p^k / (k log(1 - p)), k = 1, 2, ... The table ends where what is left is below 1e-17.
 * Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, chapter 7.
 */
export const logarithmic: Distribution<Series> = {
  name: 'logarithmic',
  vendorNames: ['VoseLogarithmic'],
  kind: 'discrete',
  easy: true,
  // Nearer to 1 the table would hold millions of values.
  parameters: [{ name: 'probability', unit: 'probability', above: 0, atMost: 0.9999 }],
  prepare: (values) => {
    const probability = Number(values[0]);
    const weights: number[] = [];
    for (let power = probability, k = 1; power / k > 1e-17 * (1 - probability); power *= probability, k++) {
      weights.push(power / k);
    }
    return {
      probability,
      ...valueTable(
        weights.map((_, i) => i + 1),
        weights,
      ),
    };
  },
  support: () => [1, Infinity],
  mean: ({ probability: p }) => -p / ((1 - p) * log1p(-p)),
  variance: ({ probability: p }) => {
    const whole = log1p(-p);
    return (-p * (p + whole)) / ((1 - p) * (1 - p) * whole * whole);
  },
  cdf: tableCdf,
  quantile: tableQuantile,
};
