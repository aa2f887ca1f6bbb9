import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import type { SimulationRequest } from '../request.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import { createRunner } from './runner.ts';
import { mergeStates } from './state.ts';
import { summarise } from './summarise.ts';
import { afterWave, beforeFirstWave, nextWave, waveEnds } from './waves.ts';

const workbook = workbookOf({ Model: { A1: 1, B1: { formula: '=A1*10+5' }, C1: { formula: '=IF(A1>-99,"text",1)' } } });

const runInWaves = async (request: Partial<SimulationRequest>) => {
  const planned = planSimulation(workbook, {
    inputs: [{ cell: 'Model!A1', distribution: 'normal(10, 2)' }],
    outputs: [{ cell: 'Model!B1' }],
    iterations: 1_000_000,
    seed: 5,
    sampling: 'monte-carlo',
    ...request,
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  const program = await compileSimulation(planned.value);
  const runner = await createRunner(program);
  const states: Uint8Array[] = [];
  for (let progress = beforeFirstWave; ; ) {
    states.push(await runner.run(nextWave(program, progress)));
    const state = mergeStates(program, states);
    const next = afterWave(program, state, progress);
    if (next === undefined) return { program, state, waves: progress.wave + 1, results: summarise(program, state) };
    progress = next;
  }
};

describe('a run with a stop rule', () => {
  it('ends soon after the mean is known as precisely as asked', async () => {
    const { results } = await runInWaves({ stop: { statistic: 'mean', tolerance: 0.1, relative: false } });

    // The standard deviation is 20: half the interval is 0.1 after (1.96 * 20 / 0.1)^2 = 153,664 iterations.
    expect(results.converged).toBe(true);
    expect(results.iterations).toBeGreaterThan(150_000);
    expect(results.iterations).toBeLessThan(153_664 * 1.25 ** 3);
    const [low, high] = results.outputs[0]!.meanConfidence!;
    expect((high - low) / 2).toBeLessThanOrEqual(0.1);
  });

  it('takes the standard deviation or a percentile as well', async () => {
    const deviation = await runInWaves({ stop: { statistic: 'standardDeviation', tolerance: 0.01 } });
    const percentile = await runInWaves({ stop: { statistic: 'percentile', percentile: 90, tolerance: 0.005 } });

    // Of a normal distribution s is known to 1 % after 1.96^2 / (2 * 0.01^2) = 19,208 iterations.
    expect(deviation.results.iterations).toBeGreaterThan(19_000);
    expect(deviation.results.iterations).toBeLessThan(19_208 * 1.25 ** 4);
    expect([percentile.results.converged, percentile.results.iterations < 1_000_000]).toEqual([true, true]);
  });

  it('gives the same as a run of all its iterations from the start', async () => {
    const { program, state, results } = await runInWaves({ stop: { statistic: 'mean', tolerance: 0.002 } });

    const chunks = results.iterations / program.chunkSize;
    const whole = await (await createRunner(program)).run({ firstChunk: 0, chunks });

    expect(results.iterations).toBeLessThan(1_000_000);
    expect(Buffer.compare(whole, state)).toBe(0);
  });

  it('goes to its last iteration where the precision is not reached, and says so', async () => {
    const { results } = await runInWaves({
      iterations: 20_000,
      stop: { statistic: 'mean', tolerance: 1e-6 },
    });

    expect([results.converged, results.iterations]).toEqual([false, 20_000]);
  });

  it('runs at least as many iterations as it is told to, and is not held up by outputs without numbers', async () => {
    const { results } = await runInWaves({
      outputs: [{ cell: 'Model!B1' }, { cell: 'Model!C1' }],
      stop: { statistic: 'mean', tolerance: 10, minimumIterations: 100_000 },
    });

    expect(results.converged).toBe(true);
    expect(results.iterations).toBeGreaterThanOrEqual(100_000);
    expect(results.iterations).toBeLessThan(200_000);
  });

  it.each(['mean', 'standardDeviation', 'percentile'] as const)(
    'doubles its waves with Sobol sampling, and knows the %s as soon as all sequences have begun',
    async (statistic) => {
      const { program, results } = await runInWaves({
        sampling: 'sobol',
        stop: { statistic, percentile: 90, tolerance: 0.05, relative: false },
      });

      expect(program.chunkSize).toBe(1024);
      expect(waveEnds(program)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 977]);
      expect([results.converged, results.iterations]).toEqual([true, 32 * 1024]);
      // By independent iterations the mean would be known to 0.05 after 614,656.
      const { mean, meanConfidence } = results.outputs[0]!;
      expect(Math.abs(mean! - 105)).toBeLessThan(0.01);
      expect(meanConfidence![1] - meanConfidence![0]).toBeLessThan(0.01);
    },
  );
});

describe('a run without a stop rule', () => {
  it('is one wave', async () => {
    const { program, waves, results } = await runInWaves({ iterations: 200_000 });

    expect(waveEnds(program)).toEqual([4]);
    expect([waves, results.converged]).toEqual([1, null]);
  });
});
