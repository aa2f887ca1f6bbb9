/** An organization's own sign-on: an OpenID Connect issuer that vouches for people of its domains, in this organization alone. */
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { SignOnRequest, SignOnView } from '../../../shared/api/signOn.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity, TenantId } from '../../../shared/identity.ts';
import { objectionTo } from '../../../shared/outbound/publicAddress.ts';
import { changeAs, unknownRole } from '../organizations/acting.ts';
import { cannotOwn, isOwners, objectionToGiving } from '../organizations/rules.ts';
import type { SignOn, UserDeps } from '../users.ts';
import { domainsOf, objectionToAudience, recordOf, verifiedDomains, viewOf } from './rules.ts';
import { registering } from './signOnRows.ts';

const notFound: Failure<'sign-on-not-found'> = {
  code: 'sign-on-not-found',
  detail: 'This organization has no sign-on of its own. Register one: PUT /api/users/organization/sign-on.',
};

export const getSignOn = async (
  { organizations }: UserDeps,
  { organizationId }: Identity,
): Promise<Result<SignOnView, Failure<'sign-on-not-found'>>> => {
  const signOn = await (await organizations.read(organizationId)).signOn();
  return signOn === undefined ? failed(notFound) : ok(viewOf(signOn));
};

type Refused =
  | 'permission-missing'
  | 'issuer-unusable'
  | 'issuer-taken'
  | 'audience-is-client'
  | 'unknown-role'
  | 'cannot-own'
  | 'beyond-your-role';

/** Registers it, or changes it. The issuer is asked for its keys first: a mistyped address is noticed by who mistyped it. */
export const putSignOn = async (
  deps: UserDeps,
  { domains, ...wanted }: SignOnRequest,
  context: RequestContext,
): Promise<Result<SignOnView, Failure<Refused>>> => {
  const audience = objectionToAudience(wanted);
  if (audience !== null) return failed(audience);
  const objection = objectionTo({ allowPrivate: deps.allowPrivateIssuers })(new URL(wanted.issuer));
  if (objection !== null) return failed(unusable(objection));
  const found = await deps.discover(wanted.issuer);
  if (!found.ok) return failed(unusable(found.error));

  return changeAs<SignOnView, Exclude<Refused, 'permission-missing'>>(
    deps,
    context,
    'sign-on:write',
    async (current, { held }) => {
      const { organizationId } = current.organization;
      for (const name of new Set([wanted.defaultRole, ...Object.values(wanted.roleMapping)])) {
        const role = await current.role(name);
        if (role === undefined) return failed(unknownRole(current.organization, name));
        if (isOwners(role)) return failed(cannotOwn);
        const beyond = objectionToGiving(held, role);
        if (beyond !== null) return failed(beyond);
      }
      const before = await current.signOn();
      const signOn: SignOn = {
        ...wanted,
        ...found.value,
        domains: domainsOf(domains, before, deps.newDomainProof),
        updatedAt: deps.clock().toISOString(),
      };
      if (await isTaken(deps, organizationId, signOn)) return failed(taken);
      return ok({ value: viewOf(signOn), writes: registering(organizationId, before, signOn) });
    },
  );
};

const unusable = (detail: string): Failure<'issuer-unusable'> => ({
  code: 'issuer-unusable',
  detail: `${detail} Nothing was registered.`,
  errors: [{ pointer: '/issuer', detail: 'no issuer that can be used' }],
});

const taken: Failure<'issuer-taken'> = {
  code: 'issuer-taken',
  detail:
    'Another organization has this issuer with this client, and has verified a domain. Make a client of your own at the issuer; if nobody else can have one there, tell the operators of the platform.',
};

/**
 * Whether another organization has the issuer. Naming one proves nothing and holds nothing: of those that name the same it is the
 * first's that verifies a domain.
 */
const isTaken = async (
  { organizations }: Pick<UserDeps, 'organizations'>,
  organizationId: TenantId,
  signOn: SignOn,
): Promise<boolean> => {
  if (verifiedDomains(signOn).length === 0) return false;
  const owner = await organizations.vouchedFor(signOn.issuer, signOn.clientId);
  return owner !== undefined && owner !== organizationId;
};

/** Who came by it stays a member in name, and can act no more; neither can the API keys that they made. */
export const removeSignOn = (deps: UserDeps, context: RequestContext) =>
  changeAs<null, 'sign-on-not-found'>(deps, context, 'sign-on:write', async (current) => {
    const before = await current.signOn();
    if (before === undefined) return failed(notFound);
    return ok({ value: null, writes: registering(current.organization.organizationId, before, undefined) });
  });

type NotVerified = 'sign-on-not-found' | 'domain-not-found' | 'domain-taken' | 'issuer-taken' | 'domain-unproven';

/** Looks whether whoever registered a domain can say something in its name. */
export const verifyDomain = async (
  deps: UserDeps,
  domain: string,
  context: RequestContext,
): Promise<Result<SignOnView, Failure<'permission-missing' | NotVerified>>> => {
  const records = await deps.txtRecords(domain);
  return changeAs<SignOnView, NotVerified>(deps, context, 'sign-on:write', async (current) => {
    const { organizationId } = current.organization;
    const before = await current.signOn();
    if (before === undefined) return failed(notFound);
    const given = before.domains.find((each) => each.domain === domain);
    if (given === undefined) return failed(unknownDomain);
    if (given.verifiedAt !== null) return ok({ value: viewOf(before) });
    if (!records.includes(recordOf(given.proof))) return failed(unproven(domain, given.proof));
    const owner = await deps.organizations.domainOwner(domain);
    if (owner !== undefined && owner !== organizationId) return failed(domainTaken(domain));
    const verifiedAt = deps.clock().toISOString();
    const domains = before.domains.map((each) => (each.domain === domain ? { ...each, verifiedAt } : each));
    const signOn: SignOn = { ...before, domains, updatedAt: verifiedAt };
    if (await isTaken(deps, organizationId, signOn)) return failed(taken);
    return ok({ value: viewOf(signOn), writes: registering(organizationId, before, signOn) });
  });
};

const unknownDomain: Failure<'domain-not-found'> = {
  code: 'domain-not-found',
  detail: 'This domain is none of those of your sign-on; GET /api/users/organization/sign-on lists them.',
};

const unproven = (domain: string, proof: string): Failure<'domain-unproven'> => ({
  code: 'domain-unproven',
  detail: `No TXT record of ${domain} says ${recordOf(proof)}. Add it at whoever serves the domain's DNS, wait until it is known, and ask again.`,
});

const domainTaken = (domain: string): Failure<'domain-taken'> => ({
  code: 'domain-taken',
  detail: `Another organization has verified ${domain}, and vouches for its people.`,
});
