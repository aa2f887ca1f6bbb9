/** What an organization may register as its sign-on, and what it gives whom. */

import type { SignOnView } from '../../../shared/api/signOn.ts';
import type { Failure } from '../../../shared/http/route.ts';
import { domainOf } from '../../../shared/signOn.ts';
import { isOpen, isOwners } from '../organizations/rules.ts';
import type { Invitation, Role, SignOn } from '../users.ts';

/** What a domain's TXT record has to say. */
export const recordOf = (proof: string): string => `simsheet-verification=${proof}`;

export const viewOf = ({ domains, jwksUri: _keys, userInfoUri: _profile, ...signOn }: SignOn): SignOnView => ({
  ...signOn,
  domains: domains.map(({ domain, verifiedAt, proof }) => ({ domain, verifiedAt, record: recordOf(proof) })),
});

export const verifiedDomains = ({ domains }: Pick<SignOn, 'domains'>): string[] =>
  domains.filter(({ verifiedAt }) => verifiedAt !== null).map(({ domain }) => domain);

/** Tokens say who they are for apart from to whom they were issued, or an ID token would pass for an access token. */
export const objectionToAudience = ({
  clientId,
  audience,
}: Pick<SignOn, 'clientId' | 'audience'>): Failure<'audience-is-client'> | null =>
  audience === clientId
    ? {
        code: 'audience-is-client',
        detail:
          'The audience of an ID token is the client, so an access token has another: the API that it is for. Define one at the issuer, or leave it null where access tokens have none.',
        errors: [{ pointer: '/audience', detail: 'the same as clientId' }],
      }
    : null;

/** The domains of a registration, each with the proof that it had: verified once, it stays so. */
export const domainsOf = (wanted: readonly string[], before: SignOn | undefined, newProof: () => string) =>
  wanted.map(
    (domain) =>
      before?.domains.find((each) => each.domain === domain) ?? { domain, proof: newProof(), verifiedAt: null },
  );

/** The names of roles that somebody may land with, in the order in which they are tried. */
export const rolesFor = ({ defaultRole, roleMapping }: SignOn, claimed: readonly string[]): string[] => [
  ...Object.entries(roleMapping)
    .filter(([value]) => claimed.includes(value))
    .map(([, role]) => role),
  defaultRole,
];

/** An open invitation to this address says more than a mapping, and lets somebody in again who was removed. */
export const invitationFor = (email: string, invitations: readonly Invitation[], now: Date): Invitation | undefined =>
  invitations.find((invitation) => isOpen(invitation, now) && invitation.email === email.trim().toLowerCase());

export const isVerified = (signOn: SignOn, email: string): boolean =>
  verifiedDomains(signOn).some((domain) => domain === domainOf(email));

/** A role that somebody can have who comes by the sign-on. */
export const isLanding = (role: Role | undefined): role is Role => role !== undefined && !isOwners(role);
