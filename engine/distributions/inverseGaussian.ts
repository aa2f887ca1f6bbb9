import { exp, normalCdf, normalQuantile } from '../kernels/index.ts';
import { invert } from '../kernels/invert.ts';
import { scalar } from './distribution.ts';

const SQRT_2PI = 2.5066282746310002;
const density = (z: number): number => exp((-z * z) / 2) / SQRT_2PI;

/** Mills' ratio (1 - Phi(z)) / phi(z) for z > 0; far out by its continued fraction z + 1 / (z + 2 / (z + ...)). */
const mills = (z: number): number => {
  if (z < 8) return normalCdf(-z) / density(z);
  let rest = z;
  for (let k = 60; k >= 1; k--) rest = z + k / rest;
  return 1 / rest;
};

type Pair = readonly [number, number];
const standard = (x: number, [mean, shape]: Pair): { a: number; b: number } => {
  const root = Math.sqrt(shape / x);
  return { a: root * (x / mean - 1), b: root * (x / mean + 1) };
};

// e^(2 shape / mean) Phi(-b) = phi(a) mills(b): the product never overflows.
const lower = (x: number, p: Pair): number => {
  const { a, b } = standard(x, p);
  return normalCdf(a) + density(a) * mills(b);
};
const upper = (x: number, p: Pair): number => {
  const { a, b } = standard(x, p);
  return a > 0 ? density(a) * (mills(a) - mills(b)) : normalCdf(-a) - density(a) * mills(b);
};

/**
 * Inverse Gaussian, or Wald: F(x) = Phi(a) + exp(2 shape / mean) Phi(-b), a, b = sqrt(shape / x) (x / mean -+ 1).
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, chapter 15.
 */
export const inverseGaussian = scalar(2, {
  name: 'inversegaussian',
  vendorNames: ['RiskInvgauss', 'PsiInvNormal', 'VoseInvGauss'],
  kind: 'continuous',
  parameters: [
    { name: 'mean', unit: 'cell', above: 0 },
    { name: 'shape', unit: 'cell', above: 0 },
  ],
  support: () => [0, Infinity],
  mean: ([mean]) => mean,
  variance: ([mean, shape]) => (mean * mean * mean) / shape,
  cdf: (x, p) => (x <= 0 ? 0 : lower(x, p)),
  survival: (x, p) => (x <= 0 ? 1 : upper(x, p)),
  quantile: (u, p) => {
    const [mean, shape] = p;
    // Whitmore and Yalovsky's lognormal approximation.
    const guess = mean * exp(normalQuantile(u) * Math.sqrt(mean / shape) - mean / (2 * shape));
    const tails = {
      lower: (x: number) => lower(x, p),
      upper: (x: number) => upper(x, p),
      density: (x: number) => density(standard(x, p).a) * Math.sqrt(shape / (x * x * x)),
    };
    return invert(tails, u, 1 - u, guess, 0, mean * (200 + (2000 * mean) / shape));
  },
});
