import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDistribution, parseDistribution, parseList, parseParameter } from './formula.ts';

const parameter = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
  fc.constantFrom('Model!F2', "'Costs, 2026 (draft)'!$B$3", "'O''Hara'!A1"),
);
const parts = fc.record({
  name: fc.constantFrom('normal', 'triangular', 'pert'),
  parameters: fc.array(parameter, { maxLength: 4 }),
  limits: fc.option(fc.record({ low: parameter, high: fc.oneof(parameter, fc.constant('')) })),
});

describe('parseDistribution', () => {
  it('gives back the parts that were written', () =>
    fc.assert(
      fc.property(parts, (written) => {
        expect(parseDistribution(formatDistribution(written))).toEqual(written);
      }),
    ));

  it('takes lists of numbers for parameters', () => {
    expect(parseDistribution('discrete({1, 2}, {0.3,0.7})')?.parameters).toEqual(['{1, 2}', '{0.3,0.7}']);
  });

  it('reads names in any case and an equals sign in front', () => {
    expect(parseDistribution('=Normal( 5%,1% )')).toEqual({ name: 'normal', parameters: ['5%', '1%'], limits: null });
  });

  it.each([
    'shift(normal(0, 1), 5)',
    'truncate(shift(normal(0, 1), 5), 0, 1)',
    'normal(0, 1',
    'normal(0, 1))',
    "normal('Sheet!A1, 1)",
    'normal(0, 1) + 2',
    '12',
  ])('leaves %s to the text field', (text) => {
    expect(parseDistribution(text)).toBeUndefined();
  });
});

describe('parseList', () => {
  it.each([
    ['{1, 2.5, 10%}', [1, 2.5, 0.1]],
    ['{1;2}', [1, 2]],
    ['{1, B2}', undefined],
    ['{}', undefined],
    ['1', undefined],
  ])('reads "%s" as %j', (text, values) => {
    expect(parseList(text)).toEqual(values);
  });
});

describe('parseParameter', () => {
  it.each([
    ['5%', 0.05],
    [' -1.5e3 ', -1500],
    ['.5', 0.5],
    ['Model!B3', undefined],
    ['1,5', undefined],
    ['', undefined],
  ])('reads "%s" as %s', (text, value) => {
    expect(parseParameter(text)).toBe(value);
  });
});
