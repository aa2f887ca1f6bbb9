/** Issuers that organizations registered: each vouches for people of its organization's domains, there and nowhere else. */
import type { JWTPayload } from 'jose';
import * as z from 'zod';
import { failed, ok } from '../../../engine/result.ts';
import type { Membership } from '../../../shared/access.ts';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import {
  domainOf,
  issuerWithin,
  readDomain,
  readVouched,
  requiredSignOn,
  type Vouched,
  type VouchedDomain,
} from '../../../shared/signOn.ts';
import type { Table } from '../../../shared/table/table.ts';
import { type Checked, checkedClaims, invalid, nameIn, type Principal, type Verify } from './issuers.ts';
import { forgetBeyond, lookups } from './lookups.ts';
import { type Fetch, publishedKeys } from './publishedKeys.ts';

export interface OrganizationIssuers {
  verify: Verify;
  /** Why somebody may not act where they belong, by how they signed in. */
  objection(principal: Principal, membership: Membership): Promise<ProblemInput | null>;
  /** How people with an address of the domain sign in; `busy` while too many strange ones are asked for. */
  signOnOf(domain: string): Promise<VouchedDomain | undefined> | 'busy';
}

/** Key sets of a process. */
const mostKeySets = 1000;
const mostClaimed = 100;

export const organizationIssuers = (table: Table, clock: () => number, fetchKeys: Fetch): OrganizationIssuers => {
  const registered = lookups((client) => readVouched(table, JSON.parse(client)), clock);
  const signOnOf = lookups((domain) => readDomain(table, domain), clock);
  const enforcing = new Map<string, { found: Promise<VouchedDomain | undefined>; until: number }>();
  const keySets = new Map<string, ReturnType<typeof publishedKeys>>();

  const keysAt = (uri: string): ReturnType<typeof publishedKeys> => {
    const keys = keySets.get(uri) ?? publishedKeys(uri, fetchKeys);
    keySets.set(uri, keys);
    forgetBeyond(mostKeySets, keySets);
    return keys;
  };

  const verify: Verify = async (token) => {
    const said = unverified(token);
    const issuer = nameIn(said.iss, mostInAddress);
    const clientId = nameIn(clientOf(said));
    if (issuer === undefined || clientId === undefined) return unknownIssuer;
    const found = registered(JSON.stringify({ issuer, clientId }));
    if (found === 'busy') return busy;
    const vouched = await found;
    // What was looked up are hashes.
    if (vouched?.issuer !== issuer || vouched.clientId !== clientId) return unknownIssuer;

    const checked = await checkedClaims(checkedAgainst(vouched), keysAt(vouched.jwksUri), token);
    if (!checked.ok) return checked;
    const claims = checked.value;
    // Without an audience of its own an access token has none, and an ID token has one.
    if (vouched.audience === null && claims.aud !== undefined) return notForUs;
    return ok(principalOf(vouched, claims, token));
  };

  /** Most members' domains have no sign-on, so here what is unknown is no guess. */
  const enforcedAt = (domain: string): Promise<VouchedDomain | undefined> => {
    const now = clock();
    const cached = enforcing.get(domain);
    if (cached !== undefined && now < cached.until) return cached.found;
    const found = readDomain(table, domain);
    enforcing.delete(domain);
    enforcing.set(domain, { found, until: now + enforcedMs });
    forgetBeyond(mostKeySets, enforcing);
    found.catch(() => enforcing.delete(domain));
    return found;
  };

  return {
    verify,
    signOnOf,
    async objection({ within }, membership) {
      if (within !== undefined) {
        // That of the time when they came, and that which the token tells now.
        const told = [membership.domain, ...(within.email === undefined ? [] : [domainOf(within.email)])];
        const isVouched = (each: string | undefined) => each !== undefined && within.domains.includes(each);
        return within.organizationId === membership.organizationId && told.every(isVouched) ? null : notVouched;
      }
      const required = await requiredSignOn(membership, enforcedAt);
      return required === undefined ? null : signOnRequired(required);
    },
  };
};

const enforcedMs = 5000;
const mostInAddress = 500;

const said = z.looseObject({ iss: z.unknown(), client_id: z.unknown() });

/** Only to look up what to verify with. */
const unverified = (token: string): Record<string, unknown> => {
  try {
    return said.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
  } catch {
    return {};
  }
};

/** To whom a token was issued, as RFC 9068, Auth0 and Keycloak, Okta, and Entra say it. */
const clientOf = ({ client_id, azp, cid, appid }: Record<string, unknown>): unknown => client_id ?? azp ?? cid ?? appid;

const checkedAgainst = ({ issuer, audience }: Vouched): Checked => ({
  issuer,
  // The client was compared already, whatever the claim is called.
  ...(audience === null
    ? { audienceClaim: 'iss', accepted: [issuer] }
    : { audienceClaim: 'aud', accepted: [audience] }),
  algorithms: ['RS256', 'ES256', 'EdDSA'],
});

const principalOf = (vouched: Vouched, claims: JWTPayload, token: string): Principal => {
  const { issuer, organizationId, domains, userInfoUri, roleClaim } = vouched;
  const subject = claims.sub ?? '';
  const claimed = roleClaim === null ? [] : [claims[roleClaim]].flat();
  return {
    issuer: issuerWithin(issuer, organizationId),
    subject,
    username: nameIn(claims.name),
    operator: false,
    machine: false,
    token,
    tokenId: nameIn(claims.jti) ?? subject,
    within: {
      organizationId,
      domains,
      userInfoUri,
      email: claims.email_verified === false ? undefined : nameIn(claims.email),
      claimed: claimed.filter((value) => nameIn(value) !== undefined).slice(0, mostClaimed) as string[],
    },
  };
};

const unknownIssuer = invalid('It was not issued by an issuer that this installation trusts.');
const notForUs = invalid('It is not an access token, or one for another API.');
const busy = failed({
  code: 'too-many-requests' as const,
  detail: 'Too many tokens of unknown issuers are sent just now. Try again in a second; nothing was done.',
});

const notVouched: ProblemInput = {
  status: 403,
  code: 'domain-not-verified',
  detail: "The organization's sign-on does not vouch for the domain of your address any more. Ask one of its admins.",
};

const signOnRequired = ({ issuer }: VouchedDomain): ProblemInput => ({
  status: 403,
  code: 'sign-on-required',
  detail: `This organization wants you to sign in by its own issuer, ${issuer}. In your other organizations you act as before: Simsheet-Organization.`,
});
