import { failed, ok, type Result } from '../../../engine/result.ts';
import { publishMemberAdded, publishMemberInvited } from '../../../events/member.ts';
import {
  emailAddress,
  type InvitationView,
  type InvitationWithToken,
  type InvitedTo,
  type Joined,
} from '../../../shared/api/organizations.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity } from '../../../shared/identity.ts';
import { type Id, newId } from '../../../shared/ids.ts';
import { domainOf } from '../../../shared/signOn.ts';
import type { Write } from '../../../shared/table/table.ts';
import { limitsIn, objectionToGrowing, placesTaken } from '../limits/members.ts';
import { called, changeAs, roleOf, unknownRole } from '../organizations/acting.ts';
import { type Current, inviting, joining, uninviting } from '../organizations/organizationStore.ts';
import { boundElsewhere, objectionToOneMore } from '../organizations/organizations.ts';
import {
  isAcceptable,
  isOpen,
  isOwners,
  objectionToGiving,
  objectionToInviting,
  objectionToJoining,
} from '../organizations/rules.ts';
import { profileDeleted } from '../profile/profile.ts';
import { isVerified } from '../signOn/rules.ts';
import { whileThere } from '../store.ts';
import type { Invitation, Member, Organization, UserDeps } from '../users.ts';
import { emailInvitation, type Invited } from './emailInvitation.ts';
import { hashOf } from './token.ts';

const lifeMs = 7 * 24 * 3600 * 1000;

const notFound = {
  code: 'invitation-not-found',
  detail: 'There is no such invitation. Check that the token is complete, or ask for a new one.',
} as const satisfies Failure;

/** Of an id, to who may invite. What was accepted or revoked is not kept. */
const noSuchInvitation = (organization: Organization): Failure<'invitation-not-found'> => ({
  code: 'invitation-not-found',
  detail: `The organization ${called(organization)} has no invitation with this id: it was accepted or revoked, or expired and was replaced or forgotten (after 30 days), or is of another organization, which Simsheet-Organization names. GET /api/users/organization/invitations lists those that there are.`,
});

/** The same whether it was used, revoked, resent, has expired or lapsed: that is nobody's business but the organization's. */
const gone = {
  code: 'invitation-gone',
  detail: 'This invitation can no longer be accepted. Ask whoever invited you for a new one.',
} as const satisfies Failure;

const viewOf = (invitation: Invitation, now: Date, isVouched = true): InvitationView => ({
  ...invitation,
  status: isOpen(invitation, now) ? (isVouched ? 'OPEN' : 'LAPSED') : 'EXPIRED',
});

/**
 * Whether who made an invitation might make it now. It is asked again when somebody accepts, so that who was removed or
 * demoted has no door left open for themselves.
 */
const isVouchedFor = async (
  current: Pick<Current, 'member' | 'role'>,
  { invitedBy, role: name }: Pick<Invitation, 'invitedBy' | 'role'>,
): Promise<boolean> => {
  const [inviter, role] = await Promise.all([current.member(invitedBy), current.role(name)]);
  if (inviter === undefined || role === undefined) return false;
  const { permissions: held } = await roleOf(current, inviter);
  return held.includes('member:write') && objectionToGiving(held, role) === null;
};

export const listInvitations = async (
  { organizations, clock }: UserDeps,
  { organizationId }: Identity,
): Promise<{ ok: true; value: { invitations: InvitationView[] } }> => {
  const current = await organizations.read(organizationId);
  const now = clock();
  const viewed = (await current.invitations()).map(async (invitation) =>
    viewOf(invitation, now, await isVouchedFor(current, invitation)),
  );
  return ok({ invitations: await Promise.all(viewed) });
};

