import { betaGeneral } from './beta.ts';
import { scalar } from './distribution.ts';

type Pert = readonly [number, number, number, number];
/** The general beta with mean (minimum + weight mode + maximum) / (weight + 2). */
const asBeta = ([low, mode, high, weight]: Pert): [number, number, number, number] => [
  1 + (weight * (mode - low)) / (high - low),
  1 + (weight * (high - mode)) / (high - low),
  low,
  high,
];

/**
 * PERT: a beta distribution on minimum..maximum whose mean weighs the mode four times, or as often as `weight` says (modified PERT).
 * Source: D. Vose, Risk Analysis, 3rd edition, appendix III.7.1.
 */
export const pert = scalar(4, {
  name: 'pert',
  vendorNames: ['RiskPert', 'PsiPert', 'VosePERT', 'CB.BetaPERT'],
  kind: 'continuous',
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'mode', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
    { name: 'weight', unit: 'none', above: 0, default: 4 },
  ],
  check: ([low, mode, high]) =>
    low! <= mode! && mode! <= high! && low! < high!
      ? undefined
      : 'minimum, mode and maximum must be in this order, and the minimum less than the maximum',
  support: ([low, , high]) => [low, high],
  mean: ([low, mode, high, weight]) => (low + weight * mode + high) / (weight + 2),
  variance: (p) => betaGeneral.variance(asBeta(p)),
  cdf: (x, p) => betaGeneral.cdf(x, asBeta(p)),
  survival: (x, p) => betaGeneral.survival!(x, asBeta(p)),
  quantile: (u, p) => betaGeneral.quantile(u, asBeta(p)),
});
