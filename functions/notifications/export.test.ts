import { expect, it } from 'vitest';
import { anExportsBucket, linesOf } from '../../events/consume/export.testkit.ts';
import { publishNotificationOrganizationExported } from '../../events/notification.ts';
import { simulationCompletedV1 } from '../../events/simulation.ts';
import type { TenantId, UserId } from '../../shared/identity.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { notifyCompleted } from './notifications.ts';
import { inboxStore, rowsOfInboxes } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const [ada, grace] = ['usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBD'] as const;
const simulationId = 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const at = new Date('2026-03-01T12:00:00Z');

it('an export has everybody’s inbox, and somebody’s own export theirs alone', async () => {
  const table = memoryTable();
  const deps = { store: inboxStore(table), clock: () => at };
  const completed = (of: TenantId, userId: UserId, name: string) =>
    notifyCompleted(
      deps,
      simulationCompletedV1.create(
        { tenant: of, subject: simulationId, sequence: 4, at, correlationId: 'cor_1' },
        { simulationId, userId, name, iterations: 1000 },
      ),
    );
  await completed(tenant, ada, 'Launch');
  await completed(tenant, ada, 'Price');
  await completed(tenant, grace, 'Plan');
  await completed(otherTenant, ada, 'Elsewhere');
  const { written } = anExportsBucket();
  const exporting = {
    table,
    rows: rowsOfInboxes,
    kept: [],
    service: 'notifications',
    publish: publishNotificationOrganizationExported,
    clock: () => at,
  };

  const all = linesOf((await written(exporting, tenant))['notifications/notifications.ndjson']);
  const own = linesOf((await written(exporting, tenant, grace))['notifications/notifications.ndjson']);

  expect(all.map(({ userId, title }) => [userId, title])).toEqual([
    [ada, 'Launch is done'],
    [ada, 'Price is done'],
    [grace, 'Plan is done'],
  ]);
  expect(own).toEqual([all[2]]);
  expect(new Set(Object.keys(own[0]))).toEqual(
    new Set(['createdAt', 'detail', 'kind', 'notificationId', 'simulationId', 'title', 'userId']),
  );
});
