import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessPartition, type Membership } from '../../../shared/access.ts';
import type { AuditEntry } from '../../../shared/api/audit.ts';
import { auditEntry } from '../../../shared/api/audit.ts';
import { hashOfKey, newApiKey } from '../../../shared/apiKey.ts';
import { concernsHeader, type ServiceResponse } from '../../../shared/http/message.ts';
import { problemDocument } from '../../../shared/http/problem.ts';
import { timeOf } from '../../../shared/ids.ts';
import { secretKey } from '../../../shared/keyAccess.ts';
import { rateLimitSettings } from '../../../shared/rateLimit/settings.ts';
import { rateLimitStore } from '../../../shared/rateLimit/store.ts';
import { memoryTable } from '../../../shared/table/memoryTable.ts';
import type { IncomingRequest } from '../edge/answer.ts';
import { requestLimits } from '../edge/limits.ts';
import { aGateway, aMembership, anOperator, type GatewaySettings, principal } from '../gateway.testkit.ts';
import { ServiceFault } from '../instances/serviceFault.ts';
import { auditor } from './auditor.ts';

const ulid = '01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const org = `org_${ulid}` as const;
const elsewhere = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const userId = `usr_${ulid}` as const;
const keyId = `key_${ulid}` as const;
const simulationId = `sim_${ulid}`;
const cancel = { method: 'POST', path: `/api/simulations/${simulationId}/cancel` };

const own: Membership = { ...aMembership(org), userId };

/** A gateway to one organization whose services answer with what is given. */
const aDoor = (response: Partial<ServiceResponse> = {}, given: GatewaySettings = {}) =>
  aGateway({
    belongings: async () => [own],
    permitted: async () => own,
    invoke: async () => ({ status: 200, headers: {}, body: '', ...response }),
    ...given,
  });

const recordOf = async (request: Partial<IncomingRequest>, response?: Partial<ServiceResponse>) => {
  const { ask, entries } = aDoor(response);
  await ask(request);
  expect(entries).toHaveLength(1);
  return entries[0]!.record;
};

const problem = (status: 403 | 409, code: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify(problemDocument({ status, code, detail: 'x' }, 'cor_1', '/api')),
});

