import { describe, expect, it } from 'vitest';
import { answer } from '../../../shared/http/httpHandler.ts';
import type { Identity } from '../../../shared/identity.ts';
import { noLimits } from '../../../shared/limits/limits.ts';
import { roles } from '../../../shared/permissions.ts';
import { routes } from '../routes.ts';
import { aService, codeOf } from '../service.testkit.ts';
import { welcome } from './firstSight.ts';
import { getMe } from './profile.ts';

const person = { issuer: 'https://issuer', subject: 'ada' };

describe('the first sight of a person', () => {
  it('makes a profile and an organization of their own, with their events', async () => {
    const { deps, events } = aService();

    const memberships = await welcome(deps, { person, name: 'Ada', email: 'ada@example.com', correlationId: 'cor_1' });

    expect(memberships).toMatchObject([{ role: 'owner' }]);
    const [{ userId, organizationId, role }] = memberships as [(typeof memberships)[0] & object];
    const me = await getMe(deps, {
      userId,
      organizationId,
      role,
      permissions: [...roles.owner],
      operator: false,
      credential: { kind: 'token', id: 'tok_1' },
    });
    expect(me).toMatchObject({
      ok: true,
      value: { name: 'Ada', email: 'ada@example.com', organizations: [{ organizationId, name: "Ada's organization" }] },
    });
    expect(events().map(({ type, tenantid, subject, sequence }) => [type, tenantid, subject, sequence])).toEqual([
      ['user.created', organizationId, userId, 1],
      ['organization.created', organizationId, organizationId, 1],
      ['member.added', organizationId, organizationId, 2],
    ]);
  });

  it('happens once although two requests come first', async () => {
    const { deps, events } = aService();

    const [first, second] = await Promise.all([
      welcome(deps, { person, correlationId: 'cor_1' }),
      welcome(deps, { person, correlationId: 'cor_2' }),
    ]);

    expect(second).toEqual(first);
    expect(events().map(({ type }) => type)).toEqual(['user.created', 'organization.created', 'member.added']);
  });

  it('takes the same subject of another issuer for another person', async () => {
    const { deps } = aService();

    const [first] = await welcome(deps, { person, correlationId: 'cor_1' });
    const [second] = await welcome(deps, { person: { ...person, issuer: 'https://other' }, correlationId: 'cor_2' });

    expect(second?.userId).not.toBe(first?.userId);
  });

  it('names somebody of whom nothing is known', async () => {
    const { deps } = aService();

    const [membership] = await welcome(deps, { person, correlationId: 'cor_1' });

    const me = await getMe(deps, {
      ...membership!,
      permissions: [...roles.owner],
      operator: false,
      credential: { kind: 'token', id: 'tok_1' },
    });
    expect(me).toMatchObject({ ok: true, value: { name: 'Newcomer', email: null } });
  });
});

