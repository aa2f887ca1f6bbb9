import { describe, expect, it } from 'vitest';
import { indexFormulas } from './formulas.ts';
import { inspectWorkbook } from './inspect.ts';
import { labeller } from './labels.ts';
import { at, workbookOf } from './workbook.testkit.ts';

/** A small business case as people build it: assumptions with labels, years across, a result at the end. */
const businessCase = () =>
  workbookOf(
    {
      Assumptions: {
        A1: 'Business case',
        A3: 'Unit price:',
        B3: 100,
        C3: 'EUR',
        A4: 'Units sold',
        B4: 500,
        A5: 'Growth',
        B5: 0.05,
        A6: 'Discount rate',
        B6: 0.08,
        A7: 'Start year',
        B7: 2025,
        A8: 'Never used',
        B8: 42,
      },
      Model: {
        A1: 'Year',
        B1: 2025,
        C1: { formula: '=B1+1', value: 2026 },
        D1: { formula: '=C1+1', value: 2027 },
        A2: 'Units',
        B2: { formula: '=Assumptions!B4', value: 500 },
        C2: { formula: '=B2*(1+Assumptions!$B$5)', value: 525 },
        D2: { formula: '=C2*(1+Assumptions!$B$5)', value: 551.25 },
        A3: 'Revenue',
        B3: { formula: '=B2*Assumptions!$B$3', value: 5e4 },
        C3: { formula: '=C2*Assumptions!$B$3', value: 52500 },
        D3: { formula: '=D2*Assumptions!$B$3', value: 55125 },
        A5: 'NPV',
        B5: { formula: '=NPV(Rate,B3:D3)', value: 135_000 },
        A6: 'Note',
        B6: { formula: '="Price "&Assumptions!B3', value: 'Price 100' },
      },
    },
    { names: { Rate: 'Assumptions!$B$6' } },
  );

