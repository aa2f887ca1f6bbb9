import middy from '@middy/core';
import * as z from 'zod';
import { defineConsumer } from '../../events/consume/consume.ts';
import { lasting } from '../../events/consume/erase.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import type { Belonging } from '../../shared/access.ts';
import { newApiKey } from '../../shared/apiKey.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { id } from '../../shared/ids.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { deleteDue } from './deletion/deletion.ts';
import { newInvitationToken } from './invitations/token.ts';
import { noteUse } from './keys/keyRows.ts';
import { organizationStore } from './organizations/organizationStore.ts';
import { type FirstSight, welcome } from './profile/firstSight.ts';
import { routes } from './routes.ts';
import { personStore } from './store.ts';
import { subscriptions } from './subscriptions.ts';

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  return {
    table,
    people: personStore(table),
    organizations: organizationStore(table),
    clock: () => new Date(),
    newToken: newInvitationToken,
    newKey: newApiKey,
    graceMs: Number(setting('DELETION_GRACE_SECONDS')) * 1000,
  };
};

const apiHandler = () => {
  const deps = liveDependencies();
  return httpHandler({ routes: routes(deps), table: deps.table, dependencies: [tableDependency(deps.table)] });
};

/** Called by the gateway alone, for a person of whom it finds no membership. */
const firstSightHandler = () => {
  const deps = liveDependencies();
  return middy<FirstSight, Belonging[]>().handler(async (firstSight) => {
    const belongings = await welcome(deps, firstSight);
    logger.info('first sight', { userId: belongings[0]?.userId, correlationId: firstSight.correlationId });
    return belongings;
  });
};

const keyUse = z.object({ organizationId: id('org'), keyId: id('key'), at: z.iso.datetime() });

/** Told by the gateway that a key was used, which does not wait for it. */
const keyUsedHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  return middy<unknown, void>().handler((event) => noteUse(table, keyUse.parse(event)));
};

const eventsHandler = () =>
  defineConsumer(subscriptions({ organizations: organizationStore(dynamoTable(setting('TABLE'))) }));

/** Called by a schedule. */
const deletionsHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  const deps = { organizations: organizationStore(table), ...lasting };
  return middy<unknown, { deleted: number }>().handler(async () => {
    const { deleted, failed } = await deleteDue(deps, { table, wait: lasting.wait });
    if (failed > 0) throw new Error(`${failed} organizations were not deleted`);
    return { deleted };
  });
};

export const api = /* @__PURE__ */ apiHandler();
export const onFirstSight = /* @__PURE__ */ firstSightHandler();
export const onKeyUsed = /* @__PURE__ */ keyUsedHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const deleteOrganizations = /* @__PURE__ */ deletionsHandler();
export const relay = /* @__PURE__ */ relayHandler();
