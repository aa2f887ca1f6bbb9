import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedValues } from './sortedValues.ts';
import { createSorter } from './sorter.ts';

/** Values that agree in all but their last bits, with some far away, make the sorter look at every bit. */
const kinds: Record<string, fc.Arbitrary<number>> = {
  'any numbers': fc.double({ noNaN: true }).map((x) => (x === 0 ? 0 : x)),
  'few different numbers': fc.integer({ min: -2, max: 2 }).map((x) => x + 0),
  'numbers that differ in their last bits': fc.integer({ min: 0, max: 3000 }).map((k) => 1 + k * 2 ** -52),
  'such numbers and some far away': fc.oneof(
    { weight: 50, arbitrary: fc.integer({ min: 0, max: 3000 }).map((k) => 1e6 + k * 2 ** -33) },
    { weight: 1, arbitrary: fc.constantFrom(-1e300, 1e300, 5e-324) },
  ),
};
const sorter = createSorter(3000);

describe.each(Object.entries(kinds))('%s', (_, numbers) => {
  const lists = fc.array(numbers, { maxLength: 3000, size: 'max' }).map((list) => Float64Array.from(list));

  it('are sorted as comparison sorts them, and their places are told, equal ones in their order', () =>
    fc.assert(
      fc.property(lists, (values) => {
        sorter.sort(values, values.length);

        const places = Array.from(values, (_value, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
        expect([...sorter.order.subarray(0, values.length)]).toEqual(places);
        expect(sorter.sorted.slice(0, values.length)).toEqual(values.slice().sort());
      }),
      { numRuns: 30 },
    ));

  it('are sorted without their places, however they are cut', () =>
    fc.assert(
      fc.property(lists, fc.nat({ max: 3000 }), (values, cut) => {
        const sorted = sortedValues([values.subarray(0, cut), values.subarray(cut)]);

        expect(sorted).toEqual(values.slice().sort());
      }),
      { numRuns: 30 },
    ));
});
