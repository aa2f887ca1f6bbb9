import { describe, expect, it } from 'vitest';
import { aService, codeOf } from '../service.testkit.ts';
import { aTeam, rolesIn } from './team.testkit.ts';

describe('an organization', () => {
  it('is made by anybody, who owns it, and is told by events', async () => {
    const { signIn, events } = aService();
    const ada = await signIn('ada');

    const { status, headers, body } = await ada.ask('POST', 'organizations', { body: { name: '  Engines ' } });

    expect([status, headers.location]).toEqual([201, '/api/users/organization']);
    expect(body).toMatchObject({ name: 'Engines', members: 1 });
    const seen = await ada.ask('GET', 'organization', { in: body.organizationId });
    expect(seen.body).toEqual(body);
    const told = events().filter(({ tenantid }) => tenantid === body.organizationId);
    expect(told.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['organization.created', 1],
      ['member.added', 2],
    ]);
  });

  it('is made once by a request that is sent twice with one key', async () => {
    const { signIn } = aService();
    const ada = await signIn('ada');
    const request = { body: { name: 'Engines' }, headers: { 'idempotency-key': 'k' } };

    const answers = await Promise.all([
      ada.ask('POST', 'organizations', request),
      ada.ask('POST', 'organizations', request),
    ]);

    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(await ada.memberships()).toHaveLength(2);
  });

  it('is one of at most fifty of a person', async () => {
    const { signIn } = aService();
    const ada = await signIn('ada');
    for (let n = 1; n < 50; n += 1) await ada.ask('POST', 'organizations', { body: { name: `${n}` } });

    const answer = await ada.ask('POST', 'organizations', { body: { name: 'one more' } });

    expect([answer.status, codeOf(answer)]).toEqual([409, 'too-many-organizations']);
  });

  it('is called something else by who may, for all members at once', async () => {
    const { ada, members, told } = await aTeam({ grace: 'viewer' });

    const answers = [
      await members.grace.ask('PATCH', 'organization', { in: ada.home, body: { name: 'Mine' } }),
      await ada.ask('PATCH', 'organization', { body: { name: 'Engines' } }),
      await ada.ask('PATCH', 'organization', { body: { name: 'Engines' } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 200, 200]);
    const { body } = await members.grace.ask('GET', 'me');
    expect(body.organizations.map(({ name }: { name: string }) => name)).toContain('Engines');
    expect(told().filter(({ type }) => type === 'organization.updated')).toHaveLength(1);
  });

  it.each([
    ['an empty name', '   '],
    ['control characters', 'Acme\u0000'],
    ['a turned direction', 'Acme\u202Egnp.exe'],
    ['half a character', 'Acme\ud83d'],
    ['10,000 characters', 'a'.repeat(10_000)],
    ['no text', 7],
  ])('has no name with %s', async (_what, name) => {
    const { signIn, items } = aService();
    const ada = await signIn('ada');
    const before = items();

    const answers = [
      await ada.ask('POST', 'organizations', { body: { name } }),
      await ada.ask('PATCH', 'organization', { body: { name } }),
    ];

    expect(answers.map(({ status, body }) => [status, body.errors[0].pointer])).toEqual([
      [400, '/name'],
      [400, '/name'],
    ]);
    expect(items()).toEqual(before);
  });

  it('keeps a name that looks like markup as the text that it is', async () => {
    const { signIn } = aService();
    const ada = await signIn('ada');
    const name = '<img src=x onerror=alert(1)> & "Söhne" {{7*7}}';

    await ada.ask('PATCH', 'organization', { body: { name } });

    expect((await ada.ask('GET', 'organization')).body.name).toBe(name);
  });

  it('tells its events in a sequence without gaps', async () => {
    const { ada, members, told } = await aTeam({ grace: 'viewer', olga: 'analyst' });
    await ada.ask('PATCH', `organization/members/${members.grace.userId}`, { body: { role: 'admin' } });
    await ada.ask('PUT', 'organization/roles/reviewer', { body: { permissions: ['file:read'] } });
    await ada.ask('POST', 'organization/transfer', { body: { userId: members.olga.userId } });
    await members.grace.ask('POST', 'organization/leave', { in: ada.home });

    const own = told().filter(({ subject }) => subject === ada.home);
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1));
    expect(own.map(({ type }) => type).slice(-4)).toEqual([
      'member.role_changed',
      'member.role_changed',
      'member.role_changed',
      'member.removed',
    ]);
  });
});

