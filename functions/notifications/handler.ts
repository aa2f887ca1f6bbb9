import { defineConsumer, on } from '../../events/consume.ts';
import { relayHandler } from '../../events/relay.ts';
import { simulationCompletedV1, simulationFailedV1 } from '../../events/simulation.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { notifyCompleted, notifyFailed } from './notifications.ts';
import { routes } from './routes.ts';
import { inboxStore } from './store.ts';

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  return { table, store: inboxStore(table), clock: () => new Date() };
};

const apiHandler = () => {
  const deps = liveDependencies();
  return httpHandler({ routes: routes(deps), table: deps.table, dependencies: [tableDependency(deps.table)] });
};

const eventsHandler = () => {
  const deps = liveDependencies();
  return defineConsumer([
    on(simulationCompletedV1, (event) => notifyCompleted(deps, event)),
    on(simulationFailedV1, (event) => notifyFailed(deps, event)),
  ]);
};

export const api = /* @__PURE__ */ apiHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const relay = /* @__PURE__ */ relayHandler();
