import { exp as expTerm } from '../kernels/exponential.ts';
import { add, div, lt, mul, neg, select, sub } from '../kernels/expression.ts';
import { exp, log } from '../kernels/index.ts';
import { log as logTerm } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

/** E[X^k], finite for k below the upper shape. */
const moment = (k: number, [upper, lower, scale]: readonly [number, number, number]): number =>
  k < upper ? (exp(k * log(scale)) * upper * lower) / ((upper - k) * (lower + k)) : Infinity;

/**
 * Log-Laplace, asymmetric: below the scale F(x) = a / (a + b) (x / scale)^b, above it 1 - F(x) = b / (a + b) (scale / x)^a, a being the
 * upper shape and b the lower one. Source: T. J. Kozubowski, K. Podgorski, Log-Laplace distributions, International Mathematical Journal 3
 * (2003).
 */
export const logLaplace = closedForm(
  3,
  (u, upper, lower, scale) => {
    const whole = add(upper!, lower!);
    const below = div(logTerm(div(mul(u!, whole), upper!)), lower!);
    const above = neg(div(logTerm(div(mul(sub(1, u!), whole), lower!)), upper!));
    return mul(scale!, expTerm(select(lt(mul(u!, whole), upper!), below, above)));
  },
  {
    name: 'loglaplace',
    vendorNames: ['VoseLogLaplace'],
    kind: 'continuous',
    parameters: [
      { name: 'upperShape', unit: 'none', above: 0 },
      { name: 'lowerShape', unit: 'none', above: 0 },
      { name: 'scale', unit: 'cell', above: 0 },
    ],
    support: () => [0, Infinity],
    mean: (p) => moment(1, p),
    variance: (p) => (p[0] > 2 ? moment(2, p) - moment(1, p) * moment(1, p) : p[0] > 1 ? Infinity : Number.NaN),
    cdf: (x, [upper, lower, scale]) => {
      if (x <= 0) return 0;
      return x < scale
        ? (upper / (upper + lower)) * exp(lower * log(x / scale))
        : 1 - (lower / (upper + lower)) * exp(upper * log(scale / x));
    },
    survival: (x, [upper, lower, scale]) => {
      if (x <= 0) return 1;
      return x < scale
        ? 1 - (upper / (upper + lower)) * exp(lower * log(x / scale))
        : (lower / (upper + lower)) * exp(upper * log(scale / x));
    },
  },
);
