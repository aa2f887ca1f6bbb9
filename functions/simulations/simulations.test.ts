import { describe, expect, it } from 'vitest';
import { needsPasses, type Plan, type SimulationRequest, type Workbook } from '../../engine/index.ts';
import { failed, ok } from '../../engine/result.ts';
import type { StartSimulation } from '../../shared/api/simulations.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { aContext, aSimulation, clock, otherTenant, tenant } from './simulations.testkit.ts';
import {
  cancelSimulation,
  deleteSimulation,
  listSimulations,
  type SimulationDeps,
  startSimulation,
} from './simulations.ts';
import { simulationStore } from './store.ts';

const aService = (given: Partial<SimulationDeps> = {}) => {
  const table = memoryTable();
  const store = simulationStore(table);
  const deps: SimulationDeps = {
    store,
    sharingOf: async () => undefined,
    workbook: async () => ({}) as Workbook,
    plan: (_workbook, request) =>
      ok({
        request: { iterations: 1000, ...request },
        iterations: request.iterations ?? 1000,
        chunkSize: 65_536,
        inputs: [],
        outputs: [{ name: 'Profit' }, { name: 'Cost' }],
        tracked: [],
      } as unknown as Plan),
    needsPasses,
    clock,
    ...given,
  };
  const events = () => table.items().flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : []));
  return { deps, store, table, events };
};

