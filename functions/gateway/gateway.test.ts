import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../engine/result.ts';
import type { Membership } from '../../shared/access.ts';
import type { ServiceRequest, ServiceResponse } from '../../shared/http/message.ts';
import { type GatewayDeps, handleRequest, type IncomingRequest, ServiceFault } from './gateway.ts';
import type { Principal } from './issuers.ts';

const principal: Principal = { issuer: 'https://issuer', subject: 's', username: 'ada', operator: false, token: 't' };
const aMembership = (organizationId: Membership['organizationId']): Membership => ({
  userId: 'usr_1',
  organizationId,
  organizationName: 'One',
  role: 'owner',
  permissions: ['file:read'],
});

const aGateway = (given: Partial<GatewayDeps> = {}) => {
  const asked: { service: string; request: ServiceRequest; timeoutMs: number }[] = [];
  const deps: GatewayDeps = {
    verify: async (token) =>
      token === 'good' ? ok(principal) : failed({ code: 'invalid-token', detail: 'It has expired.' }),
    memberships: async () => [aMembership('org_1'), aMembership('org_2')],
    welcome: async () => [aMembership('org_new')],
    invoke: async (service, request, timeoutMs) => {
      asked.push({ service, request, timeoutMs });
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'fine' };
    },
    health: async () => ({ status: 'HEALTHY', checks: [] }),
    clock: () => 1000,
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

  it('shows the services to operators only', async () => {
    const operator = aGateway({ verify: async () => ok({ ...principal, operator: true }) });

    const refused = await aGateway().ask({ path: '/gateway/services' });
    const shown = await operator.ask({ path: '/gateway/services' });

    expect([refused.status, shown.status]).toEqual([403, 200]);
    expect(JSON.parse(shown.body).services).toHaveLength(6);
  });
});
