import { betaTerm, poissonTerm } from '../kernels/deviance.ts';
import { exp, incompleteBeta, incompleteGammaP, incompleteGammaQ, normalQuantile } from '../kernels/index.ts';
import { invert } from '../kernels/invert.ts';
import { scalar } from './distribution.ts';

/** The sums have as many terms as this and a few hundred more. */
const MOST = 20_000;

/** term(0..count - 1), from the largest outwards by the ratio term(j + 1) / term(j), so that nothing underflows that counts. */
const terms = (
  count: number,
  peak: number,
  term: (j: number) => number,
  ratio: (j: number) => number,
): Float64Array => {
  const start = Math.min(count - 1, Math.max(0, Math.floor(peak)));
  const all = new Float64Array(count);
  all[start] = term(start);
  for (let j = start; j + 1 < count; j++) all[j + 1] = all[j]! * ratio(j);
  for (let j = start; j > 0; j--) all[j - 1] = all[j]! / ratio(j - 1);
  return all;
};

/** Probabilities of a Poisson variable as far as they count: what is left out is below 1e-34. */
const poissonWeights = (mean: number): Float64Array => {
  if (mean === 0) return Float64Array.of(1);
  const count = Math.ceil(mean + 12 * Math.sqrt(mean) + 60);
  return terms(
    count,
    mean,
    (j) => (j === 0 ? exp(-mean) : poissonTerm(j, mean)),
    (j) => mean / (j + 1),
  );
};

/** A sum of weights[j] times F(j), where F(j + 1) = F(j) - steps[j]: downwards from the last F, so that it only grows. */
const mixedLower = (weights: Float64Array, steps: Float64Array, last: number): number => {
  let value = last;
  let sum = weights.at(-1)! * last;
  for (let j = weights.length - 2; j >= 0; j--) {
    value += steps[j]!;
    sum += weights[j]! * value;
  }
  return sum;
};
/** The same of 1 - F, upwards from the first. */
const mixedUpper = (weights: Float64Array, steps: Float64Array, first: number): number => {
  let value = first;
  let sum = weights[0]! * first;
  for (let j = 1; j < weights.length; j++) {
    value += steps[j - 1]!;
    sum += weights[j]! * value;
  }
  return sum;
};

type Chi = readonly [number, number];
/** y^(n/2 + j) e^-y / gamma(n/2 + j + 1), by which the incomplete gamma functions of neighbouring shapes differ. */
const chiSteps = (y: number, n: number, count: number): Float64Array =>
  terms(
    count,
    y - n / 2,
    (j) => poissonTerm(n / 2 + j, y),
    (j) => y / (n / 2 + j + 1),
  );
const chiLower = (x: number, [n, l]: Chi): number => {
  const weights = poissonWeights(l / 2);
  const last = weights.length - 1;
  return mixedLower(weights, chiSteps(x / 2, n, last + 1), incompleteGammaP(n / 2 + last, x / 2));
};
const chiUpper = (x: number, [n, l]: Chi): number => {
  const weights = poissonWeights(l / 2);
  return mixedUpper(weights, chiSteps(x / 2, n, weights.length), incompleteGammaQ(n / 2, x / 2));
};
const chiDensity = (x: number, [n, l]: Chi): number => {
  const weights = poissonWeights(l / 2);
  const steps = chiSteps(x / 2, n, weights.length);
  return weights.reduce((sum, weight, j) => sum + weight * steps[j]! * (n / 2 + j), 0) / x;
};

/**
 * Noncentral chi-square: a mean over Poisson(noncentrality / 2) of chi-squares with two more degrees of freedom each.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, chapter 29.
 */
