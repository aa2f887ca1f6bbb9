import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ok } from '../../engine/result.ts';
import { httpHandler } from '../http/httpHandler.ts';
import { healthReport, serviceResponse, tenantWaitsHeader } from '../http/message.ts';
import { route } from '../http/route.ts';
import type { TenantId } from '../identity.ts';
import { newId } from '../ids.ts';
import { memoryTable } from '../table/memoryTable.ts';
import { partition } from '../table/table.ts';
import type { TenantTable } from '../table/tenantTable.ts';
import { logger } from '../telemetry.ts';
import { fenceKey } from './fence.ts';
import { TenantDataUnavailable } from './tenantDataUnavailable.ts';
import { tenantService } from './tenantService.ts';

logger.setLogLevel('SILENT');

const [ada, grace] = [newId('org'), newId('org')];

/**
 * A service of things whose table, as AWS would, refuses credentials that are another tenant's than the key. Its `/api/theirs/{of}` has
 * the bug of which all this is to be proof: it takes the tenant from the request.
 */
const aService = (settle: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()) => {
  const table = memoryTable();
  let broken = false;
  const assumed: TenantId[] = [];
  const reads: { key: string; by: string }[] = [];
  const service = tenantService({
    assume: (tenant) =>
      settle(async () => {
        assumed.push(tenant);
        if (broken) throw new TenantDataUnavailable(tenant, 'down');
        return { accessKeyId: tenant, secretAccessKey: '', sessionToken: '', until: new Date(Date.now() + 3_600_000) };
      }),
    tableWith: ({ accessKeyId }): TenantTable => ({
      ...table,
      get: (key) =>
        settle(async () => {
          reads.push({ key: key.pk, by: accessKeyId });
          return table.get(key);
        }),
    }),
    routes: (session) => {
      const read = async (of: TenantId) => {
        const item = await session.table.get({ pk: partition(of, 'THING'), sk: 'thing' });
        return ok({ of: String(item?.of), session: session.tenant });
      };
      const answer = z.object({ of: z.string(), session: z.string() });
      const common = { operationId: 'x', summary: 'x', authorise: 'file:read' } as const;
      return [
        route({
          ...common,
          method: 'GET',
          path: '/api/thing',
          parse: {},
          act: ({ context }) => read(context.identity.organizationId),
          respond: { ok: [200, answer], errors: {} },
        }),
        route({
          ...common,
          method: 'PUT',
          path: '/api/thing',
          parse: {},
          act: async ({ context }) => {
            const of = context.identity.organizationId;
            await session.table.transact([{ label: 'thing', put: { pk: partition(of, 'THING'), sk: 'thing', of } }]);
            return read(of);
          },
          respond: { ok: [200, answer], errors: {} },
        }),
        route({
          ...common,
          method: 'GET',
          path: '/api/theirs/{of}',
          parse: { params: z.object({ of: z.custom<TenantId>() }) },
          act: ({ params }) => read(params.of),
          respond: { ok: [200, answer], errors: {} },
        }),
      ];
    },
  });
  const handler = httpHandler(service);
  const invoke = (event: unknown) => handler(event, {} as Parameters<typeof handler>[1]);
  const request = async (tenant: TenantId, path = '/api/thing', method = 'GET') => {
    const identity = {
      userId: newId('usr'),
      organizationId: tenant,
      role: 'owner',
      permissions: ['file:read'],
      operator: false,
      credential: { kind: 'token', id: 'tok_1' },
    };
    const common = { kind: 'http', method, query: [], headers: {}, body: null, deadline: 0 };
    const answer = await invoke({ ...common, path, identity, correlationId: newId('cor') });
    const { status, headers, body } = serviceResponse.parse(answer);
    return { status, headers, json: JSON.parse(body) };
  };
  return {
    table,
    assumed,
    reads,
    request,
    health: async () => healthReport.parse(await invoke({ kind: 'health' })),
    breakDown: () => {
      broken = true;
    },
    stored: async () => {
      for (const tenant of [ada, grace])
        await table.transact([{ label: 'thing', put: { pk: partition(tenant, 'THING'), sk: 'thing', of: tenant } }]);
    },
  };
};

