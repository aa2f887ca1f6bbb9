import { describe, expect, it } from 'vitest';
import { memoryTable } from '../table/memoryTable.ts';
import { placementKey, planKey, pooledCell, tenancyOf } from './tenancy.ts';

const tenant = 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC';
const other = 'org_01J8ZPZS3N8W3V5K2M6R9T0XBD';

describe('where a tenant is', () => {
  it('is with everybody, unless it was placed elsewhere', async () => {
    const table = memoryTable();
    await table.transact([
      {
        label: 'placement',
        put: { ...placementKey(other), cell: 'acme', revision: 1, since: '2026-03-01T12:00:00.000Z' },
      },
    ]);

    expect(await tenancyOf(table, tenant)).toEqual({ cell: pooledCell });
    expect((await tenancyOf(table, other)).cell).toBe('acme');
  });

  it('is known beside what was agreed with it', async () => {
    const table = memoryTable();
    const plan = { plan: 'trial', limits: { members: 7 }, changedAt: '2026-03-01T12:00:00.000Z' };
    await table.transact([{ label: 'plan', put: { ...planKey(tenant), ...plan } }]);

    expect(await tenancyOf(table, tenant)).toEqual({ cell: pooledCell, plan });
  });

  it('is not guessed where its row cannot be understood', async () => {
    const table = memoryTable();
    await table.transact([{ label: 'placement', put: { ...placementKey(tenant), revision: 1 } }]);

    await expect(tenancyOf(table, tenant)).rejects.toThrow();
  });
});
