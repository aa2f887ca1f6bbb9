import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../engine/result.ts';
import { rateLimitSettings } from '../../shared/rateLimit/settings.ts';
import { rateLimitStore } from '../../shared/rateLimit/store.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { requestLimits } from './edge/limits.ts';
import { aGateway, aMembership, fine, principal } from './gateway.testkit.ts';
import { ServiceFault } from './instances/serviceFault.ts';

describe('the gateway', () => {
  it('hands a request to the service of its path with the identity that it found', async () => {
    const { ask, asked } = aGateway();

    const response = await ask();

    expect(response.body).toBe('fine');
    expect(asked[0]).toMatchObject({
      service: 'files',
      request: {
        path: '/api/files/x',
        query: [['a', '1']],
        identity: { userId: 'usr_1', organizationId: 'org_1' },
        deadline: 29_000,
      },
    });
  });

  it('keeps the credential, hop-by-hop headers and whatever a client sends under our names', async () => {
    const { ask, asked } = aGateway();

    await ask({
      headers: {
        authorization: 'Bearer good',
        'x-simsheet-user': 'root',
        connection: 'close, X-Hop',
        'x-hop': 'secret',
        cookie: 'a=b',
        accept: '*/*',
      },
    });

    expect(asked[0]?.request.headers).toEqual({ accept: '*/*' });
  });

  it('treats /enterprise/X as another name of /api/X', async () => {
    const { ask, asked } = aGateway();

    await ask({ path: '/enterprise/simulations/s' });

    expect(asked[0]).toMatchObject({ service: 'simulations', request: { path: '/api/simulations/s' } });
  });

  it('acts in the organization that the header names', async () => {
    const { ask, asked } = aGateway();

    await ask({ headers: { authorization: 'Bearer good', 'simsheet-organization': 'org_2' } });

    expect(asked[0]?.request.identity.organizationId).toBe('org_2');
  });

  it('looks up what one role permits, however many the caller has', async () => {
    const lookedUp: string[] = [];
    const { ask } = aGateway({
      permitted: async (chosen) => {
        lookedUp.push(chosen.organizationId);
        return { ...chosen, permissions: [] };
      },
    });

    await ask({ headers: { authorization: 'Bearer good', 'simsheet-organization': 'org_2' } });

    expect(lookedUp).toEqual(['org_2']);
  });

  it('refuses an organization of which the caller is no member', async () => {
    const { ask, asked } = aGateway();

    const response = await ask({ headers: { authorization: 'Bearer good', 'simsheet-organization': 'org_3' } });

    expect(response.status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('welcomes somebody whom it never saw', async () => {
    const { ask, asked } = aGateway({ belongings: async () => [] });

    await ask();

    expect(asked[0]?.request.identity.organizationId).toBe('org_new');
  });

  it('makes nothing for a machine that it never saw', async () => {
    const { ask } = aGateway({
      verify: async () => ok({ ...principal, machine: true }),
      belongings: async () => [],
      welcome: () => Promise.reject(new Error('no profile is made of a machine')),
    });

    const { status, body } = await ask();

    expect([status, JSON.parse(body).type]).toEqual([403, expect.stringContaining('machine-unknown')]);
  });

  it.each([
    ['no credential', {}, 401],
    ['another scheme', { authorization: 'Basic Z29vZA==' }, 401],
    ['a bad token', { authorization: 'Bearer bad' }, 401],
  ])('refuses %s with a challenge', async (_name, headers, status) => {
    const response = await aGateway().ask({ headers });

    expect(response.status).toBe(status);
    expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('sends nothing anywhere while it cannot be read where an organization is', async () => {
    const { ask, asked } = aGateway({ tenancy: () => Promise.reject(new Error('throttled')) });

    const response = await ask({ method: 'POST' });

    expect([response.status, response.headers['retry-after'], asked]).toEqual([503, '1', []]);
    expect(JSON.parse(response.body).type).toBe('urn:simsheet:problem:tenancy-unavailable');
  });

  it('does not blame the caller when the keys of the issuer cannot be had', async () => {
    const { ask } = aGateway({ verify: async () => failed({ code: 'keys-unavailable', detail: 'Try again.' }) });

    const response = await ask();

    expect(response.status).toBe(503);
    expect(response.headers['retry-after']).toBeDefined();
  });

  it('takes a body of 4 MiB, and no byte more', async () => {
    const { ask } = aGateway();
    const statusOf = async (bytes: number) =>
      (await ask({ method: 'POST', path: '/api/files', body: Buffer.alloc(bytes).toString('base64') })).status;

    expect([await statusOf(4 * 1024 * 1024), await statusOf(4 * 1024 * 1024 + 1)]).toEqual([200, 413]);
  });

  it('tells anybody the head of what anybody may get', async () => {
    const { ask } = aGateway();

    expect(await ask({ method: 'HEAD', path: '/gateway/health', headers: {} })).toMatchObject({
      status: 200,
      body: '',
    });
    expect((await ask({ method: 'HEAD', path: '/api/files', headers: {} })).status).toBe(401);
  });

  it('refuses a body over 4 MiB and says where larger ones go', async () => {
    const response = await aGateway().ask({ method: 'POST', body: 'A'.repeat(6 * 1024 * 1024) });

    expect(response.status).toBe(413);
    expect(JSON.parse(response.body).detail).toMatch(/POST \/api\/files/);
  });

  it.each([
    ['timeout', 'GET', 504],
    ['timeout', 'POST', 504],
    ['crash', 'POST', 502],
    ['throttled', 'GET', 503],
    ['crash', 'GET', 502],
    ['garbage', 'GET', 502],
  ] as const)('maps a %s of a service under %s to %i', async (kind, method, status) => {
    const { ask } = aGateway({ invoke: () => Promise.reject(new ServiceFault(kind, 'x')) });

    const response = await ask({ method, path: method === 'POST' ? '/api/files' : '/api/files/x' });

    expect(response.status).toBe(status);
    expect(JSON.parse(response.body).detail.includes('same Idempotency-Key')).toBe(method === 'POST');
  });

  it('answers nothing that has been through it before', async () => {
    const { ask, asked } = aGateway();

    const response = await ask({ headers: { authorization: 'Bearer good', 'cdn-loop': 'cloudflare, simsheet;v=1' } });
    const other = await ask({ headers: { authorization: 'Bearer good', 'cdn-loop': 'my-simsheets-cdn' } });

    expect([response.status, other.status, asked.length]).toEqual([508, 200, 1]);
  });

  it('leaves a service alone that failed five times, says when to come back, and tries it again then', async () => {
    let now = 1_700_000_000_000;
    let works = false;
    const { ask, asked } = aGateway({
      clock: () => now,
      invoke: async () => {
        if (!works) throw new ServiceFault('crash', 'x');
        return fine();
      },
    });

    for (let i = 0; i < 5; i++) expect((await ask()).status).toBe(502);
    const refused = await ask();
    const other = await ask({ path: '/api/users/me' });

    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.body)).toMatchObject({ type: 'urn:simsheet:problem:service-unavailable' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(60);
    expect(asked.filter(({ service }) => service === 'files')).toHaveLength(5);
    // Each service has a circuit of its own.
    expect(other.status).toBe(502);

    works = true;
    now += Number(refused.headers['retry-after']) * 1000;
    expect((await ask()).status).toBe(200);
  });

  it.each([404, 409, 422, 429])('does not count an answer of %i against a service', async (status) => {
    const { ask } = aGateway({ invoke: async () => ({ status, headers: {}, body: '' }) });

    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask()));

    expect(new Set(statuses.map((response) => response.status))).toEqual(new Set([status]));
    expect((await ask()).status).toBe(status);
  });

  it('lets a service go on for others when it takes too long for one tenant', async () => {
    let organizationId: 'org_1' | 'org_2' = 'org_1';
    const { ask } = aGateway({
      belongings: async () => [aMembership(organizationId)],
      invoke: async (_instance, request) => {
        if (request.identity.organizationId === 'org_1') throw new ServiceFault('timeout', 'x');
        return fine();
      },
    });

    for (let i = 0; i < 20; i++) await ask();
    organizationId = 'org_2';

    expect((await ask()).status).toBe(200);
  });

  it('does not count throttling against a service', async () => {
    const { ask } = aGateway({ invoke: () => Promise.reject(new ServiceFault('throttled', 'x')) });

    for (let i = 0; i < 10; i++) await ask();

    expect(JSON.parse((await ask()).body).type).toBe('urn:simsheet:problem:service-busy');
  });

  it('hands on what the organization may have at most, and keeps it to its rate', async () => {
    const plan = { plan: 'trial', limits: { members: 7, requestsPerSecond: 1 }, changedAt: '2026-03-01T12:00:00Z' };
    const limits = requestLimits(rateLimitStore(memoryTable()), rateLimitSettings.parse({}), () => 1000);
    const { ask, asked } = aGateway({ limits, tenancy: async () => ({ cell: 'pooled', plan }) });

    const answers = [await ask(), await ask(), await ask()];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(asked[0]?.request.limits).toMatchObject({ plan: 'trial', concurrentSimulations: 2, members: 7 });
    expect(JSON.parse(answers[2]?.body ?? '')).toMatchObject({
      type: 'urn:simsheet:problem:limit-reached',
      title: 'Limit reached',
      limit: 'requestsPerSecond',
      max: 1,
    });
  });

  it('tells with every answer what its caller may still ask for, and refuses beyond it without asking a service', async () => {
    const limits = rateLimitSettings.parse({ credential: { requestsPerSecond: 1, burst: 2 } });
    const { ask, asked } = aGateway({ limits: requestLimits(rateLimitStore(memoryTable()), limits, () => 1000) });

    const answers = [await ask(), await ask(), await ask()];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[0]?.headers.ratelimit).toMatch(/^"credential";r=\d+;t=\d+, "tenant";r=\d+;t=\d+$/);
    expect(answers[2]?.headers).toMatchObject({ 'retry-after': '1', ratelimit: '"credential";r=0;t=1' });
    expect(JSON.parse(answers[2]?.body ?? '')).toMatchObject({
      type: 'urn:simsheet:problem:rate-limited',
      detail: 'This credential sends more than 1 requests a second. Try again in 1 s; nothing was done.',
    });
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['GET', '/api/nothing', 404],
    ['GET', '/', 404],
    ['GET', '/api/files/%E0%A4%A', 404],
    ['GET', '/api/files/..', 404],
    ['GET', '/api/files/%2e%2e/cells', 404],
    ['DELETE', '/api/files/%5c..%5c..%5cadmin', 404],
    ['GET', '/api/files/\\..\\admin', 404],
    ['GET', '/api/files/a%2Fb', 404],
    ['GET', '/api/files/a%09b', 404],
    ['GET', '/api/files/%0d%0aX:%201', 404],
    ['PATCH', '/api/files', 405],
    ['HEAD', '/api/files', 405],
  ])('answers %s %s itself', async (method, path, status) => {
    const { ask, asked } = aGateway();

    const response = await ask({ method, path });

    expect([response.status, asked.length]).toEqual([status, 0]);
    if (status === 405) expect(response.headers.allow).toContain('GET');
  });

  it('keeps nothing of 10,000 paths that nobody answers', { timeout: 60_000 }, async () => {
    const { ask } = aGateway();
    const heapAfter = async (from: number) => {
      for (let n = from; n < from + 5000; n += 1) await ask({ path: `/api/${'x'.repeat(500)}${n}` });
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    v8.setFlagsFromString('--expose-gc');
    globalThis.gc = runInNewContext('gc');

    const first = await heapAfter(0);
    const second = await heapAfter(5000);

    // A kept path alone would be 2.5 MB here.
    expect(second - first).toBeLessThan(2_000_000);
  });

  it('gives the description of the API to anybody, and a 304 to who has it', async () => {
    const { ask } = aGateway();

    const first = await ask({ path: '/openapi.json', headers: {} });
    const again = await ask({ path: '/openapi.json', headers: { 'if-none-match': first.headers.etag ?? '' } });

    expect(JSON.parse(first.body).openapi).toMatch(/^3\.1/);
    expect([again.status, again.body]).toEqual([304, '']);
  });
});
