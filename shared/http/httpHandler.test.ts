import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { failed, ok } from '../../engine/result.ts';
import { noLimits } from '../limits/limits.ts';
import type { Permission } from '../permissions.ts';
import { memoryTable } from '../table/memoryTable.ts';
import type { Table } from '../table/table.ts';
import { httpHandler } from './httpHandler.ts';
import type { ServiceRequest, ServiceResponse } from './message.ts';
import { route } from './route.ts';

const identity = {
  userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  organizationId: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  role: 'analyst',
  permissions: ['file:read', 'file:write'] as Permission[],
  operator: false,
  credential: { kind: 'token', id: 'tok_1' } as const,
} as const;

const aRequest = (given: Partial<ServiceRequest> & { json?: unknown }): ServiceRequest => {
  const { json, ...rest } = given;
  return {
    kind: 'http',
    method: 'GET',
    path: '/api/things',
    query: [],
    headers: json === undefined ? {} : { 'content-type': 'application/json' },
    body: json === undefined ? null : Buffer.from(JSON.stringify(json)).toString('base64'),
    identity,
    limits: noLimits,
    correlationId: 'cor_1',
    deadline: 0,
    ...rest,
  };
};

/** A service with a list and a POST that counts how often it takes effect. */
const aService = (table: Table = memoryTable()) => {
  let made = 0;
  const handler = httpHandler({
    table,
    dependencies: [{ name: 'table', critical: true, check: async () => undefined }],
    routes: [
      route({
        method: 'GET',
        path: '/api/things/{thingId}',
        operationId: 'getThing',
        summary: 'A thing',
        parse: {
          params: z.object({ thingId: z.string().max(5) }),
          query: z.object({ tag: z.array(z.string()).optional() }),
        },
        authorise: 'file:read',
        act: async ({ params, query }) => ok({ thingId: params.thingId, tags: query.tag ?? [], secret: 'x' }),
        respond: { ok: [200, z.object({ thingId: z.string(), tags: z.array(z.string()) })], errors: {} },
      }),
      route({
        method: 'POST',
        path: '/api/things',
        operationId: 'addThing',
        summary: 'Make a thing',
        parse: { body: z.strictObject({ name: z.string('a name is a text'), count: z.int('a count is whole') }) },
        authorise: 'file:write',
        act: async ({ body, context }) => {
          if (body.name === 'taken') return failed({ code: 'name-taken', detail: 'Choose another name.' });
          if (body.name === 'bug') throw new Error('a bug');
          made += 1;
          const answer = { thingId: `t${made}` };
          const written = await table.transact([
            { label: 'thing', put: { pk: 'THING', sk: answer.thingId } },
            ...(context.idempotency ? [context.idempotency.note(answer)] : []),
          ]);
          if (!written.ok) throw new Error('refused');
          return ok(answer);
        },
        respond: {
          ok: [202, z.object({ thingId: z.string() })],
          errors: { 'name-taken': 409 },
          headers: ({ thingId }) => ({ location: `/api/things/${thingId}` }),
        },
      }),
      route({
        method: 'DELETE',
        path: '/api/things',
        operationId: 'deleteThings',
        summary: 'Delete all',
        parse: {},
        authorise: 'file:delete',
        act: async () => ok(null),
        respond: { ok: [204, null], errors: {} },
      }),
    ],
  });
  const call = async (request: ServiceRequest) =>
    (await handler(request, {} as Parameters<typeof handler>[1])) as ServiceResponse;
  return { call, things: async () => (await table.page('THING', { limit: 100 })).items.length };
};

const problemOf = ({ body }: ServiceResponse) => JSON.parse(body);

