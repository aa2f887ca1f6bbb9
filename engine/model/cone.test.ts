import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workbook } from '../workbook/workbook.ts';
import { printAddress } from './address.ts';
import { withCells } from './cellIndex.ts';
import { findCone } from './cone.ts';
import { folder } from './fold.ts';
import { at, type WorkbookParts, workbookOf } from './workbook.testkit.ts';

type Cells = Parameters<typeof workbookOf>[0][string];

interface Asked {
  inputs?: string[];
  random?: string[];
  outputs: string[];
  bounds?: [number, number];
}

/** The cone with its addresses as text. */
function cone(workbook: Workbook, { inputs = [], random = [], outputs, bounds }: Asked) {
  const addresses = (list: string[]) => list.map((text) => at(workbook, text));
  const found = findCone(workbook, {
    inputs: addresses(inputs),
    random: addresses(random),
    outputs: addresses(outputs),
    fold: folder(workbook),
    ...(bounds && { boundsOf: () => ({ low: bounds[0], high: bounds[1] }) }),
  });
  const print = (list: typeof found.cells) => list.map((address) => printAddress(workbook, address));
  return {
    cells: print(found.cells),
    inputs: print(found.inputs),
    idle: print(found.idle),
    constantOutputs: print(found.constantOutputs),
    circular: found.circular.map(({ path }) => print(path)),
    issues: found.issues.map(({ cell, kind, detail }) => ({ cell: printAddress(workbook, cell), kind, detail })),
  };
}

/** Of a workbook with one sheet `S`; cell names without the sheet. */
function coneOf(cells: Cells, asked: Asked, parts: WorkbookParts = {}) {
  const workbook = workbookOf({ S: cells }, parts);
  const qualified = (list?: string[]) => (list ?? []).map((cell) => `S!${cell}`);
  const found = cone(workbook, {
    ...asked,
    inputs: qualified(asked.inputs),
    random: qualified(asked.random),
    outputs: qualified(asked.outputs),
  });
  const short = (list: string[]) => list.map((cell) => cell.replace('S!', ''));
  return {
    ...found,
    cells: short(found.cells),
    inputs: short(found.inputs),
    idle: short(found.idle),
    circular: found.circular.map(short),
  };
}

