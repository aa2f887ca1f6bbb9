import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cumulativeOf, shareUpTo } from './cumulative.ts';

const output = {
  min: 0,
  max: 10,
  percentiles: { '5': 1, '50': 4, '95': 9 },
  histogram: { edges: [0, 2, 4, 6, 8, 10], counts: [10, 40, 25, 15, 10] },
};

describe('shareUpTo', () => {
  const cumulative = cumulativeOf(output);

  it.each([
    [-1, 0],
    [0, 0],
    [1, 0.05],
    [2, 0.1],
    [3, 0.3],
    [4, 0.5],
    [9, 0.95],
    [10, 1],
    [11, 1],
  ])('gives P(X <= %d) = %d', (x, share) => {
    expect(shareUpTo(cumulative, x)).toBeCloseTo(share, 12);
  });

  it('never falls and stays between 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 15, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (x, step) => {
          const [low, high] = [shareUpTo(cumulative, x), shareUpTo(cumulative, x + step)];

          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(high).toBeGreaterThanOrEqual(low);
        },
      ),
    );
  });

  it('counts whole numbers one by one', () => {
    const months = cumulativeOf({
      min: 1,
      max: 3,
      percentiles: { '5': 1, '50': 2, '95': 3 },
      histogram: { edges: [0.5, 1.5, 2.5, 3.5], counts: [20, 50, 30] },
    });

    expect([0.9, 1, 1.5, 2, 2.9, 3, 4].map((x) => shareUpTo(months, x))).toEqual([0, 0.2, 0.2, 0.7, 0.7, 1, 1]);
  });

  it('takes an output that is always the same number', () => {
    const constant = cumulativeOf({
      min: 5.25,
      max: 5.25,
      percentiles: { '50': 5.25 },
      histogram: { edges: [4.75, 5.75], counts: [100] },
    });

    expect([5.2, 5.25, 5.3].map((x) => shareUpTo(constant, x))).toEqual([0, 1, 1]);
  });

  it('has no share for an output without a number', () => {
    expect(shareUpTo(cumulativeOf({ min: null, max: null, percentiles: null, histogram: null }), 1)).toBeNaN();
  });
});
