import { defineConsumer } from '../../events/consume/consume.ts';
import { lasting } from '../../events/consume/erase.ts';
import { publishNotificationOrganizationErased } from '../../events/notification.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { routes } from './routes.ts';
import { inboxStore, rowsOfInboxes } from './store.ts';
import { erasing, subscriptions } from './subscriptions.ts';

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  return { table, store: inboxStore(table), clock: () => new Date() };
};

const apiHandler = () => {
  const deps = liveDependencies();
  return httpHandler({ routes: routes(deps), table: deps.table, dependencies: [tableDependency(deps.table)] });
};

const eraseHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  return defineConsumer(
    erasing({ ...lasting, table, rows: rowsOfInboxes, objects: [], publish: publishNotificationOrganizationErased }),
  );
};

const eventsHandler = () => defineConsumer(subscriptions(liveDependencies()));

export const api = /* @__PURE__ */ apiHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const relay = /* @__PURE__ */ relayHandler();
