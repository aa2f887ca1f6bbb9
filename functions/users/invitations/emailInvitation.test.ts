import { afterEach, describe, expect, it, vi } from 'vitest';
import { tokenIn } from '../../../shared/invitationLink.ts';
import { logger } from '../../../shared/telemetry.ts';
import type { Message } from '../mail/mail.ts';
import { aTeam } from '../organizations/team.testkit.ts';
import { codeOf } from '../service.testkit.ts';

const path = 'organization/invitations';
const forGrace = { email: 'grace@example.com', role: 'viewer' };

const aTeamThatMails = async <Name extends string = never>(
  roles: Record<Name, string> = {} as Record<Name, string>,
) => {
  const team = await aTeam(roles);
  const mails: Message[] = [];
  team.deps.mail = { send: async (message) => void mails.push(message) };
  return { ...team, mails };
};

/** What somebody accepts with who has nothing but the e-mail. */
const tokenOf = ({ text }: Message) => tokenIn(new URL(/^https:.*$/m.exec(text)?.[0] ?? '').hash);

afterEach(() => void vi.restoreAllMocks());

/** All that is logged. */
const listening = () => {
  const lines: unknown[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(logger, level).mockImplementation((...line) => void lines.push([level, ...line]));
  }
  return lines;
};

describe('an invitation', () => {
  it('is e-mailed to whom it is for, with the link that it is accepted by', async () => {
    const { ada, mails, signIn } = await aTeamThatMails();
    const grace = await signIn('grace');

    const { body } = await ada.ask('POST', path, { body: forGrace });

    expect(body.emailed).toBe(true);
    expect(mails).toEqual([
      {
        to: forGrace.email,
        subject: "Invitation to “ada's organization” on Simsheet",
        text: expect.stringContaining(`\nhttps://page.example/invitations/accept#token=${body.token}\n`),
      },
    ]);
    expect(mails[0]?.text).toMatch(/^“ada” invites you to .*, as viewer\./);
    expect(mails[0]?.text).toContain('until 2026-03-08, 12:00 UTC');
    const accepted = await grace.ask('POST', 'invitations/accept', { body: { token: tokenOf(mails[0]!) } });
    expect(accepted.status).toBe(200);
  });

  it('is there to accept before its e-mail goes out', async () => {
    const { ada, deps, signIn } = await aTeamThatMails();
    const grace = await signIn('grace');
    const accepted: number[] = [];
    deps.mail = {
      async send(message) {
        const { status } = await grace.ask('POST', 'invitations/accept', { body: { token: tokenOf(message) } });
        accepted.push(status);
      },
    };

    await ada.ask('POST', path, { body: forGrace });

    expect(accepted).toEqual([200]);
  });

  it('is e-mailed once, however often the request is repeated, also at once', async () => {
    const { ada, mails } = await aTeamThatMails();
    const request = { body: forGrace, headers: { 'idempotency-key': 'k' } };

    const answers = await Promise.all([1, 2, 3].map(() => ada.ask('POST', path, request)));
    const later = await ada.ask('POST', path, request);
    const { invitationId } = later.body;
    const resend = () => ada.ask('POST', `${path}/${invitationId}/resend`, { headers: { 'idempotency-key': 'r' } });
    const resent = [await resend(), await resend()];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(({ body }) => body.emailed).toSorted()).toEqual([null, null, true]);
    expect(later.body).toMatchObject({ token: null, emailed: null });
    expect(resent.map(({ body }) => body.emailed)).toEqual([true, null]);
    expect(mails.map(tokenOf)).toEqual([answers.find(({ body }) => body.emailed)?.body.token, resent[0]?.body.token]);
  });

  it('is e-mailed anew by a resend, in the name of whoever does that', async () => {
    const { ada, members, mails } = await aTeamThatMails({ olga: 'admin' });
    const { body } = await ada.ask('POST', path, { body: forGrace });
    mails.length = 0;

    const resent = await members.olga.ask('POST', `${path}/${body.invitationId}/resend`, { in: ada.home });

    expect([resent.status, resent.body.emailed]).toEqual([200, true]);
    expect(mails.map(({ to }) => to)).toEqual([forGrace.email]);
    expect(mails[0]?.text).toMatch(/^“olga” invites you/);
    expect(tokenOf(mails[0]!)).toBe(resent.body.token);
  });

  it('that is refused is e-mailed to nobody', async () => {
    const { ada, members, mails } = await aTeamThatMails({ olga: 'admin', eve: 'viewer' });
    await ada.ask('POST', path, { body: forGrace });
    mails.length = 0;

    const answers = [
      await ada.ask('POST', path, { body: forGrace }),
      await members.olga.ask('POST', path, { in: ada.home, body: { email: 'x@example.com', role: 'owner' } }),
      await members.eve.ask('POST', path, { in: ada.home, body: { email: 'y@example.com', role: 'viewer' } }),
    ];

    expect(answers.map(codeOf)).toEqual(['already-invited', 'beyond-your-role', 'permission-missing']);
    expect(mails).toEqual([]);
  });

  it.each([
    ['the service refuses', 'MessageRejected'],
    ['the service does not answer', 'TimeoutError'],
  ])('is made all the same where %s, and is passed on by hand', async (_, name) => {
    const { ada, deps, signIn } = await aTeamThatMails();
    const grace = await signIn('grace');
    const logged = listening();
    deps.mail = {
      async send({ to, text }) {
        throw Object.assign(new Error(`not to ${to}: ${text}`), { name });
      },
    };

    const { status, body } = await ada.ask('POST', path, { body: forGrace });

    expect([status, body.emailed]).toEqual([201, false]);
    expect(logged).toContainEqual([
      'warn',
      'invitation not e-mailed',
      { invitationId: body.invitationId, reason: name },
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/inv_sim_|grace@/);
    expect((await grace.ask('POST', 'invitations/accept', { body: { token: body.token } })).status).toBe(200);
  });

  it('is made all the same where it cannot be counted what was sent, and then not e-mailed', async () => {
    const { ada, deps, mails } = await aTeamThatMails();
    deps.sentMail = { count: () => Promise.reject(new Error('the table is away')) };

    const { status, body } = await ada.ask('POST', path, { body: forGrace });

    expect([status, body.emailed, body.token]).toEqual([201, false, expect.stringMatching(/^inv_sim_/)]);
    expect(mails).toEqual([]);
  });

  it('is e-mailed without its token standing in a log, a row or an event', async () => {
    const { ada, items } = await aTeamThatMails();
    const logged = listening();

    const { body } = await ada.ask('POST', path, { body: forGrace });

    expect(body.emailed).toBe(true);
    expect(JSON.stringify([logged, items()])).not.toContain(body.token);
    expect(logged).toContainEqual(['info', 'invitation e-mailed', { invitationId: body.invitationId }]);
  });

  it('is e-mailed to nobody where the installation sends no e-mails, and none is counted', async () => {
    const { ada, deps, items } = await aTeamThatMails();
    deps.mail = null;

    const { status, body } = await ada.ask('POST', path, { body: forGrace });

    expect([status, body.emailed]).toEqual([201, false]);
    expect(items().filter(({ pk }) => /MAIL/.test(String(pk)))).toEqual([]);
  });

  it.each([
    'zoë@example.com',
    'ada@exämple.com',
    '"ada"@example.com',
    'ada(victim)@example.com',
    'victim%evil.com@example.com',
    'evil.com!victim@example.com',
    '=?utf-8?q?victim=40evil.com?=@example.com',
    'team:victim@example.com',
    'ada@[192.0.2.1].x',
  ])('for %j, which could be read in another way, is not e-mailed', async (email) => {
    const { ada, mails } = await aTeamThatMails();

    const { status, body } = await ada.ask('POST', path, { body: { email, role: 'viewer' } });

    expect([status, body.emailed]).toEqual([201, false]);
    expect(mails).toEqual([]);
  });

  it('is e-mailed to one mailbox five times a day at most, from wherever, and shown nevertheless', async () => {
    const { ada, mails, signIn, time } = await aTeamThatMails();
    const eve = await signIn('eve');
    const { body } = await ada.ask('POST', path, { body: forGrace });
    const resend = async () => (await ada.ask('POST', `${path}/${body.invitationId}/resend`)).body;
    const invitedByEve = await eve.ask('POST', path, { body: { email: 'grace+eve@example.com', role: 'viewer' } });

    const resent = [await resend(), await resend(), await resend(), await resend()];
    time.now += 24 * 3600 * 1000;
    const nextDay = await resend();

    expect(invitedByEve.body.emailed).toBe(true);
    expect(resent.map(({ emailed }) => emailed)).toEqual([true, true, true, false]);
    expect(resent[3].token).toMatch(/^inv_sim_/);
    expect([nextDay.emailed, mails.length]).toEqual([true, 6]);
  });
});
