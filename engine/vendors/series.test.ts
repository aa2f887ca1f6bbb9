import { describe, expect, it } from 'vitest';
import { inspectWorkbook } from '../model/inspect.ts';
import { workbookOf } from '../model/workbook.testkit.ts';
import type { SimulationRequest } from '../request.ts';
import { planSimulation } from '../run/plan.ts';
import { outputOf, simulate } from './simulate.testkit.ts';

type Cells = Parameters<typeof simulate>[0];

const refusals = (cells: Cells, request: Partial<SimulationRequest>): string => {
  const planned = planSimulation(workbookOf({ M: cells }), { outputs: [{ cell: 'M!B1' }], ...request });
  return planned.ok ? 'no refusal' : planned.error.map(({ pointer, detail }) => `${pointer} ${detail}`).join('\n');
};

describe('a workbook with a series', () => {
  const model = { A1: '=RiskSimtable({100,200,400})', A2: '=A1/10', B1: '=RiskNormal(A2,1)' };

  it('takes the first value where a request names none, and says so', async () => {
    const { results } = await simulate(model);

    expect(results.outputs[0]!.mean).toBeCloseTo(10, 1);
    expect(results.series).toEqual({ index: 1, simulations: 3, values: [{ cell: 'M!A1', name: 'M!A1', value: 100 }] });
    expect(results.warnings).toContainEqual(expect.stringContaining('This is the first of 3 simulations: M!A1'));
  });

  it('takes the value that a request names, with the same random numbers', async () => {
    const [first, third] = [await simulate(model, { seriesIndex: 1 }), await simulate(model, { seriesIndex: 3 })];

    const moved = outputOf(first).map((value) => Number(value) + 30);
    expect(outputOf(third).map(Number)).toEqual(moved.map((value) => expect.closeTo(value, 12)));
    expect(third.results.series?.values[0]?.value).toBe(400);
    expect(third.results.warnings).toEqual([]);
    expect(third.results.request.seriesIndex).toBe(3);
  });

  it.each([
    ['cells in a column', '=RiskSimtable(D1:D3)', 20],
    ['cells in a row', '=RiskSimtable(D4:F4)', 8],
    ['a defined name', '=RiskSimtable(Cases)', 20],
    ['a list within a formula', '=1+2*PsiSimParam({6,7.5,9})', 16],
    ['two limits beside a list', '=PsiSimParam(1,4)+0*RiskSimtable({1,1,1})', 2.5],
    ['two limits alone', '=PsiSimParam(1,D3)', 30],
  ])('takes the second value of %s', async (_, formula, second) => {
    const cells = { A1: formula, D1: 10, D2: 20, D3: 30, D4: 7, E4: 8, F4: 9, B1: '=A1+RiskNormal(0,1)' };
    const { results } = await simulate(cells, { seriesIndex: 2 }, { names: { Cases: 'M!$D$1:$D$3' } });

    expect(results.outputs[0]!.mean).toBeCloseTo(second, 1);
  });

  it('draws the distribution that its list has for a simulation, and no other', async () => {
    const cells = { D1: '=RiskNormal(0,1)', D2: '=RiskUniform(10,12)', A1: '=RiskSimtable(D1:D2)', B1: '=A1*2' };
    const { results } = await simulate(cells, { seriesIndex: 2 });

    expect(results.outputs[0]).toMatchObject({ min: expect.closeTo(20, 1), max: expect.closeTo(24, 1) });
    expect(results.inputs.map(({ cell }) => cell)).toEqual(['M!D2']);
    expect(results.series?.values[0]?.value).toBeNull();
  });

  it('gives statistics of the simulation that runs, and #N/A for those of another', async () => {
    const cells = { ...model, C1: '=RiskMean(B1,2)', C2: '=RiskPercentile(B1,0.5,1)', C3: '=PsiMean(B1)' };
    const { results } = await simulate(cells, { seriesIndex: 2 });

    const values = Object.fromEntries(results.workbookResults.map(({ cell, value }) => [cell, value]));
    expect(values['M!C1']).toBeCloseTo(20, 1);
    expect(values['M!C2']).toEqual({ error: '#N/A' });
    expect(values['M!C3']).toBe(values['M!C1']);
  });

  it('tells formulas the number of the simulation', async () => {
    const cells = { ...model, B1: '=RiskNormal(A2,1)+1000*RiskCurrentSim()+100000*PsiCurrentSim()' };

    expect((await simulate(cells)).results.outputs[0]!.mean).toBeCloseTo(101_010, 1);
    expect((await simulate(cells, { seriesIndex: 2 })).results.outputs[0]!.mean).toBeCloseTo(202_020, 1);
  });

  it('refuses a number beyond its values', () => {
    expect(refusals(model, { seriesIndex: 4 })).toContain(
      '/seriesIndex The longest series of the workbook has 3 values: choose one from 1 to 3.',
    );
    expect(refusals({ B1: '=RiskNormal(0,1)' }, { seriesIndex: 2 })).toContain(
      '/seriesIndex The workbook has no series',
    );
  });

  it('says which series ends before the simulation that is asked for, where an output needs it', async () => {
    const cells = { ...model, A3: '=RiskSimtable({1,2})', A4: '=RiskSimtable({1,"two",3})' };

    expect(refusals({ ...cells, B1: '=RiskNormal(A3,1)' }, { seriesIndex: 3 })).toContain(
      '/seriesIndex M!A3 calls RiskSimtable: it has 2 values, not 3.',
    );
    expect(refusals({ ...cells, B1: '=RiskNormal(A4,1)' }, { seriesIndex: 2 })).toContain(
      '/seriesIndex M!A4 calls RiskSimtable: its value 2 is no number.',
    );
    expect((await simulate(cells, { seriesIndex: 3 })).results.outputs[0]!.mean).toBeCloseTo(40, 1);
  });

  it('is found when the workbook is inspected, with the number of its simulations', () => {
    expect(inspectWorkbook(workbookOf({ M: model }))).toMatchObject({
      series: [{ cell: 'M!A1', formula: 'RiskSimtable({100,200,400})' }],
      simulations: 3,
    });
  });
});
