import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import type { SimulationRequest } from '../request.ts';
import { planSimulation } from '../run/plan.ts';
import { simulateWorkbook } from './simulate.testkit.ts';

type Cells = Parameters<typeof workbookOf>[0][string];
const filling = (ref: string, formula: string, more: Cells = {}): Cells => {
  const [first = ''] = ref.split(':');
  return { [first]: { formula, array: { ref, dynamic: false } }, ...more };
};
/** The values of some cells, a column each. */
const columns = async (cells: Cells, outputs: string[], request: Partial<SimulationRequest> = {}) => {
  const { program, samples } = await simulateWorkbook(workbookOf({ M: cells }), {
    outputs: outputs.map((cell) => ({ cell: `M!${cell}` })),
    iterations: 8192,
    ...request,
  });
  return samples.columns.slice(program.inputs.length) as number[][];
};
const mean = (x: number[]) => x.reduce((sum, each) => sum + each, 0) / x.length;
const covariance = (x: number[], y: number[]) => {
  const [meanX, meanY] = [mean(x), mean(y)];
  return mean(x.map((each, i) => (each - meanX) * (y[i]! - meanY)));
};

describe('a series that fills a range', () => {
  it('steps from its start: RiskAR1', async () => {
    const series = await columns(filling('A1:A4', '=RiskAR1(100,40,0.8,490)'), ['A1', 'A2', 'A4']);

    // Mean mu + a^t (y0 - mu), variance sigma^2 (1 - a^2t) / (1 - a^2), covariance with the one before a Var.
    expect(mean(series[0]!) / (100 + 0.8 * 390)).toBeCloseTo(1, 2);
    expect(mean(series[2]!) / (100 + 0.8 ** 4 * 390)).toBeCloseTo(1, 2);
    expect(covariance(series[2]!, series[2]!) / ((1600 * (1 - 0.8 ** 8)) / 0.36)).toBeCloseTo(1, 1);
    expect(covariance(series[0]!, series[1]!) / (0.8 * 1600)).toBeCloseTo(1, 1);
  });

  it('remembers the last shock: PsiMA1', async () => {
    const [first, second, third] = await columns(filling('A1:C1', '=PsiMA1(5,2,0.5,10)'), ['A1', 'B1', 'C1']);

    expect(mean(first!)).toBeCloseTo(5 + 0.5 * 10, 1);
    expect(mean(second!)).toBeCloseTo(5, 1);
    expect(covariance(second!, second!) / (4 * 1.25)).toBeCloseTo(1, 1);
    expect(covariance(second!, third!) / (0.5 * 4)).toBeCloseTo(1, 1);
    expect(Math.abs(covariance(first!, third!))).toBeLessThan(0.2);
  });

  it('does both: RiskARMA11', async () => {
    const [first, second] = await columns(filling('A1:A2', '=RiskARMA11(100,40,0.8,-0.2,490,10)'), ['A1', 'A2']);

    expect(mean(first!) / (100 + 0.8 * 390 - 0.2 * 10)).toBeCloseTo(1, 2);
    expect(covariance(first!, second!) / (0.6 * 1600)).toBeCloseTo(1, 1);
    expect(covariance(second!, second!) / (1600 * (1 + 0.36))).toBeCloseTo(1, 1);
  });

  it('returns to its mean: RiskBMMR', async () => {
    const [, , third] = await columns(filling('A1:A3', '=RiskBMMR(0.01,0.05,0.2,0.015)'), ['A1', 'A2', 'A3']);

    expect(mean(third!)).toBeCloseTo(0.01 + Math.exp(-0.6) * 0.005, 3);
    expect(covariance(third!, third!) / ((0.0025 * (1 - Math.exp(-1.2))) / 0.4)).toBeCloseTo(1, 1);
  });

  it('remembers two periods: RiskAR2 and RiskMA2', async () => {
    const [first, second, third] = await columns(filling('A1:A3', '=RiskAR2(10,2,0.5,0.25,30,50)'), ['A1', 'A2', 'A3']);
    const [, , fourth] = await columns(filling('A1:C1', '=RiskMA2(5,2,0.5,-0.25,8,4)'), ['A1', 'B1', 'C1']);
    const [early, late] = await columns(filling('A1:C1', '=RiskMA2(5,2,0.5,-0.25,8,4)'), ['A1', 'C1']);

    const expected = [10 + 0.5 * 20 + 0.25 * 40];
    expected.push(10 + 0.5 * (expected[0]! - 10) + 0.25 * 20);
    expect(mean(first!)).toBeCloseTo(expected[0]!, 1);
    expect(mean(second!)).toBeCloseTo(expected[1]!, 1);
    expect(covariance(second!, third!) / (4 * (0.5 * 1.25 + 0.25 * 0.5))).toBeCloseTo(1, 1);
    expect(mean(early!)).toBeCloseTo(5 + 0.5 * 8 - 0.25 * 4, 1);
    expect(mean(fourth!)).toBeCloseTo(5, 1);
    expect(covariance(early!, late!) / (-0.25 * 4)).toBeCloseTo(1, 0);
  });

  it.each(['RiskARCH1', 'PsiARCH1'])('varies more after what was far from its mean: %s', async (name) => {
    const [first, second] = await columns(filling('A1:A2', `=${name}(50,10,0.5,60)`), ['A1', 'A2']);

    // Conditional variance omega + a1 (Y - mu)^2.
    expect(covariance(first!, first!) / (10 + 0.5 * 100)).toBeCloseTo(1, 1);
    expect(covariance(second!, second!) / (10 + 0.5 * 60)).toBeCloseTo(1, 1);
    const squared = (series: number[]) => series.map((y) => (y - 50) ** 2);
    expect(covariance(squared(first!), squared(second!))).toBeGreaterThan(1000);
  });

  it.each([
    ['=VoseTimeGBM(0.02,0.1,100)', '=VoseTimeGBM(0.02,0.1,,,TRUE)', 0.04, 0.02],
    ['=VoseTimeAR1(0.02,0.1,0.5,0.06,FALSE,100)', '=VoseTimeAR1(0.02,0.1,0.5,0.06,TRUE)', 0.04 + 0.75 * 0.04, 0.0325],
    ['=VoseTimeARCH(0.02,0.01,0.5,0.12,,100)', '=VoseTimeARCH(0.02,0.01,0.5,0.12,1)', 0.04, 0.015 + 0.0175],
    [
      '=VoseTimeGARCH(0.02,0.01,0.5,0.2,0.1,0.12,FALSE,100)',
      '=VoseTimeGARCH(0.02,0.01,0.5,0.2,0.1,0.12,TRUE)',
      0.04,
      0.017 + (0.01 + 0.5 * 0.017 + 0.2 * 0.017),
    ],
  ])('gives log returns, or what they make of the initial value: %s', async (values, returns, growth, variance) => {
    const [, last] = await columns(filling('A1:A2', values), ['A1', 'A2']);
    const [first, second] = await columns(filling('A1:A2', returns), ['A1', 'A2']);

    const total = first!.map((r, i) => r + second![i]!);
    expect(last!).toEqual(total.map((r) => expect.closeTo(100 * Math.exp(r), 9)));
    expect(mean(total)).toBeCloseTo(growth, 2);
    expect(covariance(total, total) / variance).toBeCloseTo(1, 1);
  });

  it('takes parameters from cells, which may be drawn once for all of it', async () => {
    const more = { D1: '=RiskNormal(0,10)', D2: 0.001 };
    const [first, last] = await columns(filling('A1:A5', '=RiskAR1(D1,D2,0.5,D1)', more), ['A1', 'A5']);

    expect(Math.max(...first!.map((x, i) => Math.abs(x - last![i]!)))).toBeLessThan(0.1);
    expect(covariance(first!, first!)).toBeCloseTo(100, 0);
  });

  it('begins alike however long it is', async () => {
    const short = await columns(filling('A1:A2', '=RiskAR1(0,1,0.5,3)'), ['A1', 'A2']);
    const long = await columns(filling('A1:A9', '=RiskAR1(0,1,0.5,3)'), ['A1', 'A2']);

    expect(long).toEqual(short);
  });
});

