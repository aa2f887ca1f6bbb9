import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ok } from '../../engine/result.ts';
import { httpHandler, type Service, type TenantService } from '../../shared/http/httpHandler.ts';
import { route } from '../../shared/http/route.ts';
import type { TenantId } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { documentClient, dynamoTable, partition } from '../../shared/table/table.ts';
import type { TenantTable } from '../../shared/table/tenantTable.ts';
import { logger, metrics } from '../../shared/telemetry.ts';
import type { AssumeTenantRole } from '../../shared/tenancy/tenantRole.ts';
import { tenantS3 } from '../../shared/tenancy/tenantS3.ts';
import { tenantService } from '../../shared/tenancy/tenantService.ts';
import type { Benchmark, Measurement } from '../measurement.ts';

const requests = 20_000;
const tenants = Array.from({ length: 50 }, () => newId('org'));

/** What it adds to a request that its data is reached with credentials of its tenant: once the session is there, and to make one. */
export const bench: Benchmark = async () => {
  logger.setLogLevel('SILENT');
  metrics.publishStoredMetrics = () => {
    metrics.clearMetrics();
    return metrics;
  };
  const table = memoryTable();
  let assumed = 0;
  const assume: AssumeTenantRole = async () => {
    assumed += 1;
    return { accessKeyId: 'A', secretAccessKey: 's', sessionToken: 't', until: new Date(Date.now() + 3_600_000) };
  };
  const plain = await perRequest({ routes: routesOver(table), table, dependencies: [] });
  const own = await perRequest(
    tenantService({ assume, tableWith: () => table, routes: (session) => routesOver(session.table) }),
  );
  const warm: Measurement = {
    name: 'request of a tenant whose session is known',
    value: own,
    unit: 'µs',
    goal: 'ratio <= 1.1',
    reference: 'the same without sessions',
    referenceValue: plain,
    ratio: own / plain,
  };
  const calls = {
    name: 'calls of STS per request',
    value: assumed / requests,
    unit: '',
    goal: `${tenants.length} tenants`,
  };
  return [warm, calls, await perSession(assume)];
};

const routesOver = (table: Pick<TenantTable, 'get'>) => [
  route({
    method: 'GET',
    path: '/api/thing',
    operationId: 'getThing',
    summary: 'A thing',
    parse: {},
    authorise: 'file:read',
    act: async ({ context }) => {
      const item = await table.get({ pk: partition(context.identity.organizationId, 'THING'), sk: 'thing' });
      return ok({ found: item !== undefined });
    },
    respond: { ok: [200, z.object({ found: z.boolean() })], errors: {} },
  }),
];

/** Microseconds of processor time, with many tenants by turns. */
const perRequest = async (service: Service | TenantService): Promise<number> => {
  const handler = httpHandler(service);
  const ask = (organizationId: TenantId) =>
    handler(
      {
        ...{ kind: 'http', method: 'GET', path: '/api/thing', query: [], headers: {}, body: null, deadline: 0 },
        correlationId: 'cor_1',
        identity: {
          ...{ userId: tenants[0]?.replace('org', 'usr'), organizationId, role: 'owner', permissions: ['file:read'] },
          ...{ operator: false, credential: { kind: 'token', id: 'tok_1' } },
        },
      },
      {} as Parameters<typeof handler>[1],
    );
  const round = async (count: number) => {
    for (let n = 0; n < count; n += 1) await ask(tenants[n % tenants.length] as TenantId);
  };
  await round(2000);
  return processorTime(() => round(requests), requests);
};

/** What a first request does beside its call of STS: clients and routes. */
const perSession = async (assume: AssumeTenantRole): Promise<Measurement> => {
  process.env.AWS_REGION ??= 'eu-west-1';
  const { requestHandler } = new DynamoDBClient({}).config;
  const s3 = tenantS3();
  const count = 300;
  const { forTenant } = tenantService({
    assume,
    tableWith: (credentials) => dynamoTable('table', documentClient({ credentials, requestHandler })),
    routes: (session) => {
      s3(session);
      return routesOver(session.table);
    },
  });
  const open = async () => {
    for (let n = 0; n < count; n += 1) await forTenant(newId('org'));
  };
  await open();
  return { name: 'clients and routes of a new session', value: await processorTime(open, count), unit: 'µs' };
};

const processorTime = async (work: () => Promise<void>, times: number): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
};
