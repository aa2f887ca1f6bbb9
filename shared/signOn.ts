import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Membership } from './access.ts';
import type { TenantId } from './identity.ts';
import { id } from './ids.ts';
import { ownersAlone } from './permissions.ts';
import { type Key, partition, type Table } from './table/table.ts';

/**
 * Single sign-on of an organization, as the gateway reads it; kept by the users service, as pk ISSUER#<issuer, hashed>,
 * sk <client id, hashed>, and pk DOMAIN#<domain>, sk DOMAIN, for each that is verified. No two organizations have the same.
 * Without a verified domain there is none of either: naming an issuer proves nothing, and keeps nobody else from it.
 */
export const vouched = z.object({
  organizationId: id('org'),
  issuer: z.string(),
  /** To which application its tokens are issued. */
  clientId: z.string(),
  /** For which API, where its tokens say so by `aud`. */
  audience: z.string().nullable(),
  jwksUri: z.string(),
  userInfoUri: z.string().nullable(),
  /** The claim that roles are mapped from. */
  roleClaim: z.string().nullable(),
  /** Those that are verified: of no other has anybody an address who comes by it. */
  domains: z.array(z.string()),
});
export type Vouched = z.infer<typeof vouched>;

export const vouchedDomain = z.object({
  organizationId: id('org'),
  issuer: z.string(),
  clientId: z.string(),
  audience: z.string().nullable(),
  /** Whether who has an address there can act in the organization only by its own sign-on. */
  enforced: z.boolean(),
});
export type VouchedDomain = z.infer<typeof vouchedDomain>;

/** The part of an address that says whose it is, in one spelling. */
export const domainOf = (email: string | null | undefined): string | undefined =>
  email?.split('@').at(-1)?.toLowerCase();

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const issuerKey = (issuer: string, clientId: string): Key => ({
  pk: `ISSUER#${hashed(issuer)}`,
  sk: hashed(clientId),
});
export const domainKey = (domain: string): Key => ({ pk: `DOMAIN#${domain}`, sk: 'DOMAIN' });

/** Of an issuer that organizations share, each has a client of its own. */
export const readVouched = async (
  table: Table,
  { issuer, clientId }: Pick<Vouched, 'issuer' | 'clientId'>,
): Promise<Vouched | undefined> => {
  const item = await table.get(issuerKey(issuer, clientId));
  return item && vouched.parse(item);
};

export const readDomain = async (table: Table, domain: string): Promise<VouchedDomain | undefined> => {
  const item = await table.get(domainKey(domain));
  return item && vouchedDomain.parse(item);
};

/**
 * The issuer of people as an organization's own vouches for them. What follows the # is in no issuer's address: nobody's
 * token leads to a person of another organization, or to one of the platform's issuer.
 */
export const issuerWithin = (issuer: string, organizationId: TenantId): string => `${issuer}#${organizationId}`;

export const signOnKind = 'SIGN_ON';
export const signOnKey = (tenant: TenantId): Key => ({ pk: partition(tenant, signOnKind), sk: signOnKind });
const verifiedIn = z.object({ domains: z.array(z.object({ domain: z.string(), verifiedAt: z.string().nullable() })) });

/** Whether an organization's sign-on vouches for addresses of the domain just now. */
export const isVouchedFor = async (table: Table, tenant: TenantId, domain: string | undefined): Promise<boolean> => {
  const item = await table.get(signOnKey(tenant));
  if (item === undefined) return false;
  return verifiedIn.parse(item).domains.some((each) => each.domain === domain && each.verifiedAt !== null);
};

/**
 * The sign-on by which alone somebody may act in an organization; undefined where any way to sign in does. Who is bound to the
 * organization knows no other, and an owner can always mend what keeps everybody else out.
 */
export const requiredSignOn = async (
  { organizationId, domain, kind, permissions }: Membership,
  signOnOf: (domain: string) => Promise<VouchedDomain | undefined>,
): Promise<VouchedDomain | undefined> => {
  const isOwners = ownersAlone.some((permission) => permissions.includes(permission));
  if (domain === undefined || kind !== undefined || isOwners) return undefined;
  const signOn = await signOnOf(domain);
  return signOn?.enforced === true && signOn.organizationId === organizationId ? signOn : undefined;
};
