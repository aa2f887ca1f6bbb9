import { mul, neg } from '../kernels/expression.ts';
import { exp, expm1 } from '../kernels/index.ts';
import { log1p } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

/**
 * Exponential by its mean: F(x) = 1 - exp(-x / mean) for x > 0; x(u) = -mean log(1 - u).
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.7.
 */
export const exponential = closedForm(1, (u, mean) => mul(neg(mean!), log1p(neg(u!))), {
  name: 'exponential',
  vendorNames: [
    'RiskExpon',
    'PsiExponential',
    'VoseExpon',
    // Crystal Ball's parameter is the rate.
    { name: 'CB.Exponential', parameters: ([rate]) => [1 / Number(rate)] },
  ],
  kind: 'continuous',
  parameters: [{ name: 'mean', unit: 'cell', above: 0 }],
  support: () => [0, Infinity],
  mean: ([mean]) => mean,
  variance: ([mean]) => mean * mean,
  cdf: (x, [mean]) => (x <= 0 ? 0 : -expm1(-x / mean)),
  survival: (x, [mean]) => (x <= 0 ? 1 : exp(-x / mean)),
});
