import {
  incompleteBeta,
  incompleteBetaInverse,
  incompleteGammaP,
  incompleteGammaQ,
  incompleteGammaQInverse,
} from '../kernels/index.ts';
import { scalar } from './distribution.ts';

/**
 * Pearson V, the inverse of a gamma variable: F(x) = Q(shape, scale / x).
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, 12.4.
 */
export const pearson5 = scalar(2, {
  name: 'pearson5',
  vendorNames: ['RiskPearson5', 'PsiPearson5', 'VosePearson5'],
  kind: 'continuous',
  parameters: [
    { name: 'shape', unit: 'none', above: 0 },
    { name: 'scale', unit: 'cell', above: 0 },
  ],
  support: () => [0, Infinity],
  mean: ([shape, scale]) => (shape > 1 ? scale / (shape - 1) : Infinity),
  variance: ([shape, scale]) => (shape > 2 ? (scale * scale) / ((shape - 1) * (shape - 1) * (shape - 2)) : Infinity),
  cdf: (x, [shape, scale]) => (x <= 0 ? 0 : incompleteGammaQ(shape, scale / x)),
  survival: (x, [shape, scale]) => (x <= 0 ? 1 : incompleteGammaP(shape, scale / x)),
  quantile: (u, [shape, scale]) => scale / incompleteGammaQInverse(shape, u),
});

/**
 * Pearson VI, or beta of the second kind: X / scale = B / (1 - B) of a beta variable B.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 25.7.
 */
export const pearson6 = scalar(3, {
  name: 'pearson6',
  vendorNames: ['RiskPearson6', 'PsiPearson6', 'VosePearson6'],
  kind: 'continuous',
  parameters: [
    { name: 'shape1', unit: 'none', above: 0 },
    { name: 'shape2', unit: 'none', above: 0 },
    { name: 'scale', unit: 'cell', above: 0 },
  ],
  support: () => [0, Infinity],
  mean: ([a, b, scale]) => (b > 1 ? (scale * a) / (b - 1) : Infinity),
  variance: ([a, b, scale]) => (b > 2 ? (scale * scale * a * (a + b - 1)) / ((b - 1) * (b - 1) * (b - 2)) : Infinity),
  cdf: (x, [a, b, scale]) => (x <= 0 ? 0 : incompleteBeta(x / (x + scale), a, b, scale / (x + scale))),
  survival: (x, [a, b, scale]) => (x <= 0 ? 1 : incompleteBeta(scale / (x + scale), b, a, x / (x + scale))),
  quantile: (u, [a, b, scale]) => {
    // B or its complement, whichever is smaller, so that their ratio keeps its digits.
    const beta = incompleteBetaInverse(u, a, b);
    if (beta < 0.5) return (scale * beta) / (1 - beta);
    const rest = incompleteBetaInverse(1 - u, b, a, u);
    return (scale * (1 - rest)) / rest;
  },
});

type Pair = readonly [number, number];
const asPearson6 = ([n, m]: Pair): [number, number, number] => [n / 2, m / 2, m / n];
/** F: the ratio of two chi-square variables over their degrees of freedom. Source: NIST e-Handbook, 1.3.6.6.5. */
export const f = scalar(2, {
  name: 'f',
  vendorNames: ['RiskF', 'PsiF', 'VoseF'],
  kind: 'continuous',
  parameters: [
    { name: 'degreesOfFreedom1', unit: 'none', above: 0 },
    { name: 'degreesOfFreedom2', unit: 'none', above: 0 },
  ],
  support: () => [0, Infinity],
  mean: (p) => pearson6.mean(asPearson6(p)),
  variance: (p) => pearson6.variance(asPearson6(p)),
  cdf: (x, p) => pearson6.cdf(x, asPearson6(p)),
  survival: (x, p) => pearson6.survival!(x, asPearson6(p)),
  quantile: (u, p) => pearson6.quantile(u, asPearson6(p)),
});
