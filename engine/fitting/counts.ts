import { digamma, exp, factorial, log, log1p, logBeta, logGamma } from '../kernels/index.ts';
import type { FittedFamily } from './continuous.ts';
import { average, type Sample } from './sample.ts';

const logFactorial = (k: number): number => (k <= 170 ? log(factorial(k)) : logGamma(k + 1));
/** x log y, 0 where x is 0. */
const times = (x: number, logarithm: () => number): number => (x === 0 ? 0 : x * logarithm());

const binomialDensity: FittedFamily['logDensity'] =
  ([n, p]) =>
  (k) =>
    -log(n! + 1) - logBeta(n! - k + 1, k + 1) + times(k, () => log(p!)) + times(n! - k, () => log1p(-p!));

const MOST_TRIALS = 1_000_000;

/** The likeliest number of trials; the probability is then mean / n. There is one where the variance is below the mean. */
const trials = ({ sorted, high, mean }: Sample): number => {
  const likelihood = (n: number): number => average(sorted, binomialDensity([n, mean / n]));
  // It rises to one maximum: double the step while it rises, then narrow down.
  let [best, step] = [high, 1];
  let value = likelihood(best);
  while (best + step <= MOST_TRIALS) {
    const next = likelihood(best + step);
    if (!(next > value)) break;
    best += step;
    value = next;
    step *= 2;
  }
  for (; step >= 1; step = Math.floor(step / 2)) {
    for (const candidate of [best - step, best + step]) {
      if (candidate < high) continue;
      const other = likelihood(candidate);
      if (other > value) [best, value] = [candidate, other];
    }
  }
  return best;
};

/** Where the derivative of the likelihood by the number of successes is 0, by halving in its logarithm. */
const successes = ({ sorted, mean }: Sample): number => {
  const slope = (r: number): number => average(sorted, (k) => digamma(k + r)) - digamma(r) - log1p(mean / r);
  let [left, right] = [-12, 16];
  for (let step = 0; step < 70; step++) {
    const middle = (left + right) / 2;
    if (slope(exp(middle)) > 0) left = middle;
    else right = middle;
  }
  return exp((left + right) / 2);
};

export const countFamilies: readonly FittedFamily[] = [
  {
    name: 'poisson',
    fit: ({ low, mean }) => (low >= 0 && mean > 0 ? [mean] : undefined),
    logDensity:
      ([mean]) =>
      (k) =>
        k * log(mean!) - mean! - logFactorial(k),
  },
  {
    name: 'geometric',
    fit: ({ low, mean }) => (low >= 0 ? [1 / (1 + mean)] : undefined),
    logDensity:
      ([p]) =>
      (k) =>
        log(p!) + times(k, () => log1p(-p!)),
  },
  {
    name: 'negativebinomial',
    fit: (sample) => {
      if (!(sample.low >= 0 && sample.variance > sample.mean)) return undefined;
      const r = successes(sample);
      return [r, r / (r + sample.mean)];
    },
    logDensity:
      ([r, p]) =>
      (k) =>
        (k === 0 ? 0 : -log(k) - logBeta(r!, k)) + r! * log(p!) + times(k, () => log1p(-p!)),
  },
  {
    name: 'binomial',
    fit: (sample) => {
      if (!(sample.low >= 0 && sample.mean > 0 && sample.variance < sample.mean)) return undefined;
      const n = trials(sample);
      return [n, sample.mean / n];
    },
    logDensity: binomialDensity,
  },
  {
    name: 'integer',
    fit: ({ low, high }) => [low, high],
    logDensity:
      ([low, high]) =>
      () =>
        -log(high! - low! + 1),
  },
];
