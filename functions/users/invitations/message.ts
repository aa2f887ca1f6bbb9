import type { Message } from '../mail/mail.ts';
import type { Invitation, Organization, User } from '../users.ts';

export interface InvitedBy {
  organization: Pick<Organization, 'organizationId' | 'name'>;
  /** Undefined for somebody who has left meanwhile. */
  inviter: Pick<User, 'name'> | undefined;
  invitation: Pick<Invitation, 'email' | 'role' | 'until'>;
  link: string;
}

/**
 * What tells somebody that they are invited. Anybody can call themselves and their organization what they like, and have this
 * sent to anybody: so names stand in quotes, and those that could lead somewhere else do not stand in it.
 */
export const invitationMessage = ({ organization, inviter, invitation, link }: InvitedBy): Message => {
  const { email, role, until } = invitation;
  const name = quoted(organization.name);
  const who = (inviter && quoted(inviter.name)) ?? 'A colleague';
  const where = name ?? `with the id ${organization.organizationId}`;
  const paragraphs = [
    `${who} invites you to the organization ${where} on Simsheet, as ${role}.`,
    'To accept, open this link and sign in:',
    link,
    `It works once, until ${inWords(until)}. Whoever has it can accept: pass it on to nobody.`,
    'If you did not expect this, ignore it.',
  ];
  return {
    to: email,
    subject: name === null ? 'Invitation to an organization on Simsheet' : `Invitation to ${name} on Simsheet`,
    text: `${paragraphs.join('\n\n')}\n`,
  };
};

const inWords = (time: string): string => `${time.slice(0, 10)}, ${time.slice(11, 16)} UTC`;

/** Beyond what an organization's name may have; what an issuer calls a person has no limit. */
const longest = 100;

/** What mail programs make a link of, on purpose or by mistake: domains, also of other scripts, paths of networks, addresses. */
const leadsSomewhere = /\S[.\u3002][\p{L}\p{M}\p{N}]{2}|[/\\]{2}|@/u;
/** What phones call when it is touched. */
const calls = /(?:\p{Nd}[\s().\u2010-\u2015-]*){7}/u;
/** What is not seen, or turns around or breaks what is. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;
/** Those that end the quotes, and those that look alike. */
const quotes = /["\u00ab\u00bb\u201c-\u201f\u2039\u203a\u2e42\u301d-\u301f\uff02]/gu;

/** A name as it may stand in an e-mail; null for one that may not. */
const quoted = (name: string): string | null => {
  // A full-width letter, dot or sign is read as the plain one.
  const read = name.normalize('NFKC');
  const isFit = name.length <= longest && !hidden.test(name) && !leadsSomewhere.test(read) && !calls.test(read);
  return isFit ? `“${name.replace(quotes, "'")}”` : null;
};
