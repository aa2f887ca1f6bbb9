import { describe, expect, it } from 'vitest';
import { outputOf, simulate } from '../vendors/simulate.testkit.ts';

const model = { A1: '=RiskNormal(100,10)', A2: '=RiskTriang(1,2,6)', B1: '=RiskOutput("Profit")+A1*A2' };

/** The value of one formula that asks for statistics, after a run. */
async function resultOf(formula: string): Promise<unknown> {
  const { results } = await simulate({ ...model, C1: formula, D1: 100 });
  return results.workbookResults.find(({ cell }) => cell === 'M!C1')?.value;
}

describe('statistics that a workbook reads of its own simulation', () => {
  it('are computed after the last iteration, with what depends on them', async () => {
    const { results } = await simulate({
      ...model,
      A4: 'Mean profit',
      B4: '=RiskMean(B1)',
      A5: 'Reserve',
      B5: '=B4-_xll.RiskPercentile("Profit",5%)+D5',
      D5: 7,
    });

    const [output] = results.outputs;
    expect(results.workbookResults).toEqual([
      { cell: 'M!B4', name: 'Mean profit', value: output!.mean, formula: 'RiskMean(B1)' },
      {
        cell: 'M!B5',
        name: 'Reserve',
        value: output!.mean! - output!.percentiles!['5']! + 7,
        formula: 'B4-_xll.RiskPercentile("Profit",5%)+D5',
      },
    ]);
  });

  it.each([
    ['=RiskStdDev(B1)', ({ standardDeviation }) => standardDeviation],
    ['=RiskVariance(B1)', ({ variance }) => variance],
    ['=RiskSkewness(B1)', ({ skewness }) => skewness],
    ['=RiskMin(B1)', ({ min }) => min],
    ['=RiskRange(B1)', ({ min, max }) => max! - min!],
    ['=RiskPtoX(B1,0.9)', ({ percentiles }) => percentiles!['90']],
    ['=RiskQtoX(B1,0.9)', ({ percentiles }) => percentiles!['10']],
    ['=PsiPercentile(B1,0.9)', ({ percentiles }) => percentiles!['90']],
    ['=CB.GetForeStatFN(B1,2)', ({ mean }) => mean],
    ['=CB.GetForeStatFN(B1,5)', ({ standardDeviation }) => standardDeviation],
    ['=CB.GetForeStatFN(B1,13)', ({ standardDeviation }) => standardDeviation! / 64],
    ['=CB.GetForePercentFN(B1,90)', ({ percentiles }) => percentiles!['90']],
    ['=CB.IterationsFN()', () => 4096],
    ['=VoseSimMean(B1)', ({ mean }) => mean],
  ] as [string, (output: Awaited<ReturnType<typeof simulate>>['results']['outputs'][number]) => unknown][])(
    'give %s what the results say',
    async (formula, expected) => {
      const { results } = await simulate({ ...model, C1: formula });

      expect(results.workbookResults[0]?.value).toBeCloseTo(Number(expected(results.outputs[0]!)), 9);
    },
  );

  it('count probabilities over the iterations', async () => {
    const simulated = await simulate({
      ...model,
      C1: '=RiskXtoP(B1,250)',
      C2: '=PsiTargetD(B1,250)',
      C3: '=CB.GetCertaintyFN(B1,250)',
    });

    const below = outputOf(simulated).filter((x) => Number(x) <= 250).length / 4096;
    expect(simulated.results.workbookResults.map(({ value }) => value)).toEqual([below, 1 - below, 100 * below]);
  });

  it('may ask for a cell that is no output, and for an input', async () => {
    expect(await resultOf('=RiskMean(A1)')).toBeCloseTo(100, 1);
    const { results } = await simulate({ ...model, B2: '=A2^2', C1: '=RiskMax(B2)' });
    expect(results.workbookResults[0]?.value).toBeGreaterThan(34);
    expect(results.workbookResults[0]?.value).toBeLessThan(36);
    expect(results.outputs).toHaveLength(1);
  });

  it.each([
    ['=RiskTheoMean(A2)', 3],
    ['=RiskTheoStdDev(A1)', 10],
    ['=RiskTheoPercentile(A1,0.5)', 100],
    ['=RiskTheoXtoP(A1,100)', 0.5],
    ['=RiskTheoMax(A2)', 6],
    ['=PsiTheoMin(A2)', 1],
    ['=RiskTheoSkewness(RiskExpon(4))', 2],
    ['=RiskTheoKurtosis(RiskExpon(4))', 9],
    [
      '=RiskTheoSkewness(A2)',
      (Math.SQRT2 * (1 + 6 - 4) * (2 - 6 - 2) * (1 - 12 + 2)) / (5 * (1 + 4 + 36 - 2 - 6 - 12) ** 1.5),
    ],
    ['=PsiTheoKurtosis(PsiLogistic(5,2))', 4.2],
    ['=RiskTheoKurtosis(RiskBinomial(10,0.3))', 3 + (1 - 6 * 0.21) / 2.1],
    ['=RiskTheoSkewness(RiskPoisson(2.5))', 1 / Math.sqrt(2.5)],
    ['=RiskTheoMean(RiskNormal(10,2,RiskTruncate(10,)))', 10 + 2 * Math.sqrt(2 / Math.PI)],
    ['=RiskTheoVariance(RiskUniform(0,1,RiskShift(3)))', 1 / 12],
    ['=RiskTheoXtoP(RiskNormal(100,10),D1)', 0.5],
    ['=1+RiskTheoPtoX(RiskTriang(0,2,D1),1)', 101],
  ])('give %s of the distribution, not of the iterations', async (formula, value) => {
    expect(await resultOf(formula)).toBeCloseTo(value, 6);
  });

  it.each([
    '=RiskTheoKurtosis(RiskStudent(3))',
    '=RiskTheoSkewness(RiskPareto(2.5,1))',
    '=RiskTheoKurtosis(RiskCauchy(0,1))',
  ])('are #NUM! where the tail decides them: %s', async (formula) => {
    expect(await resultOf(formula)).toEqual({ error: '#NUM!' });
  });

  it('hold #N/A during iterations', async () => {
    const { results } = await simulate({
      A1: '=RiskNormal(100,10)',
      A2: '=RiskMean(A1)',
      B1: '=IF(ISNA(A2),1,2)+0*A1',
    });

    expect(results.outputs[0]).toMatchObject({ min: 1, max: 1 });
  });

  it('are left out with a warning where their cell cannot be simulated', async () => {
    const { results } = await simulate({ ...model, B2: '=NOSUCH(A1)', C1: '=RiskMean(B2)' });

    expect(results.workbookResults).toEqual([]);
    expect(results.warnings).toContainEqual(expect.stringContaining('are not computed'));
  });

  it('give #VALUE! where an argument is missing or is no number', async () => {
    expect(await resultOf('=RiskPercentile(B1)')).toEqual({ error: '#VALUE!' });
    expect(await resultOf('=RiskPercentile(B1,2)')).toEqual({ error: '#NUM!' });
    expect(await resultOf('=CB.GetForeStatFN(B1,99)')).toEqual({ error: '#VALUE!' });
  });

  it.each([
    ['=RiskCp(B1)', (m: number, s: number) => 40 / (6 * s) + 0 * m],
    ['=RiskCpk(B1)', (m: number, s: number) => Math.min(m - 80, 120 - m) / (3 * s)],
    ['=RiskCpkLower(B1)', (m: number, s: number) => (m - 80) / (3 * s)],
    ['=RiskCpkUpper("Weight")', (m: number, s: number) => (120 - m) / (3 * s)],
    ['=RiskCpm(B1)', (m: number, s: number) => 40 / (6 * Math.hypot(s, m - 101))],
    ['=RiskK(B1)', (m: number) => Math.abs(100 - m) / 20],
    ['=RiskZlower(B1)', (m: number, s: number) => (m - 80) / s],
    ['=RiskZUpper(B1)', (m: number, s: number) => (120 - m) / s],
    ['=RiskZMin(B1)', (m: number, s: number) => Math.min(m - 80, 120 - m) / s],
    ['=RiskLowerXBound(B1)', (m: number, s: number) => m - 4 * s],
    ['=RiskUpperXBound(B1,,RiskSixSigma(0,1,0,0,2))', (m: number, s: number) => m + 2 * s],
    ['=RiskCp(B1,1,RiskSixSigma(90,D1))', (_: number, s: number) => 25 / (6 * s)],
    ['=VoseSixSigmaCpk(B1,90,115)', (m: number, s: number) => Math.min(m - 90, 115 - m) / (3 * s)],
    ['=VoseSixSigmaCpkUpper(B1,115,1)', (m: number, s: number) => (115 - m) / (3 * s)],
  ])('compare %s with the limits of its output, or its own', async (formula, expected) => {
    const cells = { B1: '=RiskOutput("Weight",,,RiskSixSigma(80,120,101,1.5,4))+RiskNormal(102,5)', D1: 115 };
    const { results } = await simulate({ ...cells, C1: formula });

    const [output] = results.outputs;
    expect(results.workbookResults[0]?.value).toBeCloseTo(expected(output!.mean!, output!.standardDeviation!), 12);
  });

  it('give #VALUE! for a limit that is not given', async () => {
    expect(await resultOf('=RiskCpm(B1,,RiskSixSigma(80,120))')).toEqual({ error: '#VALUE!' });
  });

  it('are the means of a tail, and the interval of the mean', async () => {
    const simulated = await simulate({
      ...model,
      C1: '=VoseSimCVARx(B1,350)',
      C2: '=VoseSimCVARp(B1,0.5)',
      C3: '=PsiMeanCI(B1,0.95)',
    });

    const values = outputOf(simulated).map(Number);
    const meanOf = (xs: number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const [median] = [simulated.results.outputs[0]!.percentiles!['50']!];
    const [x, p, half] = simulated.results.workbookResults.map(({ value }) => value);
    expect(x).toBeCloseTo(meanOf(values.filter((value) => value >= 350)), 9);
    expect(p).toBeCloseTo(meanOf(values.filter((value) => value >= median)), 9);
    expect(half).toBeCloseTo((1.960543 * simulated.results.outputs[0]!.standardDeviation!) / 64, 5);
  });

  it('may name an input', async () => {
    const { results } = await simulate({
      A1: '=RiskNormal(7,1,RiskName("Wait"))',
      B1: '=A1^2',
      C1: '=RiskMean("wait")',
    });

    expect(results.workbookResults[0]?.value).toBeCloseTo(7, 2);
  });
});
