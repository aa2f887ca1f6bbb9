import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWorkbook, encodeWorkbook } from './encodeWorkbook.ts';
import { type Cell, errorKinds, type Sheet, type Workbook } from './workbook.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => value.toWellFormed());
const value = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.double({ noNaN: true }).filter((number) => Number.isFinite(number) && !Object.is(number, -0)),
  fc.integer(),
  fc.constantFrom(0, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 53),
  fc.boolean(),
  text,
  fc.constantFrom(...errorKinds).map((error) => ({ error })),
);
const formula = fc.record(
  {
    text,
    array: fc.record({ ref: text, dynamic: fc.boolean() }),
    dataTable: fc.record({ ref: text, rowInput: text, columnInput: text }, { requiredKeys: ['ref'] }),
  },
  { requiredKeys: ['text'] },
);
const cell = fc.record(
  { row: fc.nat(1_048_575), column: fc.nat(16_383), value, formula, format: fc.nat(300) },
  { requiredKeys: ['row', 'column', 'value'] },
);
const cells = fc
  .uniqueArray(cell, { selector: ({ row, column }) => `${row},${column}`, maxLength: 30 })
  .map((list): Cell[] => (list as Cell[]).toSorted((a, b) => a.row - b.row || a.column - b.column));
const sheet: fc.Arbitrary<Sheet> = fc.tuple(text, cells).map(([name, list]) => ({
  name,
  state: 'visible',
  rows: Math.max(0, ...list.map(({ row }) => row + 1)),
  columns: Math.max(0, ...list.map(({ column }) => column + 1)),
  cells: list,
  merges: [],
}));
const workbook: fc.Arbitrary<Workbook> = fc
  .tuple(fc.array(sheet, { minLength: 1, maxLength: 3 }), text)
  .map(([sheets, application]) => ({
    dateSystem: 1900,
    calculation: {
      iterate: false,
      iterateCount: 100,
      iterateDelta: 0.001,
      fullPrecision: true,
      mode: 'auto',
      fullCalcOnLoad: false,
    },
    sheets,
    names: [{ name: 'Größe', formula: '#REF!', hidden: true, sheet: 0 }],
    tables: [],
    numberFormats: ['0.00%'],
    externalLinks: [],
    application,
  }));

describe('the stored form of a workbook', () => {
  it('gives the same workbook back', () => {
    fc.assert(
      fc.property(workbook, (book) => {
        expect(decodeWorkbook(encodeWorkbook(book))).toEqual(book);
      }),
    );
  });

  it('has the same bytes for equal workbooks, whatever the order of their keys', () => {
    const reversed = (part: unknown): unknown => {
      if (Array.isArray(part)) return part.map(reversed);
      if (!part || typeof part !== 'object') return part;
      return Object.fromEntries(
        Object.entries(part)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );
    };
    fc.assert(
      fc.property(workbook, (book) => {
        expect(encodeWorkbook(reversed(book) as Workbook)).toEqual(encodeWorkbook(book));
      }),
    );
  });

  it('refuses what is cut off or of another version', () => {
    const [book] = fc.sample(workbook, { numRuns: 1, seed: 1 });
    const bytes = encodeWorkbook(book!);

    expect(() => decodeWorkbook(bytes.subarray(0, bytes.length - 20))).toThrow();
  });
});
