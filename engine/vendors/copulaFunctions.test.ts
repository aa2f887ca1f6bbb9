import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { planSimulation } from '../run/plan.ts';
import { outputOf, simulate, simulateWorkbook } from './simulate.testkit.ts';

const filled = (ref: string, formula: string, more: Record<string, string | number> = {}) => ({
  M: { [ref.split(':')[0]!]: { formula, array: { ref, dynamic: false } }, ...more },
});
/** The values of some cells, a column each. */
async function columns(ref: string, formula: string, outputs: string[], more = {}): Promise<number[][]> {
  const { program, samples } = await simulateWorkbook(workbookOf(filled(ref, formula, more)), {
    outputs: outputs.map((cell) => ({ cell: `M!${cell}` })),
    iterations: 8192,
  });
  return samples.columns.slice(program.inputs.length) as number[][];
}

/** The share of pairs of points that are ordered alike, less that of the others. */
function kendall(x: readonly number[], y: readonly number[]): number {
  let sum = 0;
  const n = 1500;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!);
  return sum / ((n * (n - 1)) / 2);
}
const corner = (x: readonly number[], y: readonly number[], right: boolean, top: boolean): number =>
  x.filter((u, i) => (right ? 1 - u : u) < 0.1 && (top ? 1 - y[i]! : y[i]!) < 0.1).length / x.length;

describe('a copula of ModelRisk', () => {
  it.each([
    ['=VoseCopulaBiClayton(2)', 0.5],
    ['=VoseCopulaBiClayton(2,3)', 0.5],
    ['=VoseCopulaBiClayton(2,2)', -0.5],
    ['=VoseCopulaBiGumbel(2,4)', -0.5],
    ['=VoseCopulaBiFrank(5.736283)', 0.5],
    ['=VoseCopulaBiFrank(5.736283,2)', -0.5],
    ['=VoseCopulaBiNormal(0.7071068)', 0.5],
    ['=VoseCopulaBiT(3,-0.7071068)', -0.5],
  ])('has the dependence of its parameter: %s', async (formula, tau) => {
    const [x, y] = await columns('A1:B1', formula, ['A1', 'B1']);

    expect(kendall(x!, y!)).toBeCloseTo(tau, 1);
    expect(x!.filter((u) => u < 0.25).length / x!.length).toBeCloseTo(0.25, 2);
    expect(y!.filter((u) => u < 0.25).length / y!.length).toBeCloseTo(0.25, 2);
  });

  it.each([
    [1, false, false],
    [2, true, false],
    [3, true, true],
    [4, false, true],
  ])('turns counterclockwise: direction %s', async (direction, right, top) => {
    const [x, y] = await columns('A1:A2', `=VoseCopulaBiClayton(4,${direction})`, ['A1', 'A2']);

    const shares = [false, true].flatMap((r) => [false, true].map((t) => corner(x!, y!, r, t)));
    expect(corner(x!, y!, right, top)).toBeGreaterThan(0.07);
    expect(shares.filter((share) => share > 0.04)).toHaveLength(1);
  });

  it('joins more than two numbers, by one parameter or a matrix', async () => {
    const [a, , c] = await columns('A1:C1', '=VoseCopulaMultiGumbel(2)', ['A1', 'B1', 'C1']);
    const [d, e, f] = await columns('A1:C1', '=VoseCopulaMultiNormal(E1:G3)', ['A1', 'B1', 'C1'], {
      ...{ E1: 1, F1: 0, G1: 0.6, E2: 0, F2: 1, G2: 0, E3: 0.6, F3: 0, G3: 1 },
    });

    expect(kendall(a!, c!)).toBeCloseTo(0.5, 1);
    expect(kendall(d!, f!)).toBeCloseTo((2 / Math.PI) * Math.asin(0.6), 1);
    expect(Math.abs(kendall(d!, e!))).toBeLessThan(0.05);
  });

  it('lends its numbers to distributions as their U', async () => {
    const more = { A2: '=VoseNormal(10,2,A1)', B2: '=VoseExpon(5,B1)' };
    const [u, v, x, y] = await columns('A1:B1', '=VoseCopulaBiClayton(2)', ['A1', 'B1', 'A2', 'B2'], more);

    expect(kendall(x!, y!)).toBe(kendall(u!, v!));
    expect(y!.map((value) => 1 - Math.exp(-value / 5))).toEqual(v!.map((value) => expect.closeTo(value, 12)));
  });

  it.each([
    ['A1:C1', '=VoseCopulaBiClayton(2)', 'it fills 2 cells, not 3'],
    ['A1:B1', '=VoseCopulaBiFrank(2,3)', 'its direction is a whole number from 1 to 2'],
    ['A1:B1', '=VoseCopulaBiT(0,0.5)', 'its degrees of freedom are a number above 0'],
    ['A1:B1', '=VoseCopulaBiGumbel("x")', 'its parameter is no number'],
  ])('is refused where it makes no sense: %s %s', (ref, formula, message) => {
    const planned = planSimulation(workbookOf(filled(ref, formula)), { outputs: [{ cell: 'M!A1' }] });
    expect(planned.ok ? '' : planned.error.map(({ detail }) => detail).join()).toContain(message);
  });
});

describe('a distribution of ModelRisk that is read at a given U', () => {
  it.each([
    ['=VoseNormal(10,2,A1)', '=NORM.INV(A1,10,2)'],
    ['=VoseNormal(VoseUniform(9,11),2,A1)-A2', '=NORM.INV(A1,RiskUniform(9,11),2)-A2'],
    ['=VoseDiscrete({1,2,5},D1:D3,A1)', '=IF(A1<=0.2,1,IF(A1<=0.5,2,5))'],
    ['=VoseModPERT(0,1,3,4,A1)', '=BETA.INV(A1,1+4/3,1+8/3,0,3)'],
    ['=VoseNormalAlt(0,50%,2,NORM.S.DIST(1,TRUE),A1)', '=NORM.INV(A1,0,2)'],
    ['=-VoseWeibull3(1,3,10,A1)*2', '=-(10-3*LN(1-A1))*2'],
    ['=VoseNormal(10,2,A1,VoseShift(A2-1))', '=NORM.INV(A1,10,2)+2'],
    ['=VoseError(5,2,2,A1)', '=NORM.INV(A1,5,2)'],
    ['=VoseGEV(1,2,0.5,A1)', '=1+2*((-LN(A1))^-0.5-1)/0.5'],
    ['=VoseOgive(0,12,{5,2},A1)', '=IF(A1<1/3,6*A1,IF(A1<2/3,2+9*(A1-1/3),5+21*(A1-2/3)))'],
    ['=VoseTriangleAlt(0,5,10,0.125,0.875,A1)', '=VoseTriangle(-5,5,15,A1)'],
    ['=1+VoseGamma(2,3,MIN(A1,0.5))', '=1+GAMMA.INV(MIN(A1,0.5),2,3)'],
  ])('gives its value there: %s', async (formula, same) => {
    const rest = { A1: '=RAND()', A2: 3, D1: 0.2, D2: 0.3, D3: 0.5 };
    const [own, plain] = [await simulate({ ...rest, B1: formula }), await simulate({ ...rest, B1: same })];

    expect(outputOf(own)).toEqual(outputOf(plain).map((value) => expect.closeTo(Number(value), 8)));
  });

  it('is #NUM! where U is no probability', async () => {
    const { results } = await simulate({ A1: '=VoseUniform(0,2)', B1: '=VoseNormal(10,2,A1)' });

    expect(results.outputs[0]!.errors).toMatchObject({ count: 2048, first: { error: '#NUM!' } });
  });
});
