import { describe, expect, it } from 'vitest';
import { formatBytes, formatCompact, formatNumber, formatShare, styleOf } from './number.ts';
import { formatAgo, formatDuration } from './time.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [1234567.891, '1,234,568'],
    [-12.345678, '−12.3457'],
    [0.000123456789, '0.000123457'],
    [1e-9, '1E−9'],
    [6.02e23, '6.02E23'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('writes a percentage as the workbook does', () => {
    expect([0.07345, 0.0736581239, 0.25022, 0.00012345].map((share) => formatNumber(share, 'percent'))).toEqual([
      '7.345%',
      '7.366%',
      '25.022%',
      '0.0123%',
    ]);
  });
});

describe('an amount of money', () => {
  it('has its symbol in front, behind a minus', () => {
    expect([1234567, -250].map((value) => formatNumber(value, 'money:$'))).toEqual(['$1,234,567', '−$250']);
    expect([1234567, -45_600].map((value) => formatCompact(value, 'money:€'))).toEqual(['€1.23M', '−€45.6K']);
  });
});

describe('formatCompact', () => {
  it.each([
    [1234567, '1.23M'],
    [-45_600, '−45.6K'],
    [1234.5, '1,235'],
    [0.00012345, '0.000123'],
    [0, '0'],
  ])('writes %d as %s', (value, text) => {
    expect(formatCompact(value)).toBe(text);
  });
});

describe('formatShare', () => {
  it('never rounds a possible event to impossible or a doubtful one to certain', () => {
    expect([0, 0.0004, 0.5, 0.9996, 1].map(formatShare)).toEqual(['0%', '<0.1%', '50%', '>99.9%', '100%']);
  });
});

describe('styleOf', () => {
  it.each([
    ['0.0%', 'percent'],
    ['#,##0', 'plain'],
    ['$#,##0.00', 'money:$'],
    ['#,##0 [$€-407]', 'money:€'],
    ['"£"#,##0', 'money:£'],
    ['[$-409]mmm d', 'plain'],
    ['0 "% of plan"', 'plain'],
    [null, 'plain'],
  ] as const)('reads %s as %s', (format, style) => {
    expect(styleOf(format)).toBe(style);
  });
});

describe('times and sizes', () => {
  it('tells how long ago something was', () => {
    const now = new Date('2026-03-10T12:00:00Z');
    expect(
      ['2026-03-10T11:59:55Z', '2026-03-10T11:55:00Z', '2026-03-09T12:00:00Z'].map((t) => formatAgo(t, now)),
    ).toEqual(['just now', '5 minutes ago', 'yesterday']);
  });

  it('tells how long something took', () => {
    expect([820, 12_400, 200_000, 7_500_000].map(formatDuration)).toEqual(['0.8 s', '12 s', '3 min 20 s', '2 h 5 min']);
  });

  it('tells a size', () => {
    expect([512, 2048, 5_300_000, 104_857_600, 107_374_182_400].map(formatBytes)).toEqual([
      '512 B',
      '2 KB',
      '5.1 MB',
      '100 MB',
      '100 GB',
    ]);
  });
});
