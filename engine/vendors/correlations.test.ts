import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.testkit.ts';

/** The lower half of a matrix, as people fill it in. */
const matrix = { D1: 1, D2: 0.7, E2: 1, D3: -0.4, E3: 0, F3: 1 };

describe('correlations within a workbook', () => {
  it.each([
    [
      'RiskNormal(10,2,RiskCorrmat(D1:F3,1))',
      'RiskTriang(1,2,6,RiskCorrmat(D1:F3,2))',
      'RiskUniform(0,1,RiskCorrmat(D1:F3,3))',
    ],
    [
      'PsiNormal(10,2,PsiCorrMatrix(D1:F3,1,"x"))',
      'PsiPert(1,2,6,PsiCorrMatrix(D1:F3,2,"x"))',
      'PsiUniform(0,1,PsiCorrMatrix(D1:F3,3,"x"))',
    ],
    [
      'RiskNormal(10,2,RiskCorrmat(Matrix,1))',
      'RiskTriang(1,2,6,RiskCorrmat(Matrix,2))',
      'RiskUniform(0,1,RiskCorrmat(Matrix,3))',
    ],
  ])('draws %s and the others by their matrix, as ranks correlate', async (a, b, c) => {
    const { results } = await simulate(
      { A1: `=${a}`, A2: `=${b}`, A3: `=1*${c}`, B1: '=A1+A2+A3', ...matrix },
      {},
      { names: { Matrix: 'M!$D$1:$F$3' } },
    );

    const [found] = results.correlations;
    expect(found?.cells).toEqual(['M!A1', 'M!A2', 'M!A3']);
    expect(found?.achieved[0]?.[1]).toBeCloseTo(0.7, 1);
    expect(found?.achieved[0]?.[2]).toBeCloseTo(-0.4, 1);
    expect(found?.achieved[1]?.[2]).toBeCloseTo(0, 1);
  });

  it.each([
    ['PsiCopulaStudent(D1:F3,1,4)', 'PsiCopulaStudent(D1:F3,2,4)', { copula: 't' }, Math.asin(0.7) / (Math.PI / 2)],
    ['PsiCopulaStudent(0.5,1,3,"x")', 'PsiCopulaStudent(0.5,2,3,"x")', { copula: 't' }, 1 / 3],
    ['PsiCopula("clayton",2)', 'PsiCopula("Clayton",2)', { copula: 'clayton' }, 2 / 4],
    ['PsiCopula("gumbel",2,3,"x")', 'PsiCopula("gumbel",2,3,"x")', { copula: 'gumbel' }, 1 - 1 / 2],
    ['PsiCopula("frank",5.736)', 'PsiCopula("frank",5.736)', { copula: 'frank' }, 0.5],
  ])('joins draws by %s, of which Kendall’s tau is known', async (first, second, copula, tau) => {
    const { samples, program, results } = await simulate({
      A1: `=PsiNormal(0,1,${first})`,
      A2: `=PsiExponential(3,${second})`,
      B1: '=A1+A2',
      ...matrix,
    });

    expect(results.correlations).toMatchObject([{ cells: ['M!A1', 'M!A2'], ...copula }]);
    const [x, y] = program.inputs.map((_, i) => samples.columns[i]!.slice(0, 800) as number[]);
    let concordance = 0;
    for (let i = 0; i < 800; i++)
      for (let j = 0; j < i; j++) concordance += Math.sign((x![i]! - x![j]!) * (y![i]! - y![j]!));
    expect(Math.abs(concordance / (400 * 799) - tau)).toBeLessThan(0.08);
  });

  it.each([
    ['PsiCopula("clayton",2,1)', 'reflects one variable alone'],
    ['PsiCopula("joe",2)', 'takes "clayton", "gumbel" or "frank" and a number'],
    ['PsiCopula("gumbel",0.5)', 'gumbel'],
    ['PsiCopulaStudent(D1:F3,1,0)', 'needs degrees of freedom above 0'],
    ['PsiCopulaStudent(D1:F3,9,4)', 'a position in the correlation matrix is not from 1 to 3'],
  ])('refuses %s', async (property, message) => {
    const cells = { A1: `=PsiNormal(0,1,${property})`, A2: `=PsiNormal(0,1,${property})`, B1: '=A1+A2', ...matrix };

    await expect(simulate(cells)).rejects.toThrow(message);
  });

  it('correlates followers with their leader, and with each other through it', async () => {
    const { results } = await simulate({
      A1: '=RiskNormal(0,1,RiskIndepC("Market"))',
      A2: '=RiskNormal(0,1,RiskDepC("Market",0.8))',
      A3: '=RiskNormal(0,1,RiskDepC("market",-0.5))',
      B1: '=A1+A2+A3',
    });

    expect(results.correlations[0]?.asked?.map((row) => row.map((x) => Math.round(x * 100) / 100))).toEqual([
      [1, 0.8, -0.5],
      [0.8, 1, -0.4],
      [-0.5, -0.4, 1],
    ]);
  });

  it('gives way to a correlation of the request', async () => {
    const { results } = await simulate(
      {
        A1: '=RiskNormal(0,1,RiskCorrmat(D1:E2,1))',
        A2: '=RiskNormal(0,1,RiskCorrmat(D1:E2,2))',
        B1: '=A1+A2',
        D1: 1,
        D2: 0.9,
        E2: 1,
      },
      {
        correlations: [
          {
            cells: ['M!A1', 'M!A2'],
            copula: 'gaussian',
            matrix: [
              [1, -0.9],
              [-0.9, 1],
            ],
          },
        ],
      },
    );

    expect(results.correlations).toHaveLength(1);
    expect(results.correlations[0]?.achieved[0]?.[1]).toBeCloseTo(-0.9, 1);
  });

  it('gives the same numbers when its resolved request is run again', async () => {
    const cells = {
      A1: '=RiskNormal(0,1,RiskCorrmat(D1:F3,1))',
      A2: '=RiskNormal(0,1,RiskCorrmat(D1:F3,2))',
      B1: '=A1+A2',
      ...matrix,
    };
    const first = await simulate(cells);
    const again = await simulate(cells, first.results.request);

    expect(again.results).toEqual(first.results);
  });

  it.each([
    ['RiskCorrmat(D1:F3,4)', 'is not from 1 to 3'],
    ['RiskCorrmat(D1:F2,1)', 'no square range'],
    ['RiskCorrmat(D1:F3,2)', 'two inputs have the same position'],
  ])('refuses %s', async (property, reason) => {
    const other = property.replace(/\d\)$/, '2)');
    const running = simulate({
      A1: `=RiskNormal(0,1,${property})`,
      A2: `=RiskNormal(0,1,${other})`,
      B1: '=A1+A2',
      ...matrix,
    });

    await expect(running).rejects.toThrow(reason);
  });
});
