import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeOf, textAt } from './references.ts';

const moved = (text: string, from: [number, number], to: [number, number]) =>
  textAt(shapeOf(text, { row: from[0], column: from[1] }), { row: to[0], column: to[1] });

describe('moving a formula', () => {
  it.each([
    ['A1+$A1+A$1+$A$1', 'B3+$A3+B$1+$A$1'],
    ['SUM(A1:B2,C:D,$E:E,1:2)', 'SUM(B3:C4,D:E,$E:F,3:4)'],
    ['"A1"&A1', '"A1"&B3'],
    ["'A1 B2'!A1+Q1!A1", "'A1 B2'!B3+Q1!B3"],
    ['Sales[A1]+[1]Sheet1!A1', 'Sales[A1]+[1]Sheet1!B3'],
    ['LOG10(A1)+A1.x+wxyz1+_A1', 'LOG10(B3)+A1.x+wxyz1+_A1'],
    ['1E5+A1', '1E5+B3'],
    ['7A1+1.5A1+A1', '7A1+1.5A1+B3'],
    ['XFD1048576', 'A2'],
    ['XFE1+A1048577', 'XFE1+A1048577'],
    ['Sales[[#This Row],[B2]]*B2', 'Sales[[#This Row],[B2]]*C4'],
    ['Jan:Dec!A1', 'Jan:Dec!B3'],
  ])('turns %s into %s two rows down and one column right', (text, expected) => {
    expect(moved(text, [0, 0], [2, 1])).toBe(expected);
  });

  it('changes nothing but its references when it comes back', () => {
    const place = fc.tuple(fc.nat(1000), fc.nat(1000));
    const text = fc.array(
      fc.constantFrom('A1', '$B$2', 'C:D', '5:7', '"x"', "'s'!", 'SUM(', ')', '+', ' ', 'T[a]', '1.5', 'é', '#REF!'),
    );
    fc.assert(
      fc.property(text, place, place, (pieces, from, to) => {
        const original = pieces.join('');
        expect(moved(moved(original, from, to), to, from)).toBe(original);
      }),
      // What would be a number elsewhere: 7E1.
      {
        examples: [
          [
            ['5:7', 'A1'],
            [0, 0],
            [0, 4],
          ],
        ],
      },
    );
  });
});
