import { add, div, gt, mul, neg, select, sub } from '../kernels/expression.ts';
import { atan, exp } from '../kernels/index.ts';
import { log } from '../kernels/logarithm.ts';
import { tan } from '../kernels/trigonometric.ts';
import { closedForm } from './distribution.ts';

const HALF_PI = Math.PI / 2;
const lower = (z: number): number => atan(exp(HALF_PI * z)) / HALF_PI;

/**
 * Hyperbolic secant by mean and standard deviation: F(x) = 2 / pi atan(exp(pi z / 2)), z = (x - mean) / standardDeviation.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 23.11.
 */
export const hyperbolicSecant = closedForm(
  2,
  (u, mean, sd) => {
    const upper = gt(u!, 0.5);
    // From the nearer end, whose distance has its digits.
    const half = div(log(tan(mul(select(upper, sub(1, u!), u!), HALF_PI))), HALF_PI);
    return add(mean!, mul(sd!, select(upper, neg(half), half)));
  },
  {
    name: 'hyperbolicsecant',
    vendorNames: ['RiskHypSecant', 'PsiHypSecant', 'VoseHS'],
    kind: 'continuous',
    parameters: [
      { name: 'mean', unit: 'cell' },
      { name: 'standardDeviation', unit: 'cell', above: 0 },
    ],
    support: () => [-Infinity, Infinity],
    mean: ([mean]) => mean,
    variance: ([, sd]) => sd * sd,
    cdf: (x, [mean, sd]) => lower((x - mean) / sd),
    survival: (x, [mean, sd]) => lower((mean - x) / sd),
  },
);
