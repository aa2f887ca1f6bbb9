import { describe, expect, it } from 'vitest';
import { publishBillingOrganizationErased } from '../../events/billing.ts';
import { eraseOrganization } from '../../events/consume/erase.ts';
import { organizationDeletedV1 } from '../../events/organization.ts';
import { simulationCompletedV1 } from '../../events/simulation.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { recordUsage } from './billing.ts';
import { rowsOfUsage, usageStore } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const at = new Date('2026-03-01T12:00:00Z');
const context = { sequence: 4, at, correlationId: 'cor_1' };
const completed = (of: typeof tenant | typeof otherTenant) =>
  simulationCompletedV1.create(
    { ...context, tenant: of, subject: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' },
    {
      simulationId: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
      userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
      name: 'Launch',
      iterations: 1000,
    },
  );

describe('usage of an organization that was deleted', () => {
  it('is erased, and counted no more however late its simulations are told', async () => {
    const table = memoryTable();
    const deps = { store: usageStore(table), clock: () => at };
    const rowsOf = (of: string) => table.items().filter(({ pk, outbox }) => String(pk).includes(of) && !outbox);
    const counted = completed(tenant);
    await recordUsage(deps, counted);
    await recordUsage(deps, completed(otherTenant));
    const others = rowsOf(otherTenant);
    const deleted = organizationDeletedV1.create({ ...context, tenant, subject: tenant }, { organizationId: tenant });

    await eraseOrganization(
      {
        table,
        rows: rowsOfUsage,
        objects: [],
        publish: publishBillingOrganizationErased,
        cell: 'pooled',
        clock: () => at,
        wait: async () => {},
      },
      deleted,
    );
    await recordUsage(deps, counted);
    await recordUsage(deps, completed(tenant));

    expect(rowsOf(tenant)).toEqual([expect.objectContaining({ pk: `TENANT#${tenant}#ERASED`, rows: 2 })]);
    expect(rowsOf(otherTenant)).toEqual(others);
    expect(others).toHaveLength(2);
  });
});
