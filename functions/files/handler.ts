import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { inspectWorkbook } from '../../engine/model/inspect.ts';
import { decodeWorkbook, encodeWorkbook } from '../../engine/workbook/encodeWorkbook.ts';
import { readCells } from '../../engine/workbook/readCells.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import { defineConsumer, handleEach } from '../../events/consume/consume.ts';
import { sqsDeadLetters } from '../../events/consume/deadLetters.ts';
import { lasting } from '../../events/consume/erase.ts';
import { understood } from '../../events/consume/poison.ts';
import { publishFileOrganizationErased } from '../../events/file.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { bucketDependency, s3Objects, s3TenantObjects } from '../../shared/objects.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import { guardWorkbook } from './guard.ts';
import { lastModel } from './lastModel.ts';
import { s3Quarantine, uploadOfKey } from './quarantine.ts';
import { type ReadingDeps, readArrival, sweep as sweepWaiting } from './reading.ts';
import { routes } from './routes.ts';
import { fileStore, rowsOfFiles } from './store.ts';
import { erasing } from './subscriptions.ts';

// Each Lambda's bundle holds one of these exports: a PURE call that nobody uses is left out, with all it needs.

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  const client = new S3Client({});
  return {
    table,
    client,
    store: fileStore(table),
    quarantine: s3Quarantine(setting('QUARANTINE_BUCKET'), client),
    objects: s3Objects(setting('FILES_BUCKET'), client),
    clock: () => new Date(),
  };
};

const apiHandler = () => {
  const { table, client, ...deps } = liveDependencies();
  return httpHandler({
    routes: routes({ ...deps, model: lastModel(deps.objects, decodeWorkbook), readCells }),
    table,
    dependencies: [
      tableDependency(table),
      bucketDependency('quarantine bucket', setting('QUARANTINE_BUCKET'), client),
      bucketDependency('files bucket', setting('FILES_BUCKET'), client),
    ],
  });
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
  return middy<SQSEvent, SQSBatchResponse>().handler(({ Records }) =>
    handleEach(Records, deadLetters, async (body) => {
      const { time, detail } = understood(objectCreated, body, 'not-an-event');
      const upload = uploadOfKey(detail.object.key);
      if (upload === null) {
        logger.warn('not an upload', { key: detail.object.key });
        return;
      }
      logger.appendKeys({ organizationId: upload.tenant, fileId: upload.fileId });
      const startedAt = performance.now();
      const version = detail.object['version-id'] ?? null;
      const outcome = await readArrival(deps, { ...upload, version, at: time });
      logger.info('file read', { outcome, durationMs: Math.round(performance.now() - startedAt) });
    }),
  );
};

const sweepHandler = () => {
  const deps = liveDependencies();
  return middy<unknown, { ended: number }>().handler(async () => {
    const ended = await sweepWaiting(deps);
    logger.info('swept', { ended });
    return { ended };
  });
};

const eraseHandler = () => {
  const client = new S3Client({});
  return defineConsumer(
    erasing({
      ...lasting,
      table: dynamoTable(setting('TABLE')),
      rows: rowsOfFiles,
      objects: [setting('QUARANTINE_BUCKET'), setting('FILES_BUCKET')].map((bucket) => s3TenantObjects(bucket, client)),
      publish: publishFileOrganizationErased,
    }),
  );
};

export const api = /* @__PURE__ */ apiHandler();
export const onObject = /* @__PURE__ */ objectHandler();
export const sweep = /* @__PURE__ */ sweepHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const relay = /* @__PURE__ */ relayHandler();
