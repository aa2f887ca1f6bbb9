import { add, div, mul } from '../kernels/expression.ts';
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

/** Erf: normal about 0 with standard deviation 1 / (h sqrt(2)), so that F(x) = (1 + erf(h x)) / 2. Source: @RISK function reference, RiskErf. */
export const erf = closedForm(1, (u, h) => mul(div(Math.SQRT1_2, h!), normalQuantile(u!)), {
  name: 'erf',
  vendorNames: ['RiskErf', 'PsiErf', 'VoseErf'],
  kind: 'continuous',
  parameters: [{ name: 'h', unit: 'none', above: 0 }],
  support: () => [-Infinity, Infinity],
  mean: () => 0,
  variance: ([h]) => 1 / (2 * h * h),
  cdf: (x, [h]) => normalCdf(x * h * Math.SQRT2),
  survival: (x, [h]) => normalCdf(-x * h * Math.SQRT2),
});
