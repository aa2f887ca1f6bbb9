import { publishBillingOrganizationErased, publishBillingOrganizationExported } from '../../events/billing.ts';
import { defineConsumer } from '../../events/consume/consume.ts';
import { heedingMoves } from '../../events/consume/deliveries.ts';
import { lasting } from '../../events/consume/erase.ts';
import { exportedParts, exportsBucket } from '../../events/consume/exportsBucket.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { setting } from '../../shared/environment.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { liveTenantService } from '../../shared/tenancy/tenantService.ts';
import { workTable } from '../../shared/tenancy/workTable.ts';
import { routes } from './routes.ts';
import { rowsOfUsage, usageStore } from './store.ts';
import { erasing, exporting, subscriptions } from './subscriptions.ts';

const clock = () => new Date();

const apiHandler = () =>
  httpHandler(liveTenantService({ routes: ({ table }) => routes({ store: usageStore(table), clock }) }));

const eraseHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  return defineConsumer(
    erasing({
      ...lasting,
      cell: setting('CELL'),
      table,
      rows: rowsOfUsage,
      objects: [exportedParts('billing')],
      publish: publishBillingOrganizationErased,
    }),
  );
};

const eventsHandler = () => {
  const table = workTable();
  return defineConsumer(subscriptions({ store: usageStore(table), clock }), { moving: heedingMoves(table) });
};

const exportHandler = () => {
  const table = workTable();
  return defineConsumer(
    exporting({
      table,
      rows: rowsOfUsage,
      kept: [],
      service: 'billing',
      exports: exportsBucket(),
      publish: publishBillingOrganizationExported,
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
