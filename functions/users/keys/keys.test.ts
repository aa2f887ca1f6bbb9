import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApiKey } from '../../../shared/apiKey.ts';
import { keyPermissions, type Permission, permissions, roles } from '../../../shared/permissions.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { type Asking, codeOf } from '../service.testkit.ts';
import { noteUse } from './keyRows.ts';

const hour = 3600 * 1000;
const day = 24 * hour;
const path = 'organization/keys';
const nightly = { name: 'nightly', permissions: ['organization:read', 'member:read'] };

const make = async (who: Asking, body: object = nightly, headers: Record<string, string> = {}) => {
  const made = await who.ask('POST', path, { body, headers });
  expect([made.status, codeOf(made)]).toEqual([201, 'undefined']);
  return made.body;
};

/** Whether a key lets its user see the organization: 200, or why not. */
const use = async (key: Asking) => {
  const answer = await key.ask('GET', 'organization');
  return answer.status === 200 ? 200 : codeOf(answer);
};

describe('an API key', () => {
  it('does what it was made for, on behalf of its maker, and nothing else', async () => {
    const { ada, byKey } = await aTeam();

    const { status, headers, body } = await ada.ask('POST', path, { body: nightly });
    const key = byKey(body.secret);

    expect([status, headers.location]).toEqual([201, `/api/users/${path}/${body.keyId}`]);
    expect(body).toMatchObject({
      ...nightly,
      createdBy: ada.userId,
      madeWith: null,
      createdAt: '2026-03-01T12:00:00.000Z',
      expiresAt: '2026-05-30T12:00:00.000Z',
      overlapUntil: null,
      lastUsedAt: null,
      status: 'ACTIVE',
    });
    expect(isApiKey(body.secret)).toBe(true);
    expect(await use(key)).toBe(200);
    const refused = await key.ask('PATCH', 'organization', { body: { name: 'Mine' } });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'permission-missing']);
    expect(refused.body.detail).toContain('this API key does not have');
  });

  it('is shown once: nothing in the table gives it away, not even what is kept for a repetition', async () => {
    const { ada, items } = await aTeam();
    const headers = { 'idempotency-key': 'k' };

    const first = await make(ada, nightly, headers);
    const again = await make(ada, nightly, headers);
    const listed = await ada.ask('GET', path);

    expect(again).toEqual({ ...first, secret: null });
    const { secret, ...shown } = first;
    expect(listed.body).toEqual({ keys: [shown] });
    expect(JSON.stringify(items())).not.toContain(secret);
  });

  it('has at most what its maker has when they make it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('admin', 'analyst', 'keeper'),
        fc.subarray(keyPermissions, { minLength: 1 }),
        async (role, wanted) => {
          const keeper: Permission[] = ['key:write', 'key:read', 'file:read', 'role:write'];
          const { members, ada } = await aTeam({ grace: role }, { keeper });
          const held: readonly Permission[] = role === 'keeper' ? [...keeper, 'profile:read'] : roles[role as 'admin'];

          const answer = await members.grace.ask('POST', path, {
            body: { name: 'k', permissions: wanted },
            in: ada.home,
          });

          const isWithin = wanted.every((permission) => held.includes(permission));
          expect(isWithin ? answer.status : codeOf(answer)).toBe(isWithin ? 201 : 'beyond-your-permissions');
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(['profile:write', 'organization:transfer', 'everything'])('cannot be given %s', async (permission) => {
    const { ada } = await aTeam();

    const answer = await ada.ask('POST', path, { body: { name: 'k', permissions: [permission] } });

    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid-request']);
  });

  it('narrows with its maker: demoted, removed, and come back as another member', async () => {
    const { ada, members, byKey, time } = await aTeam({ grace: 'admin' });
    const { grace } = members;
    const body = { name: 'k', permissions: ['organization:read', 'organization:write', 'key:read'] };
    const made = await grace.ask('POST', path, { body, in: ada.home });
    const key = byKey(made.body.secret);
    const rename = async () => {
      const answer = await key.ask('PATCH', 'organization', { body: { name: 'Renamed' } });
      return answer.status === 200 ? 200 : codeOf(answer);
    };

    expect(await rename()).toBe(200);
    await ada.ask('PATCH', `organization/members/${grace.userId}`, { body: { role: 'viewer' } });
    expect([await rename(), await use(key)]).toEqual(['permission-missing', 200]);
    await ada.ask('DELETE', `organization/members/${grace.userId}`);
    expect([await rename(), await use(key)]).toEqual(['maker-left', 'maker-left']);
    time.now += 1;
    const invited = await ada.ask('POST', 'organization/invitations', {
      body: { email: 'g@example.com', role: 'admin' },
    });
    await grace.ask('POST', 'invitations/accept', { body: { token: invited.body.token } });
    expect([await rename(), await use(key)]).toEqual(['maker-left', 'maker-left']);

    // They take it up again by a new secret, which what was known before does not follow.
    const rotated = await grace.ask('POST', `${path}/${made.body.keyId}/rotate`, { body: {}, in: ada.home });
    expect(rotated.body.overlapUntil).toBe(null);
    expect([await use(byKey(rotated.body.secret)), await use(key)]).toEqual([200, 'invalid-key']);
  });

  it('does not tell which other organizations its maker belongs to', async () => {
    const { ada, byKey } = await aTeam();
    await ada.ask('POST', 'organizations', { body: { name: 'Secret project' } });
    const { secret } = await make(ada, { name: 'k', permissions: ['profile:read'] });

    const { body } = await byKey(secret).ask('GET', 'me');

    expect(body.permissions).toEqual(['profile:read']);
    expect(body.organizations.map((each: { organizationId: string }) => each.organizationId)).toEqual([ada.home]);
  });

  it('ends when it was to end, and is shown as expired', async () => {
    const { ada, byKey, time } = await aTeam();
    const { secret } = await make(ada, { ...nightly, expiresAt: '2026-03-01T13:00:00Z' });

    time.now += hour - 1;
    const before = await use(byKey(secret));
    time.now += 1;

    expect([before, await use(byKey(secret))]).toEqual([200, 'expired']);
    expect((await ada.ask('GET', path)).body.keys[0].status).toBe('EXPIRED');
  });

  it.each([
    ['now', '2026-03-01T12:00:00Z'],
    ['in the past', '2025-03-01T12:00:00Z'],
    ['more than a year away', '2027-03-01T12:00:01Z'],
  ])('is not made to end %s', async (_when, expiresAt) => {
    const { ada } = await aTeam();

    const answer = await ada.ask('POST', path, { body: { ...nightly, expiresAt } });

    expect([answer.status, codeOf(answer)]).toEqual([422, 'bad-expiry']);
    expect(answer.body.errors[0].pointer).toBe('/expiresAt');
  });

  it('is worth nothing as soon as it is revoked, and so is the one before a rotation', async () => {
    const { ada, byKey, items } = await aTeam();
    const first = await make(ada);
    const { body: second } = await ada.ask('POST', `${path}/${first.keyId}/rotate`, { body: {} });
    expect([await use(byKey(first.secret)), await use(byKey(second.secret))]).toEqual([200, 200]);

    const revoked = await ada.ask('DELETE', `${path}/${first.keyId}`);
    const again = await ada.ask('DELETE', `${path}/${first.keyId}`);

    expect([revoked.status, codeOf(again)]).toEqual([204, 'key-not-found']);
    expect([await use(byKey(first.secret)), await use(byKey(second.secret))]).toEqual(['invalid-key', 'invalid-key']);
    expect(JSON.stringify(items())).not.toContain(first.keyId.replace('key_', 'KEY#'));
    expect(items().filter(({ pk }) => String(pk).startsWith('KEY#'))).toEqual([]);
  });

  it('is one of at most 200', async () => {
    const { ada } = await aTeam();
    for (let n = 0; n < 200; n += 1) await make(ada);

    expect(codeOf(await ada.ask('POST', path, { body: nightly }))).toBe('too-many-keys');
  }, 60_000);

  it('has a name that hides nothing, and says so of one that does', async () => {
    const { ada } = await aTeam();

    const markup = await make(ada, { ...nightly, name: '<script>alert(1)</script>' });
    const hidden = await ada.ask('POST', path, { body: { ...nightly, name: 'a\u0000b' } });

    expect(markup.name).toBe('<script>alert(1)</script>');
    expect(hidden.status).toBe(400);
  });
});

