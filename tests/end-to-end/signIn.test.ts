/** Sign-in that is not a person's at the platform's issuer: machines, and an organization's own issuer. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { machineClient, machineScope } from '../../localstack/oidc/keys.ts';
import type { AuditRecord } from '../../shared/api/audit.ts';
import { type Answer, type Api, apiWith, until } from '../support/api.ts';
import { machineCommand } from '../support/command.ts';
import { startDns } from '../support/dns.ts';
import { actingIn, asAda, asNobody } from '../support/people.ts';
import { exampleRequest, simulate, uploadExample } from '../support/simulate.ts';

const codeOf = ({ status, body }: Answer) => [status, body?.type?.replace('urn:simsheet:problem:', '')];
const signOn = '/api/users/organization/sign-on';

let organizationId = '' as `org_${string}`;
let ada: Api;

beforeAll(async () => {
  const { body } = await asAda()('/api/users/organizations', { json: { name: 'Machines' } });
  organizationId = body.organizationId;
  ada = actingIn(organizationId, asAda());
});

/** Where people sign in: a user pool, or the local provider. */
const platformIssuer = (): string =>
  JSON.parse(Buffer.from(inject('cloud').tokens.ada.split('.')[1] ?? '', 'base64url').toString()).iss;
const isProvider = () => new URL(platformIssuer()).hostname === 'localhost';

/** A token that a program asks for with its secret. */
const tokenFor = async ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) => {
  const endpoint = isProvider() ? `${platformIssuer()}/token` : `${inject('cloud').endpoint}/oauth2/token`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: machineScope }),
  });
  const body = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(body));
  return String(body.access_token);
};

/** The provider knows its clients from the start. */
const create = (name: string, role: string) => {
  const existing = isProvider() ? ['--client-id', machineClient.clientId] : [];
  return machineCommand('create', name, '--organization', organizationId, '--role', role, ...existing);
};

describe('a machine', () => {
  it('does the main job by its client secret, as long as operators let it', async () => {
    const { answer: made, stderr } = await create('Nightly', 'analyst');
    expect(stderr).toBe('');
    const machine = apiWith(await tokenFor({ ...machineClient, ...made }));

    const me = await machine('/api/users/me');
    const fileId = await uploadExample(machine, 'newsvendor');
    const run = await simulate(machine, { ...(await exampleRequest('newsvendor')), fileId, iterations: 1000 });

    expect([me.status, me.body]).toMatchObject([
      200,
      { name: 'Nightly', email: null, role: 'analyst', organizationId },
    ]);
    expect(me.body.organizations).toHaveLength(1);
    expect(run.body.status).toBe('COMPLETED');
    expect(codeOf(await machine('/api/users/organizations', { json: { name: 'Mine' } }))).toEqual([
      403,
      'bound-to-organization',
    ]);
    const { body: members } = await ada('/api/users/organization/members');
    expect(members.items).toContainEqual(expect.objectContaining({ name: 'Nightly', kind: 'machine' }));

    expect((await machineCommand('list', '--organization', organizationId)).answer).toMatchObject([
      { userId: made.userId, name: 'Nightly' },
    ]);
    expect((await machineCommand('delete', made.userId, '--organization', organizationId)).code).toBe(0);
    expect(codeOf(await machine('/api/users/me'))).toEqual([403, 'machine-unknown']);
    const told = (await ada(`/api/users/organization/audit?resource=${made.userId}`)).body.items;
    expect(told.map(({ action, actor }: AuditRecord) => [action, actor.credential.kind])).toEqual([
      ['deleteMachine', 'operator'],
      ['createMachine', 'operator'],
    ]);
  });

  it('is made as no owner, and nothing is left of its client', async () => {
    const { code, stderr } = await create('Chief', 'owner');

    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be an owner')]);
  });
});

describe("an organization's own issuer", () => {
  const server = createServer();
  const records = new Map<string, string[]>();
  let dns: Awaited<ReturnType<typeof startDns>>;
  let issuer = '';
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;

  beforeAll(async () => {
    keys = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' };
    server.on('request', (request, response) => {
      const documents: Record<string, object> = {
        '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/me` },
        '/jwks': { keys: [jwk] },
        '/me': { sub: 'linus', email: 'linus@sign-on.test', name: 'Linus' },
      };
      const found = documents[request.url ?? ''];
      response.writeHead(found === undefined ? 404 : 200).end(JSON.stringify(found ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    dns = await startDns(records);
  });
  afterAll(() => {
    server.close();
    dns?.stop();
  });

  const token = () =>
    new SignJWT({ client_id: 'simsheet' })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(issuer)
      .setSubject('linus')
      .setAudience('api')
      .setExpirationTime('1h')
      .sign(keys.privateKey);

  it('lets people of a verified domain into that organization alone, until it is removed', async () => {
    const body = { issuer, clientId: 'simsheet', audience: 'api', domains: ['sign-on.test'] };
    const registered = await ada(signOn, { method: 'PUT', json: body });
    expect([registered.status, registered.body.domains[0].verifiedAt]).toEqual([200, null]);
    const verify = () => ada(`${signOn}/domains/sign-on.test/verify`, { method: 'POST' });
    expect(codeOf(await verify())).toEqual([422, 'domain-unproven']);
    const linus = apiWith(await token());
    expect(codeOf(await linus('/api/users/me'))).toEqual([401, 'invalid-token']);
    records.set('sign-on.test', [registered.body.domains[0].record]);
    expect((await verify()).status).toBe(200);

    // Each process of the gateway remembers for 5 s that nobody vouched for them.
    const isKnown = ({ status }: Answer) => status !== 401;
    const me = await until(() => linus('/api/users/me'), isKnown);
    const elsewhere = (await asAda()('/api/users/me')).body.organizationId;
    const refusedThere = await until(
      () => linus('/api/files', { headers: { 'simsheet-organization': elsewhere } }),
      isKnown,
    );

    expect([me.status, me.body]).toMatchObject([200, { name: 'Linus', organizationId, role: 'viewer' }]);
    expect(codeOf(refusedThere)).toEqual([403, 'not-a-member']);
    expect((await ada(signOn, { method: 'DELETE' })).status).toBe(204);
    const refused = await until(
      () => linus('/api/users/me'),
      ({ status }) => status === 401,
    );
    expect(codeOf(refused)).toEqual([401, 'invalid-token']);
  });

  it('is asked for before anybody has signed in', async () => {
    expect(codeOf(await asNobody()('/gateway/sign-on?domain=nobody.test'))).toEqual([404, 'sign-on-not-found']);
    expect(codeOf(await asNobody()('/gateway/sign-on'))).toEqual([400, 'invalid-request']);
  });
});
