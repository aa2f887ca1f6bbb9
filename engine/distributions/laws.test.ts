import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../kernels/index.ts';
import { withDefaults } from './distribution.ts';
import { distributionsPage } from './distributionsPage.testkit.ts';
import { examples } from './examples.testkit.ts';
import { type AnyDistribution, checkParameters, distributions, prepareQuantile, type Value } from './index.ts';

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

  it('is what docs/distributions.md says', async () => {
    await expect(distributionsPage()).toMatchFileSnapshot('../../docs/distributions.md');
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
