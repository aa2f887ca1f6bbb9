import { describe, expect, it } from 'vitest';
import { eraseOrganization } from '../../events/consume/erase.ts';
import { publishNotificationOrganizationErased } from '../../events/notification.ts';
import { organizationDeletedV1 } from '../../events/organization.ts';
import { simulationCompletedV1 } from '../../events/simulation.ts';
import type { TenantId } from '../../shared/identity.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { notifyCompleted } from './notifications.ts';
import { inboxStore, rowsOfInboxes } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const users = ['usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBD'] as const;
const at = new Date('2026-03-01T12:00:00Z');
const context = { sequence: 4, at, correlationId: 'cor_1' };
const completed = (of: TenantId, userId: (typeof users)[number] = users[0]) =>
  simulationCompletedV1.create(
    { ...context, tenant: of, subject: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' },
    { simulationId: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', userId, name: 'Launch', iterations: 1000 },
  );

describe('inboxes of an organization that was deleted', () => {
  it('are erased, whosever they are, and get nothing more', async () => {
    const table = memoryTable();
    const deps = { store: inboxStore(table), clock: () => at };
    const rowsOf = (of: string) => table.items().filter(({ pk, outbox }) => String(pk).includes(of) && !outbox);
    for (const userId of [...users, ...users]) await notifyCompleted(deps, completed(tenant, userId));
    await notifyCompleted(deps, completed(otherTenant));
    const others = rowsOf(otherTenant);
    const deleted = organizationDeletedV1.create({ ...context, tenant, subject: tenant }, { organizationId: tenant });

    await eraseOrganization(
      {
        table,
        rows: rowsOfInboxes,
        objects: [],
        publish: publishNotificationOrganizationErased,
        cell: 'pooled',
        clock: () => at,
        wait: async () => {},
      },
      deleted,
    );
    await notifyCompleted(deps, completed(tenant));

    // Four notifications, four marks of what was handled, two inboxes.
    expect(rowsOf(tenant)).toEqual([expect.objectContaining({ pk: `TENANT#${tenant}#ERASED`, rows: 10 })]);
    expect(rowsOf(otherTenant)).toEqual(others);
    const identity = { organizationId: otherTenant, userId: users[0] } as const;
    expect((await deps.store.list(identity, { limit: 9, startAfter: undefined })).items).toHaveLength(1);
  });
});
