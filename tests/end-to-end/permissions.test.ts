import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../../openapi/examples.ts';
import { mayByRole } from '../../openapi/permissionsText.ts';
import { routeTables } from '../../openapi/routeTables.ts';
import { roles } from '../../shared/permissions.ts';
import { type Answer, type Api, until } from '../support/api.ts';
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
const queries: Record<string, string> = { getCells: '?range=A1:B2' };

const pathOf = ({ path, operationId }: TestedRoute): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(adas[name] ?? 'anything')) +
  (queries[operationId] ?? '');

/** The operation with a body that it would take. Whoever asks more often than they may waits until they may. */
const attempt = async (api: Api, route: TestedRoute): Promise<Answer> => {
  const json = examples[route.operationId]?.request;
  for (;;) {
    const answer = await api(pathOf(route), { method: route.method, ...(json !== undefined && { json }) });
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

beforeAll(async () => {
  const { body } = await asAda()('/api/users/organizations', { json: { name: 'Permissions' } });
  ada = actingIn(body.organizationId, asAda());
  const fileId = await uploadExample(ada, 'newsvendor');
  const run = await simulate(ada, { ...(await exampleRequest('newsvendor')), fileId, iterations: 1000 });
  const { simulationId } = run.body;
  const exported = await ada(`/api/results/${simulationId}/exports`, { json: { format: 'json' } });
  const invited = await ada('/api/users/organization/invitations', {
    json: { email: 'eve@example.com', role: 'viewer' },
  });
  const key = await ada('/api/users/organization/keys', { json: { name: 'key', permissions: ['file:read'] } });
  const { userId } = (await asAda()('/api/users/me')).body;
  gracesId = (await asGrace()('/api/users/me')).body.userId;
  adas = {
    fileId,
    simulationId,
    exportId: exported.body.exportId,
    invitationId: invited.body.invitationId,
    keyId: key.body.keyId,
    userId,
    service: 'billing',
    instanceId: 'a',
    name: 'reviewer',
  };
});

describe('without signing in', () => {
  it('nobody may do anything', async () => {
    const found = await outcomes(asNobody(), routes);

    expect(found).toEqual(routes.map(({ operationId }) => `${operationId} 401 not-signed-in`));
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

  beforeAll(async () => {
    const json = { email: 'grace@example.com', role: 'viewer' };
    const { body } = await ada('/api/users/organization/invitations', { json });
    await asGrace()('/api/users/invitations/accept', { json: { token: body.token } });
    const { organizationId } = (await ada('/api/users/me')).body;
    grace = actingIn(organizationId, asGrace());
    return () => ada(`${members}/${gracesId}`, { method: 'DELETE' });
  });

  it.each(Object.keys(roles) as (keyof typeof roles)[])(
    'who is %s may do what docs/permissions.md says',
    async (role) => {
      await ada(`${members}/${gracesId}`, { method: 'PATCH', json: { role } });
      await until(
        () => grace('/api/users/me'),
        ({ body }) => body.role === role,
      );
      const refused = routes.filter(({ authorise }) => !mayByRole(authorise, role));
      const allowed = routes.filter((route) => route.method === 'GET' && !refused.includes(route));

      const [no, yes] = [await outcomes(grace, refused), await outcomes(grace, allowed)];

      const code = ({ authorise }: TestedRoute) => (authorise === 'operator' ? 'operators-only' : 'permission-missing');
      expect(no).toEqual(refused.map((route) => `${route.operationId} 403 ${code(route)}`));
      expect(yes.filter((outcome) => !/ [24]0[04] /.test(outcome))).toEqual([]);
    },
  );
});
