import { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import middy from '@middy/core';
import { create } from 'content-disposition';
import { createRunner, decodeProgram } from '../../engine/index.ts';
import { defineConsumer } from '../../events/consume/consume.ts';
import { lasting } from '../../events/consume/erase.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { publishResultsOrganizationErased } from '../../events/results.ts';
import { setting } from '../../shared/environment.ts';
import { tableDependency } from '../../shared/http/health.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { bucketDependency, s3Objects, s3TenantObjects, tenantObjectKey } from '../../shared/objects.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import type { ExportDeps } from './exports.ts';
import { type ResultDeps, type TakeInput, takeResults } from './results.ts';
import { routes } from './routes.ts';
import { resultStore, rowsOfResults } from './store.ts';
import { erasing, subscriptions } from './subscriptions.ts';

const urlSeconds = 15 * 60;

const liveDependencies = () => {
  const table = dynamoTable(setting('TABLE'));
  const client = new S3Client({});
  const bucket = setting('RESULTS_BUCKET');
  const deps: ResultDeps = {
    store: resultStore(table),
    objects: s3Objects(bucket, client),
    runs: s3Objects(setting('RUNS_BUCKET'), client),
    presign: (tenant, key, fileName) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket: bucket,
          Key: tenantObjectKey(tenant, key),
          ResponseContentDisposition: create(fileName),
        }),
        { expiresIn: urlSeconds },
      ),
    clock: () => new Date(),
  };
  return { table, client, bucket, deps };
};

const apiHandler = () => {
  const { table, client, bucket, deps } = liveDependencies();
  const dependencies = [tableDependency(table), bucketDependency('results bucket', bucket, client)];
  return httpHandler({ routes: routes(deps), table, dependencies });
};

/** A state of the simulations' state machine: takes the results over before the simulation counts as COMPLETED. */
const takeHandler = () => {
  const { deps } = liveDependencies();
  return middy<TakeInput, void>().handler(async (input) => {
    const { tenant: organizationId, correlationId, causationId } = input;
    logger.appendKeys({ organizationId, correlationId, causationId });
    try {
      await takeResults(deps, input);
      logger.info('results taken', { simulationId: input.simulationId });
    } finally {
      logger.resetKeys();
    }
  });
};

const eventsHandler = () => {
  const { deps, client, bucket } = liveDependencies();
  const exportDeps: ResultDeps & ExportDeps = {
    ...deps,
    decodeProgram,
    createRunner,
    async upload(tenant, key, contentType, parts) {
      let bytes = 0;
      const counted = async function* () {
        for await (const part of parts) {
          bytes += part.length;
          yield part;
        }
      };
      const params = { Bucket: bucket, Key: tenantObjectKey(tenant, key), ContentType: contentType };
      await new Upload({ client, params: { ...params, Body: Readable.from(counted()) } }).done();
      return bytes;
    },
  };
  return defineConsumer(subscriptions(exportDeps));
};

const eraseHandler = () =>
  defineConsumer(
    erasing({
      ...lasting,
      table: dynamoTable(setting('TABLE')),
      rows: rowsOfResults,
      objects: [s3TenantObjects(setting('RESULTS_BUCKET'))],
      publish: publishResultsOrganizationErased,
    }),
  );

export const api = /* @__PURE__ */ apiHandler();
export const take = /* @__PURE__ */ takeHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const relay = /* @__PURE__ */ relayHandler();
