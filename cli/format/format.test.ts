import { describe, expect, it } from 'vitest';
import { binsOf, joined, wholeValues } from './histogram.ts';
import { formatBytes, formatCompact, formatDuration, formatNumber, formatShare, formatSignedShare } from './number.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [1_234_567.891, '1,234,568'],
    [-12.345678, '-12.3457'],
    [0.00467891234, '0.00467891'],
    [1e-9, '1e-9'],
    [6.02e23, '6.02e+23'],
    [null, 'none'],
  ])('writes %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [Number.NaN, 'none'],
    [Number.POSITIVE_INFINITY, '>1.8e308'],
    [Number.NEGATIVE_INFINITY, '<-1.8e308'],
    [1.5e308, '1.5e+308'],
  ])('says what %d is, which a statistic of enormous numbers can be', (value, text) => {
    expect(formatNumber(value)).toBe(text);
    expect(formatNumber(value, 'percent').length).toBeGreaterThan(0);
  });

  it('writes a share as the workbook shows it', () => {
    expect([0.07345, 0.000123, 1].map((value) => formatNumber(value, 'percent'))).toEqual([
      '7.345%',
      '0.0123%',
      '100%',
    ]);
  });
});

describe('the short forms', () => {
  it('never round a possible event to impossible or a doubtful one to certain', () => {
    expect([0, 0.0004, 0.5, 0.9996, 1].map(formatShare)).toEqual(['0%', '<0.1%', '50%', '>99.9%', '100%']);
  });

  it('turn a comparison around with the sign', () => {
    expect([0.5, -0.5, 0.9996, -0.9996, -0.0004, 0].map((share) => formatSignedShare(share))).toEqual([
      '+50%',
      '-50%',
      '>+99.9%',
      '<-99.9%',
      '>-0.1%',
      '+0%',
    ]);
  });

  it('keep three digits on an axis', () => {
    expect([1_234_567, -45_600, 1234.5, 0].map((value) => formatCompact(value))).toEqual([
      '1.23M',
      '-45.6K',
      '1,235',
      '0',
    ]);
  });

  it('tell times and sizes in the unit that fits', () => {
    expect([820, 12_400, 200_000, 7_500_000].map(formatDuration)).toEqual(['0.8 s', '12 s', '3 min 20 s', '2 h 5 min']);
    expect([512, 2048, 5_300_000].map(formatBytes)).toEqual(['512 B', '2.0 KB', '5.1 MB']);
  });
});

describe('a histogram as drawn', () => {
  const histogram = { edges: [-1000, 1, 2, 3, 4, 900], counts: [1, 10, 20, 10, 3] };

  it('shows the outermost bins as wide as their neighbours, with all that they hold', () => {
    const bins = binsOf(histogram);

    expect(bins.map(({ to, from }) => to - from)).toEqual([1, 1, 1, 1, 1]);
    expect(bins.map(({ count }) => count)).toEqual(histogram.counts);
  });

  it('joins neighbours without losing an iteration', () => {
    const bins = joined(binsOf(histogram), 2);

    expect(bins).toEqual([
      { from: 0, to: 3, count: 31 },
      { from: 3, to: 5, count: 13 },
    ]);
  });

  it('knows whole numbers by bins of one around them', () => {
    expect(wholeValues(binsOf({ edges: [-0.5, 0.5, 1.5], counts: [1, 2] }))).toEqual([0, 1]);
    expect(wholeValues(binsOf(histogram))).toBeUndefined();
  });
});