describe('a rotation', () => {
  it('lets both work until its overlap ends, then the new one alone, for as long again', async () => {
    const { ada, byKey, time } = await aTeam();
    const first = await make(ada);
    time.now += 80 * day;

    const { status, body } = await ada.ask('POST', `${path}/${first.keyId}/rotate`, { body: { overlapHours: 2 } });

    expect([status, body.keyId, body.createdAt]).toEqual([200, first.keyId, first.createdAt]);
    expect(Date.parse(body.expiresAt)).toBe(time.now + 90 * day);
    expect(Date.parse(body.overlapUntil)).toBe(time.now + 2 * hour);
    const both = async () => [await use(byKey(first.secret)), await use(byKey(body.secret))];
    time.now += 2 * hour - 1;
    expect(await both()).toEqual([200, 200]);
    time.now += 1;
    expect(await both()).toEqual(['expired', 200]);
    expect((await ada.ask('GET', path)).body.keys[0].overlapUntil).toBe(null);
  });

  it.each([
    ['without an overlap ends the one before at once', 0, 'invalid-key'],
    ['does not make the one before last longer than it would have', 168, 'expired'],
  ])('%s', async (_name, overlapHours, expected) => {
    const { ada, byKey, time } = await aTeam();
    const first = await make(ada, { ...nightly, expiresAt: '2026-03-01T13:00:00Z' });

    await ada.ask('POST', `${path}/${first.keyId}/rotate`, { body: { overlapHours } });
    if (overlapHours > 0) time.now += hour;

    expect(await use(byKey(first.secret))).toBe(expected);
  });

  it('leaves two secrets at most: another one ends the overlap of the first', async () => {
    const { ada, byKey } = await aTeam();
    const first = await make(ada);

    const second = (await ada.ask('POST', `${path}/${first.keyId}/rotate`, { body: {} })).body;
    const third = (await ada.ask('POST', `${path}/${first.keyId}/rotate`, { body: {} })).body;

    const uses = [first, second, third].map(({ secret }) => use(byKey(secret)));
    expect(await Promise.all(uses)).toEqual(['invalid-key', 200, 200]);
  });

  it.each([-1, 169, 1.5, '24'])('takes no overlap of %j hours', async (overlapHours) => {
    const { ada } = await aTeam();
    const { keyId } = await make(ada);

    expect((await ada.ask('POST', `${path}/${keyId}/rotate`, { body: { overlapHours } })).status).toBe(400);
  });
});

