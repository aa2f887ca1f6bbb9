/** Counts whose success probability is itself a beta variable, and the counts of draws without replacement that have the same form. */
import { exp, expm1, logBeta } from '../kernels/index.ts';
import { discreteQuantile } from './discreteQuantile.ts';
import { type Distribution, type Parameter, scalar } from './distribution.ts';
import { tableCdf, tableQuantile, type ValueTable, valueTable } from './table.ts';

const LARGEST = 1_000_000;
const shapes: readonly Parameter[] = [
  { name: 'alpha', unit: 'none', above: 0 },
  { name: 'beta', unit: 'none', above: 0 },
];

interface BetaBinomial extends ValueTable {
  readonly moments: readonly [number, number];
}

/** From each other by ratios, from the mean outwards. */
const betaBinomialTable = (n: number, a: number, b: number): BetaBinomial => {
  const start = Math.min(n, Math.round((n * a) / (a + b)));
  const ratio = (k: number): number => ((n - k) * (k + a)) / ((k + 1) * (n - k - 1 + b));
  const above = [1];
  for (let k = start; k < n && above.at(-1)! > 1e-300; k++) above.push(above.at(-1)! * ratio(k));
  const below = [1];
  for (let k = start - 1; k >= 0 && below.at(-1)! > 1e-300; k--) below.push(below.at(-1)! / ratio(k));
  const weights = [...below.reverse(), ...above.slice(1)];
  const first = start - below.length + 1;
  const whole = a + b;
  return {
    moments: [(n * a) / whole, (n * a * b * (whole + n)) / (whole * whole * (whole + 1))],
    ...valueTable(
      weights.map((_, i) => first + i),
      weights,
    ),
  };
};

const onTable = {
  kind: 'discrete' as const,
  easy: true as const,
  support: ({ values }: ValueTable): readonly [number, number] => [values[0]!, values.at(-1)!],
  mean: ({ moments }: BetaBinomial) => moments[0],
  variance: ({ moments }: BetaBinomial) => moments[1],
  cdf: tableCdf,
  quantile: tableQuantile,
};

/**
 * Beta-binomial: successes in trials whose probability is a beta variable.
 * Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 6.2.2.
 */
export const betaBinomial: Distribution<BetaBinomial> = {
  ...onTable,
  name: 'betabinomial',
  vendorNames: ['VoseBetaBinomial'],
  parameters: [{ name: 'trials', unit: 'count', atLeast: 0, atMost: LARGEST, integer: true }, ...shapes],
  prepare: ([n, a, b]) => betaBinomialTable(Number(n), Number(a), Number(b)),
};

/**
 * Inverse hypergeometric: unmarked items drawn, without replacement, before a number of marked ones.
 * Source: as beta-binomial.
 */
export const inverseHypergeometric: Distribution<BetaBinomial> = {
  ...onTable,
  name: 'inversehypergeometric',
  vendorNames: ['VoseInvHypergeo'],
  parameters: [
    { name: 'successes', unit: 'count', atLeast: 1, integer: true },
    { name: 'marked', unit: 'count', atLeast: 1, integer: true },
    { name: 'population', unit: 'count', atLeast: 1, atMost: LARGEST, integer: true },
  ],
  check: ([successes, marked, population]) =>
    successes! <= marked! && marked! <= population!
      ? undefined
      : 'successes must not be more than the marked items, nor these more than the population',
  prepare: ([s, marked, population]) =>
    betaBinomialTable(Number(population) - Number(marked), Number(s), Number(marked) - Number(s) + 1),
};

/** log P(X > k): no success in k + 1 trials. */
const logSurvival = (k: number, a: number, b: number): number => logBeta(a, b + Math.floor(k) + 1) - logBeta(a, b);

/** Beta-geometric: failures before the first success, its probability a beta variable. Source: as beta-binomial. */
export const betaGeometric = scalar(2, {
  name: 'betageometric',
  vendorNames: ['VoseBetaGeometric'],
  kind: 'discrete',
  parameters: shapes,
  support: () => [0, Infinity],
  mean: ([a, b]) => (a > 1 ? b / (a - 1) : Infinity),
  variance: ([a, b]) => (a > 2 ? (a * b * (a + b - 1)) / ((a - 1) * (a - 1) * (a - 2)) : a > 1 ? Infinity : Number.NaN),
  cdf: (x, [a, b]) => (x < 0 ? 0 : -expm1(logSurvival(x, a, b))),
  survival: (x, [a, b]) => (x < 0 ? 1 : exp(logSurvival(x, a, b))),
  quantile: (u, [a, b]) => discreteQuantile(u, (k) => -expm1(logSurvival(k, a, b)), 0, 0, Infinity),
});

/** P(X > k): fewer than s successes in k + s trials, a sum of beta-binomial probabilities. */
const betaNegativeSurvival = (x: number, [s, a, b]: readonly [number, number, number]): number => {
  if (x < 0) return 1;
  const n = Math.floor(x) + s;
  let sum = 0;
  for (let j = 0; j < s; j++) {
    sum += exp(logBeta(j + a, n - j + b) - logBeta(a, b) - logBeta(n - j + 1, j + 1)) / (n + 1);
  }
  return sum;
};
const betaNegativeCdf = (x: number, p: readonly [number, number, number]): number =>
  x < 0 ? 0 : Math.max(0, 1 - betaNegativeSurvival(x, p));

/** Beta-negative-binomial: failures before a number of successes, their probability a beta variable. Source: as beta-binomial. */
export const betaNegativeBinomial = scalar(3, {
  name: 'betanegativebinomial',
  vendorNames: ['VoseBetaNegBin'],
  kind: 'discrete',
  parameters: [{ name: 'successes', unit: 'count', atLeast: 1, atMost: 1000, integer: true }, ...shapes],
  support: () => [0, Infinity],
  mean: ([s, a, b]) => (a > 1 ? (s * b) / (a - 1) : Infinity),
  variance: ([s, a, b]) => {
    if (a <= 2) return a > 1 ? Infinity : Number.NaN;
    return (s * b * (a + s - 1) * (a + b - 1)) / ((a - 2) * (a - 1) * (a - 1));
  },
  cdf: betaNegativeCdf,
  survival: betaNegativeSurvival,
  quantile: (u, p) => discreteQuantile(u, (k) => betaNegativeCdf(k, p), 0, 0, Infinity),
});
