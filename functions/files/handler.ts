import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { inspectWorkbook } from '../../engine/model/inspect.ts';
import { decodeWorkbook, encodeWorkbook } from '../../engine/workbook/encodeWorkbook.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import { defineConsumer, handleEach } from '../../events/consume/consume.ts';
import { sqsDeadLetters } from '../../events/consume/deadLetters.ts';
import { heedingMoves } from '../../events/consume/deliveries.ts';
import { lasting } from '../../events/consume/erase.ts';
import { exportedParts, exportsBucket } from '../../events/consume/exportsBucket.ts';
import { understood } from '../../events/consume/poison.ts';
import { publishFileOrganizationErased, publishFileOrganizationExported } from '../../events/file.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { setting } from '../../shared/environment.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { s3ReadableObjects } from '../../shared/objectStreams.ts';
import { s3Objects, s3TenantObjects, tenantBucketDependency } from '../../shared/objects.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { ofTenantsAtRest, TenantMoved } from '../../shared/tenancy/fence.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';
import { onlyFor } from '../../shared/tenancy/onlyFor.ts';
import { tenantS3 } from '../../shared/tenancy/tenantS3.ts';
import { liveTenantService } from '../../shared/tenancy/tenantService.ts';
import { workTable } from '../../shared/tenancy/workTable.ts';
import { finishTasks } from './finishing.ts';
import { guardWorkbook } from './guard.ts';
import { lastModel } from './lastModel.ts';
import { tasksAtRest } from './objectTasks.ts';
import { s3Quarantine, uploadOfKey } from './quarantine.ts';
import { forwardArrival, type ReadingDeps, readArrival, sweep as sweepWaiting } from './reading.ts';
import { routes } from './routes.ts';
import { activeFiles, fileStore, keptOfFiles, rowsOfFiles } from './store.ts';
import { erasing, exporting } from './subscriptions.ts';

// Each Lambda's bundle holds one of these exports: a PURE call that nobody uses is left out, with all it needs.

/** The service over a table and its buckets: as one tenant's session reaches them, or as what acts for all. */
const depsOver = (table: FencedTable, client: S3Client) => ({
  store: fileStore(table),
  quarantine: s3Quarantine(setting('QUARANTINE_BUCKET'), client),
  objects: s3Objects(setting('FILES_BUCKET'), client),
  clock: () => new Date(),
});

const liveDependencies = () => depsOver(workTable(), new S3Client({}));

const apiHandler = () => {
  const s3 = tenantS3();
  const modelIn = lastModel(decodeWorkbook);
  return httpHandler(
    liveTenantService({
      routes: (session) => {
        const { tenant, table } = session;
        const deps = depsOver(table, s3(session));
        const objects = onlyFor(tenant, deps.objects);
        const quarantine = onlyFor(tenant, deps.quarantine);
        return routes({
          ...deps,
          objects,
          quarantine,
          model: modelIn(objects),
          // With what writes numbers as Excel does: no other request needs it.
          readCells: async (workbook, range) =>
            (await import('../../engine/workbook/readCells.ts')).readCells(workbook, range),
        });
      },
      dependencies: (session) =>
        [
          { name: 'quarantine bucket', bucket: setting('QUARANTINE_BUCKET') },
          { name: 'files bucket', bucket: setting('FILES_BUCKET') },
        ].map(({ name, bucket }) => tenantBucketDependency(name, bucket, s3(session), session.tenant)),
    }),
  );
};

/** That of another cell, whose names begin so: what follows the cell's part is the same. */
const quarantineOf = (names: string) => {
  const own = setting('QUARANTINE_BUCKET');
  return s3Quarantine(`${names}${own.slice(own.lastIndexOf('-quarantine-'))}`, new S3Client({}));
};

