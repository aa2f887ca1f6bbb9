import { beforeAll, describe, expect, it } from 'vitest';
import { newApiKey } from '../../shared/apiKey.ts';
import { type Answer, type Api, apiWith, until } from '../support/api.ts';
import { actingIn, asAda, asGrace } from '../support/people.ts';
import { exampleRequest, simulate, uploadExample } from '../support/simulate.ts';

const example = 'newsvendor';
const withinMs = 5000;
const keys = '/api/users/organization/keys';

const codeOf = ({ status, body }: Answer) => [status, body?.type?.replace('urn:simsheet:problem:', '')];

describe('an API key', () => {
  let ada: Api;
  let organizationId = '';
  const make = async (permissions: string[], maker = ada) => {
    const answer = await maker(keys, { json: { name: 'pipeline', permissions } });
    expect(answer.status).toBe(201);
    return { ...answer.body, api: apiWith(answer.body.secret) };
  };

  beforeAll(async () => {
    // An organization of its own, so that the key, not what its maker chose, says where it works.
    organizationId = (await asAda()('/api/users/organizations', { json: { name: 'Pipelines' } })).body.organizationId;
    ada = actingIn(organizationId, asAda());
  });

  it('does the whole main job without anybody signed in, and is refused within five seconds once it is revoked', async () => {
    const { keyId, api } = await make([
      'profile:read',
      'file:read',
      'file:write',
      'simulation:start',
      'simulation:read',
      'result:read',
      'result:export',
    ]);

    const fileId = await uploadExample(api, example);
    const run = await simulate(api, { ...(await exampleRequest(example)), fileId, iterations: 2000 });
    const { simulationId } = run.body;
    const results = await api(`/api/results/${simulationId}`);
    const asked = await api(`/api/results/${simulationId}/exports`, { json: { format: 'csv' } });
    const ready = await until(
      () => api(asked.headers.get('location') ?? ''),
      ({ body }) => body.status !== 'PENDING',
    );
    const csv = await (await fetch(ready.body.url)).text();

    expect([run.body.status, results.status, asked.status]).toEqual(['COMPLETED', 200, 202]);
    expect(csv.trimEnd().split('\r\n')).toHaveLength(2001);
    // It is all in the key's organization, where its maker finds it.
    expect((await ada(`/api/results/${simulationId}`)).status).toBe(200);
    expect((await api('/api/users/me')).body).toMatchObject({
      organizationId,
      organizations: [{ organizationId }],
    });

    const refused = [
      await api(`/api/files/${fileId}`, { method: 'DELETE' }),
      await api('/api/users/organization/members'),
      await api('/gateway/services'),
      await api('/api/files', {
        headers: { 'simsheet-organization': (await asAda()('/api/users/me')).body.organizationId },
      }),
    ];
    expect(refused.map(codeOf)).toEqual([
      [403, 'permission-missing'],
      [403, 'permission-missing'],
      [403, 'operators-only'],
      [403, 'key-of-another-organization'],
    ]);

    // Its use is written beside the requests.
    await until(
      () => ada(keys),
      ({ body }) => typeof body.keys.find((key: { keyId: string }) => key.keyId === keyId)?.lastUsedAt === 'string',
      20_000,
    );

    expect((await ada(`${keys}/${keyId}`, { method: 'DELETE' })).status).toBe(204);
    const gone = await until(
      () => api('/api/files'),
      ({ status }) => status === 401,
      withinMs,
    );
    expect(codeOf(gone)).toEqual([401, 'invalid-key']);
    expect(gone.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
  });

  it('is rotated with an overlap in which both work, and without one in which the first does not', async () => {
    const first = await make(['file:read']);
    const rotate = (overlapHours: number) => ada(`${keys}/${first.keyId}/rotate`, { json: { overlapHours } });

    const second = (await rotate(1)).body;
    expect((await first.api('/api/files')).status).toBe(200);
    expect((await apiWith(second.secret)('/api/files')).status).toBe(200);

    const third = (await rotate(0)).body;
    expect((await apiWith(third.secret)('/api/files')).status).toBe(200);
    for (const secret of [first.secret, second.secret]) {
      await until(
        () => apiWith(secret)('/api/files'),
        ({ status }) => status === 401,
        withinMs,
      );
    }
  });

  it('narrows within five seconds with what its maker may, and ends with their membership', async () => {
    const json = { email: 'grace@example.com', role: 'analyst' };
    const { body } = await ada('/api/users/organization/invitations', { json });
    await asGrace()('/api/users/invitations/accept', { json: { token: body.token } });
    const { userId } = (await asGrace()('/api/users/me')).body;
    const member = `/api/users/organization/members/${userId}`;
    const { api, keyId } = await make(['file:read', 'file:delete', 'key:write'], actingIn(organizationId, asGrace()));
    const remove = () => api('/api/files/fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', { method: 'DELETE' });
    expect((await remove()).status).toBe(404);
    expect(codeOf(await api(keys, { json: { name: 'stronger', permissions: ['file:write'] } }))).toEqual([
      403,
      'beyond-your-permissions',
    ]);

    await ada(member, { method: 'PATCH', json: { role: 'viewer' } });
    await until(remove, ({ status }) => status === 403, withinMs);
    expect((await api('/api/files')).status).toBe(200);

    await ada(member, { method: 'DELETE' });
    const refused = await until(
      () => api('/api/files'),
      ({ status }) => status !== 200,
      withinMs,
    );
    expect(codeOf(refused)).toEqual([403, 'key-without-maker']);
    expect((await ada(`${keys}/${keyId}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('that is guessed, cut off or mistyped is refused', async () => {
    const { secret } = await make(['file:read']);
    const wrong = [newApiKey(), secret.slice(0, -1), `${secret}0`, 'sk_sim_', secret.replace('sk_sim_', 'sk_live_')];

    const answers = await Promise.all(wrong.map((each) => apiWith(each)('/api/files')));

    expect(answers.map(codeOf)).toEqual(wrong.map(() => [401, 'invalid-key']));
  });
});
