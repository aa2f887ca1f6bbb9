import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributions, type Value } from '../../../engine/distributions/index.ts';
import { distributionChoices, suggestDistribution } from './catalogue.ts';
import { parseDistribution } from './formula.ts';
import { outlineOf } from './outline.ts';

const unlimited = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

const drawn = (name: string, parameters: readonly Value[], limits = unlimited) => {
  const outline = outlineOf(name, { parameters, ...limits });
  if (!outline.ok) throw new Error(outline.error);
  return outline.value;
};

describe('outlineOf', () => {
  // Quantiles at 5 % and 95 % from tables of the distributions.
  it.each([
    ['uniform', [0, 100], 5, 95],
    ['normal', [0, 1], -1.6449, 1.6449],
    ['exponential', [1], 0.0513, 2.9957],
    ['binomial', [100, 0.5], 42, 58],
    ['poisson', [3], 1, 6],
  ])('marks the middle 90 %% of %s(%j)', (name, parameters, low, high) => {
    expect(drawn(name, parameters).low).toBeCloseTo(low, 3);
    expect(drawn(name, parameters).high).toBeCloseTo(high, 3);
  });

  it('draws a triangle to its corners, highest at its mode', () => {
    const { from, to, points } = drawn('triangular', [0, 3, 4]);
    const [highest] = points.toSorted(([, one], [, other]) => other - one);

    expect([from, to]).toEqual([0, 4]);
    expect(highest?.[0]).toBeCloseTo(3, 1);
  });

  it('stays within the limits', () => {
    expect(drawn('normal', [0, 1], { low: 0, high: 0.5 })).toMatchObject({ from: 0, to: 0.5 });
  });

  it('draws a stem for every likely whole number', () => {
    expect(drawn('bernoulli', [0.25]).points).toEqual([
      [0, 0.75],
      [1, 0.25],
    ]);
  });

  // Shares of separate values between their 5 % and 95 % quantiles: sums of probabilities, by hand or from tables.
  it.each([
    ['bernoulli', [0.25], 1],
    ['bernoulli', [0.01], 0.99],
    [
      'discrete',
      [
        [1, 2, 3],
        [1, 1, 1],
      ],
      1,
    ],
    [
      'discrete',
      [
        [1, 2, 3],
        [96, 2, 2],
      ],
      0.96,
    ],
    ['integer', [1, 6], 1],
    ['poisson', [3], 0.9167],
  ])('knows how much of %s(%j) lies in its middle', (name, parameters, share) => {
    expect(drawn(name, parameters).share).toBeCloseTo(share, 4);
  });

  it('draws a stem for every value of a list', () => {
    const { points } = drawn('discrete', [
      [10, 2.5, 10],
      [1, 2, 1],
    ]);

    expect(points).toEqual([
      [2.5, expect.closeTo(0.5, 12)],
      [10, expect.closeTo(0.5, 12)],
    ]);
  });

  it.each([
    ['triangular', [2, 1, 0]],
    ['normal', [0, -1]],
    ['binomial', [2.5, 0.5]],
    ['normal', [0]],
    ['constructor', [1]],
  ])('says why there is no picture of %s(%j)', (name, parameters) => {
    expect(outlineOf(name, { parameters, ...unlimited })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/.\.$/),
    });
  });
});

describe('the choices of the form', () => {
  it.each(distributionChoices.map((choice) => [choice.name, choice] as const))(
    'has %s as the engine has it',
    (name, choice) => {
      const needed = distributions[name]?.parameters.filter((parameter) => parameter.default === undefined);
      expect(choice.parameters).toHaveLength(needed?.length ?? -1);
      expect(distributions[name]?.kind).toBe(choice.kind);
    },
  );

  it('suggest parameters that fit together, whatever the cell holds', () => {
    const value = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => Math.abs(x) > 1e-3),
      fc.integer({ min: -1000, max: 1000 }),
    );
    fc.assert(
      fc.property(value, fc.constantFrom(...distributionChoices), (cell, choice) => {
        const { name, parameters } = parseDistribution(suggestDistribution(cell, choice))!;

        expect(drawn(name, parameters.map(Number)).points.some(([, height]) => height > 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