describe('a service with the data of tenants', () => {
  it('reads each request’s data with its tenant’s credentials, whatever order its requests come and go on in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom(ada, grace), { minLength: 2, maxLength: 8 }),
        async (scheduler, tenants) => {
          const service = aService((work) => scheduler.schedule(Promise.resolve()).then(work));
          await service.stored();

          const answers = Promise.all(tenants.map((tenant) => service.request(tenant)));
          await scheduler.waitFor(answers);

          expect((await answers).map(({ json }) => json)).toEqual(
            tenants.map((tenant) => ({ of: tenant, session: tenant })),
          );
          expect(service.reads.filter(({ key, by }) => key !== partition(by as TenantId, 'THING'))).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('asks for credentials once per tenant, so that later requests wait for none', async () => {
    const service = aService();

    for (const tenant of [ada, ada, grace, ada, grace]) await service.request(tenant);

    expect(service.assumed).toEqual([ada, grace]);
  });

  it('does not even ask for what is another tenant’s: an operation that names it has a bug', async () => {
    const service = aService();
    await service.stored();

    const { status, json } = await service.request(ada, `/api/theirs/${grace}`);

    expect([status, json.type]).toEqual([500, 'urn:simsheet:problem:internal-error']);
    expect(service.reads).toEqual([]);
    expect((await service.request(ada, `/api/theirs/${ada}`)).json.of).toBe(ada);
  });

  it('answers 503 and when to come back while no credentials can be had', async () => {
    const service = aService();
    service.breakDown();

    const { status, headers, json } = await service.request(ada);

    expect([status, json.type]).toEqual([503, 'urn:simsheet:problem:tenant-data-unavailable']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(service.reads).toEqual([]);
  });

  it.each([
    ['is being moved', { state: 'FENCED', until: Date.now() + 20_000 }, [10, 10]],
    ['is here in a moment', { state: 'FENCED', until: Date.now() + 8000 }, [1, 8]],
    ['was moved', { state: 'MOVED', until: null }, [5, 5]],
  ])(
    'answers 503 and when to come back to who writes while the tenant %s, and reads go on',
    async (_what, fence, [least, most]) => {
      const service = aService();
      await service.stored();
      const to = { cell: 'acme', names: 'simsheet--acme' };
      await service.table.transact([
        { label: 'fence', put: { ...fenceKey(ada), moveId: 'm', fenceId: 'f', to, ...fence } },
      ]);

      const writing = await service.request(ada, '/api/thing', 'PUT');

      expect([writing.status, writing.json.type]).toEqual([503, 'urn:simsheet:problem:tenant-moving']);
      expect(Number(writing.headers['retry-after'])).toBeGreaterThanOrEqual(least!);
      expect(Number(writing.headers['retry-after'])).toBeLessThanOrEqual(most!);
      expect(writing.headers).toHaveProperty(tenantWaitsHeader);
      expect((await service.request(ada)).json.of).toBe(ada);
      expect((await service.request(grace, '/api/thing', 'PUT')).status).toBe(200);
      expect((await service.request(ada)).status).toBe(200);
    },
  );

  it('goes on for tenants that were there before', async () => {
    const service = aService();
    await service.stored();
    await service.request(ada);
    service.breakDown();

    expect((await service.request(ada)).status).toBe(200);
    expect((await service.request(grace)).status).toBe(503);
  });

  it('checks its health as a tenant that nobody is, and says so when credentials are what is missing', async () => {
    const service = aService();
    expect(await service.health()).toMatchObject({ status: 'HEALTHY', checks: [{ name: 'table', ok: true }] });
    expect(service.assumed).toEqual(['org_00000000000000000000000000']);

    const other = aService();
    other.breakDown();

    expect(await other.health()).toMatchObject({
      status: 'UNHEALTHY',
      checks: [{ name: 'credentials for tenant data', ok: false, error: expect.stringContaining('down') }],
    });
  });
});