describe('whose key is whose', () => {
  it('is that makers see their own, and who may change members all of them', async () => {
    const { ada, members } = await aTeam({ grace: 'analyst', eve: 'analyst' });
    const of = async (who: Asking) => (await who.ask('GET', path, { in: ada.home } as object)).body.keys.length;
    await make(ada);
    await members.grace.ask('POST', path, { body: { name: 'k', permissions: ['file:read'] }, in: ada.home });

    expect([await of(ada), await of(members.grace), await of(members.eve)]).toEqual([2, 1, 0]);
  });

  it('is that nobody else gets a secret that acts for them, and that others revoke within what they have', async () => {
    const clerk: Permission[] = ['key:read', 'key:write', 'member:write'];
    const { ada, members, byKey } = await aTeam({ grace: 'analyst', olga: 'admin', clark: 'clerk' }, { clerk });
    const inHome = { in: ada.home };
    const made = await members.grace.ask('POST', path, { body: { name: 'k', permissions: ['file:read'] }, ...inHome });
    const { keyId } = made.body;
    const adas = await make(ada);

    const answers = [
      await members.olga.ask('POST', `${path}/${keyId}/rotate`, { body: {}, ...inHome }),
      await members.grace.ask('DELETE', `${path}/${adas.keyId}`, inHome),
      await members.grace.ask('POST', `${path}/${adas.keyId}/rotate`, { body: {}, ...inHome }),
      await members.clark.ask('DELETE', `${path}/${keyId}`, inHome),
    ];

    expect(answers.map(codeOf)).toEqual(['not-your-key', 'key-not-found', 'key-not-found', 'beyond-your-permissions']);
    expect(await use(byKey(adas.secret))).toBe(200);
    expect((await members.olga.ask('DELETE', `${path}/${keyId}`, inHome)).status).toBe(204);
  });

  it('is that who may do less now still revokes what they made', async () => {
    const { ada, members } = await aTeam({ grace: 'admin' }, { keeper: ['key:read', 'key:write'] });
    const made = await members.grace.ask('POST', path, {
      body: { name: 'k', permissions: [...keyPermissions] },
      in: ada.home,
    });
    await ada.ask('PATCH', `organization/members/${members.grace.userId}`, { body: { role: 'keeper' } });
    const { keyId } = made.body;

    const rotated = await members.grace.ask('POST', `${path}/${keyId}/rotate`, { body: {}, in: ada.home });
    const revoked = await members.grace.ask('DELETE', `${path}/${keyId}`, { in: ada.home });

    expect([codeOf(rotated), revoked.status]).toEqual(['beyond-your-permissions', 204]);
  });

  it('is that the keys of another organization are as if they were not', async () => {
    const { ada, signIn } = await aTeam();
    const eve = await signIn('eve');
    const { keyId } = await make(ada);

    const answers = [
      await eve.ask('POST', `${path}/${keyId}/rotate`, { body: {} }),
      await eve.ask('DELETE', `${path}/${keyId}`),
    ];

    expect(answers.map(codeOf)).toEqual(['key-not-found', 'key-not-found']);
    expect((await eve.ask('GET', path)).body.keys).toEqual([]);
  });
});