describe('the owner of an organization', () => {
  it('cannot leave, be removed or be demoted while they are the last one', async () => {
    const { ada } = await aTeam({ grace: 'admin' });

    const answers = [
      await ada.ask('POST', 'organization/leave'),
      await ada.ask('DELETE', `organization/members/${ada.userId}`),
      await ada.ask('PATCH', `organization/members/${ada.userId}`, { body: { role: 'admin' } }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(3).fill([409, 'last-owner']));
    expect(answers[0]?.body.detail).toContain('/transfer');
    expect(await rolesIn(ada)).toEqual({ ada: 'owner', grace: 'admin' });
  });

  it('can leave once there is another', async () => {
    const { ada, members } = await aTeam({ grace: 'owner' });

    expect((await ada.ask('POST', 'organization/leave')).status).toBe(204);

    expect(await rolesIn(members.grace, ada.home)).toEqual({ grace: 'owner' });
  });

  it('stays if two owners leave, or demote each other, at once: one of them', async () => {
    const { ada, members } = await aTeam({ grace: 'owner', olga: 'viewer' });
    const demote = (by: typeof ada, whom: typeof ada) =>
      by.ask('PATCH', `organization/members/${whom.userId}`, { in: ada.home, body: { role: 'viewer' } });

    const demoted = await Promise.all([demote(ada, members.grace), demote(members.grace, ada)]);

    expect(demoted.map(({ status }) => status).toSorted()).toEqual([200, 403]);
    const roles = await rolesIn(members.olga, ada.home);
    expect(Object.values(roles).filter((role) => role === 'owner')).toHaveLength(1);

    const [owner, other] = roles.ada === 'owner' ? [ada, members.grace] : [members.grace, ada];
    await owner.ask('PATCH', `organization/members/${other.userId}`, { in: ada.home, body: { role: 'owner' } });
    const left = await Promise.all(
      [ada, members.grace].map((who) => who.ask('POST', 'organization/leave', { in: ada.home })),
    );

    expect(left.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  });

  it('hands it over to a member and stays as an admin', async () => {
    const { ada, members } = await aTeam({ grace: 'viewer' });

    const answer = await ada.ask('POST', 'organization/transfer', { body: { userId: members.grace.userId } });

    expect([answer.status, await rolesIn(ada)]).toEqual([204, { ada: 'admin', grace: 'owner' }]);
    const again = await ada.ask('POST', 'organization/transfer', { body: { userId: members.grace.userId } });
    expect([again.status, codeOf(again)]).toEqual([403, 'permission-missing']);
  });

  it('hands it over to nobody who does not belong to it, and not to themselves', async () => {
    const { ada, signIn, members } = await aTeam({ grace: 'admin' });
    const stranger = await signIn('eve');

    const answers = [
      await ada.ask('POST', 'organization/transfer', { body: { userId: stranger.userId } }),
      await ada.ask('POST', 'organization/transfer', { body: { userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' } }),
      await ada.ask('POST', 'organization/transfer', { body: { userId: ada.userId } }),
      await members.grace.ask('POST', 'organization/transfer', {
        in: ada.home,
        body: { userId: members.grace.userId },
      }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [404, 'member-not-found'],
      [404, 'member-not-found'],
      [409, 'already-yours'],
      [403, 'permission-missing'],
    ]);
    expect(answers[0]?.body.detail).toBe(answers[1]?.body.detail);
    expect(await rolesIn(ada)).toEqual({ ada: 'owner', grace: 'admin' });
  });
});

describe('somebody who belongs to no organization any more', () => {
  it('gets one of their own again, once, and can be invited again', async () => {
    const { ada, members, signIn } = await aTeam({ grace: 'owner' });
    await ada.ask('POST', 'organization/leave');
    expect(members.grace).toBeDefined();

    const [first, second] = await Promise.all([ada.memberships(), ada.memberships()]);

    expect(first).toEqual(second);
    expect(first).toMatchObject([{ role: 'owner', userId: ada.userId }]);
    expect(first[0]?.organizationId).not.toBe(ada.home);
    expect((await ada.ask('GET', 'organization')).body).toMatchObject({ name: "ada's organization", members: 1 });
    expect((await signIn('ada')).userId).toBe(ada.userId);
  });
});

describe('a refusal', () => {
  it('of an id or a name that there is not says in which organization it was looked for', async () => {
    const { ada } = await aTeam();
    const other = (await ada.ask('POST', 'organizations', { body: { name: 'The "other" one' } })).body.organizationId;
    const ulid = '01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
    const asked = [
      ['PATCH', `members/usr_${ulid}`, { role: 'viewer' }],
      ['DELETE', `members/usr_${ulid}`],
      ['POST', 'transfer', { userId: `usr_${ulid}` }],
      ['DELETE', 'roles/reviewer'],
      ['POST', 'invitations', { email: 'x@example.com', role: 'reviewer' }],
      ['POST', `invitations/inv_${ulid}/resend`],
      ['DELETE', `invitations/inv_${ulid}`],
      ['POST', `keys/key_${ulid}/rotate`, {}],
      ['DELETE', `keys/key_${ulid}`],
    ] as const;

    for (const [method, path, body] of asked) {
      const answer = await ada.ask(method, `organization/${path}`, { in: other, body });

      expect([404, 422]).toContain(answer.status);
      expect(answer.body.detail).toContain(`organization "The \\"other\\" one" (${other})`);
    }
  });
});
