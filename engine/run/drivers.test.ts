import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import type { SimulationRequest } from '../request.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import type { OutputResults } from './results.ts';
import { createRunner } from './runner.ts';
import { mergeStates } from './state.ts';
import { summarise } from './summarise.ts';

const workbook = workbookOf({
  Model: {
    A1: 0,
    A2: 0,
    A3: 0,
    A4: 0,
    B1: { formula: '=3*A1-4*A2+7' },
    B2: { formula: '=A1*A2' },
    B3: { formula: '=IF(A1<0,SQRT(-1),A1)' },
    B4: { formula: '=A1+A2+A3+A4' },
  },
});

const run = async (request: Partial<SimulationRequest> = {}, slices = [[0, 1]]) => {
  const planned = planSimulation(workbook, {
    inputs: ['A1', 'A2', 'A3', 'A4'].map((cell) => ({ cell, distribution: 'normal(0, 1)' })),
    outputs: [{ cell: 'B1' }],
    iterations: 5_000,
    seed: 3,
    ...request,
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  const program = await compileSimulation(planned.value);
  const states: Uint8Array[] = [];
  for (const [firstChunk, chunks] of slices)
    states.push(await (await createRunner(program)).run({ firstChunk: firstChunk!, chunks: chunks! }));
  const state = mergeStates(program, states);
  return { program, state, results: summarise(program, state) };
};

const driver = (output: OutputResults, cell: string) => output.sensitivity.find(({ input }) => input === cell)!;

describe('the regression of an output on its inputs', () => {
  it('explains a linear model wholly, by coefficients in standard deviations', async () => {
    const { results } = await run();
    const [output] = results.outputs;

    // The standard deviation of 3 a - 4 b is 5.
    expect(output!.regression!.rSquared).toBeCloseTo(1, 12);
    expect(driver(output!, 'Model!A1').regressionCoefficient).toBeCloseTo(0.6, 1);
    expect(driver(output!, 'Model!A2').regressionCoefficient).toBeCloseTo(-0.8, 1);
  });

  it('explains nothing of a product of inputs around zero', async () => {
    const { results } = await run({ outputs: [{ cell: 'B2' }] });

    expect(results.outputs[0]!.regression!.rSquared).toBeLessThan(0.01);
  });

  it('leaves out iterations that are errors, and is missing where nothing varies', async () => {
    const { results } = await run({ outputs: [{ cell: 'B3' }] });
    const regression = results.outputs[0]!.regression!;

    expect(regression.iterations).toBe(results.outputs[0]!.iterations);
    expect(regression.rSquared).toBeCloseTo(1, 12);
    const constant = await run({
      inputs: [{ cell: 'A1', distribution: 'uniform(1, 2)' }],
      outputs: [{ cell: 'B2' }],
    });
    expect(constant.results.outputs[0]!.regression).toBeNull();
  });

  it('drops and names an input that is a combination of stronger ones', async () => {
    const { results } = await run({
      inputs: [
        { cell: 'A1', distribution: 'normal(0, 2)' },
        { cell: 'A2', distribution: 'normal(0, 1)' },
      ],
      correlations: [
        {
          copula: 'gaussian',
          cells: ['A1', 'A2'],
          matrix: [
            [1, 1],
            [1, 1],
          ],
        },
      ],
      outputs: [{ cell: 'B4' }],
    });
    const [output] = results.outputs;

    expect(output!.regression!.dropped).toHaveLength(1);
    const [dropped] = output!.regression!.dropped;
    expect(driver(output!, dropped!).regressionCoefficient).toBeNull();
    expect(output!.regression!.rSquared).toBeCloseTo(1, 4);
  });
});

describe('sensitivity', () => {
  it('tells inputs apart by their cells where their names are the same', async () => {
    const named = ['A1', 'A2', 'A3'].map((cell, i) => ({
      cell,
      name: i < 2 ? 'Price' : 'Volume',
      distribution: 'normal(0, 1)',
    }));

    const { results } = await run({ inputs: named, outputs: [{ cell: 'B4' }] });

    const names = results.outputs[0]!.sensitivity.map(({ name }) => name);
    expect(names.toSorted()).toEqual(['Price (Model!A1)', 'Price (Model!A2)', 'Volume']);
    expect(results.inputs.map(({ name }) => name)).toEqual(['Price', 'Price', 'Volume']);
  });

  it('says which inputs are correlated with others', async () => {
    const { results } = await run({
      correlations: [
        {
          copula: 'gaussian',
          cells: ['A1', 'A3'],
          matrix: [
            [1, 0.5],
            [0.5, 1],
          ],
        },
      ],
    });

    const marked = results.outputs[0]!.sensitivity.filter(({ correlated }) => correlated).map(({ input }) => input);
    expect(marked.toSorted()).toEqual(['Model!A1', 'Model!A3']);
  });
});

describe('scatter points', () => {
  it('pair the values of the first iterations, with null for an error', async () => {
    const { results } = await run({ outputs: [{ cell: 'B1' }, { cell: 'B3' }] });
    const column = (cell: string) =>
      [...results.scatter!.inputs, ...results.scatter!.outputs].find((each) => each.cell === cell)!.values;
    const [a, b] = [column('Model!A1'), column('Model!A2')];

    expect(a).toHaveLength(1000);
    for (const [i, y] of column('Model!B1').entries()) expect(y).toBeCloseTo(3 * a[i]! - 4 * b[i]! + 7, 3);
    expect(column('Model!B3')).toEqual(a.map((x) => (x! < 0 ? null : x)));
  });

  it('are the same for any slicing, and reach over several chunks', async () => {
    const stop = { statistic: 'mean', tolerance: 1e-9, relative: false } as const;
    const [whole, parts] = [
      await run({ stop, iterations: 3000 }, [[0, 3]]),
      await run({ stop, iterations: 3000 }, [
        [1, 2],
        [0, 1],
      ]),
    ];

    expect(whole.program.chunkSize).toBe(1024);
    expect(Buffer.compare(whole.state, parts.state)).toBe(0);
    expect(whole.results.outputs[0]!.regression!.iterations).toBe(3000);
    expect(parts.results).toEqual(whole.results);
  });
});
