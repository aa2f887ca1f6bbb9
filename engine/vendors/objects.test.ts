import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { planSimulation } from '../run/plan.ts';
import { outputOf, simulate, simulateWorkbook } from './simulate.testkit.ts';

const rest = { D1: 3, D2: '=VoseLognormalObject(E1,4)', D3: '=VosePoissonObject(D1)', E1: 10 };
const byRequest = (distribution: string) =>
  simulate({ A1: 1, B1: '=A1*2', ...rest }, { inputs: [{ cell: 'M!A1', distribution }] });
const refusals = (cells: Record<string, string | number>): string => {
  const planned = planSimulation(workbookOf({ M: { ...rest, ...cells } }), { outputs: [{ cell: 'M!B1' }] });
  return planned.ok ? '' : planned.error.map(({ detail }) => detail).join('\n');
};

describe('an object of ModelRisk', () => {
  it.each([
    ['=VoseSimulate(VoseNormalObject(10,2))', 'normal(10, 2)'],
    ['=VoseSimulate(D2)', 'lognormal(10, 4)'],
    ['=VoseSimulate((M!D2),)', 'lognormal(10, 4)'],
    ['=VoseSimulate(VoseNormalObject(10,2,,VoseXBounds(9,)))', 'truncate(normal(10, 2), 9, )'],
    ['=VoseSimulate(VoseNormalObject(10,2,VoseShift(D1)))', 'shift(normal(10, 2), 3)'],
    ['=VoseAggregateMC(VosePoisson(D1),D2)', 'compound(poisson(3), lognormal(10, 4))'],
    ['=VoseAggregateMC(D3,D2)', 'compound(poisson(3), lognormal(10, 4))'],
    ['=VoseAggregateMC(7,VoseBetaObject(3,2))', 'compound(7, beta(3, 2))'],
    ['=VoseAggregateMC(D1,VoseGammaObject(3,6,,VoseXBounds(1,7)),,)', 'compound(3, truncate(gamma(3, 6), 1, 7))'],
    ['=VoseAggregateDeduct(VosePoisson(3),D2,2,30)', 'compound(poisson(3), lognormal(10, 4), 2, 30)'],
    ['=VoseAggregateDeduct(VosePoisson(3),D2,,30)', 'compound(poisson(3), lognormal(10, 4), , 30)'],
    ['=VoseRiskEvent(0.4,VosePERTObject(1,D1,9))', 'compound(bernoulli(0.4), pert(1, 3, 9))'],
    ['=VoseSimulate(VoseRiskEventObject(0.4,D2))', 'compound(bernoulli(0.4), lognormal(10, 4))'],
    ['=VoseSimulate(VoseSlashObject(5,2))', 'slash(5, 2)'],
    ['=VoseAggregateMC(D3,VoseWeibull3Object(2,D1,9))', 'compound(poisson(3), shift(weibull(2, 3), 9))'],
    ['=VoseSimulate(VoseSkellamObject(D1,2000))', 'skellam(3, 2000)'],
  ])('in %s draws as an input %s of a request, bit for bit', async (formula, distribution) => {
    const own = await simulate({ A1: formula, B1: '=A1*2', ...rest });
    const asked = await byRequest(distribution);

    expect(outputOf(own)).toEqual(outputOf(asked));
    expect(new Set(outputOf(own)).size).toBeGreaterThan(100);
  });

  it('is drawn anew by each function that takes it', async () => {
    const { results } = await simulate({
      D2: '=VoseNormalObject(0,1)',
      B1: '=VoseSimulate(D2)-VoseSimulate(D2)+VoseAggregateMC(7,D2)',
    });

    expect(results.outputs[0]!.standardDeviation!).toBeCloseTo(3, 0);
  });

  it('has parameters that vary', async () => {
    const { results } = await simulate({
      A1: '=VoseUniform(100,200)',
      D2: '=VoseNormalObject(A1,0.001)',
      B1: '=VoseSimulate(D2)-A1',
    });

    expect(Math.abs(results.outputs[0]!.max!)).toBeLessThan(0.01);
    expect(results.outputs[0]!.standardDeviation!).toBeCloseTo(0.001, 4);
  });

  it.each(['VoseSimulate', 'VosePercentile'])('has its value at a given U by %s', async (name) => {
    const { samples, program } = await simulate(
      { A1: '=VoseUniform(0,1)', B1: `=${name}(D2,A1)`, C1: '=VoseLognormal(E1,4,A1)', ...rest },
      { outputs: [{ cell: 'M!B1' }, { cell: 'M!C1' }], iterations: 512 },
    );
    const [sampled, direct] = samples.columns.slice(program.inputs.length);

    expect(sampled).toEqual(direct);
    expect(new Set(sampled).size).toBe(512);
  });

  it('has the moments of its distribution', async () => {
    const { results } = await simulate({
      A1: '=VoseSimulate(D2)',
      B1: '=A1',
      F1: '=VoseMean(D2)',
      F2: '=VoseVariance(D2)',
      F3: '=VoseStDev(VoseNormalObject(D1,5))',
      F4: '=VoseKurtosis(VoseNormalObject(D1,5))',
      F5: '=VoseMax(VoseUniformObject(D1,5))',
      F6: '=VoseMean(VoseWeibull3Object(1,D1,10))',
      F7: '=VoseMin(VosePERTAltObject(2,5,8,10%,90%))+VoseMax(VosePERTAltObject(2,5,8,10%,90%))',
      ...rest,
    });
    const values = Object.fromEntries(results.workbookResults.map(({ cell, value }) => [cell, value]));

    expect(values).toMatchObject({
      'M!F1': expect.closeTo(10, 10),
      'M!F2': expect.closeTo(16, 10),
      'M!F3': 5,
      'M!F4': expect.closeTo(3, 8),
      'M!F5': 5,
      'M!F6': expect.closeTo(13, 6),
      // Symmetric about 5.
      'M!F7': expect.closeTo(10, 8),
    });
  });

  it('is the text that its cell holds to a formula that reads it otherwise', async () => {
    const workbook = workbookOf({
      M: {
        A1: { formula: '=VoseNormalObject(1,2)', value: 'VoseNormal(1,2)' },
        B1: { formula: '=VoseSimulate(A1)+LEN(A1)*100', value: 1501.2 },
      },
    });
    const { results } = await simulateWorkbook(workbook, { outputs: [{ cell: 'M!B1' }] });

    expect(results.outputs[0]!.mean!).toBeCloseTo(1501, 0);
  });

  it.each([
    ['=VoseSimulate(D1)', 'VoseSimulate takes an object of ModelRisk'],
    ['=VoseSimulate(VoseNormal(1,2))', 'VoseSimulate takes an object of ModelRisk'],
    ['=VoseSimulate(VoseNormalObject(1,2,0.5))', 'VoseNormalObject takes 2 parameters, and no U'],
    ['=VoseSimulate(VoseNormalObject(1))', 'sigma is missing'],
    ['=VoseSimulate(VoseLifetime2Object(1,2))', 'VoseLifetime2Object: Simsheet has no such distribution yet'],
    ['=VoseSimulate(VosePERTAltObject(2,5,9,10%,90%),0.5)', 'VosePERTAlt cannot be read at a given U'],
    ['=VosePercentile(D2)', 'VosePercentile needs the U'],
    ['=VoseAggregateMC(10,D1)', 'argument 2 of VoseAggregateMC must be an object'],
    ['=VoseAggregateMC(10,D4)', 'argument 2 of VoseAggregateMC must be an object'],
    ['=VoseAggregateMC(10,D2,0,5)', 'VoseAggregateMC is simulated with (n, distribution) alone'],
    ['=VoseRiskEvent(0.4,D2,0.95)', 'VoseRiskEvent is simulated with (probability, impact) alone'],
    ['=VoseAggregateMC(10,VoseRiskEventObject(0.4,D2))', 'takes no compound as its part'],
    ['=VoseDeduct(D2,5,9,TRUE)', 'VoseAggregateDeduct with n = 1 limits the payout'],
    ['=VoseSimulate(IF(D1>2,VoseNormalObject(1,2),D2))', 'VoseSimulate takes an object of ModelRisk'],
    ['=VoseUniform(0,1)+LEN(VoseNormalObject(1,2))', 'an object is the whole formula of its cell'],
    ['=VoseUniform(0,1)+VoseMean(VoseRiskEventObject(0.4,D2))', 'VoseRiskEvent has no theoretical statistics here'],
  ])('%s is refused with its cell', (formula, message) => {
    expect(refusals({ A1: formula, B1: '=A1', D4: '=VoseGamma(3,6)' })).toContain(message);
    expect(refusals({ A1: formula, B1: '=A1', D4: '=VoseGamma(3,6)' })).toContain('M!A1');
  });
});
