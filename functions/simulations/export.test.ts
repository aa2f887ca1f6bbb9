import { expect, it } from 'vitest';
import { anExportsBucket, linesOf } from '../../events/consume/export.testkit.ts';
import { publishSimulationOrganizationExported } from '../../events/simulation.ts';
import { simulationView } from '../../shared/api/simulations.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { aSimulation, clock, otherTenant, tenant } from './simulations.testkit.ts';
import { view } from './simulations.ts';
import { keptOfRuns, rowsOfSimulations, simulationStore } from './store.ts';

const grace = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';

it('an export has simulations as the API shows them, and not how their work was divided', async () => {
  const table = memoryTable();
  const store = simulationStore(table);
  const running = aSimulation({ status: 'RUNNING', startedAt: '2026-03-01T12:00:00.000Z' });
  const graces = aSimulation({ simulationId: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBD', createdBy: grace });
  for (const simulation of [running, graces]) {
    for (const of of [tenant, otherTenant] as const) await store.create({ ...simulation, tenant: of }, []);
  }
  await store.countSlice(running, 0, 10, () => []);
  const { written } = anExportsBucket();
  const exporting = {
    table,
    rows: (of: typeof tenant) => rowsOfSimulations(of, async () => {}),
    kept: keptOfRuns,
    service: 'simulations',
    publish: publishSimulationOrganizationExported,
    clock,
  };

  const all = await written(exporting, tenant);
  const own = await written(exporting, tenant, grace);

  expect(Object.keys(all)).toEqual(['simulations/manifest.json', 'simulations/simulations.ndjson']);
  expect(linesOf(all['simulations/simulations.ndjson'])).toEqual([
    { ...simulationView.parse(view({ ...running, completed: running.completed + 10 })), createdBy: running.createdBy },
    { ...simulationView.parse(view(graces)), createdBy: grace },
  ]);
  expect(linesOf(own['simulations/simulations.ndjson']).map(({ createdBy }) => createdBy)).toEqual([grace]);
});
