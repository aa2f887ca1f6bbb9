import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import type { SimulationRequest } from '../request.ts';
import { outputOf, simulateWorkbook } from '../vendors/simulate.testkit.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation, type Program } from './program.ts';
import { replay } from './replay.ts';
import { createRunner } from './runner.ts';
import { mergeStates } from './state.ts';

const model = (cells: Record<string, string | number> = {}) => workbookOf({ M: { A1: 0, B1: '=A1', ...cells } });
const asked = (distribution: string, more: Partial<SimulationRequest> = {}): SimulationRequest => ({
  inputs: [{ cell: 'M!A1', distribution }],
  outputs: [{ cell: 'M!B1' }],
  iterations: 20_000,
  seed: 7,
  ...more,
});
const simulated = (distribution: string, more?: Partial<SimulationRequest>, cells?: Record<string, string | number>) =>
  simulateWorkbook(model(cells), asked(distribution, more));
const problemsOf = (distribution: string): string => {
  const planned = planSimulation(model(), asked(distribution));
  return planned.ok ? '' : planned.error.map(({ detail }) => detail).join('\n');
};

describe('a compound distribution', () => {
  // E[S] = E[N] E[X], Var S = E[N] Var X + Var N E[X]^2
  it.each([
    ['compound(poisson(3), lognormal(10, 4))', 30, 3 * 16 + 3 * 100],
    ['compound(binomial(10, 0.2), gamma(2, 3))', 12, 2 * 18 + 1.6 * 36],
    ['compound(negativebinomial(2, 0.5), exponential(5))', 10, 2 * 25 + 4 * 25],
    ['compound(4, normal(-1, 2))', -4, 16],
    ['shift(compound(poisson(2), uniform(0, 1)), 5)', 6, 2 / 12 + 2 / 4],
    // A layer of an exponential: E = m e^(-d/m) (1 - e^(-l/m)).
    ['compound(1, exponential(5), 5, 10)', 5 * Math.exp(-1) * (1 - Math.exp(-2)), undefined],
    ['compound(poisson(3), uniform(0, 10), , 5)', 3 * 3.75, undefined],
    ['compound(poisson(1), truncate(normal(0, 1), 0, ))', Math.sqrt(2 / Math.PI), 1],
  ])('%s has the mean and the variance of its parts', async (distribution, mean, variance) => {
    const { results } = await simulated(distribution);

    const [found] = results.outputs;
    const deviation = found!.standardDeviation!;
    expect(Math.abs(found!.mean! - mean)).toBeLessThan((4 * deviation) / Math.sqrt(20_000));
    if (variance !== undefined) expect(Math.abs(deviation ** 2 / variance - 1)).toBeLessThan(0.06);
  });

  it('is 0 where nothing happens', async () => {
    const values = outputOf(await simulated('compound(poisson(0.5), lognormal(10, 4))'));

    expect(values.filter((x) => x === 0).length / values.length).toBeCloseTo(Math.exp(-0.5), 3);
  });

  it('draws its count as an input of the frequency would be drawn', async () => {
    const [counts, sums] = [
      await simulated('poisson(3)'),
      await simulated('compound(poisson(3), uniform(1, 1.0000001))'),
    ];

    expect(outputOf(sums).map((x) => Math.floor(x as number))).toEqual(outputOf(counts));
  });

  it('follows parameters that vary', async () => {
    const cells = { A2: 0, A3: '=A2*2' };
    const request = asked('compound(poisson(A3), exponential(A2))');
    request.inputs!.push({ cell: 'M!A2', distribution: 'discrete({1, 3}, {1, 1})' });

    const { results } = await simulateWorkbook(model(cells), request);

    // Given A2 = a: the mean is 2a a.
    expect(results.outputs[0]!.mean!).toBeCloseTo((2 + 18) / 2, 0);
  });

  it('is drawn the same whether its parameters are numbers or cells that hold them', async () => {
    const cells = { A2: 3, A3: 10 };

    const [written, read] = [
      await simulated('compound(poisson(3), gamma(2, 10))', {}, cells),
      await simulated('compound(poisson(A2), gamma(2, A3))', {}, cells),
    ];

    expect(outputOf(read)).toEqual(outputOf(written));
  });

  it('gives the same bytes for any division among workers', async () => {
    const planned = planSimulation(model(), asked('compound(poisson(3), lognormal(10, 4), 2, 30)', { stop: rule }));
    const program: Program = await compileSimulation(planned.ok ? planned.value : expect.fail('no plan'));
    const slice = async (firstChunk: number, chunks: number) =>
      (await createRunner(program)).run({ firstChunk, chunks });
    const whole = mergeStates(program, [await slice(0, program.chunks)]);

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: program.chunks - 1 }), async (cut) => {
        const parts = [await slice(0, cut), await slice(cut, program.chunks - cut)];
        expect(mergeStates(program, parts)).toEqual(whole);
      }),
      { numRuns: 4 },
    );
  });

  it('is found again by a replay', async () => {
    const simulation = await simulated('compound(poisson(3), gamma(2, 3))');
    const values = outputOf(simulation);

    for (const iteration of [0, 17, 4095]) {
      const { run } = replay(simulation.program, iteration);
      expect(run.read(simulation.program.outputs[0]!.address)).toBe(values[iteration]);
    }
  });

  it('is correlated by its count', async () => {
    const { results } = await simulateWorkbook(workbookOf({ M: { A1: 0, A2: 0, B1: '=A1+A2' } }), {
      ...asked('compound(poisson(50), normal(1, 0.01))'),
      inputs: [
        { cell: 'M!A1', distribution: 'compound(poisson(50), normal(1, 0.01))' },
        { cell: 'M!A2', distribution: 'normal(0, 1)' },
      ],
      correlations: [
        {
          cells: ['M!A1', 'M!A2'],
          copula: 'gaussian',
          matrix: [
            [1, 0.8],
            [0.8, 1],
          ],
          measure: 'spearman',
        },
      ],
    });

    expect(results.outputs[0]!.standardDeviation!).toBeCloseTo(Math.sqrt(50 + 1 + 2 * 0.8 * Math.sqrt(50)), 0);
  });

  it('is its own output to sensitivity, not its count', async () => {
    const { results } = await simulated('compound(1, lognormal(10, 4))');

    expect(results.outputs[0]!.sensitivity[0]!.rankCorrelation).toBeCloseTo(1, 12);
  });
});

