import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulationCancelledV1, simulationRequestedV1 } from '../../events/simulation.ts';
import type { TenantId } from '../../shared/identity.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { type Executions, startExecution, stopExecution } from './execution.ts';
import { complete, fail } from './run.ts';
import type { SimulationRecord } from './simulation.ts';
import { aContext, aSimulation, clock, now, otherTenant, runInputOf, tenant, userId } from './simulations.testkit.ts';
import { cancelSimulation, deleteSimulation, type SimulationDeps } from './simulations.ts';
import { simulationStore } from './store.ts';

const { simulationId } = aSimulation();
const context = { tenant, subject: simulationId, at: now, correlationId: 'cor_1' } as const;
const events = {
  requested: simulationRequestedV1.create({ ...context, sequence: 1 }, { simulationId, userId, name: 'Launch' }),
  cancelled: simulationCancelledV1.create({ ...context, sequence: 3 }, { simulationId, userId, name: 'Launch' }),
};
type Delivery = keyof typeof events;

/** The table, and a Step Functions that keeps executions by name, as the real one does. */
const aService = async (given: Partial<SimulationRecord> = {}) => {
  const store = simulationStore(memoryTable());
  const simulation = aSimulation(given);
  await store.create(simulation, []);
  const state = { execution: 'none' as 'none' | 'running' | 'ended', started: 0 };
  const executions: Executions = {
    async start() {
      if (state.execution !== 'none') return;
      state.execution = 'running';
      state.started += 1;
    },
    async stop() {
      if (state.execution === 'running') state.execution = 'ended';
    },
    status: async () => undefined,
  };
  const deps = { store, executions, clock };
  const deliver = (name: Delivery, of: TenantId = tenant) =>
    name === 'requested'
      ? startExecution(deps, { ...events.requested, tenantid: of })
      : stopExecution(deps, { ...events.cancelled, tenantid: of });
  return { deps, store, state, deliver, input: runInputOf(simulation) };
};

/** What may happen to a simulation after it was asked for, each of which makes deliveries. */
const endings = {
  cancelled: async ({ deps }: Awaited<ReturnType<typeof aService>>) => {
    await cancelSimulation(deps as unknown as SimulationDeps, simulationId, aContext());
  },
  'cancelled and deleted': async ({ deps }: Awaited<ReturnType<typeof aService>>) => {
    await cancelSimulation(deps as unknown as SimulationDeps, simulationId, aContext());
    await deleteSimulation(deps as unknown as SimulationDeps, simulationId, aContext());
  },
} as const;

const deliveries = fc.shuffledSubarray<Delivery>(
  ['requested', 'requested', 'requested', 'cancelled', 'cancelled', 'cancelled'],
  { minLength: 1 },
);

describe('what starts and stops runs', () => {
  it.each(Object.entries(endings))(
    'starts none that was %s before its request arrives, in whatever order events come and however often',
    (_name, end) =>
      fc.assert(
        fc.asyncProperty(deliveries, async (order) => {
          const service = await aService();
          await end(service);
          for (const name of order) await service.deliver(name);

          expect(service.state).toEqual({ execution: 'none', started: 0 });
        }),
      ),
  );

  it('ends as in the right order: a run is started once, and none runs that is cancelled', () =>
    fc.assert(
      fc.asyncProperty(deliveries, deliveries, async (before, after) => {
        const service = await aService();
        for (const name of before) await service.deliver(name);
        await endings.cancelled(service);
        for (const name of [...after, 'cancelled'] as const) await service.deliver(name);

        expect(service.state.execution).toBe(before.includes('requested') ? 'ended' : 'none');
        expect(service.state.started).toBeLessThanOrEqual(1);
        expect(await service.store.get(tenant, simulationId)).toMatchObject({ status: 'CANCELLED' });
      }),
    ));

  it.each(['RUNNING', 'COMPLETED', 'FAILED'] as const)('does nothing to a run that is %s', async (status) => {
    const service = await aService({ status });

    for (const name of ['requested', 'cancelled', 'requested'] as const) await service.deliver(name);

    expect(service.state).toEqual({ execution: 'none', started: 0 });
  });

  it("touches no other organization's run, whatever an event says", async () => {
    const service = await aService();
    await service.deliver('requested', otherTenant);
    expect(service.state.execution).toBe('none');

    await service.deliver('requested');
    await endings.cancelled(service);
    await service.deliver('cancelled', otherTenant);

    expect(service.state.execution).toBe('running');
  });
});

describe('the end of a run', () => {
  it('is the one that came first, whichever of completion, failure and cancellation race and are repeated', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('complete', 'fail', 'cancel'), { minLength: 1, maxLength: 6 }),
        async (order) => {
          const { deps, store, input } = await aService({ status: 'RUNNING' });
          const act = {
            complete: () => complete(deps, input),
            fail: () => fail(deps, { ...input, error: { Error: 'TIMED_OUT' } }),
            cancel: () => endings.cancelled({ deps } as Awaited<ReturnType<typeof aService>>),
          };
          for (const name of order) await act[name]();

          const status = { complete: 'COMPLETED', fail: 'FAILED', cancel: 'CANCELLED' }[order[0]!];
          expect(await store.get(tenant, simulationId)).toMatchObject({ status, sequence: 2 });
        },
      ),
    ));
});