describe('inspecting a workbook', () => {
  it('offers labelled assumptions as inputs, with all their dependents, and no headings or unused numbers', () => {
    const { candidateInputs } = inspectWorkbook(businessCase());

    expect(candidateInputs.slice(0, 4)).toEqual(
      expect.arrayContaining([
        { cell: 'Assumptions!B3', name: 'Unit price', value: 100, dependents: 5 },
        { cell: 'Assumptions!B4', name: 'Units sold', value: 500, dependents: 7 },
        { cell: 'Assumptions!B5', name: 'Growth', value: 0.05, dependents: 5 },
        { cell: 'Assumptions!B6', name: 'Rate', value: 0.08, dependents: 1 },
      ]),
    );
    expect(candidateInputs.map(({ cell }) => cell)).not.toContain('Assumptions!B8');
  });

  it('offers the final result first as output', () => {
    const { outputs } = inspectWorkbook(businessCase());

    expect(outputs[0]).toMatchObject({ cell: 'Model!B5', name: 'NPV', value: 135_000, found: 'candidate' });
    expect(outputs.map(({ cell }) => cell)).not.toContain('Model!B3');
  });

  it('counts sheets, cells, formulas and their shapes', () => {
    const { sheets, counts } = inspectWorkbook(businessCase());

    expect(sheets).toMatchObject([
      { name: 'Assumptions', rows: 8, columns: 3, formulas: 0 },
      { name: 'Model', rows: 6, columns: 4, formulas: 10 },
    ]);
    // B1+1, its like in D1, units, growth twice, revenue three times, NPV and the note: six shapes.
    expect(counts).toEqual({ cells: 30, formulas: 10, shapes: 6, withoutValue: 0 });
  });

  it('finds cells that are random by themselves, also through a name, and what they are called', () => {
    const workbook = workbookOf(
      {
        S: {
          A1: 'Demand',
          B1: '=_xll.RiskNormal(100,10)',
          A2: 'Price',
          B2: '=_xlfn.NORM.INV(RAND(),B1,2)',
          A3: 'Dice',
          B3: '=Dice*2',
          A4: 'Cost',
          B4: '=RiskTriang(1,2,3,RiskName("Unit cost"))',
          A5: 'Fixed',
          B5: '=SUM(B1:B4)',
        },
      },
      { names: { Dice: 'RANDBETWEEN(1,6)' } },
    );

    const { inputs, vendors, unsupported } = inspectWorkbook(workbook);

    expect(inputs).toEqual([
      { cell: 'S!B1', name: 'Demand', functions: ['RISKNORMAL'], distribution: 'normal(100, 10)' },
      { cell: 'S!B2', name: 'Price', functions: ['RAND'], distribution: '_xlfn.NORM.INV(RAND(),B1,2)' },
      { cell: 'S!B3', name: 'Dice', functions: ['RANDBETWEEN'], distribution: 'Dice*2' },
      {
        cell: 'S!B4',
        name: 'Unit cost',
        functions: ['RISKTRIANG'],
        distribution: 'triangular(1, 2, 3)',
      },
    ]);
    expect(new Set(vendors)).toEqual(new Set(['risk', 'excel']));
    expect(unsupported).toEqual([]);
  });

  it('offers outputs also where the program that wrote the file computed no values', () => {
    const { outputs } = inspectWorkbook(workbookOf({ S: { A1: 'Price', B1: 5, A2: 'Revenue', B2: '=B1*3' } }));

    expect(outputs).toEqual([{ cell: 'S!B2', name: 'Revenue', formula: 'B1*3', value: undefined, found: 'candidate' }]);
  });

  it('offers what a data table repeats, and nothing that is computed from the repetitions', () => {
    const { dataTables, outputs } = inspectWorkbook(
      workbookOf({
        S: {
          A1: 'Demand',
          B1: { formula: '=100+20*RAND()', value: 110 },
          A2: 'Profit',
          B2: { formula: '=B1*3-200', value: 130 },
          A4: 'Repetition',
          B4: { formula: '=B2', value: 130 },
          A5: 1,
          B5: { formula: '=TABLE(,D1)', value: 120, dataTable: { ref: 'B5:B6', columnInput: 'D1' } },
          A6: 2,
          B6: 140,
          A8: 'Mean profit',
          B8: { formula: '=AVERAGE(B5:B6)', value: 130 },
        },
      }),
    );

    expect(dataTables).toEqual([{ cell: 'S!B5', ref: 'B5:B6' }]);
    expect(outputs.map(({ cell }) => cell)).toEqual(['S!B4']);
  });

  it('takes the outputs and statistics that the workbook marks itself', () => {
    const workbook = workbookOf({
      S: {
        A1: 'Net',
        B1: '=RiskOutput("Profit")+RiskNormal(1,1)',
        A2: 'Gross',
        B2: '=B1*2',
        C2: '=PsiOutput(B2)',
        A3: 'Mean',
        B3: '=RiskMean(B1)',
      },
    });

    const { outputs, statistics } = inspectWorkbook(workbook);

    expect(outputs.filter(({ found }) => found === 'marked')).toMatchObject([
      { cell: 'S!B1', name: 'Profit' },
      { cell: 'S!B2', name: 'Gross', formula: 'B1*2' },
    ]);
    expect(statistics).toEqual([{ cell: 'S!B3', formula: 'RiskMean(B1)' }]);
  });

  it('lists functions that the engine does not know, but neither parameters nor LAMBDA names', () => {
    const workbook = workbookOf(
      {
        S: {
          A1: '=NOSUCH(1)',
          A2: '=NOSUCH(2)+OTHER.ONE()',
          A3: '=Twice(2)',
          A4: '=_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.x,_xlpm.x),_xlpm.f(2))',
        },
      },
      { names: { Twice: '_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)' } },
    );

    expect(inspectWorkbook(workbook).unsupported).toEqual([
      { function: 'NOSUCH', cells: 2, first: 'S!A1' },
      { function: 'OTHER.ONE', cells: 1, first: 'S!A2' },
    ]);
  });

  it('reports circular references, broken references and links', () => {
    const workbook = workbookOf(
      { S: { A1: '=B1', B1: '=A1', C1: '=Gone!A1', D1: '=[1]Data!A1' } },
      { externalLinks: ['Prices.xlsx'] },
    );

    const { circular, problems, externalLinks } = inspectWorkbook(workbook);

    expect(circular.map((path) => new Set(path))).toEqual([new Set(['S!A1', 'S!B1'])]);
    expect(problems).toMatchObject([
      { cell: 'S!C1' },
      { cell: 'S!D1', detail: expect.stringContaining('Prices.xlsx') },
    ]);
    expect(externalLinks).toEqual(['Prices.xlsx']);
  });

  it('inspects a workbook without any cell', () => {
    expect(inspectWorkbook(workbookOf({ Empty: {} }))).toMatchObject({
      inputs: [],
      outputs: [],
      candidateInputs: [],
      circular: [],
    });
  });
});

describe('the label of a cell', () => {
  const workbook = workbookOf(
    {
      S: {
        A1: 'Plan',
        B2: 'Price',
        C2: 'Cost',
        A3: 'Widget',
        B3: 5,
        C3: 3,
        A4: 'Gadget',
        B4: 7,
        C4: 4,
        A6: 'Rent',
        B6: 'EUR',
        C6: 900,
        A8: 'Sales',
        B8: 1,
        C8: 2,
        D8: 3,
        F1: 'Tax',
        F2: 0.2,
        H9: 1,
        A11: 'Rate',
        B11: 0.05,
        D11: 'IRR',
        E11: 0.08,
        A12: 'Haul',
        B12: 40,
        C12: 'km',
        D12: 3,
        F13: { formula: '=IF(E11>0,"fine","poor")', value: 'fine' },
        F14: 9,
      },
    },
    { names: { Margin: 'S!$C$4', Block: 'S!$B$3:$C$3' } },
  );
  const labelOf = labeller(indexFormulas(workbook));

  it.each([
    ['B3', 'Widget, Price'],
    ['C3', 'Widget, Cost'],
    ['C4', 'Margin'],
    ['C6', 'Rent'],
    ['B8', 'Sales'],
    ['F2', 'Tax'],
    ['H9', undefined],
    ['E11', 'IRR'],
    ['D12', 'Haul'],
    ['F14', 'Tax'],
  ])('of %s is %s', (cell, label) => {
    expect(labelOf(at(workbook, `S!${cell}`))).toBe(label);
  });
});
