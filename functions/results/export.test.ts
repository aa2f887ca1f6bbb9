import { expect, it } from 'vitest';
import { anExportsBucket, linesOf } from '../../events/consume/export.testkit.ts';
import { publishResultsOrganizationExported } from '../../events/results.ts';
import { memoryStreams } from '../../shared/objectStreams.testkit.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { exportKey, resultsFolder } from './results.ts';
import { keptOfResults, resultStore, rowsOfResults } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const simulationId = 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const erasedId = 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const exportId = 'exp_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const at = new Date('2026-03-01T12:00:00Z');

it('an export has results with their documents and exports, and nothing of what was deleted', async () => {
  const table = memoryTable();
  const store = resultStore(table);
  const { objects, streams } = memoryStreams();
  const result = { simulationId, name: 'Launch', generatedAt: at.toISOString(), outputs: 1, iterations: 1000 } as const;
  const made = { exportId, simulationId, format: 'csv', createdAt: at.toISOString() } as const;
  for (const of of [tenant, otherTenant] as const) {
    await store.add(of, result, []);
    await store.add(of, { ...result, simulationId: erasedId }, []);
    await store.addExport(of, { ...made, status: 'PENDING', bytes: null, error: null }, []);
    await store.endExport(of, { ...made, status: 'READY', bytes: 9, error: null }, []);
    await objects.put(of, `${resultsFolder(simulationId)}/results.json`, `{"of":"${of}"}`, 'application/json');
    await objects.put(of, exportKey(made), 'iteration', 'text/csv');
    // Its row says that it was erased; the object is about to go.
    await objects.put(of, `${resultsFolder(erasedId)}/results.json`, '{}', 'application/json');
  }
  await store.erase(tenant, erasedId, at);
  const { written } = anExportsBucket();

  const files = await written(
    {
      table,
      rows: rowsOfResults,
      kept: keptOfResults(streams),
      service: 'results',
      publish: publishResultsOrganizationExported,
      clock: () => at,
    },
    tenant,
  );

  const { 'results/results.ndjson': results, 'results/exports.ndjson': exports, ...rest } = files;
  expect(linesOf(results)).toEqual([expect.objectContaining(result)]);
  expect(linesOf(exports)).toEqual([{ ...made, status: 'READY', bytes: 9, error: null }]);
  expect(Object.keys(rest)).toEqual([
    'results/manifest.json',
    `results/${simulationId}/exports/${exportId}/export.csv`,
    `results/${simulationId}/results.json`,
  ]);
  expect(rest[`results/${simulationId}/results.json`]).toBe(`{"of":"${tenant}"}`);
});
