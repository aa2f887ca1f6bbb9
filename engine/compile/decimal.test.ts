import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helperScalars, to15Range } from './decimal.ts';

const { to15 } = helperScalars();

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
