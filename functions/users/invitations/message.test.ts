import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invitationMessage } from './message.ts';

const organizationId = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const link = 'https://page.example/invitations/accept#token=inv_sim_x';
const invitation = { email: 'grace@example.com', role: 'viewer', until: '2026-03-08T12:34:56.000Z' };

const messageOf = (organization: string, inviter: string) =>
  invitationMessage({
    organization: { organizationId, name: organization },
    inviter: { name: inviter },
    invitation,
    link,
  });
const linesOf = (text: string) => text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);

describe('the e-mail of an invitation', () => {
  it('says who invites to what, as what, until when, and where to accept', () => {
    expect(messageOf('Planning', 'Ada Lovelace')).toEqual({
      to: 'grace@example.com',
      subject: 'Invitation to “Planning” on Simsheet',
      text: `“Ada Lovelace” invites you to the organization “Planning” on Simsheet, as viewer.

To accept, open this link and sign in:

${link}

It works once, until 2026-03-08, 12:34 UTC. Whoever has it can accept: pass it on to nobody.

If you did not expect this, ignore it.
`,
    });
  });

  it('is from a colleague where whoever made it has left', () => {
    const { text } = invitationMessage({
      organization: { organizationId, name: 'Planning' },
      inviter: undefined,
      invitation,
      link,
    });

    expect(linesOf(text)[0]).toBe('A colleague invites you to the organization “Planning” on Simsheet, as viewer.');
  });

  it.each([
    'evil.com',
    'You won! See evil.com/prize today',
    'www.evil.co',
    'http://evil',
    'ftp:evil//x',
    '//evil',
    '\\\\evil\\share',
    'ada@evil',
    'пример.рф',
    'Call +1 888 555 0199 now',
    '(0800) 555-01-99',
    'evil\uff0ecom',
    'evil\u3002com',
    'evil\uff61com',
    'ada\uff20evil',
    'http:\uff0f\uff0fevil',
    'evil.\u0301com',
    'evil.\u200bcom',
    'evil\u00ad',
    'moc.\u202elive',
    'Planning\nBcc: victim',
    'Planning\r\n\r\nPay here',
    'Planning\u2028Pay here',
    'Planning\tmore',
    'a\ud800',
    'x'.repeat(101),
  ])('leaves out a name like %j', (name) => {
    const { subject, text } = messageOf(name, name);

    expect(subject).toBe('Invitation to an organization on Simsheet');
    expect(text).toBe(
      messageOf('Planning', 'Ada')
        .text.replace('“Planning”', `with the id ${organizationId}`)
        .replace('“Ada”', 'A colleague'),
    );
  });

  it.each([
    'Müller & Söhne GmbH',
    'Acme B.V.',
    'Kozel S.p.A.',
    'Dr. Ada Lovelace',
    'J. R. R. Tolkien',
    'Sample Co.,Ltd.',
    'Иванов и сыновья',
    '東京株式会社',
    'O’Brien / Partners',
    '<b>Planning</b> & more: 50 %',
    'Budget 2026/27, 3rd draft',
    'x'.repeat(100),
  ])('has a name like %j as it is, in quotes', (name) => {
    const { subject, text } = messageOf(name, name);

    expect(subject).toBe(`Invitation to “${name}” on Simsheet`);
    expect(linesOf(text)[0]).toBe(`“${name}” invites you to the organization “${name}” on Simsheet, as viewer.`);
  });

  it('lets no name end its quotes', () => {
    const { subject } = messageOf('Planning” — “your "account" «now»', 'Ada');

    expect(subject).toBe("Invitation to “Planning' — 'your 'account' 'now'” on Simsheet");
  });

  it('has one link, as many lines as ever and no more quotes, whatever anybody is called', () => {
    const hostile = fc.constantFrom('.', '://', '@', '\n', '\r', '”', '"', 'com', '.com', '\u202e', '\uff0e', ' ', 'x');
    const name = fc.array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 });
    const lines = linesOf(messageOf('Planning', 'Ada').text).length;

    fc.assert(
      fc.property(name, name, (organization, inviter) => {
        const { to, subject, text } = messageOf(organization.join(''), inviter.join(''));
        const [before = '', after = '', ...others] = text.split(link);
        const shown = `${subject}\n${before}${after}`;

        expect([to, others, linesOf(text).length, linesOf(subject).length]).toEqual([invitation.email, [], lines, 1]);
        expect(shown.normalize('NFKC')).not.toMatch(/@|\/\/|[\p{L}\p{N}-][.\u3002][\p{L}\p{N}]{2}/u);
        expect(shown.match(/[“”]/g)?.join('') ?? '').toMatch(/^(“”){0,3}$/);
      }),
      { numRuns: 300 },
    );
  });
});
