import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionChoices, suggestDistribution } from './catalogue.ts';
import { parseDistribution } from './formula.ts';
import { outlineOf } from './outline.ts';

describe('outlineOf', () => {
  // Quantiles at 5 % and 95 % from tables of the distributions.
  it.each([
    ['uniform', [0, 100], 5, 95],
    ['normal', [0, 1], -1.645, 1.645],
    ['triangular', [0, 1, 2], Math.sqrt(0.1), 2 - Math.sqrt(0.1)],
    ['exponential', [1], 0.0513, 2.996],
    ['weibull', [1, 1], 0.0513, 2.996],
    ['gamma', [1, 1], 0.0513, 2.996],
    ['beta', [1, 1], 0.05, 0.95],
    ['pert', [0, 1, 2], 2 * 0.18926, 2 * 0.81074],
    ['lognormal', [Math.exp(0.5), Math.sqrt((Math.E - 1) * Math.E)], Math.exp(-1.645), Math.exp(1.645)],
    ['binomial', [100, 0.5], 42, 58],
    ['poisson', [3], 1, 6],
    ['bernoulli', [0.5], 0, 1],
  ])('marks the middle 90 %% of %s(%j)', (name, parameters, low, high) => {
    const outline = outlineOf(name, parameters);
    const width = outline!.to - outline!.from;

    expect(Math.abs(outline!.low - low) / width).toBeLessThan(0.01);
    expect(Math.abs(outline!.high - high) / width).toBeLessThan(0.01);
  });

  it('stays within the limits', () => {
    expect(outlineOf('normal', [0, 1], 0, 0.5)).toMatchObject({ from: 0, to: 0.5 });
  });

  it.each([
    ['triangular', [2, 1, 0]],
    ['normal', [0, -1]],
    ['binomial', [2.5, 0.5]],
    ['no such', [1]],
    ['uniform', [0, Number.NaN]],
  ])('has no picture of %s(%j)', (name, parameters) => {
    expect(outlineOf(name, parameters)).toBeUndefined();
  });

  it('has a picture of everything that the form suggests, for any value of the cell', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);
    fc.assert(
      fc.property(value, fc.constantFrom(...distributionChoices), (cell, choice) => {
        const { name, parameters } = parseDistribution(suggestDistribution(cell, choice))!;

        expect(outlineOf(name, parameters.map(Number))).toBeDefined();
      }),
    );
  });
});