describe('a change of the own profile', () => {
  /** Somebody who was seen before, and their events since. */
  const ada = async () => {
    const { table, deps, events } = aService();
    const [membership] = await welcome(deps, { person, name: 'Ada', correlationId: 'cor_1' });
    const { userId, organizationId, role } = membership as NonNullable<typeof membership>;
    const identity: Identity = {
      userId,
      organizationId,
      role,
      permissions: [...roles.owner],
      operator: false,
      credential: { kind: 'token', id: 'tok_1' },
    };
    const patch = (body: unknown, as: Partial<Identity> = {}) =>
      answer(
        { routes: routes(deps), table },
        {
          kind: 'http',
          method: 'PATCH',
          path: '/api/users/me',
          query: [],
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify(body)).toString('base64'),
          identity: { ...identity, ...as },
          limits: noLimits,
          correlationId: 'cor_2',
          deadline: Date.parse('2026-03-01T12:00:28Z'),
        },
      );
    const changes = () => events().filter(({ type }) => type === 'user.updated');
    return { deps, identity, patch, changes };
  };

  it('is answered with the whole profile and told by an event in their own organization', async () => {
    const { identity, patch, changes } = await ada();

    const { status, body } = await patch(
      { name: '  Ada Lovelace ' },
      { organizationId: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' },
    );

    expect([status, JSON.parse(body).name]).toEqual([200, 'Ada Lovelace']);
    expect(changes()).toEqual([
      expect.objectContaining({
        tenantid: identity.organizationId,
        subject: identity.userId,
        sequence: 2,
        correlationid: 'cor_2',
        data: { userId: identity.userId, name: 'Ada Lovelace' },
      }),
    ]);
  });

  it('is none where the name is the same', async () => {
    const { patch, changes } = await ada();

    const answers = [await patch({ name: 'Ada' }), await patch({ name: 'Ada' })];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(changes()).toEqual([]);
  });

  it('of two at the same time is told in the order in which they took effect', async () => {
    const { deps, identity, patch, changes } = await ada();

    await Promise.all([patch({ name: 'Ada A' }), patch({ name: 'Ada B' }), patch({ name: 'Ada C' })]);

    const me = await getMe(deps, identity);
    const told = changes().toSorted((a, b) => a.sequence - b.sequence);
    expect(told.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
    expect(me).toMatchObject({ ok: true, value: { name: told.at(-1).data.name } });
  });

  it.each([
    ['nothing to change', {}, ''],
    ['an empty name', { name: '  ' }, '/name'],
    ['a name of a page', { name: 'a'.repeat(101) }, '/name'],
    ['a name that hides something', { name: 'Ada\u202Etxt' }, '/name'],
    ['half a character', { name: 'Ada\ud83d' }, '/name'],
    ['what is not to be changed', { name: 'Ada', email: 'eve@example.com' }, '/email'],
  ])('is refused with %s', async (_what, change, pointer) => {
    const { patch, changes } = await ada();

    const { status, body } = await patch(change);

    expect([status, JSON.parse(body).errors[0].pointer]).toEqual([400, pointer]);
    expect(changes()).toEqual([]);
  });

  it('takes the permission to do so', async () => {
    const { patch } = await ada();

    expect((await patch({ name: 'Eve' }, { permissions: ['profile:read'] })).status).toBe(403);
  });

  it('of a profile that is gone changes nothing', async () => {
    const { patch, changes } = await ada();

    expect((await patch({ name: 'Eve' }, { userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' })).status).toBe(404);
    expect(changes()).toEqual([]);
  });
});

describe('a change of the profile of somebody who has left their own organization', () => {
  it('is told where they act, and to that organization no more', async () => {
    const { signIn, events } = aService();
    const [ada, grace] = [await signIn('ada'), await signIn('grace')];
    const { body } = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'g@example.com', role: 'owner' },
    });
    await grace.ask('POST', 'invitations/accept', { body: { token: body.token } });
    await ada.ask('POST', 'organization/leave');
    const [now] = await ada.memberships();

    await ada.ask('PATCH', 'me', { body: { name: 'Ada L.' } });

    const told = events().filter(({ type }) => type === 'user.updated');
    expect(told.map(({ tenantid }) => tenantid)).toEqual([now?.organizationId]);
    expect(now?.organizationId).not.toBe(ada.home);
  });
});

describe('somebody who belongs nowhere any more', () => {
  it('gets one organization of their own, also where another request gets it between two looks of this one', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    let looks = 0;
    const service = aService({
      through: (table) => ({
        ...table,
        async page(pk, options) {
          const found = await table.page(pk, options);
          if (meanwhile === undefined || !pk.startsWith('PERSON#')) return found;
          looks += 1;
          if (looks < 2) return found;
          const another = meanwhile;
          meanwhile = undefined;
          await another();
          return found;
        },
      }),
    });
    const [ada, grace] = [await service.signIn('ada'), await service.signIn('grace')];
    const { body } = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'g@example.com', role: 'owner' },
    });
    await grace.ask('POST', 'invitations/accept', { body: { token: body.token } });
    await ada.ask('POST', 'organization/leave');
    let other: unknown;
    meanwhile = async () => {
      other = await ada.memberships();
    };

    const mine = await ada.memberships();

    expect(mine).toHaveLength(1);
    expect(other).toEqual(mine);
    expect(await ada.memberships()).toEqual(mine);
  });
});

describe('the organization that somebody acts in unless a request says otherwise', () => {
  it('is their own, however many they join, until they choose another', async () => {
    const service = aService();
    const ada = await service.signIn('ada');
    const grace = await service.signIn('grace');
    const { body: team } = await ada.ask('POST', 'organizations', { body: { name: 'Team' } });
    const { body: invitation } = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'grace@example.com', role: 'viewer' },
    });
    await grace.ask('POST', 'invitations/accept', { body: { token: invitation.token } });

    const [adas, graces] = [await ada.ask('GET', 'me'), await grace.ask('GET', 'me')];
    expect([adas.body.organizationId, graces.body.organizationId]).toEqual([ada.home, grace.home]);

    const change = await grace.ask('PATCH', 'me', { body: { organizationId: ada.home } });
    await ada.ask('PATCH', 'me', { body: { organizationId: team.organizationId } });

    expect([change.status, change.body.organizationId]).toEqual([200, grace.home]);
    expect((await grace.ask('GET', 'me')).body).toMatchObject({ organizationId: ada.home, role: 'viewer' });
    expect((await ada.ask('GET', 'me')).body).toMatchObject({ organizationId: team.organizationId, role: 'owner' });
  });

  it('is none that they do not belong to', async () => {
    const { signIn } = aService();
    const [ada, grace] = [await signIn('ada'), await signIn('grace')];

    const answer = await ada.ask('PATCH', 'me', { body: { organizationId: grace.home } });

    expect([answer.status, codeOf(answer)]).toEqual([403, 'not-a-member']);
    expect((await ada.ask('GET', 'me')).body.organizationId).toBe(ada.home);
  });
});
