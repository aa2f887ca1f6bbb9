import middy from '@middy/core';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import type { Membership } from '../../shared/access.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { newInvitationToken } from './invitations/token.ts';
import { organizationStore } from './organizations/organizationStore.ts';
import { type FirstSight, welcome } from './profile/firstSight.ts';
import { routes } from './routes.ts';
import { personStore } from './store.ts';

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  return {
    table,
    people: personStore(table),
    organizations: organizationStore(table),
    clock: () => new Date(),
    newToken: newInvitationToken,
  };
};

const apiHandler = () => {
  const deps = liveDependencies();
  return httpHandler({ routes: routes(deps), table: deps.table, dependencies: [tableDependency(deps.table)] });
};

/** Called by the gateway alone, for a person of whom it finds no membership. */
const firstSightHandler = () => {
  const deps = liveDependencies();
  return middy<FirstSight, Membership[]>().handler(async (firstSight) => {
    const memberships = await welcome(deps, firstSight);
    logger.info('first sight', { userId: memberships[0]?.userId, correlationId: firstSight.correlationId });
    return memberships;
  });
};

export const api = /* @__PURE__ */ apiHandler();
export const onFirstSight = /* @__PURE__ */ firstSightHandler();
export const relay = /* @__PURE__ */ relayHandler();
