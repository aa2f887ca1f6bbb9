import { describe, expect, it } from 'vitest';
import { roles } from '../../../shared/permissions.ts';
import { aTeam, permittedIn, rolesIn } from '../organizations/team.testkit.ts';
import { codeOf } from '../service.testkit.ts';

const path = 'organization/roles';
const body = { permissions: ['file:read', 'result:read'] };

describe('the roles of an organization', () => {
  it('are those of every organization and its own, with what they permit', async () => {
    const { ada } = await aTeam();

    const made = await ada.ask('PUT', `${path}/reviewer`, { body });
    const listed = (await ada.ask('GET', path)).body.roles;

    const reviewer = {
      name: 'reviewer',
      builtIn: false,
      permissions: ['file:read', 'result:read', 'profile:read', 'profile:write'],
    };
    expect([made.status, made.body]).toEqual([200, reviewer]);
    expect(listed).toEqual([
      ...Object.entries(roles).map(([name, permissions]) => ({ name, builtIn: true, permissions })),
      reviewer,
    ]);
  });

  it('change what those may do who have them, from their next request', async () => {
    const { ada, members } = await aTeam({ grace: 'reviewer' }, { reviewer: ['file:read'] });
    const { grace } = members;

    await ada.ask('PUT', `${path}/reviewer`, { body: { permissions: ['file:read', 'simulation:start'] } });
    expect(await permittedIn(grace, ada.home)).toContain('simulation:start');

    await ada.ask('PUT', `${path}/reviewer`, { body: { permissions: ['simulation:start'] } });
    expect(await permittedIn(grace, ada.home)).toEqual(['simulation:start', 'profile:read', 'profile:write']);
  });

  it('are made and changed within what whoever does so may do', async () => {
    const { ada, members } = await aTeam(
      { grace: 'keeper' },
      { keeper: ['role:write', 'member:write', 'file:read'], spender: ['billing:read'] },
    );
    const { grace } = members;
    const define = (name: string, permissions: string[]) =>
      grace.ask('PUT', `${path}/${name}`, { in: ada.home, body: { permissions } });

    const answers = [
      await define('bigger', ['file:read', 'file:delete']),
      await define('keeper', ['role:write', 'member:write', 'file:read', 'billing:read']),
      // Neither to add to it, nor to take from it.
      await define('spender', []),
      await grace.ask('DELETE', `${path}/spender`, { in: ada.home }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(4).fill([403, 'beyond-your-role']));
    expect((await define('smaller', ['file:read'])).status).toBe(200);
    expect(answers[0]?.body.detail).toContain('file:delete');
  });

  it('never give what is for owners alone', async () => {
    const { ada } = await aTeam();

    const answer = await ada.ask('PUT', `${path}/king`, { body: { permissions: ['organization:transfer'] } });

    expect([answer.status, codeOf(answer)]).toEqual([422, 'owners-alone']);
  });

  it('are none of those that every organization has', async () => {
    const { ada } = await aTeam();

    const answers = [
      await ada.ask('PUT', `${path}/viewer`, { body }),
      await ada.ask('DELETE', `${path}/viewer`),
      await ada.ask('DELETE', `${path}/owner`),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(3).fill([409, 'role-built-in']));
  });

  it('stay while a member or an open invitation has them', async () => {
    const { ada, members, time } = await aTeam({ grace: 'reviewer' }, { reviewer: ['file:read'] });
    const remove = async () => (await ada.ask('DELETE', `${path}/reviewer`)).status;

    expect(await remove()).toBe(409);
    await ada.ask('PATCH', `organization/members/${members.grace.userId}`, { body: { role: 'viewer' } });
    const { body: invitation } = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'x@example.com', role: 'reviewer' },
    });
    expect(await remove()).toBe(409);
    time.now = Date.parse(invitation.until);
    expect(await remove()).toBe(204);

    expect(await remove()).toBe(404);
    const resent = await ada.ask('POST', `organization/invitations/${invitation.invitationId}/resend`);
    expect([resent.status, codeOf(resent)]).toEqual([422, 'unknown-role']);
    expect(await rolesIn(ada)).toEqual({ ada: 'owner', grace: 'viewer' });
  });

  it('permit nothing that this version does not know, and still work', async () => {
    const { ada, members, table } = await aTeam({ grace: 'reviewer' }, { reviewer: ['file:read'] });
    const [row] = table.items().filter(({ sk }) => sk === 'reviewer');
    await table.transact([
      { label: 'role', put: { pk: String(row?.pk), sk: 'reviewer', ...row, permissions: ['file:read', 'moon:land'] } },
    ]);

    expect(await permittedIn(members.grace, ada.home)).toEqual(['file:read']);
    expect((await ada.ask('GET', path)).body.roles).toContainEqual({
      name: 'reviewer',
      builtIn: false,
      permissions: ['file:read'],
    });
  });

  it('hold permissions that there are', async () => {
    const { ada } = await aTeam();

    const { status, body: problem } = await ada.ask('PUT', `${path}/reviewer`, {
      body: { permissions: ['file:read', 'file:*'] },
    });

    expect([status, problem.errors[0].pointer]).toEqual([400, '/permissions/1']);
  });

  it('have names that cannot be mistaken', async () => {
    const { ada } = await aTeam();

    const answers = await Promise.all(
      ['__proto__', 'Reviewer', 'a%2Fb', '-a', 'a b', 'ü', 'a'.repeat(41)].map((name) =>
        ada.ask('PUT', `${path}/${encodeURI(name)}`, { body }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await ada.ask('PUT', `${path}/constructor`, { body })).status).toBe(200);
    expect((await ada.ask('GET', path)).body.roles).toHaveLength(Object.keys(roles).length + 1);
  });
});
