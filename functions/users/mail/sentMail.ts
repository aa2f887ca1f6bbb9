import { createHash } from 'node:crypto';
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { Rows } from '../../../events/consume/erase.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { type Counter, countingMore } from '../../../shared/limits/counter.ts';
import { isErased, unlessErased } from '../../../shared/table/erased.ts';
import { partition, type Table } from '../../../shared/table/table.ts';

/**
 * How many e-mails were sent on a day, so that nobody can be flooded with them. All organizations together send few to one
 * mailbox, whoever asks for them.
 *
 * | access                              | key                                        |
 * | ----------------------------------- | ------------------------------------------ |
 * | to a mailbox                        | pk MAIL#<the mailbox, hashed>, sk <day>    |
 * | by an organization                  | pk TENANT#<org>#MAIL, sk <day>             |
 */
export interface SentMail {
  /** Counts one before it is sent, by the day in UTC. What would be one too many is not counted. */
  count(tenant: TenantId, address: string, now: Date): Promise<Result<null, NotCounted>>;
}

export type NotCounted = 'mailbox-limit' | 'organization-limit' | 'organization-deleted';

export const mostToMailbox = 5;
export const mostByOrganization = 100;

const kind = 'MAIL';
/** In seconds from its beginning: a day later nobody asks for it. */
const keptForSeconds = 2 * 24 * 3600;

/** What follows a plus sign says only where in the mailbox it goes; Gmail's has two domains, and dots that mean nothing. */
const mailboxOf = (address: string): string => {
  const [local = '', domain = ''] = address.replace(/\+[^@]*/, '').split('@');
  return /^(gmail|googlemail)\.com$/.test(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`;
};

const countersOf = (
  tenant: TenantId,
  address: string,
  now: Date,
): { mailbox: Counter<string>; organization: Counter } => {
  const day = now.toISOString().slice(0, 10);
  const of = { attribute: 'sent', expiresAt: Date.parse(day) / 1000 + keptForSeconds };
  const hash = createHash('sha256').update(mailboxOf(address)).digest('base64url');
  return {
    mailbox: { ...of, label: 'mailbox', key: { pk: `${kind}#${hash}`, sk: day } },
    organization: { ...of, label: 'organization', key: { pk: partition(tenant, kind), sk: day } },
  };
};

export const sentMail = (table: Pick<Table, 'transact'>): SentMail => ({
  async count(tenant, address, now) {
    const { mailbox, organization } = countersOf(tenant, address, now);
    const counted = await table.transact([
      countingMore(mailbox, 1, mostToMailbox),
      countingMore(organization, 1, mostByOrganization),
      unlessErased(tenant),
    ]);
    if (counted.ok) return ok(null);
    if (isErased(counted.error)) return failed('organization-deleted');
    return failed(counted.error.some(({ label }) => label === mailbox.label) ? 'mailbox-limit' : 'organization-limit');
  },
});

export const rowsOfSentMail = (tenant: TenantId): Rows => ({
  pk: partition(tenant, kind),
  exported: { leftOut: 'how many e-mails were sent today, and on the day before' },
});