describe('a service that is asked by the gateway', () => {
  it('answers with what its schema lists and nothing else', async () => {
    const response = await aService().call(
      aRequest({
        path: '/api/things/a%20b',
        query: [
          ['tag', 'x'],
          ['tag', 'y'],
        ],
      }),
    );

    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toEqual({ thingId: 'a b', tags: ['x', 'y'] });
  });

  it('names every mistake of a body by its pointer', async () => {
    const response = await aService().call(aRequest({ method: 'POST', json: { name: 1, count: 1.5 } }));

    expect(response.status).toBe(400);
    expect(problemOf(response)).toMatchObject({
      correlationId: 'cor_1',
      errors: [
        { pointer: '/name', detail: 'a name is a text' },
        { pointer: '/count', detail: 'a count is whole' },
      ],
    });
  });

  it('names a field that it does not know, and the one that may have been meant', async () => {
    const response = await aService().call(aRequest({ method: 'POST', json: { name: 'a', count: 1, counts: 2 } }));

    expect(problemOf(response)).toMatchObject({
      errors: [{ pointer: '/counts', detail: 'there is no field "counts" here. Did you mean count?' }],
    });
  });

  it('tells of a name as long as a body may be in an answer that is not', async () => {
    const json = { name: 'a', count: 1, [`counts${'"'.repeat(2_000_000)}`]: 2 };

    const response = await aService().call(aRequest({ method: 'POST', json }));

    expect(response.status).toBe(400);
    expect(response.body.length).toBeLessThan(2000);
  });

  it.each([
    ['an unknown path', { path: '/api/nothing' }, 404],
    ['a malformed escape in the path', { path: '/api/things/%E0%A4' }, 404],
    ['an id that cannot be one', { path: '/api/things/too-long-an-id' }, 404],
    ['a method that the path does not take', { method: 'PUT' }, 405],
    ['a permission that the role lacks', { method: 'DELETE' }, 403],
    [
      'a body that is not JSON by its type',
      { method: 'POST', body: 'e30=', headers: { 'content-type': 'text/plain' } },
      415,
    ],
    ['a body that is not JSON', { method: 'POST', body: 'e30', headers: { 'content-type': 'application/json' } }, 400],
    [
      'a body that is not UTF-8',
      {
        method: 'POST',
        body: Buffer.from([0x22, 0xff, 0x22]).toString('base64'),
        headers: { 'content-type': 'application/json' },
      },
      400,
    ],
    ['an expected failure', { method: 'POST', json: { name: 'taken', count: 1 } }, 409],
    ['a bug', { method: 'POST', json: { name: 'bug', count: 1 } }, 500],
    [
      'an Idempotency-Key with a line break',
      {
        method: 'POST',
        json: { name: 'a', count: 1 },
        headers: { 'content-type': 'application/json', 'idempotency-key': 'a\nb' },
      },
      400,
    ],
  ])('answers %s with a problem document', async (_name, request, status) => {
    const response = await aService().call(aRequest(request));

    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(problemOf(response)).toMatchObject({ status, correlationId: 'cor_1' });
  });

  it('says which methods a path takes', async () => {
    const response = await aService().call(aRequest({ method: 'PUT' }));

    expect(response.headers.allow).toBe('POST, DELETE');
  });
});

describe('a POST with an Idempotency-Key', () => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'k1' };
  const post = aRequest({ method: 'POST', json: { name: 'a', count: 1 }, headers });

  it('takes effect once and is answered alike each time', async () => {
    const service = aService();

    const first = await service.call(post);
    const second = await service.call(post);

    expect(second).toEqual(first);
    expect(first).toMatchObject({ status: 202, headers: { location: '/api/things/t1' } });
    expect(await service.things()).toBe(1);
  });

  it('takes effect once although two arrive at the same time', async () => {
    const service = aService();

    const [first, second] = await Promise.all([service.call(post), service.call(post)]);

    expect(second).toEqual(first);
    expect(await service.things()).toBe(1);
  });

  it('is refused with another body', async () => {
    const service = aService();
    await service.call(post);

    const other = await service.call(aRequest({ method: 'POST', json: { name: 'b', count: 1 }, headers }));

    expect(other.status).toBe(422);
  });

  it('may be tried again after a failure, which is not kept', async () => {
    const service = aService();
    const bug = await service.call(aRequest({ method: 'POST', json: { name: 'bug', count: 1 }, headers }));

    const again = await service.call(post);

    expect([bug.status, again.status]).toEqual([500, 202]);
  });

  it('is not shared between two people', async () => {
    const service = aService();
    await service.call(post);

    await service.call({ ...post, identity: { ...identity, userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBD' } });

    expect(await service.things()).toBe(2);
  });
});
