import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../../openapi/examples.ts';
import { mayByRole, outcomeFor, type Whose, whose } from '../../openapi/permissionsText.ts';
import { routeTables } from '../../openapi/routeTables.ts';
import { keyPermissions, roles } from '../../shared/permissions.ts';
import { type Answer, type Api, apiWith, until } from '../support/api.ts';
import { actingIn, asAda, asGrace, asNobody } from '../support/people.ts';
import { exampleRequest, simulate, uploadExample } from '../support/simulate.ts';

const members = '/api/users/organization/members';
const routes = routeTables.flatMap((table) => [...table.routes]).filter(({ authorise }) => authorise !== 'public');
type TestedRoute = (typeof routes)[number];

/** Things of Ada's organization, by the names that they have in paths. */
let adas: Record<string, string>;
let ada: Api;
let gracesId: string;

/** Without which an operation is wrong for everybody. */
const queries: Record<string, string> = { getCells: '?range=Summary!A1:B2' };

const pathOf = ({ path, operationId }: TestedRoute, things: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(things[name] ?? 'anything')) +
  (queries[operationId] ?? '');

/** The operation with a body that it would take. Whoever asks more often than they may waits until they may. */
const attempt = async (
  api: Api,
  route: TestedRoute,
  things = adas,
  json = examples[route.operationId]?.request,
): Promise<Answer> => {
  for (;;) {
    const answer = await api(pathOf(route, things), { method: route.method, ...(json !== undefined && { json }) });
    if (answer.status !== 429) return answer;
    await sleep(Number(answer.headers.get('retry-after')) * 1000);
  }
};

const outcomes = async (api: Api, tested: readonly TestedRoute[]) => {
  const found: string[] = [];
  for (const route of tested) {
    const { status, body } = await attempt(api, route);
    found.push(`${route.operationId} ${status} ${body?.type?.replace('urn:simsheet:problem:', '') ?? ''}`);
  }
  return found;
};

/** A workbook, a run of it and an export, of whoever asks; private if so wished. */
const computed = async (api: Api, visibility: 'shared' | 'private' = 'shared') => {
  const fileId = await uploadExample(api, 'newsvendor');
  await api(`/api/files/${fileId}`, { method: 'PATCH', json: { visibility } });
  const run = await simulate(api, { ...(await exampleRequest('newsvendor')), fileId, iterations: 1000 });
  const { simulationId } = run.body;
  const exported = await api(`/api/results/${simulationId}/exports`, { json: { format: 'json' } });
  return { fileId, simulationId: String(simulationId), exportId: String(exported.body.exportId) };
};

beforeAll(async () => {
  const { body } = await asAda()('/api/users/organizations', { json: { name: 'Permissions' } });
  ada = actingIn(body.organizationId, asAda());
  const { fileId, simulationId, exportId } = await computed(ada);
  const invited = await ada('/api/users/organization/invitations', {
    json: { email: 'eve@example.com', role: 'viewer' },
  });
  const key = await ada('/api/users/organization/keys', { json: { name: 'key', permissions: ['file:read'] } });
  const { userId } = (await asAda()('/api/users/me')).body;
  gracesId = (await asGrace()('/api/users/me')).body.userId;
  adas = {
    fileId,
    simulationId,
    exportId,
    invitationId: invited.body.invitationId,
    keyId: key.body.keyId,
    userId,
    service: 'billing',
    instanceId: 'a',
    name: 'reviewer',
    domain: 'example.com',
  };
});

describe('without signing in', () => {
  it('nobody may do anything', async () => {
    const found = await outcomes(asNobody(), routes);

    expect(found).toEqual(routes.map(({ operationId }) => `${operationId} 401 not-signed-in`));
  });
});

describe('with an API key', () => {
  const keys = '/api/users/organization/keys';
  const make = async (expiresAt?: string) => {
    const { status, body } = await ada(keys, { json: { name: 'short', permissions: keyPermissions, expiresAt } });
    expect(status).toBe(201);
    const api = apiWith(body.secret);
    expect((await api('/api/files')).status).toBe(200);
    return { api, keyId: body.keyId };
  };
  it('that was revoked nobody may do anything', async () => {
    const { api, keyId } = await make();
    await ada(`${keys}/${keyId}`, { method: 'DELETE' });
    // So long every process of the gateway may go by what it knew.
    await sleep(5000);

    const found = await outcomes(api, routes);

    expect(found).toEqual(routes.map(({ operationId }) => `${operationId} 401 invalid-key`));
  });

  it('that has expired nobody may do anything', async () => {
    const { api } = await make(new Date(Date.now() + 3000).toISOString());
    await until(
      () => api('/api/files'),
      ({ status }) => status === 401,
    );

    const found = await outcomes(api, routes);

    expect(found).toEqual(routes.map(({ operationId }) => `${operationId} 401 key-expired`));
  });
});

describe('in an organization of which they are no member', () => {
  it('nobody may do anything', async () => {
    const { organizationId } = (await ada('/api/users/me')).body;

    const found = await outcomes(actingIn(organizationId, asGrace()), routes);

    expect(found).toEqual(routes.map(({ operationId }) => `${operationId} 403 not-a-member`));
  });
});

