import { betaGeneral } from './beta.ts';
import { scalar } from './distribution.ts';

type Pert = readonly [number, number, number];
/** The general beta with mean (minimum + 4 mode + maximum) / 6. */
const asBeta = ([low, mode, high]: Pert): [number, number, number, number] => [
  1 + (4 * (mode - low)) / (high - low),
  1 + (4 * (high - mode)) / (high - low),
  low,
  high,
];

/**
 * PERT: a beta distribution on minimum..maximum whose mean weighs the mode four times.
 * Source: D. Vose, Risk Analysis, 3rd edition, appendix III.7.1.
 */
export const pert = scalar(3, {
  name: 'pert',
  vendorNames: ['RiskPert', 'PsiPert', 'VosePERT', 'CB.BetaPERT'],
  kind: 'continuous',
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'mode', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
  ],
  check: ([low, mode, high]) =>
    low! <= mode! && mode! <= high! && low! < high!
      ? undefined
      : 'minimum, mode and maximum must be in this order, and the minimum less than the maximum',
  support: ([low, , high]) => [low, high],
  mean: ([low, mode, high]) => (low + 4 * mode + high) / 6,
  variance: (p) => betaGeneral.variance(asBeta(p)),
  cdf: (x, p) => betaGeneral.cdf(x, asBeta(p)),
  survival: (x, p) => betaGeneral.survival!(x, asBeta(p)),
  quantile: (u, p) => betaGeneral.quantile(u, asBeta(p)),
});
