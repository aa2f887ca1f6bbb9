import * as z from 'zod';
import { failed, ok, type Result } from '../engine/result.ts';
import { type Membership, readMembership } from './access.ts';
import { id } from './ids.ts';
import { knownPermissions } from './permissions.ts';
import { isVouchedFor, readDomain, requiredSignOn, type VouchedDomain } from './signOn.ts';
import type { Key, Table } from './table/table.ts';

/**
 * What an API key may do, as the gateway reads it: pk KEY#<the secret, hashed>, sk KEY, kept by the users service. The row
 * says within what a key may act and on whose behalf; what they may do themselves stands with their membership.
 */
export const secretRow = z.object({
  keyId: id('key'),
  organizationId: id('org'),
  /** The partition of what its maker may do where. */
  access: z.string(),
  /** Since when its maker belonged to the organization as they made it. */
  memberSince: z.string(),
  permissions: z.array(z.string()).transform(knownPermissions),
  /** From then on this secret is worth nothing. */
  until: z.string(),
});
type Secret = z.infer<typeof secretRow>;

export const secretKey = (hash: string): Key => ({ pk: `KEY#${hash}`, sk: 'KEY' });

export interface KeyAccess {
  secret: Secret;
  /** Of whoever made the key; undefined when they belong to the organization no more. */
  maker: Membership | undefined;
  /** The sign-on by which alone its maker may act there, and by which they did not come; undefined where there is none. */
  required: VouchedDomain | undefined;
}

/** Undefined for a secret that is no key's: never made, or revoked. */
export const readKeyAccess = async (table: Table, hash: string): Promise<KeyAccess | undefined> => {
  const item = await table.get(secretKey(hash));
  if (item === undefined) return undefined;
  const secret = secretRow.parse(item);
  const maker = await readMembership(table, secret.access, secret.organizationId);
  if (maker === undefined || maker.since !== secret.memberSince)
    return { secret, maker: undefined, required: undefined };
  // A key acts for somebody who could come themselves. Nobody can whom the organization's sign-on vouches for no more, nor who
  // would have to come by it and did not.
  const isVouched = maker.kind !== 'sign-on' || (await isVouchedFor(table, maker.organizationId, maker.domain));
  const required = await requiredSignOn(maker, (domain) => readDomain(table, domain));
  return { secret, maker: isVouched ? maker : undefined, required };
};

/** Its maker's membership, narrowed to what the key was made for. */
export const heldByKey = (
  { secret, maker, required }: KeyAccess,
  now: number,
): Result<Membership & { keyId: Secret['keyId'] }, 'expired' | 'maker-left' | 'sign-on-required'> => {
  if (Date.parse(secret.until) <= now) return failed('expired');
  if (maker === undefined) return failed('maker-left');
  if (required !== undefined) return failed('sign-on-required');
  const { keyId } = secret;
  return ok({ ...maker, keyId, permissions: maker.permissions.filter((each) => secret.permissions.includes(each)) });
};
