import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ok } from '../../engine/result.ts';
import { noLimits } from '../limits/limits.ts';
import { memoryTable } from '../table/memoryTable.ts';
import { answer } from './httpHandler.ts';
import { route } from './route.ts';

const resources = ['file', 'simulation', 'result', 'member', 'key'];
const permission = z.enum(resources.flatMap((resource) => [`${resource}:read`, `${resource}:write`]));

/** A body in which nothing has words of its own but `own`. */
const body = z.strictObject({
  name: z.string().min(2).max(5).optional(),
  at: z.iso.datetime().optional(),
  day: z.iso.date().optional(),
  count: z.int().min(1).max(9).optional(),
  share: z.number().gt(0).lt(1).multipleOf(0.25).optional(),
  on: z.boolean().optional(),
  kind: z.enum(['csv', 'json']).optional(),
  permissions: z.array(permission).min(1).optional(),
  within: z.object({ code: z.string().regex(/^[a-z]+$/) }).optional(),
  either: z.union([z.string(), z.number()]).optional(),
  own: z.string('own words').optional(),
  named: z.record(z.string().min(1, 'not empty'), z.int()).optional(),
});

const sending = async (
  schema: z.ZodType,
  json: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => {
  const response = await answer(
    {
      table: memoryTable(),
      routes: [
        route({
          method: 'POST',
          path: '/api/things',
          operationId: 'addThing',
          summary: 'Make a thing',
          parse: { body: schema },
          authorise: 'file:write',
          act: async ({ body: sent }) => ok({ sent }),
          respond: { ok: [200, z.object({ sent: z.unknown() })], errors: {} },
        }),
      ],
    },
    {
      kind: 'http',
      method: 'POST',
      path: '/api/things',
      query: [],
      headers,
      body: json === undefined ? null : Buffer.from(JSON.stringify(json)).toString('base64'),
      identity: {
        userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
        organizationId: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
        role: 'analyst',
        permissions: ['file:write'],
        operator: false,
        credential: { kind: 'token', id: 'tok_1' },
      },
      limits: noLimits,
      correlationId: 'cor_1',
      deadline: 0,
    },
  );
  return { status: response.status, text: response.body, body: JSON.parse(response.body) };
};

describe('a mistake in a request', () => {
  it.each([
    [{ name: 1 }, '/name', 'name must be a text'],
    [{ name: 'a' }, '/name', 'name must be at least 2 characters long'],
    [{ name: 'abcdef' }, '/name', 'name must be at most 5 characters long'],
    [{ at: 'tomorrow' }, '/at', 'at must be a time such as 2027-01-31T00:00:00Z'],
    [{ at: '2027-01-31' }, '/at', 'at must be a time such as 2027-01-31T00:00:00Z'],
    [{ day: '31.1.2027' }, '/day', 'day must be a date such as 2027-01-31'],
    [{ count: '3' }, '/count', 'count must be a number such as 12'],
    [{ count: 1.5 }, '/count', 'count must be a whole number such as 12'],
    [{ count: 0 }, '/count', 'count must be at least 1'],
    [{ count: 10 }, '/count', 'count must be at most 9'],
    [{ share: 0 }, '/share', 'share must be more than 0'],
    [{ share: 1 }, '/share', 'share must be less than 1'],
    [{ share: 0.3 }, '/share', 'share must be a multiple of 0.25'],
    [{ on: 'yes' }, '/on', 'on must be true or false'],
    [{ kind: 'xml' }, '/kind', 'kind must be one of csv, json'],
    [{ permissions: 'file:read' }, '/permissions', 'permissions must be a list, in [ ]'],
    [{ permissions: [] }, '/permissions', 'permissions must be at least 1 items long'],
    [
      { permissions: ['file:read', 'file:raed'] },
      '/permissions/1',
      'permissions[1] cannot be "file:raed". Did you mean file:read?',
    ],
    [
      { permissions: ['everything'] },
      '/permissions/0',
      'permissions[0] cannot be "everything". It is one such as file:read, file:write, simulation:read.',
    ],
    [
      { permissions: [null] },
      '/permissions/0',
      'permissions[0] must be one such as file:read, file:write, simulation:read',
    ],
    [{ within: [] }, '/within', 'within must be an object, in { }'],
    [{ within: {} }, '/within/code', 'within.code is missing: it must be a text'],
    [{ within: { code: '1' } }, '/within/code', 'within.code must be of the form /^[a-z]+$/'],
    [{ either: null }, '/either', 'either must be as described'],
    [{ own: 1 }, '/own', 'own words'],
    [{ named: { '': 1 } }, '/named/', 'named."" is named wrongly: not empty'],
    [7, '', 'the body must be an object, in { }'],
  ])('%j is told at %j', async (json, pointer, detail) => {
    const { status, body: problem } = await sending(body, json);

    expect([status, problem.errors]).toEqual([400, [{ pointer, detail }]]);
  });

  it('that is a missing field is told by its name, also where the schema has words of its own', async () => {
    const { body: problem } = await sending(z.object({ name: z.string(), own: z.string('own words') }), {});

    expect(problem.errors).toEqual([
      { pointer: '/name', detail: 'name is missing: it must be a text' },
      { pointer: '/own', detail: 'own is missing: own words' },
    ]);
  });

  it('is counted with all others, and told with a hundred, however many and long they are', async () => {
    const long = 'x'.repeat(1000);
    const json = { permissions: Array(20_000).fill('file:raed'), within: { code: `${long}1` } };

    const { text, body: problem } = await sending(body, json);
    const named = await sending(z.record(z.string(), z.boolean()), { [long]: 1 });

    expect(problem.detail).toMatch(/^The request has 20001 mistakes: permissions\[0\] cannot be "file:raed"/);
    expect(problem.errors).toHaveLength(100);
    expect(problem.errors.at(-1).detail).toBe('permissions[99] cannot be "file:raed". Did you mean file:read?');
    expect(text.length).toBeLessThan(20_000);
    expect(named.text.length).toBeLessThan(1000);
  });
});

describe('a body that needs no field', () => {
  const optional = z.strictObject({ count: z.int().default(3) });

  it('can be left out, with or without its media type', async () => {
    for (const type of [undefined, 'application/json', 'text/plain']) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      expect(await sending(optional, undefined, headers)).toMatchObject({
        status: 200,
        body: { sent: { count: 3 } },
      });
    }
  });

  it('is JSON where there is one', async () => {
    expect((await sending(optional, { count: 4 }, {})).status).toBe(415);
    expect((await sending(optional, { count: 4 })).body).toEqual({ sent: { count: 4 } });
    expect((await sending(optional, { counts: 4 })).status).toBe(400);
  });

  it('is no other: one with a field that is needed cannot be left out', async () => {
    expect((await sending(z.object({ name: z.string() }), undefined, {})).status).toBe(415);
  });
});
