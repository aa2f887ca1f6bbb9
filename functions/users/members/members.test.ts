import { describe, expect, it } from 'vitest';
import { aTeam, rolesIn } from '../organizations/team.testkit.ts';
import { codeOf } from '../service.testkit.ts';

describe('the members of an organization', () => {
  it('are listed page by page, as they are called now, for everybody who belongs to it', async () => {
    const { ada, members } = await aTeam({ grace: 'viewer', olga: 'billing' });
    await members.grace.ask('PATCH', 'me', { body: { name: 'Grace Hopper' } });

    const first = await members.olga.ask('GET', 'organization/members', { in: ada.home, query: [['limit', '2']] });
    const rest = await members.olga.ask('GET', 'organization/members', {
      in: ada.home,
      query: [['cursor', first.body.nextCursor]],
    });

    expect([...first.body.items, ...rest.body.items].map(({ name, email, role }) => [name, email, role])).toEqual([
      ['ada', 'ada@example.com', 'owner'],
      ['Grace Hopper', 'grace@example.com', 'viewer'],
      ['olga', 'olga@example.com', 'billing'],
    ]);
    expect(rest.body.nextCursor).toBeNull();
  });

  it('are shown to nobody else', async () => {
    const { ada, signIn } = await aTeam();
    const eve = await signIn('eve');

    expect((await eve.ask('GET', 'organization/members', { in: ada.home })).status).toBe(403);
  });
});

describe('the role of a member', () => {
  it('holds from their next request, and is told by an event', async () => {
    const { ada, members, told } = await aTeam({ grace: 'viewer' });
    const grace = members.grace;
    const permitted = async () =>
      (await grace.memberships()).find(({ organizationId }) => organizationId === ada.home)?.permissions;

    expect(await permitted()).not.toContain('simulation:start');
    const { status, body } = await ada.ask('PATCH', `organization/members/${grace.userId}`, {
      body: { role: 'analyst' },
    });

    expect([status, body]).toEqual([200, expect.objectContaining({ name: 'grace', role: 'analyst' })]);
    expect(await permitted()).toContain('simulation:start');
    expect(told().at(-1)).toMatchObject({
      type: 'member.role_changed',
      data: { organizationId: ada.home, userId: grace.userId, role: 'analyst' },
    });
  });

  it('that they have already is no change', async () => {
    const { ada, members, told } = await aTeam({ grace: 'viewer' });
    const before = told().length;

    const { status } = await ada.ask('PATCH', `organization/members/${members.grace.userId}`, {
      body: { role: 'viewer' },
    });

    expect([status, told().length]).toEqual([200, before]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'Owner', 'superuser', ''])(
    'is none that there is not: %o',
    async (role) => {
      const { ada, members } = await aTeam({ grace: 'viewer' });

      const answer = await ada.ask('PATCH', `organization/members/${members.grace.userId}`, { body: { role } });

      expect([answer.status, codeOf(answer)]).toEqual([422, 'unknown-role']);
      expect(await rolesIn(ada)).toMatchObject({ grace: 'viewer' });
    },
  );

  it('of an owner is given and taken by owners alone', async () => {
    const { ada, members } = await aTeam({ grace: 'admin', olga: 'viewer' });
    const as = members.grace;
    const change = (userId: string, role: string) =>
      as.ask('PATCH', `organization/members/${userId}`, { in: ada.home, body: { role } });

    const answers = [
      await change(as.userId, 'owner'),
      await change(members.olga.userId, 'owner'),
      await change(ada.userId, 'viewer'),
      await as.ask('DELETE', `organization/members/${ada.userId}`, { in: ada.home }),
      await as.ask('POST', 'organization/invitations', {
        in: ada.home,
        body: { email: 'eve@example.com', role: 'owner' },
      }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(5).fill([403, 'beyond-your-role']));
    expect((await change(members.olga.userId, 'admin')).status).toBe(200);
  });

  it('is changed by nobody who may only look', async () => {
    const { ada, members } = await aTeam({ grace: 'viewer' });
    const grace = members.grace;

    const answers = [
      await grace.ask('PATCH', `organization/members/${grace.userId}`, { in: ada.home, body: { role: 'admin' } }),
      await grace.ask('DELETE', `organization/members/${ada.userId}`, { in: ada.home }),
      await grace.ask('POST', 'organization/invitations', {
        in: ada.home,
        body: { email: 'eve@example.com', role: 'viewer' },
      }),
      await grace.ask('PUT', 'organization/roles/mine', { in: ada.home, body: { permissions: ['file:read'] } }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(4).fill([403, 'permission-missing']),
    );
  });

  it('counts as it is when the change takes effect, not as it was when the request came in', async () => {
    const { ada, members, deps } = await aTeam({ grace: 'admin', olga: 'viewer' });
    const { organizations } = deps;
    const { read } = organizations;
    // While Grace's request is under way, Ada demotes her.
    deps.organizations = {
      ...organizations,
      async change(tenant, because, decide) {
        deps.organizations = organizations;
        await ada.ask('PATCH', `organization/members/${members.grace.userId}`, { body: { role: 'viewer' } });
        return organizations.change(tenant, because, decide);
      },
      read,
    };

    const answer = await members.grace.ask('PATCH', `organization/members/${members.olga.userId}`, {
      in: ada.home,
      body: { role: 'admin' },
    });

    expect([answer.status, codeOf(answer)]).toEqual([403, 'permission-missing']);
    expect(await rolesIn(ada)).toEqual({ ada: 'owner', grace: 'viewer', olga: 'viewer' });
  });
});

describe('a member', () => {
  it('who is removed is refused from their next request', async () => {
    const { ada, members, told } = await aTeam({ grace: 'analyst' });
    const grace = members.grace;

    expect((await ada.ask('DELETE', `organization/members/${grace.userId}`)).status).toBe(204);

    expect((await grace.ask('GET', 'organization', { in: ada.home })).status).toBe(403);
    expect((await grace.ask('GET', 'me')).body.organizations).toHaveLength(1);
    expect((await ada.ask('GET', 'organization')).body.members).toBe(1);
    expect(told().at(-1)).toMatchObject({ type: 'member.removed', data: { userId: grace.userId } });
  });

  it('leaves when they like', async () => {
    const { ada, members } = await aTeam({ grace: 'viewer' });

    expect((await members.grace.ask('POST', 'organization/leave', { in: ada.home })).status).toBe(204);

    expect(await rolesIn(ada)).toEqual({ ada: 'owner' });
  });

  it('of another organization is nobody here, and no answer tells that they exist', async () => {
    const { ada, signIn } = await aTeam();
    const eve = await signIn('eve');
    const nobody = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';

    for (const [method, body] of [
      ['PATCH', { role: 'viewer' }],
      ['DELETE', undefined],
    ] as const) {
      const there = await ada.ask(method, `organization/members/${eve.userId}`, { body });
      const nowhere = await ada.ask(method, `organization/members/${nobody}`, { body });

      expect([there.status, codeOf(there)]).toEqual([404, 'member-not-found']);
      expect({ ...there.body, instance: '' }).toEqual({ ...nowhere.body, instance: '' });
    }
    expect((await eve.ask('GET', 'me')).body.role).toBe('owner');
  });
});
