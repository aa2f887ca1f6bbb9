import { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import middy from '@middy/core';
import { create } from 'content-disposition';
import { createRunner, decodeProgram } from '../../engine/index.ts';
import { defineConsumer } from '../../events/consume/consume.ts';
import { heedingMoves } from '../../events/consume/deliveries.ts';
import { lasting } from '../../events/consume/erase.ts';
import { exportedParts, exportsBucket } from '../../events/consume/exportsBucket.ts';
import { relayHandler } from '../../events/relay/relayHandler.ts';
import { publishResultsOrganizationErased, publishResultsOrganizationExported } from '../../events/results.ts';
import { setting } from '../../shared/environment.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { s3ReadableObjects } from '../../shared/objectStreams.ts';
import { s3Objects, s3TenantObjects, tenantBucketDependency, tenantObjectKey } from '../../shared/objects.ts';
import { dynamoTable } from '../../shared/table/table.ts';
import { logger } from '../../shared/telemetry.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';
import { onlyFor } from '../../shared/tenancy/onlyFor.ts';
import { tenantS3 } from '../../shared/tenancy/tenantS3.ts';
import { liveTenantService } from '../../shared/tenancy/tenantService.ts';
import { workTable } from '../../shared/tenancy/workTable.ts';
import { type ResultDeps, type TakeInput, takeResults } from './results.ts';
import { routes } from './routes.ts';
import { keptOfResults, resultStore, rowsOfResults } from './store.ts';
import { erasing, exporting, subscriptions } from './subscriptions.ts';

const urlSeconds = 15 * 60;

/** The service over a table and a bucket: as one tenant's session reaches them, or as what acts for all. */
const depsOver = (table: FencedTable, client: S3Client): ResultDeps => {
  const bucket = setting('RESULTS_BUCKET');
  return {
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
};

const liveDependencies = () => {
  const client = new S3Client({});
  const table = workTable();
  return { client, table, deps: depsOver(table, client) };
};

const apiHandler = () => {
  const bucket = setting('RESULTS_BUCKET');
  const s3 = tenantS3();
  return httpHandler(
    liveTenantService({
      routes: (session) => {
        const { tenant, table } = session;
        const { objects, runs, presign, ...deps } = depsOver(table, s3(session));
        const own = { objects: onlyFor(tenant, objects), runs: onlyFor(tenant, runs), ...onlyFor(tenant, { presign }) };
        return routes({ ...deps, ...own });
      },
      dependencies: (session) => [tenantBucketDependency('results bucket', bucket, s3(session), session.tenant)],
    }),
  );
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
  const { deps, client, table } = liveDependencies();
  const bucket = setting('RESULTS_BUCKET');
  const moving = heedingMoves(table);
  const all: Parameters<typeof subscriptions>[0] = {
    ...deps,
    heed: moving.heed,
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
  return defineConsumer(subscriptions(all), { moving });
};

const eraseHandler = () =>
  defineConsumer(
    erasing({
      ...lasting,
      cell: setting('CELL'),
      table: dynamoTable(setting('TABLE')),
      rows: rowsOfResults,
      objects: [s3TenantObjects(setting('RESULTS_BUCKET')), exportedParts('results')],
      publish: publishResultsOrganizationErased,
    }),
  );

const exportHandler = () => {
  const table = workTable();
  return defineConsumer(
    exporting({
      table,
      rows: rowsOfResults,
      kept: keptOfResults(s3ReadableObjects(setting('RESULTS_BUCKET'), new S3Client({}))),
      service: 'results',
      exports: exportsBucket(),
      publish: publishResultsOrganizationExported,
      clock: lasting.clock,
    }),
    { moving: heedingMoves(table) },
  );
};

export const api = /* @__PURE__ */ apiHandler();
export const take = /* @__PURE__ */ takeHandler();
export const onEvent = /* @__PURE__ */ eventsHandler();
export const onErase = /* @__PURE__ */ eraseHandler();
export const onExport = /* @__PURE__ */ exportHandler();
export const relay = /* @__PURE__ */ relayHandler();
