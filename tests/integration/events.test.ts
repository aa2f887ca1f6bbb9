import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../catalogue/catalogue.ts';
import { domains, subscriptions } from '../../catalogue/domains.ts';
import { envelope, type PlatformEnvelope, platformEnvelope, versionOf } from '../../events/envelope.ts';
import { type Api, until } from '../support/api.ts';
import { actingIn, asAda, asGrace, asOperator } from '../support/people.ts';
import { sentEvents } from '../support/sentEvents.ts';
import { exampleRequest, simulate, upload, uploadExample } from '../support/simulate.ts';

const definitions = catalogueOf(domains, subscriptions).map(({ definition }) => definition);
const services = [...new Set(definitions.map(({ owner }) => owner))];

/** What somebody does in an ordinary week. */
const week = async (api: Api): Promise<{ longRun: string }> => {
  const { name } = (await api('/api/users/me')).body;
  const renamed = await api('/api/users/me', { method: 'PATCH', json: { name: `${name} the Second` } });
  expect([renamed.status, renamed.body.name]).toEqual([200, `${name} the Second`]);
  await api('/api/users/me', { method: 'PATCH', json: { name } });

  expect((await upload(api, 'no-workbook.xlsx', Buffer.from('no workbook'))).body.status).toBe('REJECTED');
  const fileId = await uploadExample(api, 'product-launch-npv');
  const request = { ...(await exampleRequest('product-launch-npv')), fileId };
  // Some seconds of one worker.
  const longRun = (await simulate(api, { ...request, iterations: 3_000_000 })).body.simulationId;
  const cancelled = (await api('/api/simulations', { json: { ...request, iterations: 100_000_000 } })).body;
  await api(`/api/simulations/${cancelled.simulationId}/cancel`, { method: 'POST' });
  await api(`/api/simulations/${cancelled.simulationId}`, { method: 'PATCH', json: { visibility: 'private' } });

  const asked = await api(`/api/results/${longRun}/exports`, { json: { format: 'json' } });
  await until(
    () => api(asked.headers.get('location') ?? ''),
    ({ body }) => body.status !== 'PENDING',
  );
  await until(
    () => api('/api/notifications'),
    ({ body }) => body.items.some(({ simulationId }: { simulationId: string }) => simulationId === longRun),
  );
  await api(`/api/simulations/${longRun}`, { method: 'DELETE' });
  await api(`/api/files/${fileId}`, { method: 'DELETE' });
  return { longRun };
};

/** A team comes together and apart; the organization is deleted in the end, which the minute's schedule does. */
const team = async (): Promise<void> => {
  const { organizationId } = (await asAda()('/api/users/organizations', { json: { name: 'A team' } })).body;
  const [ada, grace] = [actingIn(organizationId, asAda()), actingIn(organizationId, asGrace())];
  const path = '/api/users/organization';
  await ada(path, { method: 'PATCH', json: { name: 'The team' } });
  const json = { email: 'grace@example.com', role: 'viewer' };
  const { token } = (await ada(`${path}/invitations`, { json })).body;
  await asGrace()('/api/users/invitations/accept', { json: { token } });
  const { userId } = (await grace('/api/users/me')).body;
  await ada(`${path}/members/${userId}`, { method: 'PATCH', json: { role: 'analyst' } });
  await ada(`${path}/members/${userId}`, { method: 'DELETE' });
  const asked = await ada(`${path}/exports`, { method: 'POST' });
  await until(
    () => ada(asked.headers.get('location') ?? ''),
    ({ body }) => body.status !== 'PENDING',
    120_000,
  );
  await ada(path, { method: 'DELETE' });
  await ada(`${path}/restore`, { method: 'POST' });
  await ada(path, { method: 'DELETE' });
  await asOperator()('/api/users/me', { method: 'DELETE' });
};

/** These say that something is broken. */
const ofFaults = (type: string) => /^(instance|circuit)\.|^simulation\.failed$/.test(type);

describe('the events of ordinary work', () => {
  let longRun: string;
  let sent: PlatformEnvelope[];

  beforeAll(async () => {
    await team();
    ({ longRun } = await week(asAda()));
    const wanted = definitions.map(({ type }) => type).filter((type) => !ofFaults(type));
    await until(
      async () => {
        sent = await sentEvents(services);
        const told = new Set(sent.map(({ type }) => type));
        return { status: 200, headers: new Headers(), body: wanted.filter((type) => !told.has(type)) };
      },
      ({ body }) => body.length === 0,
      // The schedule may come a minute later, and each service with it.
      120_000,
    );
  });

  it('are all of the catalogue, each as its definition says', () => {
    const wrong = sent.flatMap((event) => {
      const definition = definitions.find(({ type, version }) => type === event.type && version === versionOf(event));
      const whole = definition?.scope === 'platform' ? platformEnvelope : envelope;
      const fits =
        definition !== undefined &&
        event.source === `simsheet/${definition.owner}` &&
        whole.safeParse(event).success &&
        definition.schema.safeParse(event.data).success;
      return fits ? [] : [event];
    });

    expect(wrong).toEqual([]);
  });

  it('tell the life of a run in order, its progress by twentieths', () => {
    const life = sent
      .filter(({ subject, source }) => subject === longRun && source === 'simsheet/simulations')
      .toSorted((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
    const told = life.map(({ type }) => type.replace('simulation.', ''));
    const steps = life
      .filter(({ type }) => type === 'simulation.progress')
      .map(({ data }) => data as { completed: number; total: number })
      .map(({ completed, total }) => Math.floor((completed / total) * 20));

    expect(told.filter((type) => type !== 'progress')).toEqual(['requested', 'started', 'completed', 'deleted']);
    expect(told.lastIndexOf('progress')).toBeLessThan(told.indexOf('completed'));
    expect(steps.length).toBeGreaterThan(0);
    expect(new Set(steps).size).toBe(steps.length);
  });
});