describe('a compound that cannot be', () => {
  it.each([
    ['compound(poisson(3))', 'compound is written compound(poisson(3), lognormal(10, 4))'],
    ['compound(poisson(3), 5)', '"compound(poisson(3), 5)" is no distribution.'],
    ['compound(normal(3, 1), exponential(2))', 'The first part of compound is normal, which gives no whole numbers'],
    ['compound(poisson(-3), exponential(2))', 'mean of poisson(mean) must be greater than 0, not -3.'],
    ['compound(poisson(3), exponential(-2))', 'mean of exponential(mean) must be greater than 0, not -2.'],
    ['compound(poisson(3), exponential(2), -1)', 'The deductible of compound must be at least 0, not -1.'],
    ['compound(poisson(3), exponential(2), 0, 0)', 'The limit of compound must be greater than 0, not 0.'],
    ['compound(poisson(1e6), exponential(2))', 'compound adds up to 100000 values in an iteration'],
    ['truncate(compound(poisson(3), exponential(2)), 0, 9)', 'A compound has no distribution function'],
    ['lock(compound(poisson(3), exponential(2)))', 'lock(compound(...)) needs a value'],
    ['compound(poisson(3), compound(poisson(3), exponential(2)))', 'compound takes no compound as its part'],
    ['compound(poisson(3), nrmal(2, 1))', 'There is no distribution "nrmal". Did you mean normal?'],
    ['compound(poisson(3), exponential(2), {1, 2})', 'A number of compound is a list.'],
    ['compound(poisson(3), exponential(2), "no")', 'A number of compound is the text "no", not a number.'],
  ])('%s is refused', (distribution, message) => {
    expect(problemsOf(distribution)).toContain(message);
  });

  it.each([
    'compound(2.5, exponential(2))',
    'compound(-1, exponential(2))',
    'compound(discrete({1, 200000}, {0.9, 0.1}), exponential(2))',
  ])('%s is #NUM! in the iterations in which its count is not a whole number up to the bound', async (distribution) => {
    const cells = { A1: 0, B1: '=IF(ISERROR(A1),ERROR.TYPE(A1),0)' };
    const values = outputOf(await simulateWorkbook(workbookOf({ M: cells }), asked(distribution, { iterations: 100 })));

    expect(values.filter((x) => x === 6).length).toBeGreaterThanOrEqual(10);
    expect(new Set(values.filter((x) => x !== 0))).toEqual(new Set([6]));
  });
});

describe('a splice', () => {
  it('is the first distribution below its point and the second above, by the weight that each has there', async () => {
    const values = outputOf(await simulated('splice(uniform(0, 10), exponential(5), 5)')) as number[];

    // Half of the uniform and e^-1 of the exponential are left.
    const below = values.filter((x) => x <= 5);
    expect(below.length / values.length).toBeCloseTo(0.5 / (0.5 + Math.exp(-1)), 3);
    expect(below.reduce((sum, x) => sum + x, 0) / below.length).toBeCloseTo(2.5, 1);
    const above = values.filter((x) => x > 5);
    expect(above.reduce((sum, x) => sum + x, 0) / above.length).toBeCloseTo(10, 1);
  });

  it('is truncated, shifted and drawn with parameters that vary like any other', async () => {
    const values = outputOf(
      await simulated(
        'shift(truncate(splice(normal(10, 2), pareto(2, A2), 12), 8, 20), 1)',
        {},
        { A2: '=10+0*RAND()' },
      ),
    ) as number[];

    expect(Math.min(...values)).toBeGreaterThanOrEqual(9);
    expect(Math.max(...values)).toBeLessThanOrEqual(21);
  });

  it.each([
    ['splice(normal(0, 1), normal(0, 1))', 'splice is written splice('],
    ['splice(uniform(0, 1), uniform(0, 1), 2)', 'splice: almost nothing of the second distribution lies above 2.'],
    ['splice(uniform(3, 4), uniform(0, 5), 2)', 'splice: almost nothing of the first distribution lies below 2.'],
    ['truncate(splice(normal(0, 1), normal(0, 1), 0), 50, 60)', 'almost nothing of splice lies between 50 and 60.'],
    ['splice(normal(0, 1), compound(2, normal(0, 1)), 1)', 'splice takes no compound as its part'],
  ])('%s is refused', (distribution, message) => {
    expect(problemsOf(distribution)).toContain(message);
  });
});

/** Small chunks, so that there are several. */
const rule = { statistic: 'mean', tolerance: 1e-9, confidence: 0.95 } as const;
