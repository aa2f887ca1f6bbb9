import { incompleteBeta, incompleteBetaInverse } from '../kernels/index.ts';
import { scalar } from './distribution.ts';

/**
 * Beta on 0..1: F(x) = I_x(alpha, beta), the regularised incomplete beta function.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.17.
 */
export const beta = scalar(2, {
  name: 'beta',
  vendorNames: ['RiskBeta', 'PsiBeta', 'VoseBeta'],
  kind: 'continuous',
  parameters: [
    { name: 'alpha', unit: 'none', above: 0 },
    { name: 'beta', unit: 'none', above: 0 },
  ],
  support: () => [0, 1],
  mean: ([a, b]) => a / (a + b),
  variance: ([a, b]) => (a * b) / ((a + b) * (a + b) * (a + b + 1)),
  cdf: (x, [a, b]) => (x <= 0 ? 0 : x >= 1 ? 1 : incompleteBeta(x, a, b)),
  survival: (x, [a, b]) => (x <= 0 ? 1 : x >= 1 ? 0 : incompleteBeta(1 - x, b, a, x)),
  quantile: (u, [a, b]) => incompleteBetaInverse(u, a, b),
});

/** Beta stretched to minimum..maximum. Source: as beta. */
export const betaGeneral = scalar(4, {
  name: 'betageneral',
  vendorNames: ['RiskBetaGeneral', 'PsiBetaGen', 'VoseBeta4', 'CB.Beta'],
  kind: 'continuous',
  parameters: [
    { name: 'alpha', unit: 'none', above: 0 },
    { name: 'beta', unit: 'none', above: 0 },
    { name: 'minimum', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
  ],
  check: ([, , low, high]) => (low! < high! ? undefined : 'the minimum must be less than the maximum'),
  support: ([, , low, high]) => [low, high],
  mean: ([a, b, low, high]) => low + (high - low) * beta.mean([a, b]),
  variance: ([a, b, low, high]) => (high - low) * (high - low) * beta.variance([a, b]),
  cdf: (x, [a, b, low, high]) => beta.cdf((x - low) / (high - low), [a, b]),
  survival: (x, [a, b, low, high]) => beta.cdf((high - x) / (high - low), [b, a]),
  quantile: (u, [a, b, low, high]) => low + (high - low) * incompleteBetaInverse(u, a, b),
});
