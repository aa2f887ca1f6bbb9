import { add, mul } from '../kernels/expression.ts';
import { normalCdf } from '../kernels/index.ts';
import { normalQuantile } from '../kernels/normalQuantile.ts';
import { closedForm } from './distribution.ts';

/**
 * Normal: x(u) = mean + standardDeviation Phi^-1(u).
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.1.
 */
export const normal = closedForm(2, (u, mean, sd) => add(mean!, mul(sd!, normalQuantile(u!))), {
  name: 'normal',
  vendorNames: ['RiskNormal', 'PsiNormal', 'VoseNormal', 'CB.Normal'],
  kind: 'continuous',
  parameters: [
    { name: 'mean', unit: 'cell' },
    { name: 'standardDeviation', unit: 'cell', above: 0 },
  ],
  support: () => [-Infinity, Infinity],
  mean: ([mean]) => mean,
  variance: ([, sd]) => sd * sd,
  cdf: (x, [mean, sd]) => normalCdf((x - mean) / sd),
  survival: (x, [mean, sd]) => normalCdf((mean - x) / sd),
});
