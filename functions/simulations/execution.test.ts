import { describe, expect, it } from 'vitest';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { type Executions, reconcile } from './execution.ts';
import type { SimulationRecord } from './simulation.ts';
import { aSimulation, now, tenant } from './simulations.testkit.ts';
import { activeSimulations, simulationStore } from './store.ts';

const longAgo = new Date(now.getTime() - 10 * 60_000).toISOString();

const reconciled = async (given: Partial<SimulationRecord>, execution: Awaited<ReturnType<Executions['status']>>) => {
  const table = memoryTable();
  const store = simulationStore(table);
  const simulation = aSimulation({ createdAt: longAgo, ...given });
  await store.create(simulation, []);
  const started: string[] = [];
  const executions: Executions = {
    start: async ({ simulationId }) => void started.push(simulationId),
    stop: async () => undefined,
    status: async () => execution,
  };

  await reconcile({ store, active: activeSimulations(table), executions, clock: () => now });

  return { started, after: await store.get(tenant, simulation.simulationId) };
};

describe('the reconciler', () => {
  it('starts a simulation whose message was lost', async () => {
    const { started } = await reconciled({ status: 'QUEUED' }, undefined);

    expect(started).toHaveLength(1);
  });

  it('gives a fresh one time to start by itself', async () => {
    const { started } = await reconciled({ status: 'QUEUED', createdAt: now.toISOString() }, undefined);

    expect(started).toEqual([]);
  });

  it.each([
    ['timed out', { status: 'TIMED_OUT' }, 'simulation-timed-out'],
    ['was aborted', { status: 'ABORTED' }, 'simulation-aborted'],
    [
      'failed without saying so',
      { status: 'FAILED', error: 'States.DataLimitExceeded', cause: 'too much' },
      'simulation-broke',
    ],
    ['succeeded without completing it', { status: 'SUCCEEDED' }, 'simulation-aborted'],
    ['is gone', undefined, 'simulation-aborted'],
  ])('ends a simulation whose execution %s', async (_name, execution, code) => {
    const { after } = await reconciled({ status: 'RUNNING', startedAt: longAgo }, execution);

    expect(after).toMatchObject({ status: 'FAILED', error: { code } });
  });

  it('leaves a simulation alone whose execution runs', async () => {
    const { after } = await reconciled({ status: 'RUNNING', startedAt: longAgo }, { status: 'RUNNING' });

    expect(after?.status).toBe('RUNNING');
  });
});
