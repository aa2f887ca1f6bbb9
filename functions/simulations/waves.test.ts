import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as engine from '../../engine/index.ts';
import { workbookOf } from '../../engine/model/workbook.testkit.ts';
import type { StartSimulation } from '../../shared/api/simulations.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import type { Objects } from '../../shared/objects.ts';
import { runResultsKey } from '../../shared/runs.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { merge, prepare, runSlice, type Slice } from './run.ts';
import { aSimulation, clock, runInputOf, tenant } from './simulations.testkit.ts';
import { simulationStore } from './store.ts';

const workbook = workbookOf({ Model: { A1: 1, B1: { formula: '=A1*10+5' } } });
const request: Partial<StartSimulation> = {
  inputs: [{ cell: 'Model!A1', distribution: 'normal(10, 2)' }],
  outputs: [{ cell: 'Model!B1' }],
  iterations: 1_000_000,
  seed: 5,
  sampling: 'monte-carlo',
};

/** A machine so slow that nothing is worth doing alone, or as fast as it is. */
const runnerOn = (speed: 'slow' | 'fast') => async (program: engine.Program) => {
  const runner = await engine.createRunner(program);
  if (speed === 'fast') return runner;
  const measure = async () => {
    await sleep(5);
    return 0.001;
  };
  return { ...runner, measure };
};

const readJson = async (objects: Objects, key: string) =>
  JSON.parse(Buffer.from((await objects.get(tenant, key))!).toString());

/** Does what the state machine does. Answers the states that it went through, and the results. */
const execute = async (speed: 'slow' | 'fast', given: Partial<StartSimulation>) => {
  const store = simulationStore(memoryTable());
  const { objects } = memoryObjects();
  const total = given.iterations ?? 1_000_000;
  const simulation = aSimulation({ total, request: { ...request, ...given } as StartSimulation });
  await store.create(simulation, []);
  const input = runInputOf(simulation);
  const deps = { ...engine, plan: engine.planSimulation, compile: engine.compileSimulation };
  const all = { ...deps, store, objects, clock, createRunner: runnerOn(speed), workbook: async () => workbook };
  const states = ['prepare'];
  let wave = await prepare(all, input);
  for (;;) {
    if (!wave.ended) {
      const slices: Slice[] = await readJson(objects, wave.slicesKey.replace(`tenants/${tenant}/`, ''));
      for (const slice of slices) await runSlice(all, { ...input, ...slice });
      states.push(`${slices.length} slices`);
    }
    wave = await merge(all, { ...input, ...wave });
    states.push('merge');
    if (wave.ended) break;
  }
  const results: engine.SimulationResults = await readJson(objects, runResultsKey(simulation.simulationId));
  return { states, results, record: await store.get(tenant, simulation.simulationId) };
};

describe('a run', () => {
  it('that is short is computed by prepare alone, its waves too', async () => {
    const plain = await execute('fast', { iterations: 100_000 });
    const stopping = await execute('fast', { stop: { statistic: 'mean', tolerance: 0.2, relative: false } });

    expect(plain.states).toEqual(['prepare', 'merge']);
    const { createdBy, visibility } = aSimulation();
    expect(plain.results).toMatchObject({ sharing: { createdBy, visibility, sequence: 2 } });
    expect(stopping.states).toEqual(['prepare', 'merge']);
    expect(stopping.results.converged).toBe(true);
  });

  it('that is long is divided, and gives what a short one gives', async () => {
    const [fast, slow] = await Promise.all([
      execute('fast', { iterations: 300_000 }),
      execute('slow', { iterations: 300_000 }),
    ]);

    expect(slow.states).toEqual(['prepare', '5 slices', 'merge']);
    expect(slow.results).toEqual(fast.results);
  });

  it('with a stop rule is divided wave by wave, ends with the first that suffices, and counts what it did', async () => {
    const stop = { statistic: 'mean', tolerance: 0.2, relative: false } as const;
    const [fast, slow] = await Promise.all([execute('fast', { stop }), execute('slow', { stop })]);

    expect(slow.states.filter((state) => state === 'merge').length).toBeGreaterThan(2);
    expect(slow.results).toEqual(fast.results);
    const { iterations } = slow.results;
    expect(iterations).toBeLessThan(200_000);
    expect(slow.record).toMatchObject({ sealed: true, completed: iterations, total: iterations });
  });
});