describe('the audit log', () => {
  it('has who did what, on what, from where, with which credential, how it ended, and its correlation id', async () => {
    const record = await recordOf({
      ...cancel,
      path: `/enterprise/simulations/${simulationId}/cancel`,
      headers: { authorization: 'Bearer good', 'user-agent': 'curl/8.5.0', 'x-forwarded-for': '198.51.100.1' },
    });

    expect(record).toEqual({
      auditId: expect.stringMatching(/^aud_/),
      at: timeOf(record.auditId).toISOString(),
      organizationId: org,
      actor: { userId, role: 'owner', credential: { kind: 'token', id: 'tok_1' } },
      action: 'cancelSimulation',
      resources: [simulationId],
      method: 'POST',
      path: `/api/simulations/${simulationId}/cancel`,
      sourceIp: '203.0.113.7',
      userAgent: 'curl/8.5.0',
      outcome: 'SUCCEEDED',
      status: 200,
      problem: null,
      correlationId: 'cor_1',
    });
  });

  const paths = {
    GET: '/api/files',
    POST: '/api/files',
    PATCH: '/api/users/me',
    PUT: '/api/users/organization/roles/reviewer',
    DELETE: `/api/files/fil_${ulid}`,
  };
  const outcomes = [
    [200, 'SUCCEEDED'],
    [303, 'SUCCEEDED'],
    [400, 'FAILED'],
    [401, 'REFUSED'],
    [403, 'REFUSED'],
    [404, 'FAILED'],
    [409, 'FAILED'],
    [429, 'FAILED'],
    [500, 'FAILED'],
    [504, 'FAILED'],
  ] as const;
  const cases = Object.entries(paths).flatMap(([method, path]) =>
    outcomes.map(([status, outcome]) => ({
      method,
      path,
      status,
      expected: method !== 'GET' || outcome === 'REFUSED' ? [outcome] : [],
    })),
  );

  it.each(cases)('of $method $path answered $status has $expected', async ({ method, path, status, expected }) => {
    const { ask, entries } = aDoor({ status });

    await ask({ method, path });

    expect(entries.map(({ record }) => record.outcome)).toEqual(expected);
  });

  it.each([
    ['getExport', `/api/results/${simulationId}/exports/exp_${ulid}`],
    ['listAuditRecords', '/api/users/organization/audit'],
    ['exportAuditRecords', '/api/users/organization/audit/export'],
  ])('has the read %s, whatever it tells of', async (action, path) => {
    expect(await recordOf({ path })).toMatchObject({ action, outcome: 'SUCCEEDED' });
  });

  it('has the code of what went wrong', async () => {
    expect(await recordOf(cancel, problem(409, 'already-ended'))).toMatchObject({
      outcome: 'FAILED',
      status: 409,
      problem: 'already-ended',
    });
  });

  it('finds by what was made, where the answer says where that is', async () => {
    const headers = { location: `/api/results/${simulationId}/exports/exp_${ulid}` };

    const record = await recordOf(
      { method: 'POST', path: `/api/results/${simulationId}/exports` },
      { status: 202, headers },
    );

    expect(record.resources).toEqual([simulationId, `exp_${ulid}`]);
  });

  it('has what a service did not survive, as failed', async () => {
    const { ask, entries } = aDoor({}, { invoke: () => Promise.reject(new ServiceFault('timeout', 'x')) });

    expect((await ask(cancel)).status).toBe(504);
    expect(entries.map(({ record }) => [record.outcome, record.problem])).toEqual([['FAILED', 'service-timeout']]);
  });

  it('has what broke in the gateway itself', async () => {
    const { ask, entries } = aDoor({}, { operate: () => Promise.reject(new Error('a bug')) });

    expect((await ask({ method: 'DELETE', path: '/gateway/services/files/instances/b' })).status).toBe(500);
    expect(entries.map(({ record }) => record.problem)).toEqual(['internal-error']);
  });

  it.each([
    ['nobody signed in', { ...cancel, headers: {} }, 401],
    ['a token is worth nothing', { ...cancel, headers: { authorization: 'Bearer bad' } }, 401],
    ['nothing is at the path', { method: 'POST', path: '/api/nothing' }, 404],
    ['the method is another', { method: 'DELETE', path: '/api/files' }, 405],
    ['the body is too large', { ...cancel, body: Buffer.alloc(4 * 1024 * 1024 + 1).toString('base64') }, 413],
  ])('has nothing where %s', async (_name, request, status) => {
    const { ask, entries } = aDoor();

    expect((await ask(request)).status).toBe(status);
    expect(entries).toEqual([]);
  });

  it('has nothing of who asks too often', async () => {
    const limits = rateLimitSettings.parse({ credential: { requestsPerSecond: 1, burst: 2 } });
    const clock = () => 1000;
    const { ask, entries } = aDoor({}, { limits: requestLimits(rateLimitStore(memoryTable()), limits, clock) });

    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await ask(cancel)).status);

    expect(statuses).toEqual([200, 200, 429, 429]);
    expect(entries).toHaveLength(2);
  });

  it('has in the log of the platform what is for its operators, and heartbeats only where they are refused', async () => {
    const { send, ask, entries } = anOperator({ belongings: async () => [own], permitted: async () => own });
    const path = '/gateway/services/files/instances/a';

    expect((await send('PATCH', path, { draining: true })).status).toBe(200);
    expect((await send('PUT', `${path}/heartbeat`)).status).toBe(409);
    expect((await send('GET', '/gateway/services')).status).toBe(200);
    await ask(cancel);
    const refused = aDoor();
    await refused.ask({ method: 'PUT', path: `${path}/heartbeat` });

    expect(entries.map(({ log, record }) => [log, record.action, record.resources])).toEqual([
      ['PLATFORM', 'changeInstance', ['files', 'a']],
      ['ORGANIZATION', 'cancelSimulation', [simulationId]],
    ]);
    expect(refused.entries.map(({ log, record }) => [log, record.problem])).toEqual([['PLATFORM', 'operators-only']]);
  });

  it('has in the log of both what concerned another organization, which learns nothing of the first', async () => {
    const { ask, entries } = aDoor({ headers: { [concernsHeader]: elsewhere, 'x-own': 'stays' } });

    const response = await ask({ method: 'POST', path: '/api/users/invitations/accept' });

    expect(response.headers).toMatchObject({ 'x-own': 'stays' });
    expect(response.headers).not.toHaveProperty(concernsHeader);
    expect(entries.map(({ log, record }) => [log, record.organizationId, record.actor.role])).toEqual([
      ['ORGANIZATION', org, 'owner'],
      ['ORGANIZATION', elsewhere, null],
    ]);
    expect(JSON.stringify(entries[1])).not.toContain(org);
  });
});

