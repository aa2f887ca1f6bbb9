import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aWorkbook, evaluate, recalculated } from './evaluate.testkit.ts';
import { createInterpreter } from './interpreter.ts';
import { numberToText, textToNumber } from './numberText.ts';
import { compareNumbers, roundDown, roundHalfAway, roundUp } from './rounding.ts';

const column = { A1: 10, A2: 20, A3: 30, A4: 'x', A5: true, A6: null };

describe('rounding rules', () => {
  it('takes a final difference below rounding for zero, but not one in parentheses', () => {
    expect(evaluate('0.5-0.4-0.1')).toBe(0);
    expect(evaluate('(0.5-0.4-0.1)')).toBe(0.5 - 0.4 - 0.1);
    expect(evaluate('(0.5-0.4-0.1)*1')).not.toBe(0);
  });

  it('compares at 15 significant digits', () => {
    expect(evaluate('1.1*3=3.3')).toBe(true);
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        fc.double({ noNaN: true }),
        (a, b) => compareNumbers(a, b) === -compareNumbers(b, a) + 0,
      ),
    );
  });

  it('rounds down, half away and up in this order of size', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: -3, max: 6 }), (x, digits) => {
        const sizes = [roundDown, roundHalfAway, roundUp].map((round) => Math.abs(round(x, digits)));
        expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
      }),
    );
  });

  it('reads back the text of a number to 15 digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (x) => {
        expect(textToNumber(numberToText(x))).toBe(Number(x.toPrecision(15)) + 0);
      }),
    );
  });
});

describe('references', () => {
  it('intersects a range implicitly in an ordinary formula and spreads it in an array formula', () => {
    const sheets = { S: { A1: 1, A2: 2, A3: 3, B2: '=A1:A3*10', C2: '{=SUM(A1:A3*10)}', B9: '=A1:A3*10' } };

    expect(recalculated({ sheets }, 'B2')).toBe(20);
    expect(recalculated({ sheets }, 'C2')).toBe(60);
    expect(recalculated({ sheets }, 'B9')).toBe('#VALUE!');
  });

  it('forms ranges, unions and intersections, also of function results', () => {
    expect(evaluate('SUM(A1:INDEX(A1:A3,2))', column)).toBe(30);
    expect(evaluate('SUM((A1,A3))', column)).toBe(40);
    expect(evaluate('SUM(A1:A3 A2:A5)', column)).toBe(50);
    expect(evaluate('SUM(A1:A2 A4:A5)', column)).toBe('#NULL!');
    expect(evaluate('SUM(OFFSET(A1,1,0,2,1))', column)).toBe(50);
    expect(evaluate('SUM(INDIRECT("R1C1:R2C1",FALSE))', column)).toBe(30);
    expect(evaluate('ROWS(IF(TRUE,A1:A3))', column)).toBe(3);
  });

  it('adds up the same cell of several sheets', () => {
    const sheets = { One: { A1: 1 }, Two: { A1: 2 }, Three: { A1: 3 }, Sum: { A1: '=SUM(One:Three!A1)' } };
    expect(recalculated({ sheets }, 'A1', 3)).toBe(6);
  });

  it('finds the cells of a table, by column, by row and by part', () => {
    const tables = [{ name: 'T', sheet: 0, ref: 'A1:B4', headerRows: 1, totalsRows: 1, columns: ['Price', 'Units'] }];
    const cells = { A1: 'Price', B1: 'Units', A2: 2, B2: 3, A3: 4, B3: 5, A4: 6, B4: 8 };
    const at = (formula: string, cell = 'D2') =>
      recalculated({ sheets: { S: { ...cells, [cell]: formula } }, tables }, cell);

    expect(at('=SUM(T[Price])')).toBe(6);
    expect(at('=T[[#This Row],[Units]]', 'D3')).toBe(5);
    expect(at('=T[[#Totals],[Units]]')).toBe(8);
    expect(at('=T[[#Headers],[Price]]')).toBe('Price');
    expect(at('=SUM(T)')).toBe(14);
    expect(at('=SUM(T[Weight])')).toBe('#REF!');
  });

  it('lets defined names be ranges, constants, formulas and lambdas', () => {
    const names = { rate: '0.5', data: 'S!$A$1:$A$3', total: 'SUM(data)', twice: 'LAMBDA(x,2*x)' };
    expect(recalculated({ sheets: { S: { ...column, C1: '=twice(total)*rate' } }, names }, 'C1')).toBe(60);
    expect(recalculated({ sheets: { S: { C1: '=nothing' } } }, 'C1')).toBe('#NAME?');
  });
});

