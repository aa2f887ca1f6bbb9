import { incompleteBeta, normalQuantile } from '../kernels/index.ts';
import { discreteQuantile } from './discreteQuantile.ts';
import { scalar } from './distribution.ts';

/** Bernoulli: 1 with the given probability, else 0. Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions, 3.2. */
export const bernoulli = scalar(1, {
  name: 'bernoulli',
  vendorNames: ['RiskBernoulli', 'PsiBernoulli', 'VoseBernoulli', 'CB.YesNo'],
  kind: 'discrete',
  easy: true,
  parameters: [{ name: 'probability', unit: 'probability', atLeast: 0, atMost: 1 }],
  support: ([p]) => [p === 1 ? 1 : 0, p === 0 ? 0 : 1],
  mean: ([p]) => p,
  variance: ([p]) => p * (1 - p),
  cdf: (x, [p]) => (x < 0 ? 0 : x < 1 ? 1 - p : 1),
  quantile: (u, [p]) => (u > 1 - p ? 1 : 0),
});

const cdf = (x: number, [n, p]: readonly [number, number]): number => {
  const k = Math.floor(x);
  if (k < 0) return 0;
  if (k >= n || p === 0) return 1;
  return p === 1 ? 0 : incompleteBeta(1 - p, n - k, k + 1, p);
};

/**
 * Binomial: successes in a number of trials; F(k) = I_(1 - p)(trials - k, k + 1).
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.18.
 */
export const binomial = scalar(2, {
  name: 'binomial',
  vendorNames: [
    'RiskBinomial',
    'PsiBinomial',
    'VoseBinomial',
    // Crystal Ball writes the probability first.
    { name: 'CB.Binomial', parameters: ([p, n]) => [n!, p!] },
  ],
  kind: 'discrete',
  parameters: [
    { name: 'trials', unit: 'count', atLeast: 0, integer: true },
    { name: 'probability', unit: 'probability', atLeast: 0, atMost: 1 },
  ],
  support: ([n, p]) => [p === 1 ? n : 0, p === 0 ? 0 : n],
  mean: ([n, p]) => n * p,
  variance: ([n, p]) => n * p * (1 - p),
  cdf,
  quantile: (u, parameters) => {
    const [n, p] = parameters;
    const guess = n * p + Math.sqrt(n * p * (1 - p)) * normalQuantile(u);
    return discreteQuantile(u, (k) => cdf(k, parameters), guess, 0, n);
  },
});
