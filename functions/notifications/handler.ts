import { defineConsumer } from '../../events/consume/consume.ts';
import { heedingMoves } from '../../events/consume/deliveries.ts';
import { lasting } from '../../events/consume/erase.ts';
import { exportedParts, exportsBucket } from '../../events/consume/exportsBucket.ts';
import {
  publishNotificationOrganizationErased,
  publishNotificationOrganizationExported,
} from '../../events/notification.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { setting } from '../../shared/environment.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { liveTenantService } from '../../shared/tenancy/tenantService.ts';
import { workTable } from '../../shared/tenancy/workTable.ts';
import { routes } from './routes.ts';
import { inboxStore, rowsOfInboxes } from './store.ts';
import { erasing, exporting, subscriptions } from './subscriptions.ts';

const clock = () => new Date();

const apiHandler = () =>
  httpHandler(liveTenantService({ routes: ({ table }) => routes({ store: inboxStore(table), clock }) }));

const eraseHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  return defineConsumer(
    erasing({
      ...lasting,
      cell: setting('CELL'),
      table,
      rows: rowsOfInboxes,
      objects: [exportedParts('notifications')],
      publish: publishNotificationOrganizationErased,
    }),
  );
};

const eventsHandler = () => {
  const table = workTable();
  return defineConsumer(subscriptions({ store: inboxStore(table), clock }), { moving: heedingMoves(table) });
};

const exportHandler = () => {
  const table = workTable();
  return defineConsumer(
    exporting({
      table,
      rows: rowsOfInboxes,
      kept: [],
      service: 'notifications',
      exports: exportsBucket(),
      publish: publishNotificationOrganizationExported,
      clock: lasting.clock,
    }),
    { moving: heedingMoves(table) },
  );
};

export const api = /* @__PURE__ */ apiHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const onExport = /* @__PURE__ */ exportHandler();
export const relay = /* @__PURE__ */ relayHandler();
