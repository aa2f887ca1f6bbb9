import { describe, expect, it } from 'vitest';
import { aTeam, rolesIn } from '../organizations/team.testkit.ts';
import { codeOf } from '../service.testkit.ts';

const day = 24 * 3600 * 1000;
const path = 'organization/invitations';
const forGrace = { email: 'grace@example.com', role: 'viewer' };

describe('an invitation', () => {
  it('lets whoever has its token join, with its role, and is told by events without the token', async () => {
    const { ada, signIn, told } = await aTeam();
    const grace = await signIn('grace');

    const { status, headers, body } = await ada.ask('POST', path, { body: forGrace });
    const accepted = await grace.ask('POST', 'invitations/accept', { body: { token: body.token } });

    expect([status, headers.location]).toEqual([201, `/api/users/${path}/${body.invitationId}`]);
    expect(body).toMatchObject({
      ...forGrace,
      invitedBy: ada.userId,
      status: 'OPEN',
      until: '2026-03-08T12:00:00.000Z',
    });
    expect([accepted.status, accepted.body]).toEqual([
      200,
      { organizationId: ada.home, name: "ada's organization", role: 'viewer' },
    ]);
    expect(await rolesIn(grace, ada.home)).toEqual({ ada: 'owner', grace: 'viewer' });
    expect(told().slice(-2)).toEqual([
      expect.objectContaining({
        type: 'member.invited',
        data: { organizationId: ada.home, invitationId: body.invitationId, ...forGrace, invitedBy: ada.userId },
      }),
      expect.objectContaining({
        type: 'member.added',
        data: { organizationId: ada.home, userId: grace.userId, role: 'viewer' },
      }),
    ]);
  });

  it('tells whoever has its token what they would accept, and is there to accept afterwards', async () => {
    const { ada, signIn } = await aTeam();
    const grace = await signIn('grace');
    const { body } = await ada.ask('POST', path, { body: forGrace });

    const looked = await grace.ask('POST', 'invitations/look', { body: { token: body.token } });

    expect([looked.status, looked.body]).toEqual([
      200,
      {
        organizationId: ada.home,
        name: "ada's organization",
        role: 'viewer',
        invitedBy: 'ada',
        until: body.until,
      },
    ]);
    expect(await rolesIn(ada, ada.home)).toEqual({ ada: 'owner' });
    expect((await grace.ask('POST', 'invitations/accept', { body: { token: body.token } })).status).toBe(200);
  });

  it('has a token that nothing in the table gives away, not even what is kept for a repetition', async () => {
    const { ada, items } = await aTeam();
    const request = { body: forGrace, headers: { 'idempotency-key': 'k' } };

    const first = await ada.ask('POST', path, request);
    const again = await ada.ask('POST', path, request);

    expect(first.body.token).toMatch(/^inv_sim_[\w-]{43}$/);
    expect([again.status, again.body]).toEqual([201, { ...first.body, token: null, emailed: null }]);
    expect(JSON.stringify(items())).not.toContain(first.body.token);
  });

  it('is listed until it is accepted, without its token, for everybody who belongs there', async () => {
    const { ada, members, signIn } = await aTeam({ olga: 'viewer' });
    const grace = await signIn('grace');
    const { body } = await ada.ask('POST', path, { body: forGrace });

    const before = await members.olga.ask('GET', path, { in: ada.home });
    await grace.ask('POST', 'invitations/accept', { body: { token: body.token } });
    const after = await ada.ask('GET', path);

    const { token: _token, emailed: _emailed, ...shown } = body;
    expect(before.body).toEqual({ invitations: [shown] });
    expect(after.body).toEqual({ invitations: [] });
  });

  it('is one for an address, however that is written', async () => {
    const { ada } = await aTeam();
    const { body: first } = await ada.ask('POST', path, { body: { email: 'zoe\u0308@example.com', role: 'viewer' } });

    const others = [' Zoë@Example.COM ', 'ZOE\u0308@EXAMPLE.com'];
    const answers = await Promise.all(
      others.map((email) => ada.ask('POST', path, { body: { email, role: 'analyst' } })),
    );

    expect(first.email).toBe('zoë@example.com');
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(2).fill([409, 'already-invited']));
    expect(answers[0]?.body.detail).toContain(`${first.invitationId}/resend`);
  });

  it.each([
    '',
    'grace',
    'grace@example',
    'a b@example.com',
    'a@b@c.de',
    '<grace@example.com>',
    `${'a'.repeat(250)}@b.de`,
    'a\u0000@b.de',
  ])('is for an address, which %o is not', async (email) => {
    const { ada } = await aTeam();

    const { status, body } = await ada.ask('POST', path, { body: { email, role: 'viewer' } });

    expect([status, body.errors[0].pointer]).toEqual([400, '/email']);
  });

  it('is accepted once, although two people send its token at once', async () => {
    const { ada, signIn } = await aTeam();
    const [grace, eve] = [await signIn('grace'), await signIn('eve')];
    const { body } = await ada.ask('POST', path, { body: forGrace });

    const answers = await Promise.all(
      [grace, eve].map((who) => who.ask('POST', 'invitations/accept', { body: { token: body.token } })),
    );

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410]);
    expect((await ada.ask('GET', 'organization')).body.members).toBe(2);
  });

  it('is accepted once by somebody who sends it twice at once with one key', async () => {
    const { ada, signIn } = await aTeam();
    const grace = await signIn('grace');
    const { body } = await ada.ask('POST', path, { body: forGrace });
    const request = { body: { token: body.token }, headers: { 'idempotency-key': 'k' } };

    const answers = await Promise.all([1, 2].map(() => grace.ask('POST', 'invitations/accept', request)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await ada.ask('GET', 'organization')).body.members).toBe(2);
  });

  it('is worth nothing once it was used, revoked, resent or has expired, and says no more than that', async () => {
    const { ada, signIn, time } = await aTeam();
    const [grace, eve] = [await signIn('grace'), await signIn('eve')];
    const invite = async (email: string) => (await ada.ask('POST', path, { body: { email, role: 'viewer' } })).body;
    const used = await invite('grace@example.com');
    await grace.ask('POST', 'invitations/accept', { body: { token: used.token } });
    const revoked = await invite('b@example.com');
    await ada.ask('DELETE', `${path}/${revoked.invitationId}`);
    const resent = await invite('c@example.com');
    await ada.ask('POST', `${path}/${resent.invitationId}/resend`);
    const expired = await invite('d@example.com');
    time.now += 7 * day;

    const answers = await Promise.all(
      ['invitations/accept', 'invitations/look'].flatMap((operation) =>
        [used, revoked, resent, expired].map(({ token }) => eve.ask('POST', operation, { body: { token } })),
      ),
    );

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(8).fill([410, 'invitation-gone']));
    expect(new Set(answers.map(({ body }) => body.detail)).size).toBe(1);
  });

  it('is not told from nothing by a token that was guessed, cut or added to', async () => {
    const { ada, signIn } = await aTeam();
    const eve = await signIn('eve');
    const { token } = (await ada.ask('POST', path, { body: forGrace })).body;
    const guesses = [
      token.slice(0, -1),
      `${token}A`,
      token.toUpperCase(),
      ` ${token}`,
      token.replace('inv_sim_', ''),
      `inv_sim_${'A'.repeat(43)}`,
      '__proto__',
      'INVITATION',
    ];

    const answers = await Promise.all(
      ['invitations/accept', 'invitations/look'].flatMap((operation) =>
        guesses.map((guess) => eve.ask('POST', operation, { body: { token: guess } })),
      ),
    );

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(2 * guesses.length).fill([404, 'invitation-not-found']),
    );
    expect(new Set(answers.map(({ body }) => body.detail)).size).toBe(1);
    expect((await eve.memberships()).map(({ organizationId }) => organizationId)).toEqual([eve.home]);
  });

  it('gets a new token and seven more days by a resend, also after it has expired', async () => {
    const { ada, signIn, time } = await aTeam();
    const grace = await signIn('grace');
    const { body } = await ada.ask('POST', path, { body: forGrace });
    time.now += 8 * day;
    expect((await ada.ask('GET', path)).body.invitations).toMatchObject([{ status: 'EXPIRED' }]);

    const resent = await ada.ask('POST', `${path}/${body.invitationId}/resend`);

    expect([resent.status, resent.body]).toEqual([
      200,
      { ...body, until: '2026-03-16T12:00:00.000Z', token: expect.stringMatching(/^inv_sim_/) },
    ]);
    expect(resent.body.token).not.toBe(body.token);
    expect((await grace.ask('POST', 'invitations/accept', { body: { token: resent.body.token } })).status).toBe(200);
  });

  it('that has expired gives way to a new one for the address', async () => {
    const { ada, time } = await aTeam();
    await ada.ask('POST', path, { body: forGrace });
    time.now += 8 * day;

    const { status, body } = await ada.ask('POST', path, { body: { ...forGrace, role: 'analyst' } });

    expect(status).toBe(201);
    expect((await ada.ask('GET', path)).body.invitations).toMatchObject([
      { invitationId: body.invitationId, role: 'analyst', status: 'OPEN' },
    ]);
  });

  it("is not made for a member's address, however that is written, and says who they are", async () => {
    const { ada, members } = await aTeam({ grace: 'viewer' });

    const answers = await Promise.all(
      ['grace@example.com', ' Grace@EXAMPLE.com ', 'ada@example.com'].map((email) =>
        ada.ask('POST', path, { body: { email, role: 'analyst' } }),
      ),
    );

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(3).fill([409, 'invited-is-a-member']),
    );
    expect(answers[1]?.body.detail).toBe(
      `grace@example.com belongs to the organization "ada's organization" (${ada.home}) already, as ${members.grace.userId}. PATCH /api/users/organization/members/${members.grace.userId} gives them another role.`,
    );
    expect((await ada.ask('GET', path)).body.invitations).toEqual([]);
  });

  it('is made alike for who has a profile elsewhere, who was a member, and who has none', async () => {
    const { ada, members, signIn } = await aTeam({ grace: 'viewer' });
    await signIn('eve');
    await ada.ask('DELETE', `organization/members/${members.grace.userId}`);

    const answers = await Promise.all(
      ['eve', 'grace', 'nobody'].map((name) =>
        ada.ask('POST', path, { body: { email: `${name}@example.com`, role: 'viewer' } }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const shape = ({ body }: (typeof answers)[number]) => new Set(Object.keys(body));
    expect(answers.map(shape)).toEqual(Array(3).fill(shape(answers[2]!)));
  });

  it('is nothing to who belongs there already, and stays good for another', async () => {
    const { ada, members, signIn } = await aTeam({ olga: 'viewer' });
    const grace = await signIn('grace');
    const { body } = await ada.ask('POST', path, { body: { email: 'x@example.com', role: 'admin' } });

    const answer = await members.olga.ask('POST', 'invitations/accept', { body: { token: body.token } });

    expect([answer.status, codeOf(answer)]).toEqual([409, 'already-a-member']);
    expect(await rolesIn(ada)).toMatchObject({ olga: 'viewer' });
    expect((await grace.ask('POST', 'invitations/accept', { body: { token: body.token } })).status).toBe(200);
  });

  it('to a role beyond their own is not resent or revoked by an admin', async () => {
    const { ada, members } = await aTeam({ olga: 'admin' });
    const { body } = await ada.ask('POST', path, { body: { email: 'x@example.com', role: 'owner' } });

    const answers = [
      await members.olga.ask('POST', `${path}/${body.invitationId}/resend`, { in: ada.home }),
      await members.olga.ask('DELETE', `${path}/${body.invitationId}`, { in: ada.home }),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(2).fill([403, 'beyond-your-role']));
  });

  it('lapses when who made it is removed or may not give its role any more, until somebody who may resends it', async () => {
    const { ada, members, signIn } = await aTeam({ olga: 'admin', max: 'admin', mia: 'admin' });
    const eve = await signIn('eve');
    const { olga, max, mia } = members;
    const invite = async (who: typeof ada, email: string) =>
      (await who.ask('POST', path, { in: ada.home, body: { email, role: 'admin' } })).body;
    const [ofRemoved, ofDemoted, ofDeleted] = [
      await invite(olga, 'a@example.com'),
      await invite(max, 'b@example.com'),
      await invite(mia, 'c@example.com'),
    ];
    const accept = async ({ token }: { token: string }) => eve.ask('POST', 'invitations/accept', { body: { token } });
    const statuses = async () =>
      (await ada.ask('GET', path)).body.invitations.map(({ status }: { status: string }) => status);
    expect(await statuses()).toEqual(['OPEN', 'OPEN', 'OPEN']);

    await ada.ask('DELETE', `organization/members/${olga.userId}`);
    await ada.ask('PATCH', `organization/members/${max.userId}`, { body: { role: 'viewer' } });
    await mia.ask('DELETE', 'me');

    expect(await statuses()).toEqual(['LAPSED', 'LAPSED', 'LAPSED']);
    for (const each of [ofRemoved, ofDemoted, ofDeleted]) {
      const refused = [await accept(each), await eve.ask('POST', 'invitations/look', { body: { token: each.token } })];
      expect(refused.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(2).fill([410, 'invitation-gone']));
    }
    const resent = (await ada.ask('POST', `${path}/${ofRemoved.invitationId}/resend`)).body;
    expect([resent.status, resent.invitedBy]).toEqual(['OPEN', ada.userId]);
    expect((await accept(resent)).status).toBe(200);
    // Who may do it again vouches for it again.
    await ada.ask('PATCH', `organization/members/${max.userId}`, { body: { role: 'admin' } });
    expect(await statuses()).toEqual(['OPEN', 'LAPSED']);
  });

  it('that was accepted or revoked is said to be so, with the organization that was asked', async () => {
    const { ada, signIn } = await aTeam();
    const grace = await signIn('grace');
    const accepted = (await ada.ask('POST', path, { body: forGrace })).body;
    await grace.ask('POST', 'invitations/accept', { body: { token: accepted.token } });
    const revoked = (await ada.ask('POST', path, { body: { ...forGrace, email: 'olga@example.com' } })).body;
    await ada.ask('DELETE', `${path}/${revoked.invitationId}`);

    const answers = [
      await ada.ask('POST', `${path}/${accepted.invitationId}/resend`),
      await ada.ask('DELETE', `${path}/${revoked.invitationId}`),
    ];

    for (const { status, body } of answers) {
      expect(status).toBe(404);
      expect(body.detail).toContain(
        `The organization "ada's organization" (${ada.home}) has no invitation with this id`,
      );
      expect(body.detail).toContain('accepted or revoked');
      expect(body.detail).not.toContain('token');
    }
  });

  it('of another organization is none', async () => {
    const { ada, signIn } = await aTeam();
    const eve = await signIn('eve');
    const { body } = await ada.ask('POST', path, { body: forGrace });

    const answers = [
      await eve.ask('POST', `${path}/${body.invitationId}/resend`),
      await eve.ask('DELETE', `${path}/${body.invitationId}`),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(2).fill([404, 'invitation-not-found']),
    );
    expect((await ada.ask('GET', path)).body.invitations).toHaveLength(1);
  });
});
