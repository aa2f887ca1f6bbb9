import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { planSimulation } from '../run/plan.ts';
import { replay } from '../run/replay.ts';
import { replayIteration } from '../run/replayIteration.ts';
import { outputOf, simulate, simulateWorkbook } from './simulate.testkit.ts';

/** What the same model says with an input of the request in A1. */
const byRequest = (distribution: string, rest: Record<string, string | number> = {}) =>
  simulate({ A1: 1, B1: '=A1*2', ...rest }, { inputs: [{ cell: 'M!A1', distribution }] });

describe('a workbook made for an add-in', () => {
  it.each([
    ['=RiskNormal(10,2)', 'normal(10, 2)'],
    ['=_xll.RiskNormal(10,2)', 'normal(10, 2)'],
    ["='C:\\Program Files\\Risk.xlam'!RiskNormal(10,2)", 'normal(10, 2)'],
    ['=[1]!RiskNormal(10,2)', 'normal(10, 2)'],
    ['=_xludf.RISKNORMAL(10,2)', 'normal(10, 2)'],
    ['=(RiskPert(1,2,6))', 'pert(1, 2, 6)'],
    ['=RiskNormal(10,2,RiskTruncate(8,))', 'truncate(normal(10, 2), 8, )'],
    ['=RiskNormal(10,2,RiskShift(5),RiskTruncate(8,13))', 'shift(truncate(normal(10, 2), 8, 13), 5)'],
    ['=RiskNormal(10,2,RiskTruncate2(8,13),RiskShift(1))', 'truncate(shift(normal(10, 2), 1), 8, 13)'],
    ['=RiskGamma(2,3,RiskTruncateP(5%,95%),RiskName("Wait"))', 'truncatep(gamma(2, 3), 5%, 95%)'],
    ['=RiskDiscrete(D1:D3,E1:E3)', 'discrete(D1:D3, E1:E3)'],
    ['=RiskDUniform({1,2,5})', 'discreteuniform({1,2,5})'],
    ['=RiskCumulD(0,10,{2,5},{0.75,0.25})', 'cumulative(0, 10, {2,5}, {0.25,0.75})'],
    ['=RiskBinomial(10,0.3)', 'binomial(10, 0.3)'],
    ['=RiskTrigen(2,5,9,10,90)', 'trigen(2, 5, 9, 10, 90)'],
    ['=RiskNormal(D1*10,E1)', 'normal(D1*10, E1)'],
    ['=PsiTriangular(1,2,6,PsiTruncate(,5),PsiName("x"))', 'truncate(triangular(1, 2, 6), , 5)'],
    ['=PsiNormal(0,1,PsiTruncate(0.05,0.9,3))', 'truncatep(normal(0, 1), 0.05, 0.9)'],
    ['=PsiTriangGen(2,5,9,0.1,0.9)', 'trigen(2, 5, 9, 10, 90)'],
    ['=PsiMetalog(,,{10,2,0.3})', 'metalog({10,2,0.3})'],
    ['=PsiMetalog(3,,{1,0.15,0.02})', 'metaloglower({1,0.15,0.02}, 3)'],
    ['=PsiMetalog(2,8,{0.2,0.5,0.1},PsiShift(1))', 'shift(metalogbounded({0.2,0.5,0.1}, 2, 8), 1)'],
    ['=PsiMetalogSPT(,,{35,50,75},0.1)', 'byPercentiles(metalog, 0.1, 35, 0.5, 50, 0.9, 75)'],
    ['=PsiMetalogSPT(0,,D1:D3,D1/10)', 'byPercentiles(metaloglower, "minimum", 0, 0.1, 1, 0.5, 2, 0.9, 5)'],
    [
      '=PsiMetalogSPT(0,9,D1:D3,0.1)',
      'byPercentiles(metalogbounded, "minimum", 0, "maximum", 9, 0.1, 1, 0.5, 2, 0.9, 5)',
    ],
    ['=VoseLogLaplace(5,2,3)', 'loglaplace(5, 2, 3)'],
    ['=VosePolya(2,3)', 'negativebinomial(2, 1/(1+3))'],
    ['=CB.Normal(10,2,8,12,"Price")', 'truncate(normal(10, 2), 8, 12)'],
    ['=CB.Binomial(0.3,10)', 'binomial(10, 0.3)'],
    ['=CB.Weibull(5,2,3)', 'shift(weibull(3, 2), 5)'],
    ['=CB.Exponential(4)', 'exponential(0.25)'],
    ['=CB.Custom(D1:E3)', 'discrete(D1:D3, E1:E3)'],
    ['=VoseNormal(10,2,,VoseXBounds(9,12))', 'truncate(normal(10, 2), 9, 12)'],
    ['=RiskNormal(10,2,RiskLock(),RiskStatic(7))+0*RiskUniform(0,1)', 'lock(normal(10, 2), 7)'],
  ])('draws %s as an input %s of a request, bit for bit', async (formula, distribution) => {
    const rest = { D1: 1, D2: 2, D3: 5, E1: 0.2, E2: 0.3, E3: 0.5 };
    const own = await simulate({ A1: formula, B1: '=A1*2', ...rest });
    const asked = await byRequest(distribution, rest);

    expect(outputOf(own)).toEqual(outputOf(asked));
    if (!formula.includes('*Risk'))
      expect(own.results.inputs[0]).toMatchObject({ cell: 'M!A1', mean: asked.results.inputs[0]!.mean });
  });

  it('gives every call of a formula numbers of its own, which no other call changes', async () => {
    const two = await simulate({ B1: '=RiskNormal(0,1)-RiskNormal(0,1)' });
    const three = await simulate({ B1: '=RiskNormal(0,1)-RiskNormal(0,1)+0*RiskUniform(0,1)', A1: '=RiskNormal(0,1)' });

    expect(two.results.outputs[0]!.standardDeviation).toBeCloseTo(Math.SQRT2, 1);
    expect(outputOf(three)).toEqual(outputOf(two));
    expect(two.results.inputs).toMatchObject([
      { cell: 'M!B1', distribution: 'normal(0, 1)' },
      { cell: 'M!B1', distribution: 'normal(0, 1)' },
    ]);
  });

  it('draws a defined name anew in every cell that uses it', async () => {
    const { results } = await simulate(
      { A1: '=Noise', A2: '=Noise', B1: '=A1-A2' },
      {},
      { names: { Noise: 'RiskNormal(0,1)' } },
    );

    expect(results.outputs[0]!.standardDeviation).toBeCloseTo(Math.SQRT2, 1);
  });

  it('lets parameters vary: a draw within a draw, and a cell that is drawn itself', async () => {
    const nested = await simulate({ B1: '=RiskNormal(RiskUniform(0,10),1)' });
    const through = await simulate({ A1: '=RiskUniform(0,10)', B1: '=1+RiskNormal(A1,1)' });

    const variance = 100 / 12 + 1;
    expect(nested.results.outputs[0]!.variance).toBeCloseTo(variance, 0);
    expect(through.results.outputs[0]!.variance).toBeCloseTo(variance, 0);
    expect(through.results.outputs[0]!.mean).toBeCloseTo(6, 1);
  });

  it('is replayed by the interpreter with the values of the compiled run', async () => {
    const simulated = await simulate({
      A1: '=RiskLognorm(100,30)',
      A2: '=RiskBeta(2,5)*10',
      B1: '=IF(A1>100,A1-RiskGamma(2,3),RiskNormal(A2,1))',
    });

    for (const iteration of [0, 1, 17, 4095]) {
      const { run } = replay(simulated.program, iteration);
      expect(run.read(simulated.program.outputs[0]!.address)).toBe(outputOf(simulated)[iteration]);
    }
  });

  it('shows an iteration, and where an error arose, by the workbook’s own cells', async () => {
    const workbook = workbookOf({ M: { A1: '=RiskUniform(-1,1)', B1: '=SQRT(A1*RiskExpon(2))' } });
    const request = { outputs: [{ cell: 'M!B1' }], iterations: 100, seed: 1 };

    const replayed = await replayIteration(workbook, request, 3);
    const { results } = await simulateWorkbook(workbook, request);

    expect(replayed.ok && replayed.value.map(({ cell, formula }) => [cell, formula])).toEqual([
      ['M!A1', 'RiskUniform(-1,1)'],
      ['M!B1', 'SQRT(A1*RiskExpon(2))'],
    ]);
    const origin = results.outputs[0]!.errors.first;
    expect(origin).toMatchObject({ error: '#NUM!', cell: 'M!B1', formula: 'SQRT(A1*exponential(2))' });
    expect(origin?.inputs?.map(({ cell }) => cell)).toEqual(['M!A1', 'M!B1']);
  });

  it('reads table columns and ranges beside a formula as parameters', async () => {
    const { results } = await simulateWorkbook(
      workbookOf(
        {
          M: {
            A1: 'Mean',
            A2: 3,
            A3: 7,
            C2: '=1*RiskNormal([@Mean],0.001)',
            C3: '=RiskNormal(A2:A3,0.001)',
            B1: '=C2',
            B2: '=C3',
          },
        },
        { tables: [{ name: 'T', sheet: 0, ref: 'A1:C3', headerRows: 1, totalsRows: 0, columns: ['Mean', 'x', 'y'] }] },
      ),
      { outputs: [{ cell: 'M!B1' }, { cell: 'M!B2' }] },
    );

    expect(results.outputs.map(({ mean }) => Math.round(mean ?? 0))).toEqual([3, 7]);
  });

  it('gives draws of the same RiskSeed the same uniform numbers', async () => {
    const { results } = await simulate({
      A1: '=RiskNormal(0,1,RiskSeed(1,7))',
      A2: '=RiskNormal(0,1,RiskSeed(1,7))',
      B1: '=A1+A2',
    });

    expect(results.outputs[0]!.standardDeviation).toBeCloseTo(2, 1);
  });

  it('lets a request put its own distribution in place of the workbook’s', async () => {
    const { results } = await simulate(
      { A1: '=RiskNormal(10,2)+1', B1: '=A1' },
      { inputs: [{ cell: 'M!A1', distribution: 'uniform(0, 1)' }] },
    );

    expect(results.inputs).toMatchObject([{ cell: 'M!A1', distribution: 'uniform(0, 1)' }]);
    expect(results.outputs[0]!.max).toBeLessThan(1);
  });

  it('counts marks of outputs as 0 and takes their names', async () => {
    const { results } = await simulate({ A1: '=RiskNormal(10,2)', B1: '=RiskOutput("Profit","2026",1)+A1*3' });

    expect(results.outputs[0]).toMatchObject({ cell: 'M!B1', name: 'Profit' });
    expect(results.outputs[0]!.mean).toBeCloseTo(30, 1);
  });
});

