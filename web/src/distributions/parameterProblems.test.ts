import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceOf, distributionChoices, suggestDistribution } from './catalogue.ts';
import { parseDistribution, parseParameter } from './formula.ts';
import { parameterProblems } from './parameterProblems.ts';

const unlimited = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** What is said at each field of a formula that the form can edit. */
const problemsOf = (formula: string, names: readonly string[] = []) => {
  const parts = parseDistribution(formula)!;
  const labels = choiceOf(parts.name)!.parameters.map(({ label }) => label);
  const numbers = parts.parameters.map(parseParameter);
  const limits = parts.limits && {
    low: parseParameter(parts.limits.low) ?? unlimited.low,
    high: parseParameter(parts.limits.high) ?? unlimited.high,
  };
  const values = numbers.every((number) => number !== undefined)
    ? { parameters: numbers, ...(limits ?? unlimited) }
    : undefined;
  return parameterProblems({ ...parts, labels }, values, names);
};

describe('parameterProblems', () => {
  it.each(['abc', '', '10 000', '1.2.3', '$100'])('says how to write a parameter at %j', (text) => {
    expect(problemsOf(`uniform(${text}, 20)`).parameters).toEqual([
      ['Write a number, or a cell such as Model!B3.'],
      [],
    ]);
  });

  it.each(['12', '-3.5%', '1e3', 'B3', "'My sheet'!$B$3", 'Price', 'B3*1.1', '-B3'])('accepts %j', (text) => {
    expect(problemsOf(`uniform(${text}, 2000)`, ['price']).parameters).toEqual([[], []]);
  });

  it.each([
    ['triangular(120, 100, 150)', [['“Minimum” must not be above “Most likely”.'], [], []]],
    ['triangular(80, 100, 90)', [[], [], ['“Maximum” must not be below “Most likely”.']]],
    ['uniform(20, 10)', [[], ['“Maximum” must not be below “Minimum”.']]],
    ['normal(0, -1)', [[], ['“Standard deviation” must be greater than 0, not -1.']]],
    ['bernoulli(2)', [['“Probability” must be at most 1, not 2.']]],
  ])('says at the field of %s what is wrong, by its label', (formula, problems) => {
    expect(problemsOf(formula).parameters).toEqual(problems);
  });

  it('says what several fields are to blame for in their words', () => {
    expect(problemsOf('triangular(1, 1, 1)')).toMatchObject({
      parameters: [[], [], []],
      together:
        '“Minimum”, “Most likely” and “Maximum” must be in this order, and the “Minimum” less than the “Maximum”.',
    });
  });

  it('says it of limits that cross', () => {
    expect(problemsOf('truncate(normal(0, 1), 2, 1)').high).toEqual(['“Never above” must be more than “Never below”.']);
  });

  it('finds nothing wrong with what the form suggests', () =>
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(...distributionChoices), (cell, choice) => {
        const { parameters, low, high, together } = problemsOf(suggestDistribution(cell, choice));

        expect([...parameters, low, high].flat()).toEqual([]);
        expect(together).toBeUndefined();
      }),
    ));
});
