import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program, Runner } from '../../engine/index.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { programKey } from '../../shared/runs.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { complete, divide, fail, runSlice } from './run.ts';
import type { SimulationRecord } from './simulation.ts';
import { aSimulation, clock, runInputOf, tenant } from './simulations.testkit.ts';
import { simulationStore } from './store.ts';

describe('dividing a wave', () => {
  it('keeps a short wave whole', () => {
    expect(divide({ firstChunk: 5, chunks: 10 }, 0.1)).toEqual([{ firstChunk: 5, chunks: 10 }]);
  });

  it('covers every chunk once, in order, with slices of about half a minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.double({ min: 0.001, max: 60, noNaN: true }),
        (chunks, seconds) => {
          const slices = divide({ firstChunk: 0, chunks }, seconds);
          let next = 0;
          for (const { firstChunk, chunks: count } of slices) {
            if (firstChunk !== next || count < 1) return false;
            next += count;
          }
          return next === chunks && slices.length <= 10_000;
        },
      ),
    );
  });
});

const running = async (given: Partial<SimulationRecord> = {}) => {
  const table = memoryTable();
  const store = simulationStore(table);
  const simulation = aSimulation({ status: 'RUNNING', ...given });
  await store.create(simulation, []);
  const input = runInputOf(simulation);
  const events = () => table.items().flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : []));
  return { deps: { store, clock }, store, input, events };
};

describe('a slice', () => {
  /** A run of ten chunks of a hundred iterations, of which each slice computes one. */
  const sliced = async (given: Partial<SimulationRecord> = {}) => {
    const { deps, store, input, events } = await running({ total: 1000, ...given });
    const { objects } = memoryObjects();
    await objects.put(tenant, programKey(input.simulationId), 'program', 'application/octet-stream');
    const program = { chunkSize: 100, chunks: 10, iterations: 1000 } as Program;
    const runner = { run: async () => new Uint8Array([1]) } as unknown as Runner;
    const compute = (firstChunk: number) =>
      runSlice(
        { ...deps, objects, decodeProgram: () => program, createRunner: async () => runner },
        { ...input, firstChunk, chunks: 1 },
      );
    return { store, input, events, compute };
  };

  it('counts once although it is computed again, and its progress is an event', async () => {
    const { store, input, events, compute } = await sliced();

    await compute(3);
    await compute(3);
    await compute(4);

    expect((await store.get(tenant, input.simulationId))?.completed).toBe(200);
    expect(events().map(({ type, data }) => [type, data.completed, data.total])).toEqual([
      ['simulation.progress', 100, 1000],
      ['simulation.progress', 200, 1000],
    ]);
  });

  it('of many that end together is told once per twentieth of the run, and counted each time', async () => {
    const { store, input, events, compute } = await sliced({ total: 2000 });

    await Promise.all([0, 1, 2, 3, 4].map(compute));
    await Promise.all([5, 6, 7, 8, 9].map(compute));

    const steps = events().map(({ data }) => Math.floor(data.completed / 100));
    expect((await store.get(tenant, input.simulationId))?.completed).toBe(1000);
    expect(steps).toEqual([1, 6]);
  });

  it('that ends after a cancellation it did not see counts nothing and tells nothing', async () => {
    const { store, input, events, compute } = await sliced();
    const { get } = store;
    store.get = async (...key) => {
      const seen = await get(...key);
      await store.move(tenant, input.simulationId, 'cancel', {}, () => []);
      return seen;
    };

    await compute(0);

    expect((await get(tenant, input.simulationId))?.completed).toBe(0);
    expect(events()).toEqual([]);
  });

  it('of a run with many is an event only once in a while', async () => {
    const { events, compute } = await sliced({ total: 100_000 });

    for (let chunk = 0; chunk < 10; chunk += 1) await compute(chunk);

    expect(events()).toEqual([]);
  });

  it('of a cancelled run counts nothing', async () => {
    const { store, input, events, compute } = await sliced({ status: 'CANCELLED' });

    await expect(compute(0)).rejects.toThrow('no longer running');

    expect((await store.get(tenant, input.simulationId))?.completed).toBe(0);
    expect(events()).toEqual([]);
  });
});

describe('the end of a run', () => {
  it('is recorded once although the state machine tries again', async () => {
    const { deps, store, input, events } = await running({ sealed: true });

    await complete(deps, input);
    await complete(deps, input);

    expect((await store.get(tenant, input.simulationId))?.status).toBe('COMPLETED');
    expect(events().map(({ type }) => type)).toEqual(['simulation.completed']);
  });

  it('never completes a run that was not sealed', async () => {
    const { deps, store, input } = await running({ status: 'CANCELLED' });

    await complete(deps, input);

    expect((await store.get(tenant, input.simulationId))?.status).toBe('CANCELLED');
  });

  it.each([
    [
      'what the user can mend, in its own words',
      'SimulationRefused',
      '{"errorMessage":"The cell A1 is text."}',
      'simulation-refused',
      /^The cell A1 is text\.$/,
    ],
    ['a timeout', 'States.Timeout', undefined, 'simulation-timed-out', /fewer iterations/],
    ['a crash', 'Runtime.ExitError', '{"errorMessage":"signal: killed"}', 'simulation-broke', /signal: killed/],
    ['no reason at all', undefined, undefined, 'simulation-broke', /no cause was given/],
  ])('says for %s what happened', async (_name, error, cause, code, detail) => {
    const { deps, store, input, events } = await running();

    await fail(deps, { ...input, error: { Error: error, Cause: cause } });

    expect(await store.get(tenant, input.simulationId)).toMatchObject({
      status: 'FAILED',
      error: { code, detail: expect.stringMatching(detail) },
    });
    expect(events().map(({ type, correlationid }) => [type, correlationid])).toEqual([['simulation.failed', 'cor_1']]);
  });
});
