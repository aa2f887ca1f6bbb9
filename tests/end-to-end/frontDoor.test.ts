import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { until } from '../support/api.ts';
import { cloudPid } from '../support/cloudPid.ts';
import { externalService } from '../support/externalService.ts';
import { asAda, asNobody, asOperator } from '../support/people.ts';

const instances = '/gateway/services/billing/instances';

describe('an operator', () => {
  it('sees every service with its instance, which the deployment registered, and its circuit', async () => {
    const operator = asOperator();

    // On a slow machine a check may have taken too long; the next one knows better.
    const { body } = await until(
      () => operator('/gateway/services'),
      ({ body: seen }) => seen.services.every(({ status }: { status: string }) => status === 'HEALTHY'),
      120_000,
    );
    const circuits = (await operator('/gateway/circuit-breakers')).body.circuitBreakers;

    expect(body.services.map(({ service }: { service: string }) => service)).toEqual([
      'users',
      'files',
      'simulations',
      'results',
      'billing',
      'notifications',
    ]);
    for (const { service, status, instances } of body.services) {
      expect([service, status, instances.length]).toEqual([service, 'HEALTHY', 1]);
      expect(instances[0].target).toMatch(new RegExp(`simsheet-${service}-api:live$`));
      expect(instances[0]).toMatchObject({ instanceId: 'a', kind: 'lambda', registeredBy: 'deployment', weight: 100 });
    }
    expect(circuits.map(({ name }: { name: string }) => name)).toContain('billing/a');
  });

  it('sees by the time of the last check that instances are checked all the while', async () => {
    const checked = await until(
      () => asOperator()('/gateway/services/users'),
      // On a slow machine a check may have taken too long; the next one knows better.
      ({ body }) => body.instances[0].lastCheckAt !== null && body.instances[0].status === 'HEALTHY',
      120_000,
    );

    expect(checked.body.instances[0]).toMatchObject({ status: 'HEALTHY', lastError: null });
    await until(
      () => asNobody()('/gateway/health'),
      ({ body }) => body.status === 'HEALTHY',
      120_000,
    );
  });

  it.skipIf(cloudPid() === null)('adds an HTTP instance, which takes its turns, drains it and removes it', async () => {
    const operator = asOperator();
    const { url, seen, close } = await externalService();
    onTestFinished(async () => {
      close();
      await operator(`${instances}/outside`, { method: 'DELETE' });
    });
    const ask = async (times: number) => {
      const answers = [];
      for (let i = 0; i < times; i++) answers.push(await asAda()('/api/billing/usage?to=2026-03-01&from=2026-03-01'));
      return answers.filter(({ body }) => body.from === 'outside').length;
    };

    const made = await operator(instances, { json: { instanceId: 'outside', url, weight: 1000 } });
    expect([made.status, made.body.status]).toEqual([201, 'HEALTHY']);
    await until(asBilling, ({ body }) => body.from === 'outside', 20_000);
    // The first request was the registration's, to see whether it leads back.
    expect(seen[0]).toMatchObject({ url: '/api/billing', headers: { 'cdn-loop': 'simsheet' } });
    expect(seen[1]).toMatchObject({
      method: 'GET',
      url: '/api/billing/usage?from=2026-03-01&to=2026-03-01',
      headers: { 'cdn-loop': 'simsheet' },
    });
    const token = seen[1]?.headers.authorization?.replace('Bearer ', '') ?? '';
    const published = createRemoteJWKSet(new URL(`${inject('cloud').webUrl}/gateway/jwks.json`));
    const { payload } = await jwtVerify(token, published, { issuer: 'simsheet', audience: 'billing' });
    const ada = await asAda()('/api/users/me');
    expect(payload).toMatchObject({ sub: ada.body.userId, organization: ada.body.organizationId, role: 'owner' });
    expect(seen[1]?.headers.traceparent).toMatch(/^00-/);

    const drained = await operator(`${instances}/outside`, { method: 'PATCH', json: { draining: true } });
    expect(drained.body.draining).toBe(true);
    await until(asBilling, ({ body }) => body.from !== 'outside', 20_000);
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(await ask(8)).toBe(0);

    expect((await operator(`${instances}/outside`, { method: 'DELETE' })).status).toBe(204);
    expect((await operator('/gateway/services/billing')).body.instances).toHaveLength(1);
  });

  it('cannot register an address that leads back to the gateway', async () => {
    const { webUrl } = inject('cloud');

    const { status, body } = await asOperator()(instances, {
      json: { instanceId: 'loop', url: webUrl, healthPath: '/gateway/health' },
    });

    expect([status, body.type]).toEqual([422, 'urn:simsheet:problem:instance-silent']);
  });
});

const asBilling = () => asAda()('/api/billing/usage?from=2026-03-01&to=2026-03-01');