describe('a key that makes keys', () => {
  const ofKeys = ['key:read', 'key:write', 'organization:read'];

  it('makes none that may do more, or lasts longer, than itself', async () => {
    const { ada, byKey } = await aTeam();
    const own = await make(ada, { name: 'k', permissions: ofKeys, expiresAt: '2026-03-02T12:00:00Z' });
    const key = byKey(own.secret);
    const wanting = (given: object) => key.ask('POST', path, { body: { ...nightly, ...given } });

    const more = await wanting({ permissions: [...ofKeys, 'member:read'] });
    const longer = await wanting({ permissions: ofKeys, expiresAt: '2026-03-02T12:00:01Z' });
    const within = await wanting({ permissions: ofKeys });
    const rotated = await key.ask('POST', `${path}/${own.keyId}/rotate`, { body: {} });

    expect([codeOf(more), codeOf(longer)]).toEqual(['beyond-your-permissions', 'bad-expiry']);
    expect(within.body).toMatchObject({ madeWith: own.keyId, createdBy: ada.userId, expiresAt: own.expiresAt });
    expect([rotated.status, rotated.body.expiresAt]).toEqual([200, own.expiresAt]);
  });

  it('touches no key of its maker that may do more, and may revoke itself', async () => {
    const { ada, byKey } = await aTeam();
    const strong = await make(ada, { name: 'strong', permissions: [...keyPermissions] });
    const own = await make(ada, { name: 'k', permissions: ofKeys });
    const key = byKey(own.secret);

    const refused = [
      await key.ask('DELETE', `${path}/${strong.keyId}`),
      await key.ask('POST', `${path}/${strong.keyId}/rotate`, { body: {} }),
    ];

    expect(refused.map(codeOf)).toEqual(['beyond-your-permissions', 'beyond-your-permissions']);
    expect((await key.ask('DELETE', `${path}/${own.keyId}`)).status).toBe(204);
    expect(await use(key)).toBe('invalid-key');
  });

  it('takes along all that it made, however often removed, and no other, when it is revoked', async () => {
    const { ada, byKey, items } = await aTeam();
    const other = await make(ada, { name: 'other', permissions: ofKeys });
    const first = await make(ada, { name: 'first', permissions: ofKeys });
    const second = await make(byKey(first.secret), { name: 'second', permissions: ofKeys });
    const third = await make(byKey(second.secret), { name: 'third', permissions: ofKeys });
    const rotated = (await ada.ask('POST', `${path}/${third.keyId}/rotate`, { body: {} })).body;
    const others = [];
    for (let n = 0; n < 40; n += 1)
      others.push(await make(byKey(second.secret), { name: `${n}`, permissions: ofKeys }));

    expect((await ada.ask('DELETE', `${path}/${first.keyId}`)).status).toBe(204);

    const secrets = [first, second, third, rotated, ...others].map(({ secret }) => secret);
    const uses = await Promise.all(secrets.map((secret) => use(byKey(secret))));
    expect(new Set(uses)).toEqual(new Set(['invalid-key']));
    expect(await use(byKey(other.secret))).toBe(200);
    expect((await ada.ask('GET', path)).body.keys.map(({ keyId }: { keyId: string }) => keyId)).toEqual([other.keyId]);
    expect(items().filter(({ pk }) => String(pk).startsWith('KEY#'))).toHaveLength(1);
  });

  it('is revoked last, so that a revocation that breaks off is done again', async () => {
    const { ada, byKey, deps } = await aTeam();
    const first = await make(ada, { name: 'first', permissions: ofKeys });
    for (let n = 0; n < 40; n += 1) await make(byKey(first.secret), { name: `${n}`, permissions: ofKeys });
    const { change } = deps.organizations;
    let changes = 0;
    deps.organizations.change = async (...given) => {
      changes += 1;
      if (changes === 2) throw new Error('broken off');
      return change(...given);
    };

    await expect(ada.ask('DELETE', `${path}/${first.keyId}`)).rejects.toThrow('broken off');
    const between = (await ada.ask('GET', path)).body.keys;
    const again = await ada.ask('DELETE', `${path}/${first.keyId}`);

    expect(between).toHaveLength(8);
    expect(between[0].keyId).toBe(first.keyId);
    expect([again.status, (await ada.ask('GET', path)).body.keys]).toEqual([204, []]);
  });

  it('makes none once it is revoked, also by a request that was let in before', async () => {
    const { ada, byKey, deps } = await aTeam();
    const own = await make(ada, { name: 'k', permissions: ofKeys });
    const key = byKey(own.secret);
    const read = deps.organizations.change;
    // The gateway found it good; it is revoked before the change is decided.
    deps.organizations.change = async (...given) => {
      deps.organizations.change = read;
      await ada.ask('DELETE', `${path}/${own.keyId}`);
      return read(...given);
    };

    const answer = await key.ask('POST', path, { body: { ...nightly, permissions: ofKeys } });

    expect([answer.status, codeOf(answer)]).toEqual([403, 'permission-missing']);
    expect((await ada.ask('GET', path)).body.keys).toEqual([]);
  });
});