export const noncentralChiSquare = scalar(2, {
  name: 'noncentralchisquare',
  vendorNames: ['VoseNCChiSq'],
  kind: 'continuous',
  parameters: [
    { name: 'degreesOfFreedom', unit: 'none', above: 0 },
    { name: 'noncentrality', unit: 'none', atLeast: 0, atMost: MOST },
  ],
  support: () => [0, Infinity],
  mean: ([n, l]) => n + l,
  variance: ([n, l]) => 2 * (n + 2 * l),
  cdf: (x, p) => (x <= 0 ? 0 : chiLower(x, p)),
  survival: (x, p) => (x <= 0 ? 1 : chiUpper(x, p)),
  quantile: (u, p) => {
    const [mean, spread] = [p[0] + p[1], Math.sqrt(2 * (p[0] + 2 * p[1]))];
    const tails = {
      lower: (x: number) => chiLower(x, p),
      upper: (x: number) => chiUpper(x, p),
      density: (x: number) => chiDensity(x, p),
    };
    return invert(tails, u, 1 - u, mean + spread * normalQuantile(u), 0, mean + 60 * spread + 200);
  },
});

type F = readonly [number, number, number];
/** The beta variable of an F variable, and its complement. */
const asBeta = (x: number, [n, m]: F): [number, number] => [(n * x) / (n * x + m), m / (n * x + m)];
/** y^(n/2 + j) rest^(m/2) / ((n/2 + j) B(n/2 + j, m/2)) */
const fSteps = (y: number, rest: number, [n, m]: F, count: number): Float64Array =>
  terms(
    count,
    (y * (n + m)) / (2 * rest) - (n / 2 + 1) / rest,
    (j) => betaTerm(y, rest, n / 2 + j, m / 2) / (n / 2 + j),
    (j) => (y * ((n + m) / 2 + j)) / (n / 2 + j + 1),
  );
const fLower = (x: number, p: F): number => {
  const [y, rest] = asBeta(x, p);
  const weights = poissonWeights(p[2] / 2);
  const last = weights.length - 1;
  return mixedLower(weights, fSteps(y, rest, p, last + 1), incompleteBeta(y, p[0] / 2 + last, p[1] / 2, rest));
};
const fUpper = (x: number, p: F): number => {
  const [y, rest] = asBeta(x, p);
  const weights = poissonWeights(p[2] / 2);
  return mixedUpper(weights, fSteps(y, rest, p, weights.length), incompleteBeta(rest, p[1] / 2, p[0] / 2, y));
};
const fDensity = (x: number, p: F): number => {
  const [y, rest] = asBeta(x, p);
  const weights = poissonWeights(p[2] / 2);
  const steps = fSteps(y, rest, p, weights.length);
  return weights.reduce((sum, weight, j) => sum + weight * steps[j]! * (p[0] / 2 + j), 0) / x;
};

/** Noncentral F: a noncentral chi-square variable over a chi-square one, each by its degrees of freedom. Source: as above, chapter 30. */
export const noncentralF = scalar(3, {
  name: 'noncentralf',
  vendorNames: ['VoseNCF'],
  kind: 'continuous',
  parameters: [
    { name: 'degreesOfFreedom1', unit: 'none', above: 0 },
    { name: 'degreesOfFreedom2', unit: 'none', above: 0 },
    { name: 'noncentrality', unit: 'none', atLeast: 0, atMost: MOST },
  ],
  support: () => [0, Infinity],
  mean: ([n, m, l]) => (m > 2 ? (m * (n + l)) / (n * (m - 2)) : Infinity),
  variance: ([n, m, l]) => {
    if (m <= 4) return m > 2 ? Infinity : Number.NaN;
    return (2 * m * m * ((n + l) * (n + l) + (n + 2 * l) * (m - 2))) / (n * n * (m - 2) * (m - 2) * (m - 4));
  },
  cdf: (x, p) => (x <= 0 ? 0 : fLower(x, p)),
  survival: (x, p) => (x <= 0 ? 1 : fUpper(x, p)),
  quantile: (u, p) => {
    const tails = {
      lower: (x: number) => fLower(x, p),
      upper: (x: number) => fUpper(x, p),
      density: (x: number) => fDensity(x, p),
    };
    return invert(tails, u, 1 - u, (p[0] + p[2]) / p[0], 0, 1e300);
  },
});
