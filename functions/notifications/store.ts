import { once } from '../../events/consume.ts';
import { type Notification, notification } from '../../shared/api/notifications.ts';
import type { Identity, TenantId, UserId } from '../../shared/identity.ts';
import { partition, type Table, type Write } from '../../shared/table/table.ts';

/**
 * | access           | key                                                        |
 * | ---------------- | ---------------------------------------------------------- |
 * | a user's inbox   | pk TENANT#<org>#INBOX#<userId>, sk <notificationId> (time) |
 */
export interface InboxStore {
  /** Adds a notification unless this event made one before. */
  add(
    event: { id: string; tenantid: TenantId },
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
const inbox = (tenant: TenantId, userId: UserId) => partition(tenant, `INBOX#${userId}`);

export const inboxStore = (table: Table): InboxStore => ({
  add: ({ id, tenantid }, userId, added, alongside, now) =>
    once(
      table,
      'notifications',
      { id, tenantid },
      [
        {
          label: 'notification',
          put: {
            pk: inbox(tenantid, userId),
            sk: added.notificationId,
            ...added,
            expiresAt: Math.floor(now.getTime() / 1000) + keptForSeconds,
          },
        },
        ...alongside,
      ],
      now,
    ),

  async list({ organizationId, userId }, page) {
    const { items, nextSortKey } = await table.page(inbox(organizationId, userId), page);
    return { items: items.map((item) => notification.parse(item)), nextSortKey };
  },
});
