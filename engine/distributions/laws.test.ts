import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../kernels/index.ts';
import { withDefaults } from './distribution.ts';
import { type AnyDistribution, checkParameters, distributions, prepareQuantile, type Value } from './index.ts';

/** Admissible parameters of each distribution. A new one without a row here fails the first test. */
const examples: Record<string, readonly (readonly Value[])[]> = {
  betabinomial: [
    [20, 2, 3],
    [50, 0.5, 0.4],
  ],
  betageometric: [[6, 2]],
  betanegativebinomial: [[3, 7, 2]],
  betasubjective: [
    [0, 3, 4, 10],
    [0, 5, 5, 10],
  ],
  bradford: [[3, 1, 5]],
  chi: [[1], [7.5]],
  doubletriangular: [[0, 2, 10, 0.4]],
  erf: [[0.5]],
  exponentialpower: [
    [1, 2, 1.5],
    [0, 1, 4],
  ],
  fatiguelife: [[1, 2, 0.8]],
  frechet: [[1, 2, 6]],
  hyperbolicsecant: [[1, 2]],
  inversehypergeometric: [[3, 8, 30]],
  johnsonmoments: [
    [10, 2, 0.8, 5],
    [10, 2, -0.8, 3.5],
    [0, 1, 0, 3],
    [1, 1, 0, 2],
    [0, 1, 1, 4.7],
  ],
  logarithmic: [[0.3], [0.95]],
  metalog: [[[10, 2]], [[10, 2, 0.3, 1, 0.5]]],
  metalogbounded: [[[0.2, 0.5, 0.1], 2, 8]],
  metaloglower: [[[1, 0.15, 0.02], 3]],
  metalogupper: [[[1, 0.15, -0.02], 30]],
  myerson: [
    [5, 8, 14, 0.1],
    [1, 2, 3],
    [2, 8, 10, 0.05],
  ],
  noncentralchisquare: [
    [3, 2],
    [5, 40],
  ],
  noncentralf: [[4, 12, 3]],
  skewnormal: [
    [1, 2, 4],
    [0, 1, -1.5],
    [0, 1, 0],
  ],
  slash: [[1, 2]],
  stepuniform: [[0, 1, 0.1]],
  burr12: [[1, 2, 4, 3]],
  cauchy: [[1, 2]],
  dagum: [[-1, 2, 6, 0.7]],
  extremevalue: [[3, 2]],
  extremevaluemin: [[3, 2]],
  f: [[5, 12]],
  general: [[0, 10, [2, 5], [3, 1]]],
  geometric: [[0.2], [1]],
  hypergeometric: [[10, 30, 100]],
  integer: [[-2, 7]],
  inversegaussian: [
    [2, 5],
    [1, 400],
  ],
  johnsonsb: [[0.5, 1.2, -1, 3]],
  johnsonsu: [[-0.3, 2.5, 1, 2]],
  kumaraswamy: [[2, 3, 0, 5]],
  laplace: [[1, 2]],
  levy: [[0, 1.5]],
  loglogistic: [[1, 2, 6]],
  negativebinomial: [[3, 0.4]],
  pareto: [[6, 2]],
  pareto2: [[3, 7]],
  pearson5: [[7, 3]],
  pearson6: [[3, 9, 2]],
  rayleigh: [[2]],
  reciprocal: [[1, 20]],
  trigen: [[10, 20, 40, 10, 90]],
  bernoulli: [[0.3], [0], [1]],
  beta: [
    [2, 3],
    [0.5, 0.5],
    [40, 2],
  ],
  betageneral: [[2, 3, -1, 4]],
  binomial: [
    [10, 0.3],
    [1000, 0.02],
    [5, 1],
  ],
  chisquare: [[1], [4.5], [200]],
  cumulative: [[0, 10, [2, 5], [0.3, 0.9]]],
  discrete: [
    [
      [3, 1, 2],
      [1, 5, 4],
    ],
  ],
  discreteuniform: [[[4, 8, 6]]],
  empirical: [[[4, 8, 6, 4]]],
  erlang: [[3, 2]],
  exponential: [[2.5]],
  gamma: [
    [0.7, 2],
    [5, 0.1],
    [900, 3],
  ],
  histogram: [[0, 10, [1, 0, 3, 2]]],
  logistic: [[1, 2]],
  lognormal: [
    [10, 3],
    [1, 4],
  ],
  lognormal2: [[0.3, 0.6]],
  normal: [
    [0, 1],
    [-40, 12],
  ],
  pert: [
    [0, 2, 10],
    [0, 0, 1],
  ],
  poisson: [[0.2], [7.3], [5000]],
  studentt: [[3], [5.5], [100]],
  triangular: [
    [0, 2, 10],
    [0, 0, 1],
    [1, 4, 4],
  ],
  uniform: [[-3, 8]],
  weibull: [
    [1.5, 4],
    [5, 1],
  ],
};

