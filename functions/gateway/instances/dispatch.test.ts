import { describe, expect, it } from 'vitest';
import { type ServiceResponse, tenantWaitsHeader } from '../../../shared/http/message.ts';
import { aGateway, anInstance, anOperator, fine, type GatewaySettings } from '../gateway.testkit.ts';
import type { Instance } from '../registry/instance.ts';
import { ServiceFault } from './serviceFault.ts';

const twoInstances = (a: Partial<Instance> = {}, b: Partial<Instance> = {}) => [
  anInstance(a),
  anInstance({ instanceId: 'b', ...b }),
];

/** Two instances of files, of which `broken` fail in this way. */
const withFaults = (broken: readonly string[], fail: () => Promise<ServiceResponse>, given: GatewaySettings = {}) =>
  aGateway({
    instances: twoInstances(),
    invoke: async ({ instanceId, service }) =>
      service === 'files' && broken.includes(instanceId) ? fail() : fine(instanceId),
    ...given,
  });
const crash = () => Promise.reject(new ServiceFault('crash', 'x'));

describe('a service with two instances', () => {
  it('has them take turns', async () => {
    const { ask, asked } = aGateway({ instances: twoInstances() });

    for (let i = 0; i < 6; i++) await ask();

    expect(asked.map(({ instance }) => instance)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it.each([
    ['crashes', crash],
    ['times out', () => Promise.reject(new ServiceFault('timeout', 'x'))],
    ['answers garbage', () => Promise.reject(new ServiceFault('garbage', 'x'))],
    ['is throttled', () => Promise.reject(new ServiceFault('throttled', 'x'))],
    ['answers 503', async () => ({ status: 503, headers: {}, body: '' })],
  ])('answers by the other one where one %s', async (_name, fail) => {
    const { handle } = withFaults(['a'], fail);

    const { response, attempts } = await handle();

    expect([response.status, response.body]).toEqual([200, 'b']);
    expect(attempts?.map(({ instance, outcome }) => [instance, outcome])).toEqual([
      ['files/a', 'failed'],
      ['files/b', 'answered'],
    ]);
  });

  it('does not do twice what may not be done twice', async () => {
    const { ask, asked } = withFaults(['a'], crash);

    const response = await ask({ method: 'POST', path: '/api/files' });

    expect([response.status, asked.length]).toEqual([502, 1]);
  });

  it('does do again what a busy instance refused to begin', async () => {
    const { ask } = withFaults(['a'], () => Promise.reject(new ServiceFault('throttled', 'x')));

    expect((await ask({ method: 'POST', path: '/api/files' })).body).toBe('b');
  });

  it('gives what the service says of the request itself, whichever instance says it', async () => {
    const { ask, asked } = withFaults(['a'], async () => ({ status: 500, headers: {}, body: 'its own' }));

    expect((await ask()).body).toBe('its own');
    expect(asked).toHaveLength(1);
  });

  it('gives what an instance that works says of a tenant that waits, and holds it against none', async () => {
    const headers = { [tenantWaitsHeader]: 'true', 'retry-after': '5' };
    const { ask, asked, handle } = withFaults(['a', 'b'], async () => ({ status: 503, headers, body: 'moving' }));

    for (let n = 0; n < 40; n += 1) await ask();
    const { response, attempts } = await handle();

    expect([response.status, response.body, response.headers['retry-after']]).toEqual([503, 'moving', '5']);
    expect(response.headers).not.toHaveProperty(tenantWaitsHeader);
    expect(attempts?.map(({ outcome }) => outcome)).toEqual(['answered']);
    expect(asked).toHaveLength(41);
  });

  it('fails over once, not further', async () => {
    const { ask, asked } = aGateway({
      instances: [...twoInstances(), anInstance({ instanceId: 'c' })],
      invoke: crash,
    });

    expect((await ask()).status).toBe(502);
    expect(asked.map(({ instance }) => instance)).toEqual(['a', 'b']);
  });

  it('does not fail over when the time that remains is too short for it', async () => {
    let now = 1000;
    const { ask, asked } = withFaults(
      ['a'],
      () => {
        now += 20_000;
        return Promise.reject(new ServiceFault('timeout', 'x'));
      },
      { clock: () => now },
    );

    expect((await ask()).status).toBe(504);
    expect(asked).toHaveLength(1);
  });

  it('leaves the broken one alone after five failures, and no request fails any more', async () => {
    const { handle, ask } = withFaults(['a'], crash);
    for (let i = 0; i < 10; i++) expect((await ask()).status).toBe(200);

    const later = await Promise.all(Array.from({ length: 20 }, () => handle()));

    expect(later.map(({ response }) => response.status)).toEqual(later.map(() => 200));
    expect(later.flatMap(({ attempts = [] }) => attempts).filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    // Not even for what may be done only once.
    expect((await ask({ method: 'POST', path: '/api/files' })).status).toBe(200);
  });

  it('is refused only when every circuit refuses, with the earliest time to come back', async () => {
    const { send, ask, asked } = anOperator({ instances: twoInstances() });
    const decide = (id: string, minutes: number) =>
      send('PUT', `/gateway/circuit-breakers/files/${id}/mode`, { mode: 'FORCED_OPEN', reason: 'x', minutes });
    await decide('a', 2);
    await decide('b', 1);

    const response = await ask();

    expect([response.status, asked.length]).toEqual([503, 0]);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(response.headers['retry-after'])).toBeLessThanOrEqual(60);
  });
});

describe('the choice of an instance', () => {
  const order = async (instances: readonly Instance[], given: GatewaySettings = {}) => {
    const { ask, asked } = aGateway({ instances, ...given });
    for (let i = 0; i < 4; i++) await ask();
    return asked.map(({ instance }) => instance).join('');
  };

  it.each([
    ['a healthy one before a degraded one', twoInstances({ status: 'DEGRADED' }), 'bbbb'],
    ['a degraded one before an unhealthy one', twoInstances({ status: 'DEGRADED' }, { status: 'UNHEALTHY' }), 'aaaa'],
    ['an unhealthy one where nothing else is left', [anInstance({ status: 'UNHEALTHY' })], 'aaaa'],
    ['none that is drained', twoInstances({ draining: true }), 'bbbb'],
    ['none without weight', twoInstances({ weight: 0 }), 'bbbb'],
    ['one without weight where nothing else is left', [anInstance({ weight: 0 })], 'aaaa'],
    ['none whose heartbeats stopped', twoInstances({ heartbeatUntil: 999 }), 'bbbb'],
    ["those of the tenant's cell", twoInstances({ cell: 'acme' }), 'bbbb'],
    ['those of all cells too', twoInstances({ cell: 'any' }), 'abab'],
    ['by weight', twoInstances({ weight: 30 }, { weight: 10 }), 'aaba'],
  ])('takes %s', async (_name, instances, expected) => {
    expect(await order(instances)).toBe(expected);
  });

  it('serves a tenant of a cell of its own there, and nowhere else', async () => {
    const tenancy = async (tenant: string) => ({ cell: tenant === 'org_1' ? 'acme' : 'pooled' });

    expect(await order(twoInstances({ cell: 'acme' }), { tenancy })).toBe('aaaa');
    expect((await aGateway({ instances: [anInstance()], tenancy }).ask()).status).toBe(503);
    const elsewhere = { authorization: 'Bearer good', 'simsheet-organization': 'org_2' };
    expect((await aGateway({ instances: [anInstance()], tenancy }).ask({ headers: elsewhere })).status).toBe(200);
  });

  it('says so when there is no instance at all', async () => {
    const response = await aGateway({ instances: [] }).ask();

    expect([response.status, response.headers['retry-after']]).toEqual([503, '5']);
    expect(JSON.parse(response.body).detail).toMatch(/No instance of the files service/);
  });
});
