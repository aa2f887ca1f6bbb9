import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withDefaults } from './distribution.ts';
import { distributions, type Value } from './index.ts';

interface Golden {
  name: string;
  parameters: Value[];
  /** null where there is none, or where the reference has none. */
  mean: number | null;
  variance: number | null;
  /** u, its quantile x, and the distribution function and its complement at that x. */
  points: [number, number, number, number][];
}

const { cases } = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as { cases: Golden[] };

/** Exactly computed or tabulated from the parameters themselves: there is nothing to compare with. */
const ofData = [
  'bernoulli',
  'cumulative',
  'discrete',
  'discreteuniform',
  'empirical',
  'general',
  'histogram',
  'integer',
  'johnsonmoments',
  'stepuniform',
];

const relative = (found: number, expected: number, scale = Math.abs(expected)): number =>
  found === expected ? 0 : Math.abs(found - expected) / scale;

describe('the reference values', () => {
  it('cover every distribution that is more than its data', () => {
    const covered = new Set([...cases.map(({ name }) => name), ...ofData]);
    expect(Object.keys(distributions).filter((name) => !covered.has(name))).toEqual([]);
  });
});

describe.each(cases)('$name($parameters)', ({ name, parameters, mean, variance, points }) => {
  const distribution = distributions[name]!;
  const p = distribution.prepare(withDefaults(distribution, parameters));
  // Where location and quantile nearly cancel, digits are lost that no double could keep.
  const middle = points.find(([u]) => u === 0.5)?.[1] ?? 0;
  const size = Math.max(...points.filter(([u]) => u > 0.005 && u < 0.995).map(([, x]) => Math.abs(x - middle)));
  const anchored = distribution.support(p)[0] === 0;

  it.each(points)('has at u = %d the quantile %d', (u, x) => {
    const found = distribution.quantile(u, p);
    if (distribution.kind === 'discrete') expect(found).toBe(x);
    else expect(relative(found, x, anchored ? Math.abs(x) : Math.max(Math.abs(x), size))).toBeLessThan(1e-12);
  });

  it('has the distribution function and its complement, each where it is small', () => {
    for (const [u, x, below, above] of points) {
      // Where a location is taken off x, the last bits of x are lost: the answer lies between those of the neighbours.
      const near = distribution.kind === 'discrete' ? 0 : 4e-16 * (Math.abs(x) + Math.abs(middle));
      const { cdf, survival } = distribution;
      expect(cdf(x - near, p)).toBeLessThanOrEqual(below + 1e-12 * (u < 0.5 ? below : 1));
      expect(cdf(x + near, p)).toBeGreaterThanOrEqual(below - 1e-12 * (u < 0.5 ? below : 1));
      if (!survival) continue;
      expect(survival(x + near, p)).toBeLessThanOrEqual(above + 1e-12 * (u > 0.5 ? above : 1));
      expect(survival(x - near, p)).toBeGreaterThanOrEqual(above - 1e-12 * (u > 0.5 ? above : 1));
    }
  });

  it('has the mean and the variance', () => {
    if (mean !== null) expect(relative(distribution.mean(p), mean, Math.max(Math.abs(mean), size))).toBeLessThan(1e-12);
    if (variance !== null) expect(relative(distribution.variance(p), variance)).toBeLessThan(1e-12);
  });
});
