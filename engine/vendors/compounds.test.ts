import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { planSimulation } from '../run/plan.ts';
import { outputOf, simulate } from './simulate.testkit.ts';

const rest = { D1: 3, D2: '=RiskLognorm(E1,4)', E1: 10 };
const byRequest = (distribution: string) =>
  simulate({ A1: 1, B1: '=A1*2', ...rest }, { inputs: [{ cell: 'M!A1', distribution }] });
const refusals = (cells: Record<string, string | number>): string => {
  const planned = planSimulation(workbookOf({ M: { ...rest, ...cells } }), { outputs: [{ cell: 'M!B1' }] });
  return planned.ok ? '' : planned.error.map(({ detail }) => detail).join('\n');
};

describe('a compound of an add-in', () => {
  it.each([
    ['=RiskCompound(RiskPoisson(3),RiskLognorm(10,4))', 'compound(poisson(3), lognormal(10, 4))'],
    ['=RiskCompound(RiskPoisson(D1),RiskLognorm(10,4),2,30)', 'compound(poisson(3), lognormal(10, 4), 2, 30)'],
    ['=RiskCompound(RiskPoisson(3),RiskLognorm(10,4),,30)', 'compound(poisson(3), lognormal(10, 4), , 30)'],
    ['=RiskCompound(D1,RiskLognorm(10,4),RiskShift(5))', 'shift(compound(3, lognormal(10, 4)), 5)'],
    ['=RiskCompound(RiskPoisson(3),D2)', 'compound(poisson(3), lognormal(10, 4))'],
    ['=RiskCompound(RiskPoisson(3),(M!D2),,,RiskName("Claims"))', 'compound(poisson(3), lognormal(10, 4))'],
    [
      '=RiskCompound(RiskBinomial(1,0.4),RiskNormal(100,10,RiskTruncate(90,),RiskShift(1)))',
      'compound(binomial(1, 0.4), shift(truncate(normal(100, 10), 90, ), 1))',
    ],
    ['=PsiBeta(3,2,PsiCompound(7))', 'compound(7, beta(3, 2))'],
    ['=PsiBeta(3,2,PsiCompound(D1+0.5,0.1))', 'compound(3, shift(beta(3, 2), -0.1))'],
    ['=PsiExponential(3,PsiCompound(0,,4))', 'compound(1, exponential(3), 0, 4)'],
    ['=RiskSplice(RiskNormal(10,2),RiskPareto(2,10),12)', 'splice(normal(10, 2), pareto(2, 10), 12)'],
  ])('draws %s as an input %s of a request, bit for bit', async (formula, distribution) => {
    const own = await simulate({ A1: formula, B1: '=A1*2', ...rest });
    const asked = await byRequest(distribution);

    expect(outputOf(own)).toEqual(outputOf(asked));
    expect(new Set(outputOf(own)).size).toBeGreaterThan(100);
  });

  it('counts by the value of a cell, drawn by its own distribution', async () => {
    const { results } = await simulate(
      { A1: '=RiskPoisson(4)', A2: '=RiskCompound(A1,RiskUniform(1,1.000001))', B1: '=A2-A1' },
      { iterations: 1000 },
    );

    expect(results.outputs[0]!.max!).toBeLessThan(0.001);
    expect(results.outputs[0]!.min!).toBeGreaterThanOrEqual(0);
  });

  it('draws the values of a severity in another cell anew, each for itself', async () => {
    const { results } = await simulate({ D9: '=RiskNormal(0,1)', A1: '=RiskCompound(100,D9)', B1: '=A1' });

    expect(results.outputs[0]!.standardDeviation!).toBeCloseTo(10, 0);
  });

  it('stands within formulas, each with numbers of its own', async () => {
    const { results } = await simulate({
      B1: '=RiskCompound(RiskPoisson(3),RiskExpon(2))-RiskCompound(RiskPoisson(3),RiskExpon(2))',
    });

    expect(results.outputs[0]!.mean!).toBeCloseTo(0, 0);
    expect(results.outputs[0]!.standardDeviation!).toBeCloseTo(Math.sqrt(2 * 3 * 2 * 4), 0);
  });

  it.each([
    ['=RiskCompound(RiskPoisson(3),5)', 'argument 2 of RiskCompound must be a distribution'],
    ['=RiskCompound(RiskPoisson(3),D1)', 'argument 2 of RiskCompound must be a distribution'],
    ['=RiskCompound(RiskPoisson(3))', 'severity is missing'],
    ['=RiskCompound(RiskNormal(3,1),RiskExpon(2))', 'The first part of compound is normal'],
    ['=RiskCompound(RiskPoisson(3),RiskExpon(2),RiskTruncate(0,9))', 'A compound has no distribution function'],
    ['=RiskCompound(RiskPoisson(3),RiskCompound(2,RiskExpon(2)))', 'compound takes no compound as its part'],
    [
      '=RiskCompound(RiskPoisson(3),RiskExpon(2,RiskDepC("x",0.5)))',
      'RiskExpon within RiskCompound cannot be correlated',
    ],
    ['=PsiBeta(3,2,PsiCompound(7,1,2))', 'which comes first is not documented'],
    ['=PsiBeta(3,2,PsiCompound(7),PsiCorrIndep("x"))', 'which a correlation cannot reach'],
    ['=RiskSplice(RiskNormal(10,2),12,13)', 'argument 2 of RiskSplice must be a distribution'],
  ])('%s is refused with its cell', (formula, message) => {
    expect(refusals({ A1: formula, B1: '=A1' })).toContain(message);
    expect(refusals({ A1: formula, B1: '=A1' })).toContain('M!A1');
  });
});
