import type { Rows } from '../../events/consume/erase.ts';
import { rowsOfDataExports } from '../../events/consume/exportProgress.ts';
import { rowsOfIdempotency } from '../../events/consume/idempotencyRows.ts';
import { type ConsumedEvent, consumedKind, markerDays, once } from '../../events/consume/once.ts';
import { type Notification, notification } from '../../shared/api/notifications.ts';
import type { Identity, TenantId, UserId } from '../../shared/identity.ts';
import { partition, type Write } from '../../shared/table/table.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';

/**
 * | access           | key                                                        |
 * | ---------------- | ---------------------------------------------------------- |
 * | a user's inbox   | pk TENANT#<org>#INBOX#<userId>, sk <notificationId> (time) |
 * | who has an inbox | pk TENANT#<org>#INBOXES, sk <userId>                       |
 */
export interface InboxStore {
  /** Adds a notification unless this event made one before. */
  add(
    event: ConsumedEvent,
    userId: UserId,
    added: Notification,
    alongside: readonly Write[],
    now: Date,
  ): Promise<boolean>;
  /** A user's own notifications in one organization, newest first. */
  list(
    of: Pick<Identity, 'organizationId' | 'userId'>,
    page: { limit: number; startAfter: string | undefined },
  ): Promise<{ items: Notification[]; nextSortKey: string | null }>;
}

const keptForSeconds = 365 * 24 * 3600;
const inboxesKind = 'INBOXES';
const inbox = (tenant: TenantId, userId: UserId) => partition(tenant, `INBOX#${userId}`);

/** All that there is of a tenant. */
export const rowsOfInboxes = (tenant: TenantId): readonly Rows[] => [
  {
    pk: partition(tenant, inboxesKind),
    below: ({ sk: userId }) => [
      {
        pk: inbox(tenant, userId as UserId),
        exported: {
          file: 'notifications.ndjson',
          view: (row) => ({ userId, ...notification.parse(row) }),
          by: () => userId,
        },
      },
    ],
    exported: { leftOut: 'whose inboxes there are is said by what is in them' },
  },
  { pk: partition(tenant, consumedKind), exported: { leftOut: 'marks of events, so that none is told twice' } },
  rowsOfDataExports(tenant),
  rowsOfIdempotency(tenant),
];

export const inboxStore = (table: FencedTable): InboxStore => ({
  add: (event, userId, added, alongside, now) =>
    once({ table, consumer: 'notifications', now, keptForDays: markerDays }, event, [
      {
        label: 'notification',
        put: {
          pk: inbox(event.tenantid, userId),
          sk: added.notificationId,
          ...added,
          expiresAt: Math.floor(Date.parse(added.createdAt) / 1000) + keptForSeconds,
        },
      },
      { label: 'inbox', put: { pk: partition(event.tenantid, inboxesKind), sk: userId } },
      ...alongside,
    ]),

  async list({ organizationId, userId }, page) {
    const { items, nextSortKey } = await table.page(inbox(organizationId, userId), page);
    return { items: items.map((item) => notification.parse(item)), nextSortKey };
  },
});
