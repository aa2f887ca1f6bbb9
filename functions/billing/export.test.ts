import { expect, it } from 'vitest';
import { publishBillingOrganizationExported } from '../../events/billing.ts';
import { anExportsBucket, linesOf } from '../../events/consume/export.testkit.ts';
import { simulationCompletedV1 } from '../../events/simulation.ts';
import type { TenantId } from '../../shared/identity.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { recordUsage } from './billing.ts';
import { rowsOfUsage, usageStore } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const userId = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const simulationId = 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';

it('an export has what each day used, which is nobody’s in particular', async () => {
  const table = memoryTable();
  const store = usageStore(table);
  const completed = async (of: TenantId, day: string, iterations: number) => {
    const at = new Date(`${day}T12:00:00Z`);
    const context = { tenant: of, subject: simulationId, sequence: 4, at, correlationId: 'cor_1' } as const;
    const event = simulationCompletedV1.create(context, { simulationId, userId, name: 'Launch', iterations });
    await recordUsage({ store, clock: () => at }, event);
  };
  await completed(tenant, '2026-03-01', 1000);
  await completed(tenant, '2026-03-01', 500);
  await completed(tenant, '2026-03-02', 7);
  await completed(otherTenant, '2026-03-02', 999);
  const { written } = anExportsBucket();
  const exporting = {
    table,
    rows: rowsOfUsage,
    kept: [],
    service: 'billing',
    publish: publishBillingOrganizationExported,
    clock: () => new Date('2026-03-03T12:00:00Z'),
  };

  const all = await written(exporting, tenant);
  const own = await written(exporting, tenant, userId);

  expect(Object.keys(all)).toEqual(['billing/manifest.json', 'billing/usage.ndjson']);
  expect(linesOf(all['billing/usage.ndjson'])).toEqual([
    { day: '2026-03-01', simulations: 2, iterations: 1500 },
    { day: '2026-03-02', simulations: 1, iterations: 7 },
  ]);
  expect(Object.keys(own)).toEqual(['billing/manifest.json']);
});
