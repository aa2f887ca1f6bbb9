import { beta, incompleteGammaP, incompleteGammaPInverse, incompleteGammaQ } from '../kernels/index.ts';
import { scalar } from './distribution.ts';

/**
 * Gamma: F(x) = P(shape, x / scale), the regularised incomplete gamma function.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.11.
 */
export const gamma = scalar(2, {
  name: 'gamma',
  vendorNames: ['RiskGamma', 'PsiGamma', 'VoseGamma'],
  kind: 'continuous',
  parameters: [
    { name: 'shape', unit: 'none', above: 0 },
    { name: 'scale', unit: 'cell', above: 0 },
  ],
  support: () => [0, Infinity],
  mean: ([shape, scale]) => shape * scale,
  variance: ([shape, scale]) => shape * scale * scale,
  cdf: (x, [shape, scale]) => (x <= 0 ? 0 : incompleteGammaP(shape, x / scale)),
  survival: (x, [shape, scale]) => (x <= 0 ? 1 : incompleteGammaQ(shape, x / scale)),
  quantile: (u, [shape, scale]) => scale * incompleteGammaPInverse(shape, u),
});

/** Erlang: a gamma distribution with a whole number of phases. Source: as gamma. */
export const erlang = scalar(2, {
  ...gamma,
  name: 'erlang',
  vendorNames: ['RiskErlang', 'PsiErlang', 'VoseErlang'],
  parameters: [
    { name: 'phases', unit: 'count', atLeast: 1, integer: true },
    { name: 'scale', unit: 'cell', above: 0 },
  ],
});

const asGamma = (degrees: number): [number, number] => [degrees / 2, 2];
/** Chi-square: a gamma distribution of shape degreesOfFreedom / 2 and scale 2. Source: NIST e-Handbook, 1.3.6.6.6. */
export const chiSquare = scalar(1, {
  name: 'chisquare',
  vendorNames: ['RiskChisq', 'PsiChiSquare', 'VoseChisq'],
  kind: 'continuous',
  parameters: [{ name: 'degreesOfFreedom', unit: 'none', above: 0 }],
  support: () => [0, Infinity],
  mean: ([n]) => n,
  variance: ([n]) => 2 * n,
  cdf: (x, [n]) => gamma.cdf(x, asGamma(n)),
  survival: (x, [n]) => gamma.survival!(x, asGamma(n)),
  quantile: (u, [n]) => gamma.quantile(u, asGamma(n)),
});

/** sqrt(2) gamma((n + 1) / 2) / gamma(n / 2), which the beta function gives without dividing large numbers. */
const chiMean = (n: number): number => Math.sqrt(2 * Math.PI) / beta(n / 2, 0.5);
/**
 * Chi: the root of a chi-square variable.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, 18.3.
 */
export const chi = scalar(1, {
  name: 'chi',
  vendorNames: ['VoseChi'],
  kind: 'continuous',
  parameters: [{ name: 'degreesOfFreedom', unit: 'none', above: 0 }],
  support: () => [0, Infinity],
  mean: ([n]) => chiMean(n),
  variance: ([n]) => n - chiMean(n) * chiMean(n),
  cdf: (x, [n]) => (x <= 0 ? 0 : gamma.cdf(x * x, asGamma(n))),
  survival: (x, [n]) => (x <= 0 ? 1 : gamma.survival!(x * x, asGamma(n))),
  quantile: (u, [n]) => Math.sqrt(gamma.quantile(u, asGamma(n))),
});

/**
 * Maxwell and Boltzmann: the length of a vector of three independent normal variables with mean 0 and standard deviation `scale`.
 * Source: as chi.
 */
export const maxwell = scalar(1, {
  name: 'maxwell',
  vendorNames: ['VoseMaxwell'],
  kind: 'continuous',
  parameters: [{ name: 'scale', unit: 'cell', above: 0 }],
  support: () => [0, Infinity],
  mean: ([scale]) => 2 * scale * Math.sqrt(2 / Math.PI),
  variance: ([scale]) => scale * scale * (3 - 8 / Math.PI),
  cdf: (x, [scale]) => chi.cdf(x / scale, [3]),
  survival: (x, [scale]) => chi.survival!(x / scale, [3]),
  quantile: (u, [scale]) => scale * chi.quantile(u, [3]),
});