describe('values', () => {
  it('gives the error of the left operand first', () => {
    expect(evaluate('1/0+#N/A')).toBe('#DIV/0!');
    expect(evaluate('#N/A+1/0')).toBe('#N/A');
  });

  it('evaluates only the branch that is taken', () => {
    expect(evaluate('IF(TRUE,1,1/0)')).toBe(1);
    expect(evaluate('CHOOSE(2,1/0,5)')).toBe(5);
    expect(evaluate('IFS(TRUE,3,1/0,4)')).toBe(3);
  });

  it('tells blanks, empty texts and zeros apart', () => {
    expect(evaluate('COUNTBLANK(A1:A3)', { A1: '', A2: 0 })).toBe(2);
    expect(evaluate('A9=0', {})).toBe(true);
    expect(evaluate('A9=""', {})).toBe(true);
    expect(evaluate('A9', {})).toBe(0);
    expect(evaluate('COUNTIF(A1:A3,"=")', { A1: '', A2: 0 })).toBe(1);
  });

  it('counts only numbers in ranges, but coerces what is written as an argument', () => {
    expect(evaluate('SUM(A1:A6)', column)).toBe(60);
    expect(evaluate('SUM(1,"2",TRUE)')).toBe(4);
    expect(evaluate('SUM("x")')).toBe('#VALUE!');
  });

  it('fills where arrays do not fit with #N/A', () => {
    expect(evaluate('{1,2,3}+{1,2}')).toEqual([[2, 4, '#N/A']]);
  });

  it('is #NUM! where a number overflows', () => {
    expect(evaluate('1E+308*10')).toBe('#NUM!');
    expect(evaluate('EXP(1000)')).toBe('#NUM!');
  });
});

describe('recalculation', () => {
  it('follows a chain of 100,000 cells without overflowing the stack', () => {
    const cells: Record<string, string | number> = { A1: 1 };
    for (let row = 2; row <= 100_000; row++) cells[`A${row}`] = `=A${row - 1}+1`;
    cells.B1 = '=A100000';

    expect(recalculated({ sheets: { S: cells } }, 'B1')).toBe(100_000);
  });

  it('spills a dynamic array and lets others refer to it', () => {
    const sheets = { S: { A1: 'A1:A3#=SEQUENCE(3)', B1: '=SUM(A1#)', C1: '=A3*2' } };
    expect(recalculated({ sheets }, 'B1')).toBe(6);
    expect(recalculated({ sheets }, 'C1')).toBe(6);
  });

  it('is #SPILL! where another cell stands in the way', () => {
    expect(recalculated({ sheets: { S: { A1: 'A1:A1#=SEQUENCE(3)', A2: 'here' } } }, 'A1')).toBe('#SPILL!');
  });

  it('names the cells of a circle', () => {
    const interpreter = createInterpreter(aWorkbook({ sheets: { S: { A1: '=B1+1', B1: '=A1+1', C1: '=1' } } }));
    expect(interpreter.recalculate().circular.map(({ row, column: c }) => [row, c])).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });

  it('does not take a cell for circular whose branch is not taken', () => {
    expect(recalculated({ sheets: { S: { A1: '=IF(TRUE,1,B1)', B1: '=A1+1' } } }, 'B1')).toBe(2);
  });

  it('iterates where the workbook asks for it', () => {
    const calculation = { iterate: true, iterateCount: 100, iterateDelta: 1e-9 };
    expect(recalculated({ sheets: { S: { A1: '=B1/2+1', B1: '=A1' } }, calculation }, 'A1')).toBeCloseTo(2, 6);
  });

  it('computes a what-if data table from the formula at its head', () => {
    const workbook = aWorkbook({ sheets: { S: { A1: 3, B1: '=A1*A1', B3: '=B1', A4: 5, A5: 6, B4: 0, B5: 0 } } });
    const table = workbook.sheets[0]!.cells.find(({ row, column: c }) => row === 3 && c === 1)!;
    table.formula = { text: '', dataTable: { ref: 'B4:B5', columnInput: 'A1' } };
    const interpreter = createInterpreter(workbook);

    interpreter.recalculate();

    expect([interpreter.grid.read(0, 3, 1), interpreter.grid.read(0, 4, 1)]).toEqual([25, 36]);
    expect(interpreter.grid.read(0, 0, 1)).toBe(9);
  });

  it('draws a number for each random call, by its place in the formula', () => {
    const identities: unknown[] = [];
    const draw = (identity: { call: number; element: number }) => {
      identities.push([identity.call, identity.element]);
      return 0.25;
    };
    expect(evaluate('RAND()+RANDBETWEEN(1,4)', {}, false, { draw })).toBe(2.25);
    expect(identities).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('counts dates from 1904 where the workbook does', () => {
    expect(recalculated({ sheets: { S: { A1: '=DATE(1904,1,2)' } }, dateSystem: 1904 }, 'A1')).toBe(1);
  });

  it.each([
    ['TEXT(DATE(2026,1,14),"yyyy-mm-dd")', '2026-01-14'],
    ['TEXT(0,"ddd d mmm yyyy h:mm")', 'Fri 1 Jan 1904 0:00'],
    ['TEXT(DATE(9999,12,31),"yyyy")', '9999'],
    // No dates: hours that have passed, and a number with a letter in quotes.
    ['TEXT(1.5,"[h]:mm")', '36:00'],
    ['TEXT(1.5,"0.0""d""")', '1.5d'],
  ])('writes dates from 1904 where the workbook counts from there: %s', (formula, text) => {
    expect(recalculated({ sheets: { S: { A1: `=${formula}` } }, dateSystem: 1904 }, 'A1')).toBe(text);
  });
});
