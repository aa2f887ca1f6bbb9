import { exp as expTerm } from '../kernels/exponential.ts';
import { div, mul, neg } from '../kernels/expression.ts';
import { exp, expm1, gamma, pow } from '../kernels/index.ts';
import { log, log1p } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

/**
 * Weibull: F(x) = 1 - exp(-(x / scale)^shape) for x > 0; x(u) = scale (-log(1 - u))^(1 / shape).
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.8.
 */
export const weibull = closedForm(
  2,
  // log1p: log(1 - u) would lose small u
  (u, shape, scale) => mul(scale!, expTerm(div(log(neg(log1p(neg(u!)))), shape!))),
  {
    name: 'weibull',
    vendorNames: ['RiskWeibull', 'PsiWeibull', 'VoseWeibull'],
    kind: 'continuous',
    parameters: [
      { name: 'shape', unit: 'none', above: 0 },
      { name: 'scale', unit: 'cell', above: 0 },
    ],
    support: () => [0, Infinity],
    mean: ([shape, scale]) => scale * gamma(1 + 1 / shape),
    variance: ([shape, scale]) => {
      const mean = gamma(1 + 1 / shape);
      return scale * scale * (gamma(1 + 2 / shape) - mean * mean);
    },
    cdf: (x, [shape, scale]) => (x <= 0 ? 0 : -expm1(-pow(x / scale, shape))),
    survival: (x, [shape, scale]) => (x <= 0 ? 1 : exp(-pow(x / scale, shape))),
  },
);