describe('a workbook that cannot be simulated as it stands', () => {
  const refusals = (cells: Record<string, string | number>): string => {
    const planned = planSimulation(workbookOf({ M: cells }), { outputs: [{ cell: 'M!B1' }] });
    return planned.ok ? 'no refusal' : planned.error.map(({ detail }) => detail).join('\n');
  };

  it.each([
    [{ A1: '=RiskNormal(0,-1)', B1: '=A1' }, 'M!A1 (=RiskNormal(0,-1)) cannot be drawn: standardDeviation of normal'],
    [{ A1: '=RiskNormal(10)', B1: '=A1' }, 'RiskNormal takes 2 parameters (mu, sigma); sigma is missing'],
    [{ A1: '=RiskNormal(1,2,3)', B1: '=A1' }, 'RiskNormal takes 2 parameters (mu, sigma), not 3'],
    [{ A1: '=RiskNormal("x",2)', B1: '=A1' }, 'is the text "x", not a number'],
    [{ A1: '=RiskMultinomial(3,D1:D2)', B1: '=A1' }, 'M!A1 calls RiskMultinomial, a function of @RISK'],
    [{ A1: '=RiskNormal(1,2,RiskCopula("x",1))', B1: '=A1' }, 'How its range of cells holds the copula'],
    [{ A1: '=PsiMetalog(,8,{1,2})', B1: '=A1' }, 'nothing, min, or min and max'],
    [{ C1: '=VoseUniform(0,1)', A1: '=VoseNormal(1,2,C1,VoseXBounds(0,2))', B1: '=A1' }, 'cannot be read at a given U'],
    [{ A1: '=PsiNormal(0,1,PsiTruncate(,2,2))', B1: '=A1' }, 'counts its limits in standard deviations'],
    [{ A1: '=SUM(MAP({1,2},LAMBDA(m,RiskNormal(m,1))))', B1: '=A1' }, 'a name of LET or LAMBDA'],
  ])('names the cell and the reason: %j', (cells, reason) => {
    expect(refusals(cells)).toContain(reason);
  });

  it('does not mind such a cell that no output depends on', () => {
    expect(refusals({ A1: '=RiskNormal(0,-1)', A2: '=RiskCompound(1,2)', A3: '=RiskNormal(0,1)', B1: '=A3' })).toBe(
      'no refusal',
    );
  });

  it('gives #NUM! in the iterations in which a varying parameter is inadmissible', async () => {
    const { results } = await simulate({ A1: '=RiskUniform(-1,1)', B1: '=RiskNormal(0,A1)' });

    expect(results.outputs[0]!.errors).toMatchObject({ count: 2048, first: { error: '#NUM!' } });
  });
});