const cases = Object.values(distributions).flatMap((distribution) =>
  (examples[distribution.name] ?? []).map((values) => ({
    title: `${distribution.name}(${values.map((value) => JSON.stringify(value)).join(', ')})`,
    distribution,
    values,
  })),
);

const probability = fc
  .oneof(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), fc.double({ min: 1e-12, max: 0.01, noNaN: true }))
  .filter((u) => u > 0 && u < 1);

/** The integral of f(quantile(u)) over 0..1 through u = Phi(z): the midpoint rule in z converges fast even for unbounded f. */
const expectation = (distribution: AnyDistribution, values: readonly Value[], f: (x: number) => number): number => {
  const p = distribution.prepare(withDefaults(distribution, values));
  const discrete = distribution.kind === 'discrete';
  const quantile = discrete
    ? prepareQuantile(distribution, values).quantile
    : (u: number) => distribution.quantile(u, p);
  // A smooth quantile that is costly needs fewer points.
  const count = distribution.kernel || distribution.easy || discrete ? 20_000 : 2_500;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    // u = t^4 (35 - 84 t + 70 t² - 20 t³) bunches points at both ends, where the quantile may be steep.
    const t = (i + 0.5) / count;
    const s = 1 - t;
    const u = t * t * t * t * (35 - 84 * t + 70 * t * t - 20 * t * t * t);
    if (u <= 0 || u >= 1) continue;
    sum += f(quantile(u)) * 140 * t * t * t * s * s * s;
  }
  return sum / count;
};

