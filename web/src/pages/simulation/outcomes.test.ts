import { describe, expect, it } from 'vitest';
import { extentOf, hasWholeBins, isYesOrNo } from './outcomes.ts';

describe('hasWholeBins', () => {
  it.each([
    ['a bin per whole number', { min: 2, max: 4, histogram: { edges: [1.5, 2.5, 3.5, 4.5], counts: [1, 2, 3] } }, true],
    ['bins on round edges', { min: 0, max: 3, histogram: { edges: [0, 1, 2, 3], counts: [1, 2, 3] } }, false],
    ['a constant that is not whole', { min: 2.5, max: 2.5, histogram: { edges: [2, 3], counts: [9] } }, false],
    ['no number at all', { min: null, max: null, histogram: null }, false],
  ])('tells %s', (_, output, expected) => {
    expect(hasWholeBins(output)).toBe(expected);
  });
});

describe('isYesOrNo', () => {
  it('takes an output of zeros and ones, not one of other whole numbers', () => {
    expect(isYesOrNo({ min: 0, max: 1, histogram: { edges: [-0.5, 0.5, 1.5], counts: [7, 3] } })).toBe(true);
    expect(isYesOrNo({ min: 0, max: 2, histogram: { edges: [-0.5, 0.5, 1.5, 2.5], counts: [7, 2, 1] } })).toBe(false);
    expect(isYesOrNo({ min: 0, max: 1, histogram: { edges: [0, 0.5, 1], counts: [7, 3] } })).toBe(false);
  });
});

describe('extentOf', () => {
  it('leaves out the rare values far away and counts them', () => {
    expect(extentOf({ edges: [-1, 0, 10, 20, 30, 500], counts: [3, 50, 60, 40, 7] })).toEqual({
      from: -1,
      to: 30,
      binWidth: 10,
      below: null,
      above: { count: 7, outermost: 500 },
    });
  });

  it('draws all of a histogram without such values, down to a single bin', () => {
    expect(extentOf({ edges: [4.5, 5.5], counts: [100] })).toMatchObject({ from: 4.5, to: 5.5, binWidth: 1 });
  });
});
