import { ok } from '../../engine/result.ts';
import type { EventContext, EventFor } from '../../events/envelope.ts';
import { publishNotificationSent } from '../../events/notification.ts';
import type { organizationExportReadyV1 } from '../../events/organization.ts';
import type { simulationCompletedV1, simulationFailedV1 } from '../../events/simulation.ts';
import type { Notification } from '../../shared/api/notifications.ts';
import { decodeCursor, encodeCursor, type PageQuery } from '../../shared/http/page.ts';
import type { Identity } from '../../shared/identity.ts';
import type { InboxStore } from './store.ts';

export interface NotificationDeps {
  store: InboxStore;
  clock: () => Date;
}

type Told = EventFor<typeof simulationCompletedV1 | typeof simulationFailedV1 | typeof organizationExportReadyV1>;

export const notifyCompleted = (deps: NotificationDeps, event: EventFor<typeof simulationCompletedV1>) =>
  notify(deps, event, {
    simulationId: event.data.simulationId,
    kind: 'simulation.completed',
    title: `${event.data.name} is done`,
    detail: `${event.data.iterations.toLocaleString('en-US')} iterations; its results are ready.`,
  });

export const notifyFailed = (deps: NotificationDeps, event: EventFor<typeof simulationFailedV1>) =>
  notify(deps, event, {
    simulationId: event.data.simulationId,
    kind: 'simulation.failed',
    title: `${event.data.name} failed`,
    detail: event.data.error.detail,
  });

export const notifyExportReady = (deps: NotificationDeps, event: EventFor<typeof organizationExportReadyV1>) =>
  notify(deps, event, {
    exportId: event.data.exportId,
    kind: 'organization.export_ready',
    title: 'Your export of data is ready',
    detail: `It can be fetched until ${event.data.expiresAt}.`,
  });

/** Puts a notification into the inbox of whoever asked for what it tells of, once however often the event is delivered. */
const notify = async (
  { store, clock }: NotificationDeps,
  event: Told,
  text: Omit<Notification, 'notificationId' | 'createdAt'>,
): Promise<void> => {
  const { userId } = event.data;
  // Named and dated by its event, so that the inbox is the same in whatever order events come.
  const notification: Notification = {
    notificationId: `ntf_${event.id.slice('evt_'.length)}`,
    ...text,
    createdAt: event.time,
  };
  const context: EventContext = {
    tenant: event.tenantid,
    subject: notification.notificationId,
    sequence: 1,
    at: clock(),
    correlationId: event.correlationid,
    causationId: event.id,
    traceparent: event.traceparent,
  };
  const sent = publishNotificationSent(context, {
    notificationId: notification.notificationId,
    userId,
    kind: text.kind,
  });
  await store.add(event, userId, notification, [sent], clock());
};

export const listNotifications = async ({ store }: NotificationDeps, page: PageQuery, identity: Identity) => {
  const { items, nextSortKey } = await store.list(identity, {
    limit: page.limit,
    startAfter: decodeCursor(page.cursor),
  });
  return ok({ items, nextCursor: encodeCursor(nextSortKey) });
};
