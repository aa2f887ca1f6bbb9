import { describe, expect, it } from 'vitest';
import { workbookOf } from '../model/workbook.testkit.ts';
import { mergePasses, nextPass } from './exactPercentiles.ts';
import { planSimulation } from './plan.ts';
import { compileSimulation } from './program.ts';
import { createRunner, type Samples } from './runner.ts';
import { mergeStates, withPass } from './state.ts';
import { summarise } from './summarise.ts';

const workbook = workbookOf({
  M: {
    A1: '=RiskNormal(1000,1)',
    A2: '=RiskPercentile(Q1,0.123)',
    A3: '=RiskXtoP(Q2,0.25)',
    Q1: '=A1*(1+A1/1E6)',
    Q2: '=IF(A1>1002,NA(),A1-ROUND(A1,0))',
  },
});

const compiled = async (changes: object) => {
  const planned = planSimulation(workbook, {
    outputs: [{ cell: 'M!Q1' }, { cell: 'M!Q2' }],
    // Too many to keep: what is true of the first chunks alone would be of all.
    iterations: 50_000_000,
    seed: 3,
    sampling: 'monte-carlo',
    ...changes,
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  return compileSimulation(planned.value);
};

const chunks = 3;

describe('exact percentiles of a run too long to keep its values', () => {
  it('are those of the values, with what the workbook reads of its own simulation', async () => {
    const program = await compiled({ exactPercentiles: true });
    const runner = await createRunner(program);
    let state = mergeStates(program, [
      await runner.run({ firstChunk: 0, chunks: 1 }),
      await runner.run({ firstChunk: 1, chunks: chunks - 1 }),
    ]);
    let passes = 0;
    for (let next = nextPass(program, state); next; next = nextPass(program, state)) {
      const { pass } = next;
      state = withPass(
        state,
        mergePasses([
          await runner.refine({ pass, firstChunk: 2, chunks: chunks - 2 }),
          await runner.refine({ pass, firstChunk: 0, chunks: 2 }),
        ]),
      );
      passes += 1;
    }
    const results = summarise(program, state);

    const samples: Samples[] = [];
    for (let chunk = 0; chunk < chunks; chunk++) samples.push(await runner.sample(chunk));
    const sorted = [0, 1].map((output) =>
      Float64Array.from(
        samples.flatMap(({ columns }) => columns[1 + output]!).filter((value) => typeof value === 'number'),
      ).sort(),
    );
    const at = (values: Float64Array, p: number) => {
      const place = (values.length - 1) * p;
      const [low, high] = [values[Math.floor(place)]!, values[Math.ceil(place)]!];
      return low + (place - Math.floor(place)) * (high - low);
    };
    expect(passes).toBe(1);
    for (const [i, values] of sorted.entries()) {
      const { percentiles, percentileError, valueAtRisk } = results.outputs[i]!;
      expect(percentileError).toBe(0);
      expect(valueAtRisk).toBe(percentiles!['5']);
      for (const [percent, value] of Object.entries(percentiles!)) {
        expect(Math.abs(value - at(values, Number(percent) / 100))).toBeLessThan(1e-12 * Math.abs(value));
      }
    }
    const [ofPercentile, ofShare] = results.workbookResults.map(({ value }) => value);
    expect(ofPercentile).toBeCloseTo(at(sorted[0]!, 0.123), 11);
    expect(ofShare).toBe(sorted[1]!.filter((x) => x <= 0.25).length / sorted[1]!.length);
  });

  it('are no more work where nobody asks for them, or where values are kept', async () => {
    const states = [{}, { exactPercentiles: true, iterations: 1000 }].map(async (changes) => {
      const program = await compiled(changes);
      const runner = await createRunner(program);
      return nextPass(program, await runner.run({ firstChunk: 0, chunks: 1 }));
    });

    expect(await Promise.all(states)).toEqual([undefined, undefined]);
  });
});
