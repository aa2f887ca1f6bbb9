import { describe, expect, it } from 'vitest';
import { eraseOrganization } from '../../events/consume/erase.ts';
import { organizationDeletedV1 } from '../../events/organization.ts';
import { publishResultsOrganizationErased } from '../../events/results.ts';
import { simulationDeletedV1 } from '../../events/simulation.ts';
import example from '../../openapi/results.example.json' with { type: 'json' };
import type { TenantId } from '../../shared/identity.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { runResultsKey } from '../../shared/runs.ts';
import { OrganizationErased } from '../../shared/table/erased.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { eraseResults, takeResults } from './results.ts';
import { type ExportRecord, resultStore, rowsOfResults } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const simulationIds = ['sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBD'] as const;
const [simulationId, deletedId] = simulationIds;
const at = new Date('2026-03-01T12:00:00Z');
const context = { tenant, sequence: 1, at, correlationId: 'cor_1' } as const;
const anExport: ExportRecord = {
  exportId: 'exp_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  simulationId,
  format: 'json',
  status: 'PENDING',
  bytes: null,
  error: null,
  createdAt: at.toISOString(),
};

describe('results of an organization that was deleted', () => {
  it('are erased with their exports, and none come back of what was under way', async () => {
    const table = memoryTable();
    const store = resultStore(table);
    const { objects, whole, keys } = memoryObjects();
    const runs = memoryObjects().objects;
    const deps = { store, objects, runs, presign: async () => '', clock: () => at, heed: async () => {} };
    const take = async (of: TenantId, id: (typeof simulationIds)[number]) => {
      await runs.put(of, runResultsKey(id), JSON.stringify({ ...example, simulationId: id }), 'application/json');
      await takeResults(deps, {
        tenant: of,
        simulationId: id,
        correlationId: 'cor_1',
        causationId: 'c',
        traceparent: null,
      });
    };
    const rowsOf = (of: string) => table.items().filter(({ pk, outbox }) => String(pk).includes(of) && !outbox);
    for (const of of [tenant, otherTenant] as const) {
      await take(of, simulationId);
      await store.addExport(of, anExport, []);
    }
    await take(tenant, deletedId);
    const simulationDeleted = simulationDeletedV1.create(
      { ...context, subject: deletedId },
      { simulationId: deletedId },
    );
    await eraseResults(deps, simulationDeleted);
    const others = { rows: rowsOf(otherTenant), keys: keys().filter((key) => key.includes(otherTenant)) };

    await eraseOrganization(
      {
        table,
        rows: rowsOfResults,
        objects: [whole],
        publish: publishResultsOrganizationErased,
        cell: 'pooled',
        clock: () => at,
        wait: async () => {},
      },
      organizationDeletedV1.create({ ...context, subject: tenant }, { organizationId: tenant }),
    );
    await take(tenant, simulationId);
    await eraseResults(deps, simulationDeleted);

    await expect(store.addExport(tenant, anExport, [])).rejects.toThrow(OrganizationErased);
    expect(rowsOf(tenant)).toEqual([expect.objectContaining({ pk: `TENANT#${tenant}#ERASED`, rows: 3, objects: 1 })]);
    expect({ rows: rowsOf(otherTenant), keys: keys() }).toEqual(others);
    expect(others.rows).toHaveLength(2);
  });
});
