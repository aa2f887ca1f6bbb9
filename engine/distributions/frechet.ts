import { exp as expTerm } from '../kernels/exponential.ts';
import { add, div, mul, neg } from '../kernels/expression.ts';
import { exp, expm1, gamma, pow } from '../kernels/index.ts';
import { log } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

type Frechet = readonly [number, number, number];
const moment = (k: number, shape: number): number => (shape > k ? gamma(1 - k / shape) : Infinity);
const power = (x: number, [location, scale, shape]: Frechet): number => pow((x - location) / scale, -shape);

/**
 * Fréchet, the extreme value of heavy tails: F(x) = exp(-((x - location) / scale)^-shape).
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 22.2.
 */
export const frechet = closedForm(
  3,
  (u, location, scale, shape) => add(location!, mul(scale!, expTerm(neg(div(log(neg(log(u!))), shape!))))),
  {
    name: 'frechet',
    vendorNames: ['RiskFrechet', 'PsiFrechet'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
      { name: 'shape', unit: 'none', above: 0 },
    ],
    support: ([location]) => [location, Infinity],
    mean: ([location, scale, shape]) => location + scale * moment(1, shape),
    variance: ([, scale, shape]) => {
      if (shape <= 2) return shape > 1 ? Infinity : Number.NaN;
      return scale * scale * (moment(2, shape) - moment(1, shape) * moment(1, shape));
    },
    cdf: (x, p) => (x <= p[0] ? 0 : exp(-power(x, p))),
    survival: (x, p) => (x <= p[0] ? 1 : -expm1(-power(x, p))),
  },
);
