import { describe, expect, it } from 'vitest';
import { eraseOrganization } from '../../events/consume/erase.ts';
import { organizationDeletedV1 } from '../../events/organization.ts';
import { publishSimulationOrganizationErased } from '../../events/simulation.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { programKey } from '../../shared/runs.ts';
import { OrganizationErased } from '../../shared/table/erased.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { type Executions, reconcile, startExecution, stopForGood } from './execution.ts';
import { runSlice, SimulationCancelled } from './run.ts';
import type { SimulationId } from './simulation.ts';
import { aSimulation, clock, now, otherTenant, runInputOf, tenant } from './simulations.testkit.ts';
import { activeSimulations, rowsOfSimulations, simulationStore } from './store.ts';

const queued = aSimulation();
const running = aSimulation({
  simulationId: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBD',
  status: 'RUNNING',
  startedAt: now.toISOString(),
});
const completed = aSimulation({ simulationId: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBE', status: 'COMPLETED' });
const deleted = organizationDeletedV1.create(
  { tenant, subject: tenant, sequence: 9, at: now, correlationId: 'cor_1' },
  { organizationId: tenant },
);

const aService = async () => {
  const table = memoryTable();
  const store = simulationStore(table);
  const { objects, whole, keys } = memoryObjects();
  const [started, stopped]: SimulationId[][] = [[], []];
  const executions: Executions = {
    start: async ({ simulationId }) => void started?.push(simulationId),
    stop: async (id) => void stopped?.push(id),
    status: async () => undefined,
  };
  for (const simulation of [queued, running, completed]) {
    for (const of of [tenant, otherTenant] as const) {
      await store.create({ ...simulation, tenant: of }, []);
      await objects.put(of, programKey(simulation.simulationId), 'program', 'application/octet-stream');
    }
  }
  for (const of of [tenant, otherTenant] as const) {
    for (const chunk of [0, 10]) await store.countSlice({ ...running, tenant: of }, chunk, 10, () => []);
  }
  const rowsOf = (of: string) => table.items().filter(({ pk, outbox }) => String(pk).includes(of) && !outbox);
  const erase = () =>
    eraseOrganization(
      {
        table,
        rows: (of) => rowsOfSimulations(of, (simulation) => stopForGood(executions, simulation)),
        objects: [whole],
        publish: publishSimulationOrganizationErased,
        cell: 'pooled',
        clock,
        wait: async () => {},
      },
      deleted,
    );
  return { table, store, objects, keys, executions, started, stopped, rowsOf, erase };
};

describe('simulations of an organization that was deleted', () => {
  it('are stopped and erased with their slices and objects', async () => {
    const { erase, rowsOf, keys, stopped } = await aService();
    const others = rowsOf(otherTenant);

    await erase();

    expect(stopped).toEqual([queued.simulationId, running.simulationId]);
    expect(rowsOf(tenant)).toEqual([expect.objectContaining({ pk: `TENANT#${tenant}#ERASED`, rows: 5, objects: 3 })]);
    expect(rowsOf(otherTenant)).toEqual(others);
    expect(others).toHaveLength(5);
    expect(keys().filter((key) => key.includes(tenant))).toEqual([]);
    expect(keys()).toHaveLength(3);
  });

  it('are not started, counted or written to any more by what comes late', async () => {
    const { table, erase, rowsOf, store, objects, executions, started, keys } = await aService();
    const deps = { store, executions, clock };
    const program = { chunkSize: 10, iterations: 1000 } as never;
    const late = runSlice(
      {
        ...deps,
        objects,
        decodeProgram: () => program,
        // The organization is deleted while a worker computes.
        createRunner: async () =>
          ({
            run: async () => {
              await erase();
              return new Uint8Array(1);
            },
          }) as never,
      },
      { ...runInputOf(running), firstChunk: 20, chunks: 1 },
    );

    await expect(late).rejects.toThrow(SimulationCancelled);
    await store.countSlice(running, 20, 10, () => []);
    await store.setProgress(running, 500, () => []);
    await startExecution(deps, { tenantid: tenant, data: { simulationId: queued.simulationId } } as never);
    await reconcile({ ...deps, active: activeSimulations(table) });
    await expect(store.create(queued, [])).rejects.toThrow(OrganizationErased);

    expect(rowsOf(tenant)).toHaveLength(1);
    expect(keys().filter((key) => key.includes(tenant))).toEqual([]);
    expect(started).toEqual([]);
  });
});
