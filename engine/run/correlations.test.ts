import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import type { CorrelationRequest, SimulationRequest } from '../request.ts';
import { decodeProgram, encodeProgram } from './encodeProgram.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import type { SimulationResults } from './results.ts';
import { createRunner } from './runner.ts';
import { summarise } from './summarise.ts';

const workbook = workbookOf({ S: { A1: 1, A2: 2, A3: 3, B1: '=A1+A2+A3', B2: '=RAND()*A1' } });
const requestOf = (correlation: CorrelationRequest, changes: Partial<SimulationRequest> = {}): SimulationRequest => ({
  inputs: [
    { cell: 'S!A1', distribution: 'normal(0, 1)' },
    { cell: 'S!A2', distribution: 'lognormal(10, 5)' },
    { cell: 'S!A3', distribution: 'uniform(0, 1)' },
  ],
  outputs: [{ cell: 'S!B1' }, { cell: 'S!B2' }],
  iterations: 5000,
  seed: 1,
  correlations: [correlation],
  ...changes,
});

const run = async (
  correlation: CorrelationRequest,
  changes?: Partial<SimulationRequest>,
): Promise<SimulationResults> => {
  const plan = planSimulation(workbook, requestOf(correlation, changes));
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const program = decodeProgram(encodeProgram(await compileSimulation(plan.value)));
  const runner = await createRunner(program);
  return summarise(program, await runner.run({ firstChunk: 0, chunks: program.chunks }));
};
const problemsOf = (correlation: CorrelationRequest) => {
  const plan = planSimulation(workbook, requestOf(correlation));
  return plan.ok ? [] : plan.error;
};

describe('a correlation of a request', () => {
  it.each(['latin-hypercube', 'monte-carlo', 'sobol'] as const)('correlates the inputs under %s', async (sampling) => {
    const matrix = [
      [1, 0.8],
      [0.8, 1],
    ];
    const { correlations, outputs } = await run({ cells: ['S!A1', 'S!A3'], copula: 'gaussian', matrix }, { sampling });

    expect(correlations[0]!.asked[0]![1]).toBe(0.8);
    expect(correlations[0]!.achieved[0]![1]!).toBeCloseTo(0.8, 1.5);
    expect(correlations[0]!.repaired).toBe(false);
    // Var(A1 + A2 + A3) = 1 + 25 + 1 / 12 and twice the covariance of A1 and A3, 0.8 standard deviations of each at most.
    const independent = 1 + 25 + 1 / 12;
    expect(outputs[0]!.variance!).toBeGreaterThan(independent + 0.35);
  });

  it('says that a matrix was repaired, and what was asked instead', async () => {
    const matrix = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];
    const { correlations, warnings } = await run({ cells: ['S!A1', 'S!A2', 'S!A3'], copula: 'gaussian', matrix });

    expect(correlations[0]!.repaired).toBe(true);
    expect(correlations[0]!.asked[0]![1]).toBeLessThan(0.6);
    expect(warnings.join()).toMatch(/nearest matrix/);
    for (const [i, row] of correlations[0]!.achieved.entries())
      for (const [j, value] of row.entries()) expect(value!).toBeCloseTo(correlations[0]!.asked[i]![j]!, 1.3);
  });

  it('shows the rank correlation of a copula that was asked by tau', async () => {
    const { correlations } = await run({ cells: ['S!A1', 'S!A2', 'S!A3'], copula: 'clayton', tau: 0.5 });

    // 12 times the integral of C(u, v) - u v for theta = 2, by mpmath 1.4.1
    expect(correlations[0]!.asked[0]![1]).toBeCloseTo(0.682233833, 7);
    expect(correlations[0]!.achieved[1]![2]!).toBeCloseTo(0.6822, 1.3);
  });

  it('that the distributions cannot have is a problem with the range that they can', () => {
    const matrix = [
      [1, -0.99],
      [-0.99, 1],
    ];
    const [problem] = problemsOf({ cells: ['S!A1', 'S!A2'], copula: 'gaussian', measure: 'pearson', matrix });

    expect(problem!.pointer).toBe('/correlations/0');
    expect(problem!.detail).toMatch(/their distributions allow -0\.9\d\d to 0\.9\d\d/);
  });

  it('with a cell that draws by its own formula is a problem', () => {
    const [problem] = problemsOf({ cells: ['S!A1', 'S!B2'], copula: 'frank', tau: 0.5 });

    expect(problem).toEqual({
      pointer: '/correlations/0/cells/1',
      detail: 'S!B2 draws by its own formula: give it a distribution to correlate it.',
    });
  });

  it('may name its cells in any way, and the request that gives the same again names them as the inputs', () => {
    const oneSheet = workbookOf({ S: { A1: '=RiskNormal(0,1)', A2: '=RiskNormal(0,1)', B1: '=A1+A2' } });
    const matrix = [
      [1, 0.5],
      [0.5, 1],
    ];
    const correlations: CorrelationRequest[] = [{ cells: ['a1', 's!$A$2'], copula: 'gaussian', matrix }];

    const plan = planSimulation(oneSheet, { outputs: [{ cell: 'B1' }], correlations });

    expect(plan.ok && plan.value.request.correlations).toEqual([
      { cells: ['S!A1', 'S!A2'], copula: 'gaussian', matrix },
    ]);
  });
});
