import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import middy from '@middy/core';
import { create } from 'content-disposition';
import * as z from 'zod';
import { defineConsumer } from '../../events/consume/consume.ts';
import { lasting } from '../../events/consume/erase.ts';
import { exportsBucket } from '../../events/consume/exportsBucket.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { publishUserOrganizationExported } from '../../events/user.ts';
import type { Belonging } from '../../shared/access.ts';
import { auditEntry } from '../../shared/api/audit.ts';
import { newApiKey } from '../../shared/apiKey.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import type { Failure } from '../../shared/http/route.ts';
import type { TenantId } from '../../shared/identity.ts';
import { id } from '../../shared/ids.ts';
import { planSettings } from '../../shared/limits/planSettings.ts';
import { s3ReadableObjects } from '../../shared/objectStreams.ts';
import { s3TenantObjects, tenantObjectKey } from '../../shared/objects.ts';
import { guardedGet } from '../../shared/outbound/guardedGet.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger, metrics } from '../../shared/telemetry.ts';
import { tenancyOf } from '../../shared/tenancy/tenancy.ts';
import { workTable } from '../../shared/tenancy/workTable.ts';
import { auditStore } from './audit/auditStore.ts';
import { deleteDue } from './deletion/deletion.ts';
import { exportedRows } from './exports/exportedRows.ts';
import { exportStore } from './exports/exportStore.ts';
import { newInvitationToken } from './invitations/token.ts';
import { noteUse } from './keys/keyRows.ts';
import { liveMail } from './mail/liveMail.ts';
import { sentMail } from './mail/sentMail.ts';
import { organizationStore } from './organizations/organizationStore.ts';
import { type FirstSight, welcome } from './profile/firstSight.ts';
import { reportsMissing } from './reports/metrics.ts';
import { watchReports } from './reports/watch.ts';
import { routes } from './routes.ts';
import { discovery } from './signOn/discovery.ts';
import { land } from './signOn/landing.ts';
import { dnsServers, txtRecords } from './signOn/txtRecords.ts';
import { personStore } from './store.ts';
import { exporting, subscriptions } from './subscriptions.ts';
import type { UserDeps } from './users.ts';

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  const allowPrivateIssuers = setting('ALLOW_PRIVATE_ISSUERS') === 'true';
  return {
    table,
    people: personStore(table),
    organizations: organizationStore(table),
    audit: auditStore(table),
    exports: exportStore(table),
    tenancy: (tenant: TenantId) => tenancyOf(table, tenant),
    clock: () => new Date(),
    newToken: newInvitationToken,
    newKey: newApiKey,
    discover: discovery(guardedGet({ allowPrivate: allowPrivateIssuers })),
    txtRecords: txtRecords(dnsServers.parse(JSON.parse(setting('DNS_SERVERS')))),
    newDomainProof: () => randomBytes(24).toString('base64url'),
    allowPrivateIssuers,
    graceMs: Number(setting('DELETION_GRACE_SECONDS')) * 1000,
    auditRetentionDays: Number(setting('AUDIT_RETENTION_DAYS')),
    plans: planSettings.parse(JSON.parse(setting('PLANS'))),
  };
};

const urlSeconds = 15 * 60;

/** What was exported, for whoever may fetch it. */
const exportFiles = (): UserDeps['exportFiles'] => {
  const client = new S3Client({});
  const bucket = setting('DATA_EXPORTS_BUCKET');
  return {
    list: s3ReadableObjects(bucket, client).list,
    presign: (tenant, key) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket: bucket,
          Key: tenantObjectKey(tenant, key),
          ResponseContentDisposition: create(basename(key)),
        }),
        { expiresIn: urlSeconds },
      ),
  };
};

const apiHandler = () => {
  const live = liveDependencies();
  const deps: UserDeps = {
    ...live,
    exportFiles: exportFiles(),
    mail: liveMail(process.env.MAIL_FROM),
    sentMail: sentMail(live.table),
    pageOrigin: setting('PAGE_ORIGIN'),
  };
  return httpHandler({ routes: routes(deps), table: live.table, dependencies: [tableDependency(live.table)] });
};

type Welcomed = Belonging[] | { refused: Pick<Failure, 'code' | 'detail' | 'reached'> };

/** Called by the gateway alone, for a person of whom it finds no membership. */
const firstSightHandler = () => {
  const deps = liveDependencies();
  return middy<FirstSight, Welcomed>().handler(async (firstSight) => {
    if (firstSight.signOn !== undefined) {
      const landed = await land(deps, firstSight, firstSight.signOn);
      const reason = landed.ok ? undefined : landed.error.code;
      logger.info('sign-on', { ...firstSight.signOn, reason, correlationId: firstSight.correlationId });
      if (landed.ok) return landed.value;
      const { code, detail, reached } = landed.error;
      return { refused: { code, detail, reached } };
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

const eventsHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  return defineConsumer(
    subscriptions({
      organizations: organizationStore(table),
      exports: exportStore(table),
      tenancy: (tenant) => tenancyOf(table, tenant),
      clock: () => new Date(),
    }),
  );
};

const exportHandler = () =>
  defineConsumer(
    exporting({
      table: workTable(),
      rows: exportedRows,
      kept: [],
      service: 'users',
      exports: exportsBucket(),
      publish: publishUserOrganizationExported,
      clock: lasting.clock,
    }),
  );

/** Called by a schedule. */
const watchHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  const deps = { table, exports: exportStore(table), clock: () => new Date() };
  return middy<unknown, { missing: number }>().handler(async () => {
    const { missing, failed } = await watchReports(deps);
    logger.info('watched', { missing, failed });
    metrics.addMetric(reportsMissing, 'Count', missing);
    metrics.publishStoredMetrics();
    return { missing };
  });
};

/** Called by a schedule. */
const deletionsHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  const deps = { organizations: organizationStore(table), ...lasting };
  const objects = [s3TenantObjects(setting('DATA_EXPORTS_BUCKET'))];
  return middy<unknown, { deleted: number }>().handler(async () => {
    const { deleted, failed } = await deleteDue(deps, { table, objects, wait: lasting.wait });
    if (failed > 0) throw new Error(`${failed} organizations were not deleted`);
    return { deleted };
  });
};

export const api = /* @__PURE__ */ apiHandler();
export const onFirstSight = /* @__PURE__ */ firstSightHandler();
export const onKeyUsed = /* @__PURE__ */ keyUsedHandler();
export const onAudit = /* @__PURE__ */ auditHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const onExport = /* @__PURE__ */ exportHandler();
export const watch = /* @__PURE__ */ watchHandler();
export const deleteOrganizations = /* @__PURE__ */ deletionsHandler();
export const relay = /* @__PURE__ */ relayHandler();