describe('who is refused before anything else', () => {
  it('stands in the log of their own organization, not of the one that they are no member of', async () => {
    const { ask, entries } = aDoor();

    const headers = { authorization: 'Bearer good', 'simsheet-organization': elsewhere };
    expect((await ask({ path: '/api/files', headers })).status).toBe(403);

    expect(entries).toMatchObject([
      {
        log: 'ORGANIZATION',
        record: {
          organizationId: org,
          actor: { userId, role: 'owner' },
          action: 'listFiles',
          resources: [elsewhere],
          outcome: 'REFUSED',
          problem: 'not-a-member',
        },
      },
    ]);
  });

  const start = Date.parse('2026-03-01T12:00:00Z');
  const aKey = async (row: object = {}, isMember = true) => {
    const secret = newApiKey();
    const access = memoryTable();
    const maker = accessPartition(principal);
    const since = '2026-01-01T00:00:00.000Z';
    const key = { keyId, organizationId: org, access: maker, memberSince: since, permissions: ['file:read'] };
    const until = new Date(start + 1).toISOString();
    const member = { userId, organizationId: org, role: 'analyst', since };
    await access.transact([
      { label: 'secret', put: { ...secretKey(hashOfKey(secret)), ...key, until, ...row } },
      ...(isMember ? [{ label: 'member', put: { pk: maker, sk: `ORGANIZATION#${org}`, ...member } }] : []),
    ]);
    return { secret, access };
  };
  const credential = { kind: 'key', id: keyId };

  it.each([
    ['expired', { until: new Date(start).toISOString() }, true, { userId, role: 'analyst' }, 'key-expired'],
    ['whose maker left', {}, false, { userId: null, role: null }, 'key-without-maker'],
  ])('by an API key that is %s stands in the log of its organization', async (_name, row, isMember, who, code) => {
    const { secret, access } = await aKey(row, isMember);
    const { ask, entries } = aDoor({}, { access, clock: () => start });

    await ask({ path: '/api/files', headers: { authorization: `Bearer ${secret}` } });

    expect(entries).toMatchObject([
      { record: { organizationId: org, actor: { ...who, credential }, outcome: 'REFUSED', problem: code } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it('by a key in another organization than its own stands in the log of its own', async () => {
    const { secret, access } = await aKey();
    const { ask, entries } = aDoor({}, { access, clock: () => start });

    await ask({ headers: { authorization: `Bearer ${secret}`, 'simsheet-organization': elsewhere } });

    expect(entries).toMatchObject([
      { record: { organizationId: org, actor: { userId, credential }, problem: 'key-of-another-organization' } },
    ]);
  });

  it('cannot fill the log, nor use up what the organization may ask for', async () => {
    const { secret, access } = await aKey({ until: new Date(start).toISOString() });
    const limits = rateLimitSettings.parse({
      credential: { requestsPerSecond: 1, burst: 3 },
      tenant: { requestsPerSecond: 1, burst: 3 },
    });
    const clock = () => start;
    const given = { access, clock, limits: requestLimits(rateLimitStore(memoryTable()), limits, clock) };
    const { ask, entries } = aDoor({}, given);

    for (let n = 0; n < 10; n += 1) await ask({ headers: { authorization: `Bearer ${secret}` } });
    expect(entries).toHaveLength(3);

    expect((await ask({ path: '/api/files' })).status).toBe(200);
  });
});

describe('a record', () => {
  const secrets = fc.record({
    token: fc.constantFrom(newApiKey(), `inv_sim_${'x7'.repeat(20)}`, `eyJ${'hbGciOiJSUzI1NiJ9.'.repeat(6)}sig`),
    body: fc.stringMatching(/^[a-z]{24,40}$/),
  });

  it('never holds a token, a key, a query or a body, wherever somebody put them', () =>
    fc.assert(
      fc.asyncProperty(
        secrets,
        fc.constantFrom('/api/files/{}', '/api/users/organization/keys/{}/rotate', '/api/users/organization/roles/{}'),
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        async ({ token, body }, path, method) => {
          const { ask, entries } = aDoor({ status: 403, body });

          await ask({
            method,
            path: path.replace('{}', token),
            query: [['token', token]],
            headers: { authorization: 'Bearer good', cookie: token, 'simsheet-organization': org, 'x-secret': token },
            body: Buffer.from(JSON.stringify({ secret: body })).toString('base64'),
          });

          for (const entry of entries) expect(auditEntry.parse(entry)).toEqual(entry);
          const written = JSON.stringify(entries);
          expect([written.includes(token), written.includes(body), written.includes('good')]).toEqual([
            false,
            false,
            false,
          ]);
        },
      ),
    ));

  it('holds no more than 200 characters of what a client calls itself', async () => {
    const headers = { authorization: 'Bearer good', 'user-agent': 'x'.repeat(10_000) };

    expect((await recordOf({ ...cancel, headers })).userAgent).toBe('x'.repeat(200));
  });
});

describe('a request', () => {
  it('is answered as ever where its record is not taken, which is then told', async () => {
    const lost: AuditEntry[] = [];
    const audit = auditor(
      () => Promise.reject(new Error('unreachable')),
      (entry) => lost.push(entry),
      Date.now,
    );
    const { ask } = aDoor({ status: 202 }, { audit });

    expect((await ask(cancel)).status).toBe(202);
    expect(lost).toMatchObject([{ log: 'ORGANIZATION', record: { action: 'cancelSimulation', status: 202 } }]);
  });

  it('is answered when its record has been taken, not before', async () => {
    const order: string[] = [];
    const audit = auditor(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        order.push('taken');
      },
      () => {},
      Date.now,
    );
    const { ask } = aDoor({}, { audit });

    await ask(cancel);
    order.push('answered');

    expect(order).toEqual(['taken', 'answered']);
  });

  it('that is nearly out of time waits less for its record', async () => {
    const waits: number[] = [];
    const audit = auditor(
      async (_entry, timeoutMs) => void waits.push(timeoutMs),
      () => {},
      () => 1000,
    );
    const { incoming, match } = {
      incoming: { ...cancel, query: [], headers: {}, body: null, correlationId: 'cor_1', sourceIp: null },
      match: { service: 'simulations', pattern: cancel.path, path: cancel.path, params: {}, operationId: 'x' } as const,
    };
    const actor = { userId, organizationId: org, role: 'owner', credential: { kind: 'token', id: 't' } } as const;
    const response = { status: 200, headers: {}, body: '' };

    for (const deadline of [29_000, 2000, 1000]) await audit({ actor, incoming, match, response }, deadline);

    expect(waits).toEqual([2500, 1000, 300]);
  });
});
