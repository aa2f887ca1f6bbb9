import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from './limits.ts';
import { noCounts, scanXml } from './scanXml.ts';

const scan = (xml: string, cuts: readonly number[] = []) => {
  const bytes = Buffer.from(xml);
  const counts = noCounts();
  const { push } = scanXml(counts, limits, 'utf-8');
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const reasons = edges.slice(1).map((edge, index) => push(bytes.subarray(edges[index], edge)));
  return { ...counts, reason: reasons.find((reason) => reason !== null) ?? null };
};

const sheet = (cells: string) => `<?xml version="1.0" encoding="UTF-8"?><worksheet><row>${cells}</row></worksheet>`;

describe('the scan of XML', () => {
  it.each([
    ['of a plain formula', '<c><f>A1+B1</f></c>', 5],
    ['of a formula with attributes', '<c><f ca="1" t="array" ref="A1:B2">A1+B1</f></c>', 5],
    ['in character data', '<c><f><![CDATA[A1+B1]]></f></c>', 'CDATA[A1+B1]]>'.length],
    ['of no formula', '<c><f/><v>12345</v></c>', 0],
    [
      'of a shared formula for each cell',
      '<c><f t="shared" ref="A1:A3" si="0">A1+B1</f></c><c><f t="shared" si="0"/></c><c><f si=\'0\' t=\'shared\'></f></c>',
      15,
    ],
    [
      'of shared formulas apart',
      '<c><f t="shared" si="0">A1</f></c><c><f t="shared" si="1">A1+B1</f></c><c><f t="shared" si="0"/></c>',
      9,
    ],
    [
      'of a shared formula that comes after its cells',
      '<c><f t="shared" si="0"/></c><c><f t="shared" si="0">A1+B1</f></c>',
      10,
    ],
    ['under a prefix', '<x:c><x:f>A1</x:f></x:c>', 2],
  ])('counts the characters %s', (_, cells, characters) => {
    expect(scan(sheet(cells)).formulaCharacters).toBe(characters);
  });

  it('counts the same wherever the pieces are cut', () => {
    const xml = sheet(
      '<!-- <c/> --><c r="A1" t="s"><f t="shared" ref="A1:A2" si="0">A1&gt;"x"</f><v>1</v></c><c r=\'A2>\'><f t="shared" si="0"/></c><x:c/><c><f><![CDATA[<c>]]></f></c>',
    );
    const whole = scan(xml);
    expect(whole).toMatchObject({ cells: 4, reason: null });

    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
        expect(scan(xml, cuts)).toEqual(whole);
      }),
    );
  });

  it('finds a document type wherever the pieces are cut', () => {
    const xml = '<?xml version="1.0"?><!-- a --><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>';

    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
        expect(scan(xml, cuts).reason).toBe('document-type-definition');
      }),
    );
  });
});
