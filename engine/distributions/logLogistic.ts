import { exp as expTerm } from '../kernels/exponential.ts';
import { add, div, mul, neg, sub } from '../kernels/expression.ts';
import { pow, sin } from '../kernels/index.ts';
import { log, log1p } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

/** theta / sin(theta), the mean of X / scale for shape pi / theta. */
const inverseSinc = (theta: number): number => theta / sin(theta);

/**
 * Log-logistic: F(x) = 1 / (1 + (scale / (x - location))^shape); x(u) = location + scale (u / (1 - u))^(1 / shape).
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 23.11.
 */
export const logLogistic = closedForm(
  3,
  (u, location, scale, shape) => add(location!, mul(scale!, expTerm(div(sub(log(u!), log1p(neg(u!))), shape!)))),
  {
    name: 'loglogistic',
    vendorNames: ['RiskLoglogistic', 'PsiLogLogistic'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
      { name: 'shape', unit: 'none', above: 0 },
    ],
    support: ([location]) => [location, Infinity],
    mean: ([location, scale, shape]) => (shape > 1 ? location + scale * inverseSinc(Math.PI / shape) : Infinity),
    variance: ([, scale, shape]) => {
      if (shape <= 2) return shape > 1 ? Infinity : Number.NaN;
      const theta = Math.PI / shape;
      const mean = inverseSinc(theta);
      return scale * scale * (inverseSinc(2 * theta) - mean * mean);
    },
    cdf: (x, [location, scale, shape]) => (x <= location ? 0 : 1 / (1 + pow(scale / (x - location), shape))),
    survival: (x, [location, scale, shape]) => (x <= location ? 1 : 1 / (1 + pow((x - location) / scale, shape))),
  },
);
