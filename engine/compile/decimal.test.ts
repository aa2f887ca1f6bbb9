import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helperScalars, to15Range } from './decimal.ts';

const { to15, remainder } = helperScalars();

describe('15 significant digits', () => {
  it('gives the same double as the decimal text of 15 digits', () => {
    const number = fc.double({ min: to15Range.low, max: 1e35, noNaN: true }).chain((x) => fc.constantFrom(x, -x));

    fc.assert(
      fc.property(number, (x) => to15.scalar(x) === Number(x.toPrecision(15))),
      { numRuns: 20_000 },
    );
  });

  it('does so near numbers with few digits, where it matters', () => {
    const near = fc
      .tuple(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: -6, max: 12 }),
        fc.integer({ min: -12, max: 12 }),
      )
      .map(([digits, exponent, steps]) => {
        const x = Number(`${digits}e${exponent}`);
        return x + steps * 2 ** (Math.floor(Math.log2(x)) - 52);
      });

    fc.assert(
      fc.property(near, (x) => to15.scalar(x) === Number(x.toPrecision(15))),
      { numRuns: 20_000 },
    );
  });

  it('keeps zero', () => {
    expect(to15.scalar(0)).toBe(0);
  });
});

describe('the remainder', () => {
  it('is exact, with the sign of the dividend', () => {
    const size = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    const number = fc.tuple(size, fc.constantFrom(1, -1)).map(([x, sign]) => x * sign);

    fc.assert(
      fc.property(number, number, (x, divisor) => remainder.scalar(x, divisor) === x % divisor),
      { numRuns: 20_000 },
    );
  });

  it('is exact where the quotient is nearly whole', () => {
    const divisor = fc.constantFrom(0.1, 0.3, 1 / 3, 7, 1e-3, 2.5);

    fc.assert(
      fc.property(divisor, fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: -3, max: 3 }), (d, n, steps) => {
        const x = n * d * (1 + steps * 2 ** -52);
        return remainder.scalar(x, d) === x % d;
      }),
      { numRuns: 20_000 },
    );
  });
});
