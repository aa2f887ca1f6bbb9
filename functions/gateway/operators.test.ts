import { describe, expect, it } from 'vitest';
import { aGateway, anInstance, anOperator } from './gateway.testkit.ts';

const circuit = '/gateway/circuit-breakers/files/a';
const instances = '/gateway/services/files/instances';

describe('the routes of operators', () => {
  it.each([
    ['GET', '/gateway/services', undefined],
    ['GET', '/gateway/services/files', undefined],
    ['PATCH', `${instances}/a`, { draining: true }],
    ['GET', '/gateway/circuit-breakers', undefined],
    ['GET', circuit, undefined],
    ['PUT', `${circuit}/mode`, { mode: 'FORCED_OPEN', reason: 'x' }],
  ])('are closed to others: %s %s', async (method, path, body) => {
    const asAnybody = await aGateway().ask({ method, path });

    expect(asAnybody.status).toBe(403);
    expect(JSON.parse(asAnybody.body).type).toBe('urn:simsheet:problem:operators-only');
    expect((await anOperator().send(method, path, body)).status).toBe(200);
  });

  it.each([
    ['PUT', '/gateway/circuit-breakers/files/nobody/mode', { mode: 'OBSERVE', reason: 'x' }, 404],
    ['PUT', '/gateway/circuit-breakers/nobody/a/mode', { mode: 'OBSERVE', reason: 'x' }, 404],
    ['GET', '/gateway/circuit-breakers/files/nobody', undefined, 404],
    ['GET', '/gateway/services/nobody', undefined, 404],
    ['PATCH', `${instances}/nobody`, { weight: 1 }, 404],
    ['PATCH', `${instances}/${'z'.repeat(1500)}`, { weight: 1 }, 404],
    ['PATCH', `${instances}/a`, {}, 400],
    ['PATCH', `${instances}/a`, { weight: -1 }, 400],
    ['PUT', `${instances}/nobody/heartbeat`, undefined, 404],
    ['PUT', `${instances}/a/heartbeat`, undefined, 409],
    ['DELETE', `${instances}/nobody`, undefined, 404],
    ['DELETE', `${instances}/a`, undefined, 409],
    ['GET', '/gateway/nothing', undefined, 404],
    ['DELETE', '/gateway/services', undefined, 405],
  ])('answer %s %s without sense', async (method, path, body, status) => {
    expect((await anOperator().send(method, path, body)).status).toBe(status);
  });
});

describe('the circuits', () => {
  it('are shown for every instance, with the settings', async () => {
    const shown = (await anOperator().send('GET', '/gateway/circuit-breakers')).body;

    expect(shown.settings).toMatchObject({ failureThreshold: 5, recoveryTimeoutMs: 60_000, timeoutMs: 30_000 });
    expect(shown.circuitBreakers).toHaveLength(6);
    expect(shown.circuitBreakers[1]).toMatchObject({ name: 'files/a', state: 'CLOSED', failures: 0, lastError: null });
  });

  it('are opened by decision, with who, why and how long, and left to themselves again', async () => {
    const { send, ask, asked } = anOperator();
    const decision = { mode: 'FORCED_OPEN', reason: 'its table is being restored', minutes: 10 };

    expect((await send('GET', circuit)).body.mode).toBeNull();
    const closed = await send('PUT', `${circuit}/mode`, decision);
    const refused = await ask();
    const health = await ask({ path: '/gateway/health', headers: {} });
    await send('PUT', `${circuit}/mode`, { mode: 'AUTOMATIC', reason: 'restored' });
    const shown = (await send('GET', circuit)).body;

    expect(closed.body.mode).toEqual({
      mode: 'FORCED_OPEN',
      actor: 'usr_1',
      reason: 'its table is being restored',
      until: '1970-01-01T00:10:01.000Z',
    });
    expect([refused.status, asked.length]).toEqual([503, 0]);
    expect(health.status).toBe(503);
    expect(shown.history.map((entry: { mode: string }) => entry.mode).toSorted()).toEqual(['AUTOMATIC', 'FORCED_OPEN']);
  });

  it.each([
    ['without a reason', { mode: 'FORCED_OPEN' }, '/reason'],
    ['with an empty one', { mode: 'FORCED_OPEN', reason: '  ' }, '/reason'],
    ['of another kind', { mode: 'OPEN', reason: 'x' }, '/mode'],
    ['for ever', { mode: 'FORCED_OPEN', reason: 'x', minutes: 1e9 }, '/minutes'],
  ])('take no decision %s', async (_name, decision, pointer) => {
    const { status, body } = await anOperator().send('PUT', `${circuit}/mode`, decision);

    expect(status).toBe(400);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });
});