describe('numbers that are shared out', () => {
  it('are multinomial counts, each given those before', async () => {
    const counts = await columns(filling('A1:C1', '=RiskMultinomial(20,{0.2,0.5,0.3})'), ['A1', 'B1', 'C1']);

    expect(new Set(counts[0]!.map((x, i) => x + counts[1]![i]! + counts[2]![i]!))).toEqual(new Set([20]));
    for (const [i, p] of [0.2, 0.5, 0.3].entries()) {
      expect(mean(counts[i]!)).toBeCloseTo(20 * p, 0);
      expect(covariance(counts[i]!, counts[i]!) / (20 * p * (1 - p))).toBeCloseTo(1, 1);
    }
    expect(Math.abs(covariance(counts[0]!, counts[1]!) / (-20 * 0.2 * 0.5) - 1)).toBeLessThan(0.1);
  });

  it('are weights that need not sum to 1, of which some may be 0', async () => {
    const more = { E1: 3, E2: 0, E3: 1, E4: 0 };
    const counts = await columns(filling('A1:A4', '=VoseMultinomial(8,E1:E4)', more), ['A1', 'A2', 'A3', 'A4']);

    expect(mean(counts[0]!)).toBeCloseTo(6, 1);
    expect(new Set([...counts[1]!, ...counts[3]!])).toEqual(new Set([0]));
  });

  it('are Dirichlet shares', async () => {
    const shares = await columns(filling('A1:A3', '=VoseDirichlet({1,2,3})'), ['A1', 'A2', 'A3']);

    for (const [i, a] of [1, 2, 3].entries()) {
      expect(mean(shares[i]!)).toBeCloseTo(a / 6, 2);
      expect(covariance(shares[i]!, shares[i]!) / ((a * (6 - a)) / (36 * 7))).toBeCloseTo(1, 1);
    }
    expect(Math.max(...shares[0]!.map((x, i) => Math.abs(x + shares[1]![i]! + shares[2]![i]! - 1)))).toBeLessThan(
      1e-15,
    );
  });
});

