import { add, mul, neg, sub } from '../kernels/expression.ts';
import { exp } from '../kernels/index.ts';
import { log, log1p } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

const upperTail = (z: number): number => (z > 0 ? exp(-z) / (1 + exp(-z)) : 1 / (1 + exp(z)));

/**
 * Logistic: F(x) = 1 / (1 + exp(-(x - location) / scale)); x(u) = location + scale log(u / (1 - u)).
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, chapter 23.
 */
export const logistic = closedForm(
  2,
  (u, location, scale) => add(location!, mul(scale!, sub(log(u!), log1p(neg(u!))))),
  {
    name: 'logistic',
    vendorNames: ['RiskLogistic', 'PsiLogistic', 'VoseLogistic', 'CB.Logistic'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
    ],
    support: () => [-Infinity, Infinity],
    mean: ([location]) => location,
    variance: ([, scale]) => (scale * scale * Math.PI * Math.PI) / 3,
    cdf: (x, [location, scale]) => upperTail((location - x) / scale),
    survival: (x, [location, scale]) => upperTail((x - location) / scale),
  },
);