export const invite = async (deps: UserDeps, email: string, name: string, context: RequestContext) => {
  const made = await changeAs<
    Made,
    | 'unknown-role'
    | 'beyond-your-role'
    | 'invited-is-a-member'
    | 'already-invited'
    | 'too-many-invitations'
    | 'organization-full'
    | 'limit-reached'
  >(deps, context, 'member:write', async (current, { held, member }) => {
    const { organization } = current;
    const { organizationId } = organization;
    const now = deps.clock();
    const role = await current.role(name);
    if (role === undefined) return failed(unknownRole(organization, name));
    const earlier = await current.invitations();
    const objection =
      objectionToGiving(held, role) ??
      objectionToInviting(email, earlier, now) ??
      (await objectionToInvitingMember(deps, email, current)) ??
      objectionToJoining(organization) ??
      objectionToGrowing(await limitsIn(deps, organizationId), placesTaken(organization, earlier, now));
    if (objection !== null) return failed(objection);

    const token = deps.newToken();
    const invitation: Invitation = {
      invitationId: newId('inv'),
      email,
      role: name,
      invitedBy: member.userId,
      invitedAt: now.toISOString(),
      ...withToken(token, now),
    };
    const { invitationId, invitedBy } = invitation;
    const expired = earlier.filter((each) => each.email === email);
    const view = viewOf(invitation, now);
    return ok({
      value: { organization, invitation, view, token },
      writes: [...inviting(organizationId, invitation), ...expired.map((each) => uninviting(organizationId, each))],
      events: [(event) => publishMemberInvited(event, { organizationId, invitationId, email, role: name, invitedBy })],
      alongside: noting(context, view),
    });
  });
  return answered(deps, made);
};

/**
 * Members know the domain of their address, and their profiles the address. Who has two sign-ins belongs by one and may be invited for
 * the other: where the organization's own issuer vouches for the address, and of somebody who is bound to it.
 */
const objectionToInvitingMember = async (
  { people }: UserDeps,
  email: string,
  current: Current,
): Promise<Failure<'invited-is-a-member'> | null> => {
  const signOn = await current.signOn();
  if (signOn !== undefined && isVerified(signOn, email)) return null;
  const domain = domainOf(email);
  const possible = (await current.members()).filter((member) => member.kind === undefined && member.domain === domain);
  const profiles = await Promise.all(possible.map(({ userId }) => people.user(userId)));
  const same = profiles.find((user) => emailAddress.safeParse(user?.email).data === email);
  if (same === undefined) return null;
  const detail = `${email} belongs to the organization ${called(current.organization)} already, as ${same.userId}. PATCH /api/users/organization/members/${same.userId} gives them another role.`;
  return { code: 'invited-is-a-member', detail };
};

interface Made extends Invited {
  view: InvitationView;
}

const withToken = (token: string, now: Date): Pick<Invitation, 'until' | 'tokenHash'> => ({
  until: new Date(now.getTime() + lifeMs).toISOString(),
  tokenHash: hashOf(token),
});

/** What is kept for a repetition must not hold the token. */
const noting = ({ idempotency }: RequestContext, view: InvitationView): Write[] =>
  idempotency ? [idempotency.note({ ...view, token: null, emailed: null })] : [];

/** Tells whoever made it, and before that whom it is for. A repetition gets what was noted, and comes not here. */
const answered = async <Code extends string>(
  deps: UserDeps,
  made: Result<Made, Failure<Code>>,
): Promise<Result<InvitationWithToken, Failure<Code>>> => {
  if (!made.ok) return made;
  const { view, token } = made.value;
  return ok({ ...view, token, emailed: await emailInvitation(deps, made.value) });
};

/** Makes a new token, with as much time as a new invitation; the one before is worth nothing. Who does it vouches for it. */
export const resendInvitation = async (deps: UserDeps, invitationId: Id<'inv'>, context: RequestContext) => {
  const made = await changeAs<Made, 'invitation-not-found' | 'beyond-your-role' | 'unknown-role' | 'limit-reached'>(
    deps,
    context,
    'member:write',
    async (current, { held, member }) => {
      const { organization } = current;
      const { organizationId } = organization;
      const before = await current.invitation(invitationId);
      if (before === undefined) return failed(noSuchInvitation(organization));
      const role = await current.role(before.role);
      // An expired invitation does not hold the role that it once gave.
      if (role === undefined) return failed(unknownRole(organization, before.role));
      const objection = objectionToGiving(held, role);
      if (objection !== null) return failed(objection);
      const now = deps.clock();
      // One that has expired holds no place any more.
      const full = isOpen(before, now)
        ? null
        : objectionToGrowing(
            await limitsIn(deps, organizationId),
            placesTaken(organization, await current.invitations(), now),
          );
      if (full !== null) return failed(full);
      const token = deps.newToken();
      const invitation = { ...before, invitedBy: member.userId, ...withToken(token, now) };
      const view = viewOf(invitation, now);
      return ok({
        value: { organization, invitation, view, token },
        writes: inviting(organizationId, invitation),
        alongside: noting(context, view),
      });
    },
  );
  return answered(deps, made);
};

