import { ok } from '../../engine/result.ts';
import type { EventContext, EventFor } from '../../events/envelope.ts';
import { publishNotificationSent } from '../../events/notification.ts';
import type { simulationCompletedV1, simulationFailedV1 } from '../../events/simulation.ts';
import type { Notification } from '../../shared/api/notifications.ts';
import { decodeCursor, encodeCursor, type PageQuery } from '../../shared/http/page.ts';
import type { Identity } from '../../shared/identity.ts';
import type { InboxStore } from './store.ts';

export interface NotificationDeps {
  store: InboxStore;
  clock: () => Date;
}

type SimulationEnded = EventFor<typeof simulationCompletedV1> | EventFor<typeof simulationFailedV1>;

export const notifyCompleted = (deps: NotificationDeps, event: EventFor<typeof simulationCompletedV1>) =>
  notify(deps, event, {
    kind: 'simulation.completed',
    title: `${event.data.name} is done`,
    detail: `${event.data.iterations.toLocaleString('en-US')} iterations; its results are ready.`,
  });

export const notifyFailed = (deps: NotificationDeps, event: EventFor<typeof simulationFailedV1>) =>
  notify(deps, event, {
    kind: 'simulation.failed',
    title: `${event.data.name} failed`,
    detail: event.data.error.detail,
  });

/** Puts a notification into the inbox of whoever started the simulation, once however often the event is delivered. */
const notify = async (
  { store, clock }: NotificationDeps,
  event: SimulationEnded,
  text: Pick<Notification, 'kind' | 'title' | 'detail'>,
): Promise<void> => {
  const { simulationId, userId } = event.data;
  // Named and dated by its event, so that the inbox is the same in whatever order events come.
  const notification: Notification = {
    notificationId: `ntf_${event.id.slice('evt_'.length)}`,
    ...text,
    simulationId,
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
