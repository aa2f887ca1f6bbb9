import { abs, add, div, gt, lt, mul, neg, select, sub } from '../kernels/expression.ts';
import { atan, erf, erfc, exp } from '../kernels/index.ts';
import { log } from '../kernels/logarithm.ts';
import { normalQuantile } from '../kernels/normalQuantile.ts';
import { tan } from '../kernels/trigonometric.ts';
import { closedForm } from './distribution.ts';

const tail = (z: number): number => (z > 0 ? 0.5 * exp(-Math.SQRT2 * z) : 1 - 0.5 * exp(Math.SQRT2 * z));

/**
 * Laplace by mean and standard deviation: F(x) = exp(sqrt(2) (x - mean) / sd) / 2 below the mean.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, chapter 24.
 */
export const laplace = closedForm(
  2,
  (u, mean, sd) => {
    const below = log(mul(2, u!));
    const above = neg(log(mul(2, sub(1, u!))));
    return add(mean!, mul(mul(sd!, Math.SQRT1_2), select(lt(u!, 0.5), below, above)));
  },
  {
    name: 'laplace',
    vendorNames: ['RiskLaplace', 'PsiLaplace', 'VoseLaplace'],
    kind: 'continuous',
    parameters: [
      { name: 'mean', unit: 'cell' },
      { name: 'standardDeviation', unit: 'cell', above: 0 },
    ],
    support: () => [-Infinity, Infinity],
    mean: ([mean]) => mean,
    variance: ([, sd]) => sd * sd,
    cdf: (x, [mean, sd]) => tail((mean - x) / sd),
    survival: (x, [mean, sd]) => tail((x - mean) / sd),
  },
);

/** P(X > z) of a standard Cauchy variable: far out an arc tangent of the reciprocal. */
const cauchyTail = (z: number): number => (z > 1 ? atan(1 / z) / Math.PI : 0.5 - atan(z) / Math.PI);

/**
 * Cauchy: x(u) = location + scale tan(pi (u - 1/2)); it has no moments.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.3.
 */
export const cauchy = closedForm(
  2,
  (u, location, scale) => {
    // In the tails the cotangent of the distance from the end, which keeps its digits.
    const centre = sub(u!, 0.5);
    const central = lt(abs(centre), 0.25);
    const near = select(central, centre, select(gt(u!, 0.5), sub(1, u!), u!));
    const tangent = tan(mul(near, Math.PI));
    const outer = div(select(gt(u!, 0.5), 1, -1), tangent);
    return add(location!, mul(scale!, select(central, tangent, outer)));
  },
  {
    name: 'cauchy',
    vendorNames: ['RiskCauchy', 'PsiCauchy', 'VoseCauchy'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
    ],
    support: () => [-Infinity, Infinity],
    mean: () => Number.NaN,
    variance: () => Number.NaN,
    cdf: (x, [location, scale]) => cauchyTail((location - x) / scale),
    survival: (x, [location, scale]) => cauchyTail((x - location) / scale),
  },
);

/**
 * Levy: F(x) = erfc(sqrt(scale / (2 (x - location)))); its mean is infinite.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, 12.4.
 */
export const levy = closedForm(
  2,
  (u, location, scale) => {
    const z = normalQuantile(mul(u!, 0.5));
    return add(location!, div(scale!, mul(z, z)));
  },
  {
    name: 'levy',
    vendorNames: ['RiskLevy', 'PsiLevy', 'VoseLevy'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
    ],
    support: ([location]) => [location, Infinity],
    mean: () => Infinity,
    variance: () => Number.NaN,
    cdf: (x, [location, scale]) => (x <= location ? 0 : erfc(Math.sqrt(scale / (2 * (x - location))))),
    survival: (x, [location, scale]) => (x <= location ? 1 : erf(Math.sqrt(scale / (2 * (x - location))))),
  },
);
