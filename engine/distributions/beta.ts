import { incompleteBeta, incompleteBetaInverse } from '../kernels/index.ts';
import { type Distribution, scalar } from './distribution.ts';

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

type Subjective = readonly [number, number, number, number];
const fromSubjective = ([low, mode, mean, high]: Subjective): Subjective => {
  const middle = (low + high) / 2;
  // The formula divides by 0 where the mode is the middle: the symmetric beta then has any shape; 2 is its limit's usual choice.
  const alpha = mean === mode ? 2 : (2 * (mean - low) * (middle - mode)) / ((mean - mode) * (high - low));
  return [alpha, (alpha * (high - mean)) / (mean - low), low, high];
};

/**
 * Beta by minimum, mode, mean and maximum.
 * Source: @RISK function reference, RiskBetaSubj.
 */
export const betaSubjective: Distribution<Subjective> = {
  ...betaGeneral,
  name: 'betasubjective',
  vendorNames: ['RiskBetaSubj', 'PsiBetaSubj'],
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'mode', unit: 'cell' },
    { name: 'mean', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
  ],
  check: (values) => {
    const [low, mode, mean, high] = values as unknown as Subjective;
    if (!(low < mode && mode < high && low < mean && mean < high)) {
      return 'mode and mean must lie between the minimum and the maximum';
    }
    const middle = (low + high) / 2;
    if (mean === mode) return mode === middle ? undefined : 'mode and mean can only be equal in the middle';
    const side = Math.sign(middle - mode);
    return side !== 0 && side === Math.sign(mean - mode) && side === Math.sign(middle - mean)
      ? undefined
      : 'the mean must lie between the mode and the middle';
  },
  prepare: (values) => fromSubjective(values as unknown as Subjective),
};