const request = { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', outputs: [{ cell: 'A!A1' }] } as unknown as StartSimulation;

describe('starting a simulation', () => {
  it('queues it with its event in one write and chooses a seed that stays', async () => {
    const { deps, store, events } = aService();

    const result = await startSimulation(deps, request, aContext());

    expect(result).toMatchObject({ ok: true, value: { status: 'QUEUED' } });
    const [simulation] = (await store.list(tenant, { limit: 1, startAfter: undefined })).items;
    expect(simulation).toMatchObject({ status: 'QUEUED', total: 1000, request: { seed: expect.any(Number) } });
    expect(events()).toMatchObject([
      {
        type: 'simulation.requested',
        tenantid: tenant,
        correlationid: 'cor_1',
        sequence: 1,
        subject: simulation?.simulationId,
      },
    ]);
  });

  it('stores nothing for a file that is not there', async () => {
    const { deps, table } = aService({ workbook: async () => undefined });

    const result = await startSimulation(deps, request, aContext());

    expect(result).toMatchObject({ ok: false, error: { code: 'file-not-ready' } });
    expect(table.items()).toEqual([]);
  });

  it('stores nothing for a request with mistakes and names them all', async () => {
    const problems = [
      { pointer: '/inputs/0', detail: 'one' },
      { pointer: '/outputs/0', detail: 'two' },
    ];
    const { deps, table } = aService({ plan: () => failed(problems) });

    const result = await startSimulation(deps, request, aContext());

    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-simulation', errors: problems } });
    expect(table.items()).toEqual([]);
  });

  it('keeps numbers that a table cannot hold', async () => {
    const { deps, store } = aService();
    const stop = { statistic: 'mean', tolerance: 1e-300, confidence: 0.9 } as const;

    await startSimulation(deps, { ...request, stop }, aContext());

    expect((await store.list(tenant, { limit: 1, startAfter: undefined })).items[0]?.request.stop).toEqual(stop);
  });

  it('refuses a request that is too large to keep', async () => {
    const { deps, table } = aService();
    const inputs = [{ cell: 'A!A1', distribution: `discrete({${'1,'.repeat(200_000)}1},{1})` }];

    const result = await startSimulation(deps, { ...request, inputs }, aContext());

    expect(result).toMatchObject({
      ok: false,
      error: { code: 'invalid-simulation', detail: expect.stringContaining('at most 300 kB') },
    });
    expect(table.items()).toEqual([]);
  });

  it('refuses exact percentiles of a run that is too long for them, with what can be done', async () => {
    const { deps } = aService();

    const result = await startSimulation(
      deps,
      { ...request, iterations: 40_000_000, exactPercentiles: true },
      aContext(),
    );

    expect(result).toMatchObject({
      ok: false,
      error: { errors: [{ pointer: '/exactPercentiles', detail: expect.stringContaining('Ask for fewer') }] },
    });
  });

  it('is called as the request says, else after its outputs', async () => {
    const { deps, store } = aService();

    await startSimulation(deps, { ...request, name: 'Launch' }, aContext());
    await startSimulation(deps, request, aContext());

    const { items } = await store.list(tenant, { limit: 2, startAfter: undefined });
    expect(new Set(items.map(({ name }) => name))).toEqual(new Set(['Launch', 'Profit and 1 more']));
  });

  it('keeps the seed of a request that names one', async () => {
    const seen: SimulationRequest[] = [];
    const { deps } = aService({
      plan: (_workbook, given) => {
        seen.push(given);
        return ok({ request: { iterations: 1, ...given }, outputs: [{ name: 'Profit' }] } as unknown as Plan);
      },
    });

    await startSimulation(deps, { ...request, seed: 42 }, aContext());

    expect(seen[0]?.seed).toBe(42);
  });
});

describe('cancelling a simulation', () => {
  it('moves it to CANCELLED and says so in an event', async () => {
    const { deps, store, events } = aService();
    const simulation = aSimulation({ status: 'RUNNING' });
    await store.create(simulation, []);

    const result = await cancelSimulation(deps, simulation.simulationId, aContext());

    expect(result).toMatchObject({ ok: true, value: { status: 'CANCELLED', endedAt: clock().toISOString() } });
    expect(events().map(({ type }) => type)).toEqual(['simulation.cancelled']);
  });

  it.each([
    ['has ended', { status: 'COMPLETED' as const, sealed: true }, /COMPLETED/],
    ['is being written out', { status: 'RUNNING' as const, sealed: true }, /being written/],
  ])('is refused when it %s', async (_name, state, detail) => {
    const { deps, store } = aService();
    const simulation = aSimulation(state);
    await store.create(simulation, []);

    const result = await cancelSimulation(deps, simulation.simulationId, aContext());

    expect(result).toMatchObject({
      ok: false,
      error: { code: 'simulation-ended', detail: expect.stringMatching(detail) },
    });
  });

  it('does not tell another organization that it exists', async () => {
    const { deps, store } = aService();
    const simulation = aSimulation({ status: 'RUNNING' });
    await store.create(simulation, []);
    const stranger = aContext({ identity: { ...aContext().identity, organizationId: otherTenant } });

    const result = await cancelSimulation(deps, simulation.simulationId, stranger);

    expect(result).toMatchObject({ ok: false, error: { code: 'simulation-not-found' } });
    expect((await store.get(tenant, simulation.simulationId))?.status).toBe('RUNNING');
  });
});

describe('deleting a simulation', () => {
  it('refuses while it runs, removes it afterwards, and does nothing the second time', async () => {
    const { deps, store, events } = aService();
    const simulation = aSimulation({ status: 'RUNNING' });
    await store.create(simulation, []);

    const whileRunning = await deleteSimulation(deps, simulation.simulationId, aContext());
    await cancelSimulation(deps, simulation.simulationId, aContext());
    const afterwards = await deleteSimulation(deps, simulation.simulationId, aContext());
    const again = await deleteSimulation(deps, simulation.simulationId, aContext());

    expect(whileRunning).toMatchObject({ ok: false, error: { code: 'simulation-active' } });
    expect([afterwards.ok, again.ok]).toEqual([true, true]);
    expect(events().map(({ type }) => type)).toEqual(['simulation.cancelled', 'simulation.deleted']);
  });
});

describe('listing simulations', () => {
  it('goes through all of them by cursor, newest first', async () => {
    const { deps, store } = aService();
    for (const last of ['B', 'C', 'D']) {
      await store.create(aSimulation({ simulationId: `sim_01J8ZQ4Y7N8W3V5K2M6R9T0XB${last}` }), []);
    }

    const first = await listSimulations(deps, { limit: 2 }, aContext().identity);
    const second = await listSimulations(deps, { limit: 2, cursor: first.value.nextCursor ?? '' }, aContext().identity);

    expect([...first.value.items, ...second.value.items].map(({ simulationId }) => simulationId.at(-1))).toEqual([
      'D',
      'C',
      'B',
    ]);
    expect(second.value.nextCursor).toBeNull();
  });
});
