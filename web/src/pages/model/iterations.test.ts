import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceOn, parseIterations } from './iterations.ts';

describe('parseIterations', () => {
  it('reads back every count as English writes it, with spaces and without', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), (count) => {
        const grouped = count.toLocaleString('en');
        for (const text of [String(count), grouped, grouped.replaceAll(',', ' '), ` ${grouped} `]) {
          expect(parseIterations(text)).toEqual({ ok: true, value: count });
        }
      }),
    ));

  it.each([
    ['1e4', 10_000],
    ['1.5E6', 1_500_000],
    ['10\u202f000', 10_000],
    ['0', 0],
    ['-5', -5],
  ])('reads %j as %d', (text, value) => {
    expect(parseIterations(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['10.000', 'Did you mean 10,000? Write 10000.'],
    ['1.000.000', 'Did you mean 1,000,000? Write 1000000.'],
    ['10.5', expect.stringContaining('whole')],
    ['10000.0', expect.stringContaining('whole')],
    ['1e-1', expect.stringContaining('whole')],
    ['10,00', expect.stringContaining('such as 10,000')],
    ['1,000 000', expect.stringContaining('such as 10,000')],
    ['many', expect.stringContaining('such as 10,000')],
    ['', expect.stringContaining('such as 10,000')],
  ])('asks back at %j', (text, error) => {
    expect(parseIterations(text)).toEqual({ ok: false, error });
  });
});

describe('adviceOn', () => {
  it('warns of few iterations alone', () => {
    expect(adviceOn('99')).toMatch(/mean little/);
    expect(['100', '10,000', '0', 'many'].map(adviceOn)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
