import { describe, expect, it } from 'vitest';
import { accessPartition, permitted, readBelongings } from '../../../shared/access.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { codeOf } from '../service.testkit.ts';
import { createMachine, deleteMachine, listMachines } from './machines.ts';

const client = { issuer: 'https://issuer', subject: 'client-1' };

const withMachine = async (role = 'analyst') => {
  const team = await aTeam({ grace: 'admin' });
  const { deps, ada, table } = team;
  const made = await createMachine(deps, { person: client, name: 'Nightly', organizationId: ada.home, role });
  const held = async () =>
    Promise.all((await readBelongings(table, accessPartition(client))).map((each) => permitted(table, each)));
  return { ...team, made, held, userId: made.ok ? made.value.userId : ('usr_none' as never) };
};

describe('a machine', () => {
  it('is a member of one organization, with what its role permits, and is told by events', async () => {
    const { ada, made, held, told } = await withMachine();

    expect(made).toMatchObject({ ok: true, value: { name: 'Nightly', email: null, home: ada.home } });
    expect(await held()).toMatchObject([{ organizationId: ada.home, role: 'analyst', kind: 'machine' }]);
    expect((await held())[0]?.permissions).toContain('simulation:start');
    expect(told().map(({ type }) => type)).toEqual(expect.arrayContaining(['user.created', 'member.added']));
  });

  it('is shown among the members as what it is', async () => {
    const { ada } = await withMachine();

    const { body } = await ada.ask('GET', 'organization/members');

    expect(body.items.map(({ name, kind }: { name: string; kind: string }) => [name, kind]).toSorted()).toEqual([
      ['Nightly', 'machine'],
      ['ada', 'person'],
      ['grace', 'person'],
    ]);
  });

  it.each([
    ['owner', 'cannot-own'],
    ['no-such-role', 'unknown-role'],
  ])('is not made as %s', async (role, code) => {
    const { made, held } = await withMachine(role);

    expect(made).toMatchObject({ ok: false, error: { code } });
    expect(await held()).toEqual([]);
  });

  it('is made once of one client, wherever', async () => {
    const { deps, members, made } = await withMachine();

    const again = await createMachine(deps, {
      person: client,
      name: 'Other',
      organizationId: members.grace.home,
      role: 'viewer',
    });

    expect([made.ok, again]).toMatchObject([true, { ok: false, error: { code: 'machine-exists' } }]);
  });

  it('never becomes an owner: not by a role, and not by a transfer', async () => {
    const { ada, userId } = await withMachine();

    const given = await ada.ask('PATCH', `organization/members/${userId}`, { body: { role: 'owner' } });
    const transferred = await ada.ask('POST', 'organization/transfer', { body: { userId } });

    expect([given, transferred].map(codeOf)).toEqual(['cannot-own', 'cannot-own']);
    expect((await ada.ask('PATCH', `organization/members/${userId}`, { body: { role: 'viewer' } })).status).toBe(200);
  });

  it('is listed and deleted by operators, and removed by whoever may remove members', async () => {
    const { deps, ada, members, held, userId } = await withMachine();
    expect(await listMachines(deps, ada.home)).toMatchObject([{ userId, name: 'Nightly', clientId: 'client-1' }]);

    expect((await members.grace.ask('DELETE', `organization/members/${userId}`, { in: ada.home })).status).toBe(204);

    expect(await held()).toEqual([]);
    expect(await deleteMachine(deps, ada.home, userId)).toEqual({ ok: true, value: null });
    expect(await deps.people.find(client)).toBeUndefined();
    expect(await deleteMachine(deps, ada.home, userId)).toMatchObject({ ok: false });
  });

  it('is no way to delete a person', async () => {
    const { deps, ada, members } = await withMachine();

    expect(await deleteMachine(deps, ada.home, members.grace.userId)).toMatchObject({
      error: { code: 'machine-not-found' },
    });
  });
});