describe('a key and the members', () => {
  it('acts on them with that permission alone, never on an owner, nor for its maker as a person', async () => {
    const { ada, members, byKey } = await aTeam({ grace: 'viewer' });
    const all = byKey((await make(ada, { name: 'all', permissions: [...keyPermissions] })).secret);
    const some = byKey((await make(ada, { name: 'some', permissions: ['member:read'] })).secret);
    const grace = `organization/members/${members.grace.userId}`;

    const refused = [
      await some.ask('PATCH', grace, { body: { role: 'analyst' } }),
      await all.ask('PATCH', grace, { body: { role: 'owner' } }),
      // Who may set up the organization's sign-on, which no key may.
      await all.ask('PATCH', grace, { body: { role: 'admin' } }),
      await all.ask('DELETE', `organization/members/${ada.userId}`),
      await all.ask('POST', 'organization/transfer', { body: { userId: members.grace.userId } }),
      await all.ask('POST', 'organization/leave'),
      await all.ask('POST', 'organizations', { body: { name: 'Another' } }),
      await all.ask('PATCH', 'me', { body: { name: 'Eve' } }),
    ];
    const given = await all.ask('PATCH', grace, { body: { role: 'analyst' } });

    expect(refused.map(({ status }) => status)).toEqual(Array(8).fill(403));
    expect(given.status).toBe(200);
  });

  it('knows all permissions that there are', () => {
    expect(permissions.filter((each) => !(keyPermissions as readonly string[]).includes(each))).toEqual([
      'profile:write',
      'organization:transfer',
      'organization:delete',
      'sign-on:write',
    ]);
  });
});