/** EventBridge's form of S3's notification; the key is as it is, not URL-encoded. */
const objectCreated = z.object({
  time: z.iso.datetime().transform((time) => new Date(time)),
  detail: z.object({ object: z.object({ key: z.string(), 'version-id': z.string().optional() }) }),
});

/** S3's "Object Created" in the quarantine bucket -> default bus -> rule -> queue -> here, one file at a time. */
const objectHandler = () => {
  const deps: ReadingDeps = {
    ...liveDependencies(),
    guard: guardWorkbook,
    readWorkbook,
    encodeWorkbook,
    inspectWorkbook,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    follow: ({ correlationId, causationId }) => logger.appendKeys({ correlationId, causationId }),
  };
  const deadLetters = sqsDeadLetters();
  const moving = heedingMoves(workTable());
  return middy<SQSEvent, SQSBatchResponse>().handler(({ Records }) =>
    handleEach(Records, { deadLetters, deliveries: moving }, async (body) => {
      const { time, detail } = understood(objectCreated, body, 'not-an-event');
      const upload = uploadOfKey(detail.object.key);
      if (upload === null) {
        logger.warn('not an upload', { key: detail.object.key });
        return;
      }
      logger.appendKeys({ organizationId: upload.tenant, fileId: upload.fileId });
      const startedAt = performance.now();
      const version = detail.object['version-id'] ?? null;
      const arrival = { ...upload, version, at: time };
      const read = async () => {
        await moving.heed(upload.tenant);
        return readArrival(deps, arrival);
      };
      const outcome = await read().catch((error: unknown) => {
        if (!(error instanceof TenantMoved)) throw error;
        return forwardArrival(deps, quarantineOf(error.to.names), arrival);
      });
      logger.info('file read', { outcome, durationMs: Math.round(performance.now() - startedAt) });
    }),
  );
};

/** What the sweep leaves for those files with which it has begun. */
const lastTaskMs = 15_000;

const sweepHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  const live = liveDependencies();
  const active = activeFiles(table);
  const waiting = {
    ...live,
    active: async (limit: number) => ofTenantsAtRest(table, await active(limit), Date.now()),
  };
  const noted = { ...live, tasks: () => tasksAtRest(table, live.clock) };
  return middy<unknown, { ended: number; finished: number }>().handler(async (_event, context) => {
    const hasTime = () => context.getRemainingTimeInMillis() > lastTaskMs;
    // Neither keeps the other from what it can do.
    const [ended, finished] = await Promise.allSettled([sweepWaiting(waiting), finishTasks({ ...noted, hasTime })]);
    if (ended.status === 'rejected') throw ended.reason;
    if (finished.status === 'rejected') throw finished.reason;
    const done = { ended: ended.value, finished: finished.value };
    logger.info('swept', done);
    return done;
  });
};

const eraseHandler = () => {
  const client = new S3Client({});
  return defineConsumer(
    erasing({
      ...lasting,
      cell: setting('CELL'),
      table: dynamoTable(setting('TABLE')),
      rows: rowsOfFiles,
      objects: [
        ...['QUARANTINE_BUCKET', 'FILES_BUCKET'].map((name) => s3TenantObjects(setting(name), client)),
        exportedParts('files', client),
      ],
      publish: publishFileOrganizationErased,
    }),
  );
};

const exportHandler = () => {
  const table = workTable();
  return defineConsumer(
    exporting({
      table,
      rows: rowsOfFiles,
      kept: keptOfFiles(s3ReadableObjects(setting('FILES_BUCKET'), new S3Client({}))),
      service: 'files',
      exports: exportsBucket(),
      publish: publishFileOrganizationExported,
      clock: lasting.clock,
    }),
    { moving: heedingMoves(table) },
  );
};

export const api = /* @__PURE__ */ apiHandler();
export const onObject = /* @__PURE__ */ objectHandler();
export const sweep = /* @__PURE__ */ sweepHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const onExport = /* @__PURE__ */ exportHandler();
export const relay = /* @__PURE__ */ relayHandler();
