import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sheetColumns, sheetRows } from '../formula/ast.ts';
import {
  areaName,
  cellName,
  columnIndex,
  columnName,
  parseArea,
  parseCell,
  sheetPrefix,
  splitQualified,
} from './a1.ts';
import { cellAt, cellsIn } from './cells.ts';
import { displayText, readCells } from './readCells.ts';
import { readWorkbook } from './readWorkbook.ts';
import type { Cell, Sheet } from './workbook.ts';
import { rows, xlsx } from './xlsx.testkit.ts';

const row = fc.nat(sheetRows - 1);
const column = fc.nat(sheetColumns - 1);

describe('A1 notation', () => {
  it('names every column so that its name leads back to it', () => {
    fc.assert(
      fc.property(column, (index) => {
        expect(columnIndex(columnName(index))).toBe(index);
      }),
    );
    expect([0, 25, 26, 701, 702, 16_383].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
  });

  it('reads the cells and areas that it writes', () => {
    fc.assert(
      fc.property(row, column, row, column, (r1, c1, r2, c2) => {
        const area = {
          top: Math.min(r1, r2),
          left: Math.min(c1, c2),
          bottom: Math.max(r1, r2),
          right: Math.max(c1, c2),
        };

        expect(parseCell(cellName(r1, c1))).toEqual({ row: r1, column: c1 });
        expect(parseArea(areaName(area))).toEqual(area);
      }),
    );
  });

  it.each(['A0', 'XFE1', 'A1048577', 'A', '1', 'A1:B', 'A1:B2:C3', '', 'A-1'])('finds no area in %j', (text) => {
    expect(parseArea(text)).toBeUndefined();
  });

  it('reads whole columns and rows', () => {
    expect(parseArea('$B:A')).toEqual({ top: 0, left: 0, bottom: sheetRows - 1, right: 1 });
    expect(parseArea('3:2')).toEqual({ top: 1, left: 0, bottom: 2, right: sheetColumns - 1 });
  });

  it('splits what it puts together, whatever the sheet is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 31 }), (name) => {
        expect(splitQualified(`${sheetPrefix(name)}B3`)).toEqual({ sheet: name, range: 'B3' });
      }),
    );
    expect(['Model', 'My model', 'Q1', 'R1C1', 'c', 'true', '2024', "It's"].map(sheetPrefix)).toEqual([
      'Model!',
      "'My model'!",
      "'Q1'!",
      "'R1C1'!",
      "'c'!",
      "'true'!",
      "'2024'!",
      "'It''s'!",
    ]);
  });
});

describe('access to cells', () => {
  const place = fc.record({ row: fc.nat(12), column: fc.nat(8) });
  const sheet = fc.uniqueArray(place, { selector: ({ row: r, column: c }) => r * 100 + c }).map((places): Sheet => {
    const cells: Cell[] = places
      .map((each) => ({ ...each, value: 1 }))
      .toSorted((a, b) => a.row - b.row || a.column - b.column);
    return {
      name: 'S',
      state: 'visible',
      rows: Math.max(0, ...cells.map((cell) => cell.row + 1)),
      columns: Math.max(0, ...cells.map((cell) => cell.column + 1)),
      cells,
      merges: [],
    };
  });

  it('finds exactly the cells that a search through the list finds', () => {
    fc.assert(
      fc.property(sheet, place, place, (given, a, b) => {
        const area = {
          top: Math.min(a.row, b.row),
          left: Math.min(a.column, b.column),
          bottom: Math.max(a.row, b.row),
          right: Math.max(a.column, b.column),
        };
        const inside = (cell: Cell) =>
          cell.row >= area.top && cell.row <= area.bottom && cell.column >= area.left && cell.column <= area.right;

        expect([...cellsIn(given, area)]).toEqual(given.cells.filter(inside));
        expect(cellAt(given, a.row, a.column)).toBe(
          given.cells.find((cell) => cell.row === a.row && cell.column === a.column),
        );
      }),
    );
  });
});

describe('cells for display', () => {
  const book = readWorkbook(
    xlsx({
      sheets: [
        rows(
          '<c t="str"><v>Price</v></c><c s="1"><f>1/8</f><v>0.125</v></c><c s="2"><v>45292.5</v></c><c t="e"><v>#N/A</v></c><c><f t="array" ref="E1">SUM(A1:B1*2)</f></c>',
        ),
        '',
      ],
      styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="22"/></cellXfs>',
    }),
  );

  it('gives value, formula, format and the text that Excel shows', () => {
    expect(readCells(book, 'Sheet1!A1:E9')).toEqual({
      ok: true,
      value: [
        { cell: 'Sheet1!A1', value: 'Price', text: 'Price' },
        { cell: 'Sheet1!B1', value: 0.125, formula: '=1/8', format: '0.00%', text: '12.50%' },
        { cell: 'Sheet1!C1', value: 45292.5, format: 'm/d/yyyy h:mm', text: '1/1/2024 12:00' },
        { cell: 'Sheet1!D1', value: { error: '#N/A' }, text: '#N/A' },
        { cell: 'Sheet1!E1', formula: '{=SUM(A1:B1*2)}', text: '' },
      ],
    });
  });

  it.each([
    ['A1:B2', 'Sheet1!A1:B2'],
    ['None!A1', 'no sheet "None"'],
    ['Sheet1!hello', '"hello" is no range'],
  ])('says what is wrong with %s', (range, detail) => {
    expect(readCells(book, range)).toMatchObject({
      ok: false,
      error: { pointer: '/range', detail: expect.stringContaining(detail) },
    });
  });

  it('shows dates of the 1904 system on their day, and numbers as they are', () => {
    expect(displayText(43830, 'yyyy-mm-dd', 1904)).toBe('2024-01-01');
    expect(displayText(43830, '0.0', 1904)).toBe('43830.0');
    expect(displayText(43830, '0"d"', 1904)).toBe('43830d');
  });

  it('shows the value where the format is broken', () => {
    expect(displayText(5, '[[', 1900)).toBe('5');
  });
});
