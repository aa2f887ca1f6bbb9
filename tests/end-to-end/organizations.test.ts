import { beforeAll, describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { localMailFrom } from '../../localstack/sender.ts';
import type { AuditRecord } from '../../shared/api/audit.ts';
import { invitationLink, tokenIn } from '../../shared/invitationLink.ts';
import { documentClient, dynamoTable } from '../../shared/table/table.ts';
import { type Answer, type Api, apiWith, until } from '../support/api.ts';
import { tenantCommand } from '../support/command.ts';
import { mailsTo } from '../support/mails.ts';
import { actingIn, asAda, asGrace, asOperator } from '../support/people.ts';
import { exampleBytes, exampleRequest, simulate, upload, uploadExample } from '../support/simulate.ts';

const example = 'newsvendor';
const withinMs = 5000;

const codeOf = ({ body }: Answer): string => body.type.replace('urn:simsheet:problem:', '');

describe('an organization that two people share', () => {
  const members = '/api/users/organization/members';
  const invitations = '/api/users/organization/invitations';
  let organizationId = '';
  let gracesId = '';
  let fileId = '';
  let ada: Api;
  let grace: Api;
  const start = async () =>
    grace('/api/simulations', { json: { ...(await exampleRequest(example)), fileId, iterations: 1000 } });

  beforeAll(async () => {
    const made = await asAda()('/api/users/organizations', { json: { name: 'Planning & <b>more</b>' } });
    expect([made.status, made.headers.get('location')]).toEqual([201, '/api/users/organization']);
    organizationId = made.body.organizationId;
    ada = actingIn(organizationId, asAda());
    grace = actingIn(organizationId, asGrace());
    gracesId = (await asGrace()('/api/users/me')).body.userId;
    expect((await asOperator()('/api/users/me')).status).toBe(200);
    fileId = await uploadExample(ada, example);
  });

  it('has a colleague once they accept the invitation, not before, nor a second time', async () => {
    const before = await grace('/api/files');
    const invited = await ada(invitations, { json: { email: 'Grace@Example.com', role: 'viewer' } });
    const json = { token: invited.body.token };

    const accepted = await asGrace()('/api/users/invitations/accept', { json });
    const again = await asGrace()('/api/users/invitations/accept', { json });

    expect([before.status, codeOf(before)]).toEqual([403, 'not-a-member']);
    expect([invited.status, invited.body.email]).toEqual([201, 'grace@example.com']);
    expect([accepted.status, accepted.body]).toEqual([
      200,
      { organizationId, name: 'Planning & <b>more</b>', role: 'viewer' },
    ]);
    expect([again.status, codeOf(again)]).toEqual([410, 'invitation-gone']);
    expect((await ada(invitations)).body).toEqual({ invitations: [] });
  });

  it('is seen by a viewer, who starts nothing and invites nobody', async () => {
    const seen = [await grace('/api/files'), await grace(`/api/files/${fileId}`), await grace(members)];
    const refused = [await start(), await grace(invitations, { json: { email: 'eve@example.com', role: 'viewer' } })];

    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(seen[0]?.body.items.map((file: { fileId: string }) => file.fileId)).toEqual([fileId]);
    expect(seen[2]?.body.items.map(({ role }: { role: string }) => role)).toEqual(['owner', 'viewer']);
    expect(refused.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(2).fill([403, 'permission-missing']),
    );
  });

  it('tells its owner who did what, who was refused, and what was done by a key; and nobody else', async () => {
    const audit = '/api/users/organization/audit';
    const adasId = (await ada('/api/users/me')).body.userId;
    const key = await ada('/api/users/organization/keys', { json: { name: 'nightly', permissions: ['file:delete'] } });
    const invited = await ada(invitations, { json: { email: 'olga@example.com', role: 'viewer' } });
    const refused = await start();
    const gone = fileId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const byKey = await apiWith(key.body.secret)(`/api/files/${gone}`, { method: 'DELETE' });
    expect([invited.status, refused.status, byKey.status]).toEqual([201, 403, 404]);

    const correlationIds = [byKey, refused, invited].map(({ headers }) => headers.get('x-correlation-id'));
    const ofThese = ({ correlationId }: AuditRecord) => correlationIds.includes(correlationId);
    const told = await until(
      () => ada(`${audit}?limit=100`),
      ({ body }) => body.items.filter(ofThese).length === correlationIds.length,
    );

    const common = { organizationId, sourceIp: expect.any(String), userAgent: expect.any(String) };
    expect(told.body.items.filter(ofThese)).toMatchObject([
      {
        ...common,
        correlationId: correlationIds[0],
        actor: { userId: adasId, role: 'owner', credential: { kind: 'key', id: key.body.keyId } },
        action: 'deleteFile',
        resources: [gone],
        outcome: 'FAILED',
        problem: 'file-not-found',
      },
      {
        ...common,
        correlationId: correlationIds[1],
        actor: { userId: gracesId, role: 'viewer', credential: { kind: 'token' } },
        action: 'startSimulation',
        outcome: 'REFUSED',
        problem: 'permission-missing',
      },
      {
        ...common,
        correlationId: correlationIds[2],
        actor: { userId: adasId, role: 'owner', credential: { kind: 'token' } },
        action: 'inviteMember',
        resources: [invited.body.invitationId],
        outcome: 'SUCCEEDED',
        problem: null,
      },
    ]);
    expect(JSON.stringify(told.body)).not.toContain(key.body.secret);
    const asked = async (query: string): Promise<string[]> =>
      (await ada(`${audit}?${query}`)).body.items.map(({ action }: AuditRecord) => action);
    expect(await asked(`resource=${gone}`)).toEqual(['deleteFile']);
    expect(await asked(`actor=${key.body.keyId}`)).toEqual(['deleteFile']);
    // What she did in her own organization concerned this one.
    expect(await asked(`actor=${gracesId}`)).toContain('acceptInvitation');
    expect(
      new Set((await ada(`${audit}?outcome=REFUSED`)).body.items.map(({ status }: AuditRecord) => status)),
    ).toEqual(new Set([403]));
    const csv = await ada(`${audit}/export?resource=${gone}`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body.trimEnd().split('\r\n')).toEqual([
      expect.stringMatching(/^at,auditId,/),
      expect.stringContaining(`,key,${key.body.keyId},deleteFile,${gone},FAILED,404,file-not-found,`),
    ]);

    expect((await grace(audit)).status).toBe(403);
    const elsewhere = await asGrace()(`${audit}?limit=100`);
    expect([elsewhere.status, elsewhere.body.items.filter(ofThese)]).toEqual([200, []]);
    const ofOperators = await asAda()('/gateway/audit');
    expect(ofOperators.status).toBe(403);
    const isThis = ({ correlationId }: AuditRecord) => correlationId === ofOperators.headers.get('x-correlation-id');
    const platform = await until(
      () => asOperator()('/gateway/audit'),
      ({ body }) => body.items.some(isThis),
    );
    expect(platform.body.items.find(isThis)).toMatchObject({ actor: { userId: adasId }, problem: 'operators-only' });
    expect((await asAda()(audit)).body.items.filter(isThis)).toEqual([]);
    expect((await ada(`${invitations}/${invited.body.invitationId}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('does not change where they act without the header', async () => {
    const { body } = await asGrace()('/api/users/me');

    expect([body.role, body.organizationId]).toEqual(['owner', expect.not.stringContaining(organizationId)]);
    expect(body.organizations).toContainEqual({ organizationId, name: 'Planning & <b>more</b>', role: 'viewer' });
    expect((await asGrace()(`/api/files/${fileId}`)).status).toBe(404);
  });

  it('lets a member do more as soon as their role gives it, also a role of its own', async () => {
    const change = (role: string) => ada(`${members}/${gracesId}`, { method: 'PATCH', json: { role } });
    await ada('/api/users/organization/roles/starter', {
      method: 'PUT',
      json: { permissions: ['file:read', 'simulation:start', 'simulation:read'] },
    });

    expect((await change('starter')).status).toBe(200);
    await until(start, ({ status }) => status === 202, withinMs);
    expect(codeOf(await grace(members))).toBe('permission-missing');

    await ada('/api/users/organization/roles/starter', { method: 'PUT', json: { permissions: ['file:read'] } });
    await until(start, ({ status }) => status === 403, withinMs);
    expect((await change('analyst')).status).toBe(200);
    await until(start, ({ status }) => status === 202, withinMs);
  });

  it('lets nobody take more than they were given, and keeps its owner', async () => {
    const answers = [
      await grace(`${members}/${gracesId}`, { method: 'PATCH', json: { role: 'owner' } }),
      await grace('/api/users/organization/transfer', { json: { userId: gracesId } }),
      await ada('/api/users/organization/leave', { method: 'POST' }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [403, 'permission-missing'],
      [403, 'permission-missing'],
      [409, 'last-owner'],
    ]);
  });

  it('refuses a member once they are removed', async () => {
    const removed = await ada(`${members}/${gracesId}`, { method: 'DELETE' });

    expect(removed.status).toBe(204);
    const refused = await until(
      () => grace('/api/files'),
      ({ status }) => status === 403,
      withinMs,
    );
    expect(codeOf(refused)).toBe('not-a-member');
    expect((await asGrace()('/api/files')).status).toBe(200);
    expect((await ada(members)).body.items).toHaveLength(1);
  });

  it('takes one of two who accept one invitation at once', async () => {
    const { token } = (await ada(invitations, { json: { email: 'somebody@example.com', role: 'viewer' } })).body;

    const answers = await Promise.all(
      [asGrace(), asOperator()].map((who) => who('/api/users/invitations/accept', { json: { token } })),
    );

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410]);
    const [, second] = (await ada(members)).body.items;
    expect((await ada(`${members}/${second.userId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ada(members)).body.items).toHaveLength(1);
  });

  it('invites by e-mail, with a link that the invitation is accepted by', async () => {
    const email = `newcomer-${Date.now()}@example.com`;
    const first = await ada(invitations, { json: { email, role: 'viewer' } });
    expect(first.status).toBe(201);
    const resend = () => ada(`${invitations}/${first.body.invitationId}/resend`, { method: 'POST' });
    // On a busy machine the cloud may take an e-mail later than anybody waits.
    const { token } = (first.body.emailed ? first : await until(resend, ({ body }) => body.emailed)).body;

    const mail = (await mailsTo(email)).at(-1);
    const link = new URL(/^http:.*$/m.exec(mail?.text ?? '')?.[0] ?? '');
    const accepted = await asOperator()('/api/users/invitations/accept', { json: { token: tokenIn(link.hash) } });

    expect(mail).toEqual({
      from: localMailFrom,
      subject: 'Invitation to “Planning & <b>more</b>” on Simsheet',
      text: expect.stringContaining('invites you to the organization “Planning & <b>more</b>” on Simsheet, as viewer.'),
    });
    expect(link.href).toBe(invitationLink(inject('cloud').webUrl, token));
    expect([accepted.status, accepted.body.organizationId]).toEqual([200, organizationId]);
    const { userId } = (await asOperator()('/api/users/me')).body;
    expect((await ada(`${members}/${userId}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('is acted in without the header by who chose it and belongs to it', async () => {
    const { body } = await asAda()('/api/users/me');
    const choose = (api: Api, chosen: string) =>
      api('/api/users/me', { method: 'PATCH', json: { organizationId: chosen } });

    expect((await choose(asAda(), organizationId)).status).toBe(200);
    expect((await asAda()('/api/users/me')).body.organizationId).toBe(organizationId);
    // As other tests expect it.
    expect((await choose(asAda(), body.organizationId)).status).toBe(200);
    expect((await asAda()('/api/users/me')).body.organizationId).toBe(body.organizationId);
    expect((await choose(asGrace(), organizationId)).status).toBe(403);
  });
});

describe('an organization with a plan of its own', () => {
  const runs = '/api/simulations';
  const invitations = '/api/users/organization/invitations';

  /** One in which nobody has asked anything before its limits are agreed: a gateway notices a change within seconds. */
  const agreed = async (...limits: string[]): Promise<Api> => {
    const { body } = await asAda()('/api/users/organizations', { json: { name: 'Trial' } });
    const options = limits.flatMap((limit) => ['--limit', limit]);
    const { code, stderr, answer } = await tenantCommand('plan', body.organizationId, '--plan', 'trial', ...options);
    expect([code, stderr, answer?.plan]).toEqual([0, '', 'trial']);
    return actingIn(body.organizationId, asAda());
  };
  const refusal = ({ status, body }: Answer) => {
    const { limit, max, used, requested, freesAt } = body;
    return [status, body.type, { limit, max, used, requested, freesAt }];
  };
  const reached = (limit: string, max: number, used: unknown, requested: number, freesAt: unknown = null) => [
    'urn:simsheet:problem:limit-reached',
    { limit, max, used, requested, freesAt },
  ];

  it('is told which limit is in the way, and gets on when there is room', async () => {
    const bytes = await exampleBytes(example);
    const most = bytes.length + 10;
    const api = await agreed(
      ...['concurrentSimulations=1', 'iterationsPerMonth=250_000_000', 'members=2', 'requestsPerSecond=40'],
      `storedBytes=${most}`,
    );

    const first = await upload(api, 'first.xlsx', bytes);
    const second = await upload(api, 'second.xlsx', bytes);
    await api(`/api/files/${first.body.fileId}`, { method: 'DELETE' });
    const { body: file } = await upload(api, 'second.xlsx', bytes);

    expect(refusal(second)).toEqual([403, ...reached('storedBytes', most, bytes.length, bytes.length)]);
    expect([file.status, (await api('/api/files/usage')).body.usage[0].used]).toEqual(['READY', bytes.length]);

    const request = { ...(await exampleRequest(example)), fileId: file.fileId, iterations: 1000 };
    const long = await api(runs, { json: { ...request, iterations: 200_000_000 } });
    const beside = await api(runs, { json: request });
    await api(`${runs}/${long.body.simulationId}/cancel`, { method: 'POST' });
    const next = await simulate(api, request);
    const tooMany = await api(runs, { json: { ...request, iterations: 250_000_000 } });
    const { usage } = (await api(`${runs}/usage`)).body;

    expect(refusal(beside)).toEqual([429, ...reached('concurrentSimulations', 1, 1, 1)]);
    expect(beside.headers.get('retry-after')).toBe('10');
    expect(next.body.status).toBe('COMPLETED');
    const [active, iterations] = usage;
    expect(active).toEqual({ limit: 'concurrentSimulations', max: 1, used: 0, freesAt: null });
    // What the cancelled run had computed, and the whole of the other one.
    expect(iterations.used).toBeGreaterThanOrEqual(1000);
    expect(iterations.used).toBeLessThan(200_001_000);
    expect(refusal(tooMany)).toEqual([
      429,
      ...reached('iterationsPerMonth', 250_000_000, iterations.used, 250_000_000, iterations.freesAt),
    ]);
    expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(0);

    const invite = (email: string) => api(invitations, { json: { email, role: 'viewer' } });
    const invited = await invite('grace@example.com');
    const noPlace = await invite('eve@example.com');
    await api(`${invitations}/${invited.body.invitationId}`, { method: 'DELETE' });

    expect(refusal(noPlace)).toEqual([403, ...reached('members', 2, 2, 1)]);
    expect((await invite('eve@example.com')).status).toBe(201);
    expect((await api('/api/users/organization/limits')).body).toMatchObject({
      plan: 'trial',
      limits: { storedBytes: most, requestsPerSecond: 40 },
      usage: [{ limit: 'members', max: 2, used: 2 }],
    });
  });

  it('is told by its audit log what operators changed, and who of them, and has its counters corrected by them', async () => {
    const api = await agreed('storedBytes=1_000_000', 'requestsPerSecond=40');
    const { organizationId } = (await api('/api/users/me')).body;
    const fileId = await uploadExample(api, example);
    const { size } = (await api(`/api/files/${fileId}`)).body;
    // As if it were from before anything was counted, and the number had gone wrong as well.
    const files = dynamoTable('simsheet-files', documentClient(clientSettings(inject('cloud').endpoint)));
    const Key = { pk: `TENANT#${organizationId}#FILE`, sk: fileId };
    await files.update({ Key, UpdateExpression: 'REMOVE counted' });

    const [unknown, nowhere, recounted] = await Promise.all([
      tenantCommand('plan', organizationId, '--plan', 'gold'),
      tenantCommand('place', organizationId, '--to', 'nowhere'),
      tenantCommand('recount', organizationId, '--apply'),
    ]);
    const { body } = await api('/api/users/organization/audit');

    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('no plan gold')]);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('There is no cell nowhere')]);
    expect([recounted.code, recounted.stderr, recounted.answer]).toEqual([
      0,
      '',
      {
        organizationId,
        cell: 'pooled',
        limits: [
          { limit: 'storedBytes', counted: size, there: size, uncounted: 1, corrected: true },
          { limit: 'concurrentSimulations', counted: 0, there: 0, uncounted: 0, corrected: false },
          { limit: 'iterationsPerMonth', counted: 0, there: 0, uncounted: 0, corrected: false },
        ],
      },
    ]);
    const byOperators = {
      organizationId,
      actor: { userId: null, role: null, credential: { kind: 'operator', id: expect.stringMatching(/^arn:/) } },
      action: 'changePlan',
      resources: [organizationId],
      ...{ method: null, path: null, status: null, sourceIp: null, userAgent: null },
      correlationId: expect.stringMatching(/^cor_/),
    };
    const isByOperators = ({ actor }: AuditRecord) => actor.credential.kind === 'operator';
    const [planned, ...others] = body.items.filter(isByOperators).toReversed();
    expect(planned).toMatchObject({ ...byOperators, outcome: 'SUCCEEDED', problem: null });
    expect(others).toHaveLength(2);
    expect(others).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...byOperators, outcome: 'FAILED', problem: 'plan-unknown' }),
        expect.objectContaining({
          ...byOperators,
          action: 'recountUsage',
          resources: [organizationId, 'storedBytes'],
          outcome: 'SUCCEEDED',
        }),
      ]),
    );
    const csv = await api(`/api/users/organization/audit/export?resource=${organizationId}`);
    expect(csv.body).toMatch(/,operator,arn:[^,]*,changePlan,org_\w+,SUCCEEDED,,,,,,,cor_/);
    await api(`/api/files/${fileId}`, { method: 'DELETE' });
    expect((await api('/api/files/usage')).body.usage[0].used).toBe(0);
  });

  it('asks as often as it may, and again when it is told', async () => {
    const api = await agreed('requestsPerSecond=1');
    const ask = () => api('/api/users/organization');

    // A process to which the table does not answer in time counts for itself, so that it may take more than once.
    let refused: Answer[] = [];
    for (const end = Date.now() + 30_000; refused.length === 0 && Date.now() < end; ) {
      const answers = await Promise.all(Array.from({ length: 8 }, ask));
      refused = answers.filter(({ status }) => status !== 200);
    }

    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(refusal(answer)).toEqual([429, ...reached('requestsPerSecond', 1, 1, 1, expect.any(String))]);
    }
    await until(ask, ({ status }) => status === 200);
  });
});
