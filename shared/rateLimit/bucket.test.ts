import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullAfterTaking, fullSinceEver, tokenMicros, tokensAt, whenThereAre } from './bucket.ts';

const start = 1_700_000_000_000_000;
const limits = fc.record({
  requestsPerSecond: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0.01, max: 100, noNaN: true })),
  burst: fc.integer({ min: 1, max: 1000 }),
});
const times = fc.array(
  fc.integer({ min: 0, max: 5_000_000 }).map((offset) => start + offset),
  { maxLength: 50 },
);
const anyLimit = { requestsPerSecond: 20, burst: 40 };

describe('a bucket', () => {
  it('is full as long as nobody has taken anything', () => {
    expect(tokensAt(anyLimit, fullSinceEver, start)).toBe(40);
  });

  it('has a token more after the time of a token', () => {
    const empty = fullAfterTaking(40, anyLimit, fullSinceEver, start);

    expect(tokensAt(anyLimit, empty, start + 49_999)).toBe(0);
    expect(tokensAt(anyLimit, empty, start + 50_000)).toBe(1);
    expect(tokensAt(anyLimit, empty, start + 99_999)).toBe(1);
  });

  it('holds no more than the burst, however long nobody takes anything, and never less than nothing', () =>
    fc.assert(
      fc.property(limits, times, fc.integer({ min: 0, max: 10 ** 15 }), (limit, at, later) => {
        const fullAt = at.reduce((full, time) => fullAfterTaking(1, limit, full, time), fullSinceEver);

        expect(tokensAt(limit, fullAt, start + later)).toBeLessThanOrEqual(limit.burst);
        expect(tokensAt(limit, fullAt, start - later)).toBeGreaterThanOrEqual(0);
      }),
    ));

  it('gives no more than the burst and what came in, whatever order the times come in', () =>
    fc.assert(
      fc.property(limits, times, (limit, at) => {
        let fullAt = fullSinceEver;
        let given = 0;
        for (const time of at) {
          const there = tokensAt(limit, fullAt, time);
          given += there;
          if (there > 0) fullAt = fullAfterTaking(there, limit, fullAt, time);
        }
        const seconds = (Math.max(start, ...at) - start) / 1_000_000;

        expect(given).toBeLessThanOrEqual(limit.burst + limit.requestsPerSecond * seconds);
      }),
    ));

  it('has so many tokens from the time on that it names for them, and not before', () =>
    fc.assert(
      fc.property(limits, times, fc.nat(), (limit, at, n) => {
        const tokens = 1 + (n % limit.burst);
        const fullAt = at.reduce((full, time) => fullAfterTaking(1, limit, full, time), start);
        const then = whenThereAre(tokens, limit, fullAt);

        expect(tokensAt(limit, fullAt, then)).toBe(tokens);
        expect(tokensAt(limit, fullAt, then - 1)).toBe(tokens - 1);
      }),
    ));

  it('lets in no more than the limit where a token’s time is no whole number', () => {
    expect(tokenMicros({ requestsPerSecond: 3, burst: 1 })).toBe(333_334);
  });
});