describe('when a key was last used', () => {
  it('is written at most once a minute, and never for a key that is gone', async () => {
    const { ada, table, items } = await aTeam();
    const { keyId } = await make(ada);
    const lastUsed = async () => (await ada.ask('GET', path)).body.keys[0]?.lastUsedAt;
    const noted = async (at: string) => {
      await noteUse(table, { organizationId: ada.home, keyId, at });
      return lastUsed();
    };

    expect(await noted('2026-03-01T12:00:10.000Z')).toBe('2026-03-01T12:00:10.000Z');
    expect(await noted('2026-03-01T12:01:09.999Z')).toBe('2026-03-01T12:00:10.000Z');
    expect(await noted('2026-03-01T12:01:10.000Z')).toBe('2026-03-01T12:01:10.000Z');
    // One that was told late.
    expect(await noted('2026-03-01T12:00:30.000Z')).toBe('2026-03-01T12:01:10.000Z');
    await ada.ask('DELETE', `${path}/${keyId}`);
    await noted('2026-03-01T13:00:00.000Z');
    expect(items().filter(({ sk }) => sk === keyId)).toEqual([]);
  });
});

describe('a request for an API key that is not as described', () => {
  it.each([
    [{ ...nightly, expiresAt: '2027-01-31' }, 'expiresAt must be a time such as 2027-01-31T00:00:00Z'],
    [{ permissions: nightly.permissions }, 'name is missing: it must be a text'],
    [
      { ...nightly, permissions: ['file:read', 'organisation:read'] },
      'permissions[1] cannot be "organisation:read". Did you mean organization:read?',
    ],
    [
      { ...nightly, permissions: ['everything'] },
      'permissions[0] cannot be "everything". It is one such as file:read, file:write, file:delete.',
    ],
    [{ ...nightly, permissions: ['organization:delete'] }, 'no API key can have the permission organization:delete'],
  ])('%j says what is wrong and what would be right', async (body, detail) => {
    const { ada } = await aTeam();

    const answer = await ada.ask('POST', path, { body });

    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((each: { detail: string }) => each.detail)).toEqual([detail]);
  });

  it('is none for a rotation without a body: the overlap is a day', async () => {
    const { ada } = await aTeam();
    const { keyId } = await make(ada);

    const answer = await ada.ask('POST', `${path}/${keyId}/rotate`, { headers: { 'content-type': '' } });

    expect([answer.status, answer.body.overlapUntil]).toEqual([200, '2026-03-02T12:00:00.000Z']);
  });
});
