import { gamma, incompleteGammaP, incompleteGammaQ, incompleteGammaQInverse, pow } from '../kernels/index.ts';
import { scalar } from './distribution.ts';

/** P(Z < z) of the standard variable. */
const lower = (z: number, shape: number): number => {
  const power = pow(Math.abs(z), shape);
  return z < 0 ? 0.5 * incompleteGammaQ(1 / shape, power) : 0.5 + 0.5 * incompleteGammaP(1 / shape, power);
};
const tailPoint = (tail: number, shape: number): number => pow(incompleteGammaQInverse(1 / shape, 2 * tail), 1 / shape);

/**
 * Exponential power, generalised normal or error: density proportional to exp(-|(x - location) / scale|^shape); shape 1 is Laplace's,
 * 2 the normal distribution.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 24.6.
 */
export const exponentialPower = scalar(3, {
  name: 'exponentialpower',
  vendorNames: [],
  kind: 'continuous',
  parameters: [
    { name: 'location', unit: 'cell' },
    { name: 'scale', unit: 'cell', above: 0 },
    { name: 'shape', unit: 'none', above: 0 },
  ],
  support: () => [-Infinity, Infinity],
  mean: ([location]) => location,
  variance: ([, scale, shape]) => (scale * scale * gamma(3 / shape)) / gamma(1 / shape),
  cdf: (x, [location, scale, shape]) => lower((x - location) / scale, shape),
  survival: (x, [location, scale, shape]) => lower((location - x) / scale, shape),
  quantile: (u, [location, scale, shape]) =>
    u < 0.5 ? location - scale * tailPoint(u, shape) : location + scale * tailPoint(1 - u, shape),
});