export const revokeInvitation = (deps: UserDeps, invitationId: Id<'inv'>, context: RequestContext) =>
  changeAs<null, 'invitation-not-found' | 'beyond-your-role'>(
    deps,
    context,
    'member:write',
    async (current, { held }) => {
      const invitation = await current.invitation(invitationId);
      if (invitation === undefined) return failed(noSuchInvitation(current.organization));
      const objection = objectionToGiving(held, await roleOf(current, invitation));
      if (objection !== null) return failed(objection);
      return ok({ value: null, writes: [uninviting(current.organization.organizationId, invitation)] });
    },
  );

/** What somebody would accept with the token that they have. */
export const lookAtInvitation = async (
  { people, organizations, clock }: UserDeps,
  token: string,
): Promise<Result<InvitedTo, Failure<'invitation-not-found' | 'invitation-gone'>>> => {
  const tokenHash = hashOf(token);
  const invited = await organizations.invited(tokenHash);
  if (invited === undefined) return failed(notFound);
  const { organizationId, invitationId } = invited;
  const current = await organizations.read(organizationId);
  const invitation = await current.invitation(invitationId);
  if (!isAcceptable(invitation, tokenHash, clock()) || current.organization.owners === 0) return failed(gone);
  const role = await current.role(invitation.role);
  if (role === undefined || !(await isVouchedFor(current, invitation))) return failed(gone);
  const invitedBy = (await people.user(invitation.invitedBy))?.name ?? null;
  return ok({ organizationId, name: current.organization.name, role: role.name, invitedBy, until: invitation.until });
};

type Refused =
  | 'invitation-not-found'
  | 'invitation-gone'
  | 'already-a-member'
  | 'organization-full'
  | 'limit-reached'
  | 'too-many-organizations'
  | 'user-not-found'
  | 'bound-to-organization';

/** Whoever has the token joins the organization that made it, whichever one the request acts in. */
export const acceptInvitation = async (
  deps: UserDeps,
  token: string,
  { identity, correlationId, traceparent, idempotency }: RequestContext,
): Promise<Result<Joined, Failure<Refused>>> => {
  const { people, organizations, clock } = deps;
  const tokenHash = hashOf(token);
  const invited = await organizations.invited(tokenHash);
  if (invited === undefined) return failed(notFound);
  const user = await people.user(identity.userId);
  if (user === undefined) return failed(profileDeleted);
  if (user.kind !== undefined) return failed(boundElsewhere);
  const tooMany = await objectionToOneMore(deps, user);
  if (tooMany !== null) return failed(tooMany);

  const now = clock();
  const { organizationId, invitationId } = invited;
  const { userId, access, email } = user;
  const because = { at: now, correlationId, traceparent };
  return organizations.change<Joined, Refused>(organizationId, because, async (current) => {
    const { organization } = current;
    if ((await people.user(userId)) === undefined) return failed(profileDeleted);
    const invitation = await current.invitation(invitationId);
    // One without an owner only waits to be deleted.
    if (!isAcceptable(invitation, tokenHash, now) || organization.owners === 0) return failed(gone);
    if ((await current.member(userId)) !== undefined) return failed(alreadyAMember);
    const role = await current.role(invitation.role);
    if (role === undefined || !(await isVouchedFor(current, invitation))) return failed(gone);
    const objection =
      objectionToJoining(organization) ??
      objectionToGrowing(await limitsIn(deps, organizationId), organization.members);
    if (objection !== null) return failed(objection);
    const member: Member = { userId, role: role.name, since: now.toISOString(), access, domain: domainOf(email) };
    const joined: Joined = { organizationId, name: organization.name, role: role.name };
    return ok({
      value: joined,
      organization: { members: organization.members + 1, owners: organization.owners + Number(isOwners(role)) },
      writes: [whileThere(userId), ...joining(organizationId, member), uninviting(organizationId, invitation)],
      events: [(event) => publishMemberAdded(event, { organizationId, userId, role: role.name })],
      alongside: idempotency ? [idempotency.note(joined)] : [],
    });
  });
};

const alreadyAMember: Failure<'already-a-member'> = {
  code: 'already-a-member',
  detail: 'You belong to this organization already; GET /api/users/me lists yours.',
};