describe('in their own organization', () => {
  it('nobody finds, changes or removes a thing of another one', async () => {
    const ofThings = routes.filter(({ path, authorise }) => /Id\}/.test(path) && authorise !== 'operator');

    const found = await outcomes(asGrace(), ofThings);

    // Of a simulation that is gone already the answer is the same.
    const told = found.map((outcome) => outcome.replace(/ [\w-]*$/, ''));
    const notThere = ({ operationId }: TestedRoute) => (operationId === 'deleteSimulation' ? 204 : 404);
    expect(told).toEqual(ofThings.map((route) => `${route.operationId} ${notThere(route)}`));
    for (const path of [`/api/files/${adas.fileId}`, `/api/results/${adas.simulationId}`, '/api/users/organization'])
      expect((await ada(path)).status).toBe(200);
    expect((await ada('/api/users/organization/invitations')).body.invitations).toHaveLength(1);
  });
});

describe('a member', () => {
  let grace: Api;
  let things: Record<Whose, Record<string, string>>;

  const become = async (role: keyof typeof roles) => {
    await ada(`${members}/${gracesId}`, { method: 'PATCH', json: { role } });
    await until(
      () => grace('/api/users/me'),
      ({ body }) => body.role === role,
    );
  };

  beforeAll(async () => {
    const json = { email: 'grace@example.com', role: 'viewer' };
    const { body } = await ada('/api/users/organization/invitations', { json });
    await asGrace()('/api/users/invitations/accept', { json: { token: body.token } });
    const { organizationId } = (await ada('/api/users/me')).body;
    grace = actingIn(organizationId, asGrace());
    await become('analyst');
    things = { own: await computed(grace), shared: adas, private: await computed(ada, 'private') };
    return () => ada(`${members}/${gracesId}`, { method: 'DELETE' });
  });

  it.each(Object.keys(roles) as (keyof typeof roles)[])(
    'who is %s may do what docs/permissions.md says',
    async (role) => {
      await become(role);
      const refused = routes.filter(({ authorise }) => !mayByRole(authorise, role));
      const allowed = routes.filter((route) => route.method === 'GET' && !refused.includes(route));

      const [no, yes] = [await outcomes(grace, refused), await outcomes(grace, allowed)];

      const code = ({ authorise }: TestedRoute) => (authorise === 'operator' ? 'operators-only' : 'permission-missing');
      expect(no).toEqual(refused.map((route) => `${route.operationId} 403 ${code(route)}`));
      expect(yes.filter((outcome) => !/ [24]0[04] /.test(outcome))).toEqual([]);

      // The same with their own, with what another shares, and with what is private to another.
      const visibility = { own: 'shared', shared: 'shared', private: 'private' } as const;
      const owned = routes.filter((route) => route.owned !== undefined);
      const [found, expected]: string[][] = [[], []];
      for (const of of whose) {
        for (const route of owned) {
          const outcome = outcomeFor(route, role, of);
          // What would be gone afterwards is left for the end.
          if (outcome === 'done' && route.method === 'DELETE') continue;
          const json = route.method === 'PATCH' ? { visibility: visibility[of] } : examples[route.operationId]?.request;
          const { status, body } = await attempt(grace, route, things[of], json);
          const code = body?.type?.replace('urn:simsheet:problem:', '') ?? '';
          const as =
            code.endsWith('-not-found') || status === 204 ? 'not-found' : /^2|409/.test(`${status}`) ? 'done' : code;
          found?.push(`${route.operationId} ${of} ${as}`);
          expected?.push(`${route.operationId} ${of} ${outcome}`);
        }
      }
      expect(found).toEqual(expected);
      for (const of of ['shared', 'private'] as const)
        expect((await ada(`/api/results/${things[of].simulationId}`)).status).toBe(200);
    },
  );

  it('who is analyst no longer finds what its owner makes private, nor what it found', async () => {
    await become('analyst');
    const { simulationId } = adas;
    const seen = (await grace('/api/simulations')).body.items;

    await ada(`/api/simulations/${simulationId}`, { method: 'PATCH', json: { visibility: 'private' } });

    await until(
      () => grace(`/api/results/${simulationId}`),
      ({ status }) => status === 404,
    );
    expect((await grace(`/api/simulations/${simulationId}`)).status).toBe(404);
    const left = (await grace('/api/simulations')).body.items;
    const ids = (items: { simulationId: string }[]) => items.map((each) => each.simulationId);
    expect([ids(seen), ids(left)]).toEqual([[things.own.simulationId, simulationId], [things.own.simulationId]]);
  });

  it('starts nothing on a file that is private to another', async () => {
    const request = { ...(await exampleRequest('newsvendor')), fileId: things.private.fileId };

    expect((await grace('/api/simulations', { json: request })).status).toBe(404);
  });

  it.each([
    ['analyst', 'own'],
    ['admin', 'private'],
  ] as const)('who is %s deletes a simulation and its file that are %s', async (role, of) => {
    await become(role);
    const { simulationId, fileId } = things[of];

    for (const path of [`/api/simulations/${simulationId}`, `/api/files/${fileId}`])
      expect((await grace(path, { method: 'DELETE' })).status).toBe(204);

    expect((await ada(`/api/simulations/${simulationId}`)).status).toBe(404);
    expect((await ada(`/api/files/${fileId}`)).status).toBe(404);
  });
});