describe('a function that fills a range', () => {
  it.each([
    ['A1:A3', '=RiskMultinomial(20,{0.5,0.5})', 'it fills 3 cells, but its list has 2 numbers'],
    ['A1:B2', '=RiskDirichlet({1,2,3,4})', 'it fills several rows and columns'],
    ['A1:A3', '=RiskAR1(100,40,0.8)', 'it takes 4 parameters (mu, sigma, a1, y0)'],
    ['A1:A3', '=RiskAR1(100,40,0.8,490,RiskTSIntegrate(1,1))', 'In which order it acts on a series is not documented'],
    ['A1:A3', '=RiskAR1(100,40,0.8,490,RiskTruncate(0,))', 'RiskTruncate does not act on it'],
    ['A1:A3', '=2*RiskAR1(100,40,0.8,490)', 'it stands in a formula that fills several cells'],
    ['A1:A1', '=2*RiskAR1(100,40,0.8,490)', 'let it be the whole formula of its cells'],
    ['A1:A3', '=RiskGBM(0.01,0.05)', 'through RiskTSTransform and RiskTSIntegrate alone'],
  ])('in %s as %s is refused with its cell', (ref, formula, message) => {
    const planned = planSimulation(workbookOf({ M: filling(ref, formula, { F1: '=SUM(A1:A3)' }) }), {
      outputs: [{ cell: 'M!F1' }],
    });
    const details = planned.ok ? '' : planned.error.map(({ detail }) => detail).join('\n');

    expect(details).toContain(message);
    expect(details).toContain('M!A1');
  });
});
