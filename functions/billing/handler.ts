import { publishBillingOrganizationErased } from '../../events/billing.ts';
import { defineConsumer } from '../../events/consume/consume.ts';
import { lasting } from '../../events/consume/erase.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { setting } from '../../shared/environment.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { liveTenantService } from '../../shared/tenancy/tenantService.ts';
import { routes } from './routes.ts';
import { rowsOfUsage, usageStore } from './store.ts';
import { erasing, subscriptions } from './subscriptions.ts';

const clock = () => new Date();

const apiHandler = () =>
  httpHandler(liveTenantService({ routes: ({ table }) => routes({ store: usageStore(table), clock }) }));

const eraseHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  return defineConsumer(
    erasing({ ...lasting, table, rows: rowsOfUsage, objects: [], publish: publishBillingOrganizationErased }),
  );
};

const eventsHandler = () => defineConsumer(subscriptions({ store: usageStore(dynamoTable(setting('TABLE'))), clock }));

export const api = /* @__PURE__ */ apiHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const relay = /* @__PURE__ */ relayHandler();
