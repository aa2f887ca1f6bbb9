import { add, ceil, mul, sub } from '../kernels/expression.ts';
import { expm1, incompleteBeta, log1p, normalQuantile } from '../kernels/index.ts';
import { discreteQuantile } from './discreteQuantile.ts';
import { closedForm, type Distribution, scalar } from './distribution.ts';
import { tableCdf, tableExpectation, tableQuantile, type ValueTable, valueTable } from './table.ts';

/** Integer: every whole number from minimum to maximum with equal probability. Source: @RISK function reference, RiskIntUniform. */
export const integer = closedForm(2, (u, low, high) => add(low!, sub(ceil(mul(u!, add(sub(high!, low!), 1))), 1)), {
  name: 'integer',
  vendorNames: ['RiskIntUniform', 'PsiIntUniform', 'CB.DiscreteUniform'],
  kind: 'discrete',
  parameters: [
    { name: 'minimum', unit: 'cell', integer: true },
    { name: 'maximum', unit: 'cell', integer: true },
  ],
  check: ([low, high]) => (low! <= high! ? undefined : 'the minimum must not be greater than the maximum'),
  support: ([low, high]) => [low, high],
  mean: ([low, high]) => (low + high) / 2,
  variance: ([low, high]) => ((high - low + 1) * (high - low + 1) - 1) / 12,
  cdf: (x, [low, high]) => (x < low ? 0 : x >= high ? 1 : (Math.floor(x) - low + 1) / (high - low + 1)),
});

/** How many steps fit; a maximum that is a hair short of a step by rounding still counts. */
const steps = ([low, high, step]: readonly [number, number, number]): number => Math.floor((high - low) / step + 1e-9);
/** Step uniform: minimum, minimum + step, ... up to the maximum, with equal probability. Source: ModelRisk help, VoseStepUniform. */
export const stepUniform = scalar(3, {
  name: 'stepuniform',
  vendorNames: ['VoseStepUniform'],
  kind: 'discrete',
  easy: true,
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
    { name: 'step', unit: 'cell', above: 0, default: 1 },
  ],
  check: ([low, high]) => (low! <= high! ? undefined : 'the minimum must not be greater than the maximum'),
  support: (p) => [p[0], p[0] + steps(p) * p[2]],
  mean: (p) => p[0] + (steps(p) * p[2]) / 2,
  variance: (p) => (p[2] * p[2] * steps(p) * (steps(p) + 2)) / 12,
  cdf: (x, p) => {
    // The same rounding as the quantile's: a value that it gives is found again.
    let k = Math.min(steps(p), Math.floor((x - p[0]) / p[2]));
    if (k < steps(p) && p[0] + (k + 1) * p[2] <= x) k += 1;
    return x < p[0] ? 0 : (k + 1) / (steps(p) + 1);
  },
  quantile: (u, p) => p[0] + (Math.ceil(u * (steps(p) + 1)) - 1) * p[2],
});

const geometricCdf = (x: number, p: number): number =>
  x < 0 ? 0 : p === 1 ? 1 : -expm1((Math.floor(x) + 1) * log1p(-p));

/**
 * Geometric: failures before the first success; F(k) = 1 - (1 - p)^(k + 1).
 * Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 5.2.
 */
export const geometric = scalar(1, {
  name: 'geometric',
  vendorNames: ['RiskGeomet', 'PsiGeometric', 'VoseGeometric'],
  kind: 'discrete',
  parameters: [{ name: 'probability', unit: 'probability', above: 0, atMost: 1 }],
  support: ([p]) => [0, p === 1 ? 0 : Infinity],
  mean: ([p]) => (1 - p) / p,
  variance: ([p]) => (1 - p) / (p * p),
  cdf: (x, [p]) => geometricCdf(x, p),
  quantile: (u, [p]) => {
    if (p === 1) return 0;
    // Rounding may leave the closed form one off.
    const guess = Math.ceil(log1p(-u) / log1p(-p)) - 1;
    return discreteQuantile(u, (k) => geometricCdf(k, p), guess, 0, Infinity);
  },
});

const negativeBinomialCdf = (x: number, [s, p]: readonly [number, number]): number =>
  x < 0 ? 0 : p === 1 ? 1 : incompleteBeta(p, s, Math.floor(x) + 1);

/**
 * Negative binomial: failures before a number of successes; F(k) = I_p(successes, k + 1).
 * Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 5.1.
 */
export const negativeBinomial = scalar(2, {
  name: 'negativebinomial',
  vendorNames: ['RiskNegbin', 'PsiNegBinomial', 'VoseNegBin'],
  kind: 'discrete',
  parameters: [
    { name: 'successes', unit: 'count', above: 0 },
    { name: 'probability', unit: 'probability', above: 0, atMost: 1 },
  ],
  support: ([, p]) => [0, p === 1 ? 0 : Infinity],
  mean: ([s, p]) => (s * (1 - p)) / p,
  variance: ([s, p]) => (s * (1 - p)) / (p * p),
  cdf: negativeBinomialCdf,
  quantile: (u, parameters) => {
    const [s, p] = parameters;
    if (p === 1) return 0;
    const guess = (s * (1 - p) + Math.sqrt(s * (1 - p)) * normalQuantile(u)) / p;
    return discreteQuantile(u, (k) => negativeBinomialCdf(k, parameters), guess, 0, Infinity);
  },
});

const LARGEST_SAMPLE = 1_000_000;

/**
 * Hypergeometric: marked items in a sample drawn without replacement. The probabilities follow from each other by ratios, from the most
 * likely one outwards.
 * Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, chapter 6.
 */
export const hypergeometric: Distribution<ValueTable> = {
  name: 'hypergeometric',
  vendorNames: ['RiskHypergeo', 'PsiHyperGeo', 'VoseHypergeo'],
  kind: 'discrete',
  easy: true,
  parameters: [
    { name: 'sample', unit: 'count', atLeast: 0, atMost: LARGEST_SAMPLE, integer: true },
    { name: 'marked', unit: 'count', atLeast: 0, integer: true },
    { name: 'population', unit: 'count', atLeast: 1, integer: true },
  ],
  check: ([sample, marked, population]) =>
    sample! <= population! && marked! <= population!
      ? undefined
      : 'the sample and the marked items must not be more than the population',
  prepare: (values) => {
    const [n, marked, population] = values as readonly number[] as [number, number, number];
    const [low, high] = [Math.max(0, n + marked - population), Math.min(n, marked)];
    const likely = Math.min(high, Math.max(low, Math.floor(((n + 1) * (marked + 1)) / (population + 2))));
    const ratio = (k: number): number => ((marked - k) * (n - k)) / ((k + 1) * (population - marked - n + k + 1));
    const above: number[] = [1];
    for (let k = likely; k < high && above.at(-1)! > 1e-300; k++) above.push(above.at(-1)! * ratio(k));
    const below: number[] = [1];
    for (let k = likely - 1; k >= low && below.at(-1)! > 1e-300; k--) below.push(below.at(-1)! / ratio(k));
    const weights = [...below.reverse(), ...above.slice(1)];
    const first = likely - below.length + 1;
    return valueTable(
      weights.map((_, i) => first + i),
      weights,
    );
  },
  support: (t) => [t.values[0]!, t.values.at(-1)!],
  mean: (t) => tableExpectation(t, (x) => x),
  variance: (t) => {
    const mean = tableExpectation(t, (x) => x);
    return tableExpectation(t, (x) => (x - mean) * (x - mean));
  },
  cdf: tableCdf,
  quantile: tableQuantile,
};