describe('the cone', () => {
  it('holds the cells between inputs and outputs, precedents first, and nothing else', () => {
    const found = coneOf(
      { A1: 1, A2: 2, A3: 9, B1: '=A1*2', B2: '=A2*2', B3: '=A3*2', C1: '=B1+B2+B3', C2: '=B1', D1: '=C1+1' },
      { inputs: ['A1', 'A2', 'A3'], outputs: ['C1'] },
    );

    expect(new Set(found.cells)).toEqual(new Set(['B1', 'B2', 'B3', 'C1']));
    expect(found.cells.at(-1)).toBe('C1');
  });

  it('leaves out what depends on no input, and says which inputs and outputs do nothing', () => {
    const found = coneOf(
      { A1: 1, A2: 2, A3: 3, B1: '=A1', B2: '=A2', B3: '=A3+B2' },
      { inputs: ['A1', 'A3'], outputs: ['B1', 'B2'] },
    );

    expect(found).toMatchObject({ cells: ['B1'], inputs: ['A1'], idle: ['A3'], constantOutputs: ['S!B2'] });
  });

  it('ignores the formula of a cell that is an input, but computes one that is random by itself', () => {
    const cells = { A1: 1, A2: '=A1+1', A3: '=RAND()*A1', A4: '=A2+A3' };

    expect(coneOf(cells, { inputs: ['A1', 'A2'], outputs: ['A4'] }).cells).toEqual(['A3', 'A4']);
    expect(coneOf(cells, { random: ['A3'], outputs: ['A4'] }).cells).toEqual(['A3', 'A4']);
  });

  it('takes an input that is an output for both', () => {
    expect(coneOf({ A1: 1 }, { inputs: ['A1'], outputs: ['A1'] })).toMatchObject({
      cells: [],
      inputs: ['A1'],
      constantOutputs: [],
    });
  });

  it('lets a blank cell be an input', () => {
    const workbook = workbookOf({ S: { B2: '=SUM(A1:A9)' } });
    const filled = withCells(workbook, [at(workbook, 'S!A5')]);

    expect(cone(filled, { inputs: ['S!A5'], outputs: ['S!B2'] }).cells).toEqual(['S!B2']);
    expect(workbook.sheets[0]!.cells).toHaveLength(1);
  });

  it('follows names, tables, 3-D references and other sheets', () => {
    const workbook = workbookOf(
      {
        Data: { A1: 'Price', A2: 5, A3: 6, B1: 'Cost', B2: 1, B3: 2 },
        Mid: { A1: '=SUM(Sales[Price])', A2: '=Rate*2' },
        Late: { A1: '=Factor', A2: '=SUM(Mid:Late!A3)', A3: '=Data!B3' },
      },
      {
        names: { Rate: 'Data!$B$2', Factor: 'Rate+1' },
        tables: [{ name: 'Sales', sheet: 0, ref: 'A1:B3', headerRows: 1, totalsRows: 0, columns: ['Price', 'Cost'] }],
      },
    );
    const outputs = ['Mid!A1', 'Mid!A2', 'Late!A1', 'Late!A2'];

    expect(new Set(cone(workbook, { inputs: ['Data!A3'], outputs }).cells)).toEqual(new Set(['Mid!A1']));
    expect(new Set(cone(workbook, { inputs: ['Data!B2'], outputs }).cells)).toEqual(new Set(['Mid!A2', 'Late!A1']));
    expect(cone(workbook, { inputs: ['Data!B3'], outputs }).cells).toEqual(['Late!A3', 'Late!A2']);
  });

  it("prefers a sheet's own name, and resolves relative names from the cell that uses them", () => {
    const found = coneOf(
      { A1: 1, A2: 2, B2: '=Own', C3: '=Left', B3: 7 },
      { inputs: ['A1', 'B3'], outputs: ['B2', 'C3'] },
      {
        names: { Own: 'S!$A$2', Left: 'S!XFD1' },
        localNames: [{ name: 'OWN', formula: 'S!$A$1', sheet: 0, hidden: false }],
      },
    );

    expect(new Set(found.cells)).toEqual(new Set(['B2', 'C3']));
  });

  it('lets an array formula and a spill own all their cells', () => {
    const found = coneOf(
      {
        A1: 1,
        A2: 2,
        B1: { formula: '=A1:A2*2', value: 2, array: { ref: 'B1:B2', dynamic: false } },
        B2: 4,
        C1: '=B2',
        D1: { formula: '=_xlfn.SEQUENCE(A1)', value: 1, array: { ref: 'D1:D2', dynamic: true } },
        D2: 2,
        E1: '=SUM(_xlfn.ANCHORARRAY(D1))',
      },
      { inputs: ['A1'], outputs: ['C1', 'E1'] },
    );

    expect(found.cells).toEqual(['B1', 'C1', 'D1', 'E1']);
  });

  it('sees what a data table varies', () => {
    const found = coneOf(
      {
        A1: 1,
        B1: '=A1*2',
        D1: '=B1',
        C2: 5,
        C3: 6,
        D2: { formula: '=TABLE(,A1)', value: 10, dataTable: { ref: 'D2:D3', columnInput: 'A1' } },
        D3: 12,
        E1: '=D3',
      },
      { inputs: ['A1'], outputs: ['E1'] },
    );

    expect(found.cells).toEqual(['B1', 'D1', 'D2', 'E1']);
  });

  it('agrees with a plain search through all references', () => {
    const size = 12;
    const cellNameOf = (i: number) => `${'ABC'[i % 3]}${Math.floor(i / 3) + 1}`;
    // Formula i refers to cells or ranges of lower number, so that there are no circles.
    const model = fc.tuple(
      fc.array(fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 3 }), {
        minLength: size,
        maxLength: size,
      }),
      fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(model, ([formulas, inputs, outputs]) => {
        const reads = formulas.map((parts, i) =>
          parts.flatMap(([a, b, range]) => {
            if (i === 0) return [];
            const column = (a % i) % 3;
            const rows = [Math.floor((a % i) / 3), Math.floor((b % i) / 3)].toSorted((x, y) => x - y) as [
              number,
              number,
            ];
            if (!range) return [{ text: cellNameOf(a % i), cells: [a % i] }];
            const last = rows[1] * 3 + column < i ? rows[1] : rows[0];
            const list = Array.from({ length: last - rows[0] + 1 }, (_, k) => (rows[0] + k) * 3 + column).filter(
              (k) => k < i,
            );
            return list.length === 0
              ? []
              : [{ text: `SUM(${cellNameOf(list[0]!)}:${cellNameOf(list.at(-1)!)})`, cells: list }];
          }),
        );
        const cells: Cells = Object.fromEntries(
          reads.map((parts, i) => [cellNameOf(i), parts.length ? `=${parts.map(({ text }) => text).join('+')}` : i]),
        );
        const precedents = reads.map((parts, i) => (inputs.includes(i) ? [] : parts.flatMap((part) => part.cells)));
        const needed = new Set(outputs);
        for (let i = size - 1; i >= 0; i--) if (needed.has(i)) for (const j of precedents[i]!) needed.add(j);
        const varying = new Set(inputs);
        for (let i = 0; i < size; i++) if (precedents[i]!.some((j) => varying.has(j))) varying.add(i);
        const expected = reads.flatMap((parts, i) =>
          parts.length && needed.has(i) && varying.has(i) && !inputs.includes(i) ? [cellNameOf(i)] : [],
        );

        const found = coneOf(cells, { inputs: inputs.map(cellNameOf), outputs: outputs.map(cellNameOf) });

        expect(new Set(found.cells)).toEqual(new Set(expected));
        expect(found.circular).toEqual([]);
        const place = new Map(found.cells.map((cell, i) => [cell, i]));
        for (const [i, list] of precedents.entries()) {
          for (const j of list) {
            const [own, before] = [place.get(cellNameOf(i)), place.get(cellNameOf(j))];
            if (own !== undefined && before !== undefined) expect(before).toBeLessThan(own);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes long chains and running totals without recursion and in near-linear time', { timeout: 30_000 }, () => {
    const length = 30_000;
    const cells: Cells = { A1: 1, C1: `=SUM(B1:B${length})` };
    for (let i = 2; i <= length; i++) {
      cells[`A${i}`] = `=A${i - 1}+1`;
      cells[`B${i}`] = `=SUM($A$1:A${i})`;
    }

    expect(coneOf(cells, { inputs: ['A1'], outputs: ['C1'] }).cells).toHaveLength(2 * (length - 1) + 1);
  });
});

describe('circular references', () => {
  it('are found as a path of cells', () => {
    const found = coneOf({ A1: 1, B1: '=A1+D1', C1: '=B1', D1: '=C1', E1: '=D1' }, { inputs: ['A1'], outputs: ['E1'] });

    expect(found.circular).toHaveLength(1);
    const path = found.circular[0]!;
    expect(new Set(path)).toEqual(new Set(['B1', 'C1', 'D1']));
    const next: Record<string, string> = { B1: 'D1', D1: 'C1', C1: 'B1' };
    for (const [i, cell] of path.entries()) expect(path[(i + 1) % path.length]).toBe(next[cell]);
  });

  it('are found where a cell refers to itself, directly or in a range', () => {
    expect(coneOf({ A1: 1, B1: '=A1+B1' }, { inputs: ['A1'], outputs: ['B1'] }).circular).toEqual([['B1']]);
    expect(coneOf({ A1: 1, A9: '=SUM(A1:A9)' }, { inputs: ['A1'], outputs: ['A9'] }).circular).toEqual([['A9']]);
  });

  it('do not count outside the cone', () => {
    expect(coneOf({ A1: 1, B1: '=A1', C1: '=D1', D1: '=C1' }, { inputs: ['A1'], outputs: ['B1'] }).circular).toEqual(
      [],
    );
  });

  it('do not count in a branch that a constant condition rules out', () => {
    const cells = { A1: 1, A2: 0, B1: '=IF(A2=1,C1,A1)', C1: '=B1*2' };

    expect(coneOf(cells, { inputs: ['A1'], outputs: ['C1'] })).toMatchObject({ circular: [], cells: ['B1', 'C1'] });
    expect(coneOf(cells, { inputs: ['A1', 'A2'], outputs: ['C1'] }).circular).toHaveLength(1);
  });

  it('are not seen where a formula only asks where a cell lies, or takes its own row of a column', () => {
    const cells = {
      A1: 1,
      A2: 2,
      B1: '=ROW(B1)+A1',
      B2: '=ROWS($B$1:B2)+A1+COLUMN(INDIRECT("B"&A2))',
      C2: '=B1:B2*A:A+B2',
    };

    expect(coneOf(cells, { inputs: ['A1', 'A2'], outputs: ['B1', 'B2', 'C2'] }).circular).toEqual([]);
  });

  it('are found however many there are on the way', () => {
    const length = 2000;
    const cells: Cells = { A1: 1, B1: '=B2000+A1' };
    for (let i = 2; i <= length; i++) cells[`B${i}`] = `=B${i - 1}`;

    expect(coneOf(cells, { inputs: ['A1'], outputs: ['B7'] }).circular[0]).toHaveLength(length);
  });
});

describe('computed references', () => {
  const column = { D1: '=A1', D2: '=A1*2', D3: '=A1*3', D4: '=A1*4', D5: 5 };

  it.each([
    ['OFFSET(D1,B1,0)', ['D3']],
    ['SUM(OFFSET(D1,B1-1,0,2,1))', ['D2', 'D3']],
    ['SUM(OFFSET(D4,-1,0,-2))', ['D2', 'D3']],
    ['INDEX(D1:D5,B1)', ['D2']],
    ['INDEX(D1:D5,MATCH(B1,C1:C3,0))', ['D3']],
    ['SUM(D1:INDEX(D1:D5,B1))', ['D1', 'D2']],
    ['INDIRECT("D"&B1)', ['D2']],
    ['INDIRECT("S!D"&B1&":D"&B1+1)', ['D2', 'D3']],
    ['INDIRECT("R"&B1&"C4",FALSE)', ['D2']],
    ['INDIRECT("Named")', ['D4']],
    ['_xlfn.LET(_xlpm.n,B1,INDEX(D1:D5,2)+_xlpm.n)', ['D2']],
    ['SUM(D1:D3 D3:D5)', ['D3']],
    ['CHOOSE(B1,D1,D2)', ['D1', 'D2']],
  ])('%s reads what its constant arguments say', (formula, read) => {
    const found = coneOf(
      { A1: 1, B1: 2, C1: 7, C2: 8, C3: 2, ...column, F1: `=${formula}` },
      { inputs: ['A1'], outputs: ['F1'] },
      { names: { Named: 'S!$D$4' } },
    );

    expect(new Set(found.cells)).toEqual(new Set([...read, 'F1']));
    expect(found.issues).toEqual([]);
  });

  it.each([
    ['OFFSET(D1,RANDBETWEEN(1,2),0)', ['D2', 'D3']],
    ['OFFSET(D1,B1,0)', ['B1', 'D2', 'D3', 'D4']],
    ['OFFSET(D1,IF(A2>0,1,3),0)', ['D2', 'D4', 'D3']],
    ['OFFSET(D1,MATCH(A2,C1:C3,0),0)', ['D2', 'D3', 'D4']],
    ['INDEX(D1:D3,A2)', ['D1', 'D2', 'D3']],
  ])('%s reads all that its varying argument may reach', (formula, read) => {
    const found = coneOf(
      { A1: 1, A2: 2, B1: '=1+INT(RAND()*2)', C1: 7, C2: 8, C3: 2, ...column, F1: `=${formula}` },
      { inputs: ['A1', 'A2'], random: ['B1', 'F1'], outputs: ['F1'] },
    );

    expect(new Set(found.cells)).toEqual(new Set([...read, 'F1']));
    expect(found.issues).toEqual([]);
  });

  it('bounds an input by its distribution where that is known, else by the sheet', () => {
    const cells = { A1: 1, A2: 2, ...column, F9: '=OFFSET(D1,A2,0)' };

    expect(new Set(coneOf(cells, { inputs: ['A1', 'A2'], outputs: ['F9'], bounds: [1, 2] }).cells)).toEqual(
      new Set(['D2', 'D3', 'F9']),
    );
    expect(coneOf(cells, { inputs: ['A1', 'A2'], outputs: ['F9'] }).cells).toHaveLength(5);
  });

  it('refuses an INDIRECT whose text varies, naming the cell', () => {
    const found = coneOf({ A1: 1, D1: 1, F1: '=INDIRECT("D"&A1)' }, { inputs: ['A1'], outputs: ['F1'] });

    expect(found.issues).toMatchObject([{ cell: 'S!F1', kind: 'unbounded-reference' }]);
  });

  it('refuses a reach beyond the limit', () => {
    const cells: Cells = { A1: 1, F1: '=OFFSET(G1,A1,A1)', ALL400: 1 };

    expect(coneOf(cells, { inputs: ['A1'], outputs: ['F1'] }).issues).toMatchObject([
      { kind: 'reach-too-large', detail: expect.stringContaining('100000') },
    ]);
  });
});

describe('references that lead nowhere', () => {
  it.each([
    ['[1]Prices!A1+A1', 'external-link', 'Prices.xlsx'],
    ['Gone!A1+A1', 'missing-sheet', '"Gone"'],
    ['Nobody+A1', 'unknown-name', '"Nobody"'],
    ['Loop+A1', 'recursive-name', 'Loop'],
    ['Ping+A1', 'recursive-name', 'Ping'],
    ['A1+', 'syntax', 'ends'],
  ])('=%s is reported as %s', (formula, kind, detail) => {
    const found = coneOf(
      { A1: 1, B1: `=${formula}`, C1: '=B1+A1' },
      { inputs: ['A1'], outputs: ['C1'] },
      { names: { Loop: 'Loop+1', Ping: 'Pong', Pong: 'Ping+1' }, externalLinks: ['Prices.xlsx'] },
    );

    expect(found.issues).toMatchObject([{ cell: 'S!B1', kind, detail: expect.stringContaining(detail) }]);
  });

  it('allows a LAMBDA that calls itself by its name', () => {
    const found = coneOf(
      { A1: 3, B1: '=Fact(A1)' },
      { inputs: ['A1'], outputs: ['B1'] },
      { names: { Fact: '_xlfn.LAMBDA(_xlpm.n,IF(_xlpm.n<2,1,_xlpm.n*Fact(_xlpm.n-1)))' } },
    );

    expect(found).toMatchObject({ cells: ['B1'], issues: [] });
  });
});
