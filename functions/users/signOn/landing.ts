import { failed, ok, type Result } from '../../../engine/result.ts';
import { publishMemberAdded } from '../../../events/member.ts';
import { publishUserCreated } from '../../../events/user.ts';
import { accessPartition, type Belonging } from '../../../shared/access.ts';
import type { Failure } from '../../../shared/http/route.ts';
import { newId } from '../../../shared/ids.ts';
import { domainOf } from '../../../shared/signOn.ts';
import { OrganizationErased } from '../../../shared/table/erased.ts';
import { limitsIn, objectionToGrowing, placesTaken } from '../limits/members.ts';
import type { Current } from '../organizations/organizationStore.ts';
import { joining, uninviting } from '../organizations/organizationStore.ts';
import { objectionToJoining } from '../organizations/rules.ts';
import type { FirstSight, SignOnSight } from '../profile/firstSight.ts';
import { beginning, whileThere } from '../store.ts';
import type { Member, Role, User, UserDeps } from '../users.ts';
import { invitationFor, isLanding, isVerified, rolesFor } from './rules.ts';

type Refused =
  | 'sign-on-gone'
  | 'email-unknown'
  | 'domain-not-verified'
  | 'member-was-removed'
  | 'organization-full'
  | 'limit-reached';

/**
 * Makes somebody a member whom the organization's own issuer vouches for: of it alone, and only with an address of a domain
 * that it has verified. Their role is the one of an open invitation to the address, or one mapped from a claim, or the
 * default. Who was removed comes back only by an invitation.
 */
export const land = async (
  deps: Pick<UserDeps, 'people' | 'organizations' | 'clock' | 'tenancy' | 'plans'>,
  { person, name, email, correlationId, traceparent }: FirstSight,
  { organizationId, claimed }: SignOnSight,
): Promise<Result<Belonging[], Failure<Refused>>> => {
  const { people, organizations, clock } = deps;
  const access = accessPartition(person);
  const at = clock();
  const because = { at, correlationId, traceparent };
  const newUserId = newId('usr');
  try {
    const landed = await organizations.change<null, Refused>(organizationId, because, async (current) => {
      const { organization } = current;
      const signOn = await current.signOn();
      if (signOn === undefined || organization.owners === 0) return failed(gone);
      if (email === undefined) return failed(emailUnknown);
      if (!isVerified(signOn, email)) return failed(notVerified(email));
      const known = await people.find(person);
      if (known !== undefined && (await current.member(known.userId)) !== undefined) return ok({ value: null });
      const invitations = await current.invitations();
      const invitation = invitationFor(email, invitations, at);
      if (known !== undefined && invitation === undefined) return failed(wasRemoved);
      if (objectionToJoining(organization) !== null) return failed(full);
      const taken = invitation ? organization.members : placesTaken(organization, invitations, at);
      const noPlace = objectionToGrowing(await limitsIn(deps, organizationId), taken);
      if (noPlace !== null) return failed({ ...noPlace, detail: full.detail });

      const role = await landingRole(current, [...(invitation ? [invitation.role] : []), ...rolesFor(signOn, claimed)]);
      const userId = known?.userId ?? newUserId;
      const since = at.toISOString();
      const member: Member = { userId, role: role.name, since, access, kind: 'sign-on', domain: domainOf(email) };
      const user: User = {
        userId,
        name: name ?? email.split('@')[0] ?? 'Newcomer',
        email,
        createdAt: since,
        home: organizationId,
        access,
        kind: 'sign-on',
        sequence: 1,
      };
      const created = { ...because, tenant: organizationId, subject: userId, sequence: 1 };
      return ok({
        value: null,
        organization: { members: organization.members + 1 },
        writes: [
          ...(known === undefined ? beginning(person, user) : [whileThere(userId)]),
          ...joining(organizationId, member),
          ...(invitation ? [uninviting(organizationId, invitation)] : []),
        ],
        events: [(event) => publishMemberAdded(event, { organizationId, userId, role: role.name })],
        alongside: known === undefined ? [publishUserCreated(created, { userId, organizationId })] : [],
      });
    });
    return landed.ok ? ok(await people.belongings(access)) : landed;
  } catch (error) {
    if (error instanceof OrganizationErased) return failed(gone);
    throw error;
  }
};

/** The first that there still is and that owns nothing. */
const landingRole = async (current: Current, names: readonly string[]): Promise<Role> => {
  for (const name of [...names, 'viewer']) {
    const role = await current.role(name);
    if (isLanding(role)) return role;
  }
  throw new Error('every organization has the role viewer');
};

const gone: Failure<'sign-on-gone'> = {
  code: 'sign-on-gone',
  detail: 'This organization does not let anybody in by this issuer any more. Ask one of its admins.',
};

const full: Failure<'organization-full'> = {
  code: 'organization-full',
  detail: 'The organization has as many members as it can. Ask one of its admins to remove some.',
};

const emailUnknown: Failure<'email-unknown'> = {
  code: 'email-unknown',
  detail:
    'Your issuer tells no verified e-mail address, neither in the access token nor at its userinfo endpoint: ask for the scope email.',
};

const notVerified = (email: string): Failure<'domain-not-verified'> => ({
  code: 'domain-not-verified',
  detail: `The organization has not verified the domain of ${email}, so its issuer cannot vouch for you. Ask one of its admins.`,
});

const wasRemoved: Failure<'member-was-removed'> = {
  code: 'member-was-removed',
  detail:
    'You were removed from the organization, or left it. An admin lets you in again by an invitation to your address.',
};
