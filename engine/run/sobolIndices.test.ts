import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import type { SimulationRequest } from '../request.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import { createRunner } from './runner.ts';
import { mergeStates } from './state.ts';
import { summarise } from './summarise.ts';

const workbook = workbookOf({
  Model: {
    A1: 0,
    A2: 0,
    A3: 0,
    A4: 0,
    A5: { formula: '=RAND()+RAND()', value: 1 },
    B1: { formula: '=A1+2*A2+A3*A4' },
    B2: { formula: '=IF(A1<-1,SQRT(-1),A1+A2)' },
    B3: { formula: '=A5*2' },
  },
});

const planned = (request: Partial<SimulationRequest>) =>
  planSimulation(workbook, {
    inputs: ['A1', 'A2', 'A3', 'A4'].map((cell) => ({ cell, distribution: 'normal(0, 1)' })),
    outputs: [{ cell: 'B1' }, { cell: 'B2' }, { cell: 'B3' }],
    iterations: 20_000,
    seed: 8,
    sobolIndices: true,
    ...request,
  });

const run = async (request: Partial<SimulationRequest> = {}, slices = [[0, 1]]) => {
  const plan = planned(request);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const program = await compileSimulation(plan.value);
  const states: Uint8Array[] = [];
  for (const [firstChunk, chunks] of slices)
    states.push(await (await createRunner(program)).run({ firstChunk: firstChunk!, chunks: chunks! }));
  const state = mergeStates(program, states);
  return { state, results: summarise(program, state) };
};

describe("Sobol's indices", () => {
  it.each(['monte-carlo', 'latin-hypercube', 'sobol'] as const)(
    'tell what an input does alone from what it does in concert: %s',
    async (sampling) => {
      const { results } = await run({ sampling });
      const of = (cell: string) =>
        results.outputs[0]!.sensitivity.find(({ input }) => input === `Model!${cell}`)!.sobolIndices!;

      // The variances of a + 2 b + c d are 1, 4 and 1: the product's belongs to neither factor alone.
      const expected = { A1: [1 / 6, 1 / 6], A2: [4 / 6, 4 / 6], A3: [0, 1 / 6], A4: [0, 1 / 6] };
      for (const [cell, [first, total]] of Object.entries(expected)) {
        expect(Math.abs(of(cell).first - first!)).toBeLessThan(0.04);
        expect(Math.abs(of(cell).total - total!)).toBeLessThan(0.04);
      }
    },
  );

  it('are 1 for the only input, though it draws twice, and 0 for one without influence', async () => {
    const { results } = await run();
    const of = (cell: string) => results.outputs[2]!.sensitivity.find(({ input }) => input === cell)!.sobolIndices;

    expect(of('Model!A5')).toEqual({ first: 1, total: 1 });
    expect(of('Model!A1')).toEqual({ first: 0, total: 0 });
  });

  it('leave out iterations that are errors', async () => {
    const { results } = await run();

    const [a, b] = ['A1', 'A2'].map(
      (cell) => results.outputs[1]!.sensitivity.find(({ input }) => input === `Model!${cell}`)!.sobolIndices!.total,
    );
    expect(a! + b!).toBeCloseTo(1, 1);
  });

  it('change no other figure, and no bit with the slicing', async () => {
    const stop = { statistic: 'mean', tolerance: 1e-9, relative: false } as const;
    const request = { stop, iterations: 3000 };
    const [whole, parts, without] = [
      await run(request, [[0, 3]]),
      await run(request, [
        [2, 1],
        [0, 2],
      ]),
      await run({ ...request, sobolIndices: false }, [[0, 3]]),
    ];

    expect(Buffer.compare(whole.state, parts.state)).toBe(0);
    const plain = (results: typeof whole.results) =>
      results.outputs.map((output) => ({
        ...output,
        sensitivity: output.sensitivity.map(({ sobolIndices: _, ...entry }) => entry),
      }));
    expect(plain(whole.results)).toEqual(plain(without.results));
    expect(without.results.outputs[0]!.sensitivity[0]!.sobolIndices).toBeNull();
  });

  it('are refused for correlated inputs', () => {
    const correlations = [
      {
        copula: 'gaussian' as const,
        cells: ['A1', 'A2'],
        matrix: [
          [1, 0.5],
          [0.5, 1],
        ],
      },
    ];

    expect(planned({ correlations })).toEqual({
      ok: false,
      error: [{ pointer: '/sobolIndices', detail: expect.stringContaining('independent inputs') }],
    });
  });
});
