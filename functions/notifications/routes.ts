import { notificationPage } from '../../shared/api/notifications.ts';
import { pageQuery } from '../../shared/http/page.ts';
import { type Route, route } from '../../shared/http/route.ts';
import { listNotifications, type NotificationDeps } from './notifications.ts';

export const routes = (deps: NotificationDeps): readonly Route[] => [
  route({
    method: 'GET',
    path: '/api/notifications',
    operationId: 'listNotifications',
    summary: 'Your inbox, newest first',
    parse: { query: pageQuery },
    authorise: 'notification:read',
    act: ({ query, context }) => listNotifications(deps, query, context.identity),
    respond: { ok: [200, notificationPage], errors: {} },
  }),
];
