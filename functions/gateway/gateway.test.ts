import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../engine/result.ts';
import type { Membership } from '../../shared/access.ts';
import { memoryCircuitStore } from '../../shared/circuitBreaker/store.ts';
import type { ServiceRequest, ServiceResponse } from '../../shared/http/message.ts';
import type { IncomingRequest } from './answer.ts';
import { serviceCircuits } from './circuits.ts';
import { type GatewayDeps, handleRequest } from './gateway.ts';
import type { Principal } from './issuers.ts';
import { ServiceFault } from './serviceFault.ts';

const principal: Principal = { issuer: 'https://issuer', subject: 's', username: 'ada', operator: false, token: 't' };
const aMembership = (organizationId: Membership['organizationId']): Membership => ({
  userId: 'usr_1',
  organizationId,
  organizationName: 'One',
  role: 'owner',
  permissions: ['file:read'],
});

const aGateway = (given: Partial<GatewayDeps> = {}) => {
  const clock = given.clock ?? (() => 1000);
  const asked: { service: string; request: ServiceRequest }[] = [];
  const deps: GatewayDeps = {
    verify: async (token) =>
      token === 'good' ? ok(principal) : failed({ code: 'invalid-token', detail: 'It has expired.' }),
    memberships: async () => [aMembership('org_1'), aMembership('org_2')],
    welcome: async () => [aMembership('org_new')],
    invoke: async (service, request) => {
      asked.push({ service, request });
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'fine' };
    },
    health: async () => ({ status: 'HEALTHY', checks: [] }),
    circuits: serviceCircuits(memoryCircuitStore(), clock),
    clock,
    ...given,
  };
  const ask = (request: Partial<IncomingRequest> = {}): Promise<ServiceResponse> =>
    handleRequest(deps, {
      method: 'GET',
      path: '/api/files/x',
      query: [['a', '1']],
      headers: { authorization: 'Bearer good' },
      body: null,
      correlationId: 'cor_1',
      ...request,
    });
  return { ask, asked };
};

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
        connection: 'close',
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

  it('refuses an organization of which the caller is no member', async () => {
    const { ask, asked } = aGateway();

    const response = await ask({ headers: { authorization: 'Bearer good', 'simsheet-organization': 'org_3' } });

    expect(response.status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('welcomes somebody whom it never saw', async () => {
    const { ask, asked } = aGateway({ memberships: async () => [] });

    await ask();

    expect(asked[0]?.request.identity.organizationId).toBe('org_new');
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

  it('does not blame the caller when the keys of the issuer cannot be had', async () => {
    const { ask } = aGateway({ verify: async () => failed({ code: 'keys-unavailable', detail: 'Try again.' }) });

    const response = await ask();

    expect(response.status).toBe(503);
    expect(response.headers['retry-after']).toBeDefined();
  });

  it('refuses a body over 4 MiB and says where larger ones go', async () => {
    const response = await aGateway().ask({ method: 'POST', body: 'A'.repeat(6 * 1024 * 1024) });

    expect(response.status).toBe(413);
    expect(JSON.parse(response.body).detail).toMatch(/POST \/api\/files/);
  });

  it.each([
    ['timeout', 'GET', 504],
    ['timeout', 'POST', 504],
    ['throttled', 'GET', 503],
    ['crash', 'GET', 502],
    ['garbage', 'GET', 502],
  ] as const)('maps a %s of a service under %s to %i', async (kind, method, status) => {
    const { ask } = aGateway({ invoke: () => Promise.reject(new ServiceFault(kind, 'x')) });

    const response = await ask({ method });

    expect(response.status).toBe(status);
    expect(JSON.parse(response.body).detail.includes('same Idempotency-Key')).toBe(
      kind === 'timeout' && method === 'POST',
    );
  });

  it('says publicly whether the services work, and no more', async () => {
    const { ask } = aGateway({
      health: async (service) => ({ status: service === 'billing' ? 'UNHEALTHY' : 'HEALTHY', checks: [] }),
    });

    const response = await ask({ path: '/gateway/health', headers: {} });

    expect(response.status).toBe(503);
    expect(JSON.parse(response.body)).toMatchObject({
      status: 'UNHEALTHY',
      services: { billing: 'UNHEALTHY', files: 'HEALTHY' },
    });
  });

  it('leaves a service alone that failed five times, says when to come back, and tries it again then', async () => {
    let now = 1_700_000_000_000;
    let works = false;
    const { ask, asked } = aGateway({
      clock: () => now,
      invoke: async (service, request) => {
        asked.push({ service, request });
        if (!works) throw new ServiceFault('crash', 'x');
        return { status: 200, headers: {}, body: 'fine' };
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
      memberships: async () => [aMembership(organizationId)],
      invoke: async (_service, request) => {
        if (request.identity.organizationId === 'org_1') throw new ServiceFault('timeout', 'x');
        return { status: 200, headers: {}, body: 'fine' };
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
});

describe('the routes of operators', () => {
  const anOperator = () => aGateway({ verify: async () => ok({ ...principal, operator: true }) });
  const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
  const mode = '/gateway/circuit-breakers/files/mode';

  it.each([
    ['GET', '/gateway/services'],
    ['GET', '/gateway/circuit-breakers'],
    ['GET', '/gateway/circuit-breakers/files'],
    ['PUT', mode],
  ])('are closed to others: %s %s', async (method, path) => {
    const body = bodyOf({ mode: 'FORCED_OPEN', reason: 'x' });

    expect((await aGateway().ask({ method, path, body })).status).toBe(403);
    expect((await anOperator().ask({ method, path, body })).status).toBe(200);
  });

  it('show every service and every circuit, with the settings', async () => {
    const { ask } = anOperator();

    const listed = JSON.parse((await ask({ path: '/gateway/services' })).body);
    const shown = JSON.parse((await ask({ path: '/gateway/circuit-breakers' })).body);

    expect(listed.services).toHaveLength(6);
    expect(shown.settings).toMatchObject({ failureThreshold: 5, recoveryTimeoutMs: 60_000, timeoutMs: 30_000 });
    expect(shown.circuitBreakers).toHaveLength(6);
    expect(shown.circuitBreakers[1]).toMatchObject({ name: 'files', state: 'CLOSED', failures: 0, lastError: null });
  });

  it('close a service by decision, with who, why and how long, and open it again', async () => {
    const { ask, asked } = anOperator();

    const closed = await ask({
      method: 'PUT',
      path: mode,
      body: bodyOf({ mode: 'FORCED_OPEN', reason: 'its table is being restored', minutes: 10 }),
    });
    const refused = await ask();
    await ask({ method: 'PUT', path: mode, body: bodyOf({ mode: 'AUTOMATIC', reason: 'restored' }) });
    const shown = JSON.parse((await ask({ path: '/gateway/circuit-breakers/files' })).body);

    expect(JSON.parse(closed.body).mode).toEqual({
      mode: 'FORCED_OPEN',
      actor: 'usr_1',
      reason: 'its table is being restored',
      until: '1970-01-01T00:10:01.000Z',
    });
    expect([refused.status, asked.length]).toEqual([503, 0]);
    expect(shown.history.map((entry: { mode: string }) => entry.mode).toSorted()).toEqual(['AUTOMATIC', 'FORCED_OPEN']);
  });

  it.each([
    ['without a reason', { mode: 'FORCED_OPEN' }, '/reason'],
    ['with an empty one', { mode: 'FORCED_OPEN', reason: '  ' }, '/reason'],
    ['of another kind', { mode: 'OPEN', reason: 'x' }, '/mode'],
    ['for ever', { mode: 'FORCED_OPEN', reason: 'x', minutes: 1e9 }, '/minutes'],
  ])('take no decision %s', async (_name, decision, pointer) => {
    const { ask } = anOperator();

    const response = await ask({ method: 'PUT', path: mode, body: bodyOf(decision) });

    expect(response.status).toBe(422);
    expect(JSON.parse(response.body).errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it.each([
    ['PUT', '/gateway/circuit-breakers/nobody/mode', 404],
    ['GET', '/gateway/circuit-breakers/nobody', 404],
    ['GET', '/gateway/nothing', 404],
    ['DELETE', '/gateway/services', 405],
    ['PUT', mode, 400],
  ])('answer %s %s without sense with %i', async (method, path, status) => {
    const body = status === 400 ? Buffer.from('{').toString('base64') : bodyOf({ mode: 'OBSERVE', reason: 'x' });

    expect((await anOperator().ask({ method, path, body })).status).toBe(status);
  });
});
