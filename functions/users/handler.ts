import { randomBytes } from 'node:crypto';
import middy from '@middy/core';
import * as z from 'zod';
import { defineConsumer } from '../../events/consume/consume.ts';
import { lasting } from '../../events/consume/erase.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import type { Belonging } from '../../shared/access.ts';
import { auditEntry } from '../../shared/api/audit.ts';
import { newApiKey } from '../../shared/apiKey.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { id } from '../../shared/ids.ts';
import { guardedGet } from '../../shared/outbound/guardedGet.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { auditStore } from './audit/auditStore.ts';
import { deleteDue } from './deletion/deletion.ts';
import { newInvitationToken } from './invitations/token.ts';
import { noteUse } from './keys/keyRows.ts';
import { organizationStore } from './organizations/organizationStore.ts';
import { type FirstSight, welcome } from './profile/firstSight.ts';
import { routes } from './routes.ts';
import { discovery } from './signOn/discovery.ts';
import { land } from './signOn/landing.ts';
import { txtRecords } from './signOn/txtRecords.ts';
import { personStore } from './store.ts';
import { subscriptions } from './subscriptions.ts';

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  const allowPrivateIssuers = setting('ALLOW_PRIVATE_ISSUERS') === 'true';
  return {
    table,
    people: personStore(table),
    organizations: organizationStore(table),
    audit: auditStore(table),
    clock: () => new Date(),
    newToken: newInvitationToken,
    newKey: newApiKey,
    discover: discovery(guardedGet({ allowPrivate: allowPrivateIssuers })),
    txtRecords,
    newDomainProof: () => randomBytes(24).toString('base64url'),
    allowPrivateIssuers,
    graceMs: Number(setting('DELETION_GRACE_SECONDS')) * 1000,
    auditRetentionDays: Number(setting('AUDIT_RETENTION_DAYS')),
  };
};

const apiHandler = () => {
  const deps = liveDependencies();
  return httpHandler({ routes: routes(deps), table: deps.table, dependencies: [tableDependency(deps.table)] });
};

type Welcomed = Belonging[] | { refused: { code: string; detail: string } };

/** Called by the gateway alone, for a person of whom it finds no membership. */
const firstSightHandler = () => {
  const deps = liveDependencies();
  return middy<FirstSight, Welcomed>().handler(async (firstSight) => {
    if (firstSight.signOn !== undefined) {
      const landed = await land(deps, firstSight, firstSight.signOn);
      const reason = landed.ok ? undefined : landed.error.code;
      logger.info('sign-on', { ...firstSight.signOn, reason, correlationId: firstSight.correlationId });
      return landed.ok ? landed.value : { refused: { code: landed.error.code, detail: landed.error.detail } };
    }
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

/** Told by the gateway what became of a request, which does not wait for it. */
const auditHandler = () => {
  const store = auditStore(dynamoTable(setting('TABLE')));
  const keptForDays = Number(setting('AUDIT_RETENTION_DAYS'));
  return middy<unknown, void>().handler(async (event) => {
    const entry = auditEntry.parse(event);
    await store.write(entry, keptForDays);
    const { auditId, organizationId, correlationId } = entry.record;
    logger.info('audited', { auditId, organizationId, correlationId });
  });
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
export const onAudit = /* @__PURE__ */ auditHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const deleteOrganizations = /* @__PURE__ */ deletionsHandler();
export const relay = /* @__PURE__ */ relayHandler();