describe('the table of distributions', () => {
  it('has an example of each that passes its own check', () => {
    for (const distribution of Object.values(distributions)) {
      expect(examples[distribution.name], distribution.name).toBeDefined();
      for (const values of examples[distribution.name]!) expect(checkParameters(distribution, values)).toBeUndefined();
    }
  });

  it('gives no vendor name twice', () => {
    const names = Object.values(distributions).flatMap((d) =>
      d.vendorNames.map((name) => (typeof name === 'string' ? name : name.name).toLowerCase()),
    );
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

describe.each(cases)('$title', ({ distribution, values }) => {
  const p = distribution.prepare(withDefaults(distribution, values));

  it('gives back u when the cdf is applied to the quantile of u', () =>
    fc.assert(
      fc.property(probability, (u) => {
        const x = distribution.quantile(u, p);
        if (distribution.kind === 'discrete') {
          expect(distribution.cdf(x, p)).toBeGreaterThanOrEqual(u);
          expect(distribution.cdf(x - 1e-9 * Math.max(1, Math.abs(x)), p)).toBeLessThan(u);
          return;
        }
        // Near a finite upper end x itself has too few digits to tell how far off it is.
        if (u > 0.999 && distribution.support(p)[1] !== Infinity) return;
        expect(Math.abs(distribution.cdf(x, p) - u)).toBeLessThan(1e-10 * Math.max(u, 1e-3));
        if (distribution.survival) {
          expect(Math.abs(distribution.survival(x, p) - (1 - u))).toBeLessThan(1e-10 * Math.max(1 - u, 1e-3));
        }
      }),
      { numRuns: 100 },
    ));

  it('has a quantile that never falls by more than rounding and stays in the support', () =>
    fc.assert(
      fc.property(probability, probability, (u, v) => {
        const [low, high] = distribution.support(p);
        const [x, y] = [distribution.quantile(Math.min(u, v), p), distribution.quantile(Math.max(u, v), p)];
        expect(x - y).toBeLessThanOrEqual(1e-13 * Math.abs(y));
        expect(x).toBeGreaterThanOrEqual(low);
        expect(y).toBeLessThanOrEqual(high);
      }),
      { numRuns: 100 },
    ));

  it('has the mean and variance that its quantile has', () => {
    const [mean, variance] = [distribution.mean(p), distribution.variance(p)];
    if (!Number.isFinite(mean)) return;
    const spread = Math.sqrt(variance) + 1e-9;
    const precision = distribution.kind === 'discrete' ? 2e-3 : 2e-4;
    expect(Math.abs(expectation(distribution, values, (x) => x) - mean) / spread).toBeLessThan(precision);
    if (!Number.isFinite(variance)) return;
    // A third moment that hardly exists lets the sum converge too slowly to tell.
    if (distribution.name === 'studentt' && Number(values[0]) < 5) return;
    const found = expectation(distribution, values, (x) => (x - mean) * (x - mean));
    expect(Math.abs(found - variance) / (spread * spread)).toBeLessThan(10 * precision);
  });

  it('is prepared for blocks with the same numbers one by one, and close to the direct quantile', () =>
    fc.assert(
      fc.property(fc.array(probability, { minLength: 1, maxLength: 9 }), (us) => {
        const prepared = prepareQuantile(distribution, values);
        const block = Float64Array.from(us);
        prepared.fill(block, block, 0, us.length);

        expect([...block]).toEqual(us.map((u) => prepared.quantile(u)));
        for (const [i, u] of us.entries()) {
          const direct = distribution.quantile(u, p);
          expect(Math.abs(block[i]! - direct)).toBeLessThanOrEqual(2e-12 * Math.max(Math.abs(direct), 1e-290));
        }
      }),
      { numRuns: 12 },
    ));
});

describe('modifiers', () => {
  const normal = distributions.normal!;

  it('truncate to the limits, with the probabilities of what remains', () => {
    const prepared = prepareQuantile(normal, [0, 1], [{ kind: 'truncate', low: -1, high: 2 }]);
    expect(prepared.quantile(1e-16)).toBeCloseTo(-1, 12);
    expect(prepared.quantile(1 - 1e-16)).toBeCloseTo(2, 12);
    expect(prepared.cdf(prepared.quantile(0.37))).toBeCloseTo(0.37, 12);
    // SciPy 1.17.1: truncnorm(-1, 2).ppf(0.37)
    expect(prepared.quantile(0.37)).toBeCloseTo(-0.096566674946882, 12);
  });

  it('keep a discrete value that lies on the lower limit', () => {
    const prepared = prepareQuantile(distributions.poisson!, [4], [{ kind: 'truncate', low: 2, high: 5 }]);
    expect([1e-9, 0.999999].map((u) => prepared.quantile(u))).toEqual([2, 5]);
  });

  it('apply from the inside out', () => {
    const shifted = prepareQuantile(
      normal,
      [0, 1],
      [
        { kind: 'truncate', low: 0, high: 9 },
        { kind: 'shift', by: 10 },
      ],
    );
    const truncated = prepareQuantile(
      normal,
      [0, 1],
      [
        { kind: 'shift', by: 10 },
        { kind: 'truncate', low: 0, high: 9 },
      ],
    );
    expect(shifted.support).toEqual([10, 19]);
    expect(truncated.support).toEqual([0, 9]);
  });

  it('cut at percentiles', () => {
    const prepared = prepareQuantile(normal, [5, 2], [{ kind: 'truncateProbability', low: 0.1, high: 1 }]);
    expect(prepared.support[0]).toBeCloseTo(5 + 2 * normalQuantile(0.1), 12);
    expect(prepared.quantile(0.5)).toBeCloseTo(5 + 2 * normalQuantile(0.55), 12);
  });

  it('lock at the mean or at a given value', () => {
    expect(prepareQuantile(normal, [5, 2], [{ kind: 'lock' }]).quantile(0.9)).toBeCloseTo(5, 9);
    expect(prepareQuantile(normal, [5, 2], [{ kind: 'lock', at: 7 }]).quantile(0.9)).toBe(7);
  });
});

describe('checkParameters', () => {
  it.each([
    ['normal', [0, -1], 'standardDeviation of normal(mean, standardDeviation) must be greater than 0, not -1'],
    ['normal', [0], 'normal(mean, standardDeviation) takes 2 parameters, not 1'],
    [
      'triangular',
      [0, 5, 3],
      'triangular(minimum, mode, maximum): minimum, mode and maximum must be in this order, and the minimum less than the maximum',
    ],
    ['binomial', [2.5, 0.5], 'trials of binomial(trials, probability) must be a whole number, not 2.5'],
    ['discrete', [[1, 2], [1]], 'discrete(values, weights): values and weights must be lists of the same length'],
    ['poisson', [Number.NaN], 'mean of poisson(mean) must be a number, not NaN'],
  ] as [string, Value[], string][])('says what is wrong with %s of %j', (name, values, message) => {
    expect(checkParameters(distributions[name]!, values)).toBe(message);
  });
});