describe('the registry', () => {
  const external = { instanceId: 'lisbon', url: 'https://files.example.com/v1', weight: 20, version: '7' };

  it('shows every service with its instances and how they are', async () => {
    const { send } = anOperator({
      instances: [anInstance(), anInstance({ instanceId: 'b', status: 'UNHEALTHY', lastError: 'table: no answer' })],
    });

    const { services } = (await send('GET', '/gateway/services')).body;

    expect(services).toHaveLength(6);
    expect(services[1]).toMatchObject({
      service: 'files',
      paths: ['/api/files'],
      status: 'DEGRADED',
      instances: [
        { instanceId: 'a', status: 'HEALTHY', cell: 'pooled', weight: 100, version: '1', lastCheckAt: null },
        { instanceId: 'b', status: 'UNHEALTHY', lastError: 'table: no answer' },
      ],
    });
  });

  it('takes an HTTP instance that answers, keeps it by heartbeats, and removes it', async () => {
    let now = 1000;
    const { send } = anOperator({ clock: () => now });

    const made = await send('POST', instances, external);
    now += 60_000;
    const kept = await send('PUT', `${instances}/lisbon/heartbeat`);
    const removed = await send('DELETE', `${instances}/lisbon`);
    const { body } = await send('GET', '/gateway/services/files');

    expect(made).toMatchObject({
      status: 201,
      body: { kind: 'http', target: external.url, weight: 20, registeredBy: 'usr_1', status: 'HEALTHY' },
    });
    expect(Date.parse(kept.body.heartbeatUntil) - Date.parse(made.body.heartbeatUntil)).toBe(60_000);
    expect(removed.status).toBe(204);
    expect(body.instances.map(({ instanceId }: { instanceId: string }) => instanceId)).toEqual(['a']);
  });

  it.each([
    ['an address of the local network', { url: 'https://10.0.0.7' }, 422],
    ['the address of this machine', { url: 'https://127.0.0.1:8443' }, 422],
    ['it as one number', { url: 'https://2130706433' }, 422],
    ['it in IPv6', { url: 'https://[::ffff:127.0.0.1]' }, 422],
    ["the cloud's metadata", { url: 'https://169.254.169.254/latest' }, 422],
    ['an address without TLS', { url: 'http://files.example.com' }, 422],
    ['credentials in it', { url: 'https://me:secret@files.example.com' }, 422],
    ['a lone question mark', { url: 'https://files.example.com/base?' }, 422],
    ['a lone hash', { url: 'https://files.example.com/#' }, 422],
    ['a weight that is text', { weight: '' }, 400],
    ['a version with a line break', { version: '\r\nx' }, 400],
    ['another scheme', { url: 'file:///etc/passwd' }, 400],
    ['no address', { url: 'files' }, 400],
    ['a name with a slash', { instanceId: '../x' }, 400],
    ['a path with a line break', { healthPath: '/x\r\nHost: y' }, 400],
    ['a field that nobody knows', { colour: 'blue' }, 400],
    ['the name of an instance of the deployment', { instanceId: 'a' }, 409],
  ])('refuses %s', async (_name, change, status) => {
    const { send, registry } = anOperator();

    const refused = await send('POST', instances, { ...external, ...change });

    expect(refused.status).toBe(status);
    expect(await registry.list()).toHaveLength(6);
  });

  it('begins anew with whoever comes under the name of one that is gone, or moves', async () => {
    const { send } = anOperator();
    const own = '/gateway/circuit-breakers/files/lisbon';
    const force = () => send('PUT', `${own}/mode`, { mode: 'FORCED_OPEN', reason: 'old machine', minutes: 60 });
    const mode = async () => (await send('GET', own)).body.mode;
    await send('POST', instances, external);
    await force();

    await send('POST', instances, external);
    expect(await mode()).toMatchObject({ mode: 'FORCED_OPEN' });
    await send('POST', instances, { ...external, url: 'https://elsewhere.example.com' });
    expect(await mode()).toBeNull();

    await force();
    await send('DELETE', `${instances}/lisbon`);
    await send('POST', instances, external);
    expect(await mode()).toBeNull();
  });

  it('sees that heartbeats have stopped', async () => {
    let now = 1000;
    const { send, ask } = anOperator({ clock: () => now, instances: [] });
    await send('POST', instances, external);
    const shown = async () => (await send('GET', '/gateway/services/files')).body;
    expect(await shown()).toMatchObject({ status: 'HEALTHY' });

    now += 91_000;

    expect(await shown()).toMatchObject({
      status: 'UNHEALTHY',
      instances: [{ status: 'UNHEALTHY', lastError: 'its heartbeats have stopped' }],
    });
    expect((await ask({ path: '/gateway/health' })).status).toBe(503);
  });

  it('takes nothing that leads back to the gateway', async () => {
    const { send, registry } = anOperator({ leadsBack: () => true });

    const { status, body } = await send('POST', instances, external);

    expect([status, body.type]).toEqual([422, 'urn:simsheet:problem:address-refused']);
    expect(await registry.list()).toHaveLength(6);
  });

  it('takes nothing that does not answer, and says what it got', async () => {
    const { send, registry } = anOperator({ checkHealth: () => Promise.reject(new Error('connect ECONNREFUSED')) });

    const { status, body } = await send('POST', instances, external);

    expect(status).toBe(422);
    expect(body.detail).toMatch(/^GET https:\/\/files\.example\.com\/v1\/health did not .*ECONNREFUSED/);
    expect(await registry.list()).toHaveLength(6);
  });

  it('says publicly that it does not know when checks stand still', async () => {
    const { ask } = aGateway({ clock: () => 600_000 });

    const response = await ask({ path: '/gateway/health', headers: {} });

    expect([response.status, JSON.parse(response.body).status]).toEqual([200, 'DEGRADED']);
  });

  it('says publicly whether the services work, and no more', async () => {
    const { ask } = aGateway({ instances: [anInstance({ status: 'UNHEALTHY', lastError: 'secret' })] });

    const response = await ask({ path: '/gateway/health', headers: {} });

    expect(response.status).toBe(503);
    expect(JSON.parse(response.body)).toEqual({
      status: 'UNHEALTHY',
      checkedAt: '1970-01-01T00:00:00.000Z',
      services: {
        users: 'HEALTHY',
        files: 'UNHEALTHY',
        simulations: 'HEALTHY',
        results: 'HEALTHY',
        billing: 'HEALTHY',
        notifications: 'HEALTHY',
      },
    });
  });
});
