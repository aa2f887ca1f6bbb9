/**
 * Who may do what to whom in an organization. All of it is about permissions, not about names of roles: nobody gives, takes
 * away or changes what they do not have themselves, and somebody has what only owners have.
 */
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { Failure } from '../../../shared/http/route.ts';
import { builtInRole, everybodys, ownersAlone, type Permission, permissions } from '../../../shared/permissions.ts';
import type { Invitation, Member, Organization, Role } from '../users.ts';

const mostMembers = 1000;
const mostOpenInvitations = 200;
const mostOwnRoles = 50;

type Objection<Code extends string> = Failure<Code> | null;

/** Whether who holds these permissions may give these roles, or take them away. */
export const objectionToGiving = (
  held: readonly Permission[],
  ...given: readonly Pick<Role, 'name' | 'permissions'>[]
): Objection<'beyond-your-role'> => {
  for (const { name, permissions: needed } of given) {
    // What everybody has is nobody's to give; an API key has less, and may still act on members.
    const lacking = needed.filter((permission) => !held.includes(permission) && !everybodys.includes(permission));
    if (lacking.length === 0) continue;
    const detail = `The role ${name} has permissions that you lack (${lacking.join(', ')}), so it is not yours to give, take or change. Ask somebody who has them.`;
    return { code: 'beyond-your-role', detail };
  }
  return null;
};

export const isOwners = ({ permissions }: Pick<Role, 'permissions'>): boolean =>
  ownersAlone.some((permission) => permissions.includes(permission));

/** The number of owners when members go from one role to another; `null` is where they were not, or are no more. */
export const ownersAfter = (
  { owners }: Pick<Organization, 'owners'>,
  ...moves: readonly (readonly [from: Role | null, to: Role | null])[]
): Result<number, Failure<'last-owner'>> => {
  const count = (role: Role | null) => Number(role !== null && isOwners(role));
  const after = moves.reduce((sum, [from, to]) => sum + count(to) - count(from), owners);
  if (after > 0) return ok(after);
  const detail =
    'An organization always has an owner, and this is its last one. Make somebody else an owner first: POST /api/users/organization/transfer.';
  return failed({ code: 'last-owner', detail });
};

/** Who is bound to an organization does not own it: were its sign-on removed, nobody could act for it. */
export const cannotOwn: Failure<'cannot-own'> = {
  code: 'cannot-own',
  detail: "A machine, or who signs in by the organization's own sign-on, cannot be an owner. Choose another role.",
};

export const objectionToJoining = ({ members }: Pick<Organization, 'members'>): Objection<'organization-full'> =>
  members < mostMembers
    ? null
    : { code: 'organization-full', detail: `An organization has at most ${mostMembers.toLocaleString('en')} members.` };

export const isOpen = ({ until }: Pick<Invitation, 'until'>, now: Date): boolean => Date.parse(until) > now.getTime();

/** Whether an address may be invited beside those who are. */
export const objectionToInviting = (
  email: string,
  invitations: readonly Invitation[],
  now: Date,
): Objection<'already-invited' | 'too-many-invitations'> => {
  const open = invitations.filter((invitation) => isOpen(invitation, now));
  const same = open.find((invitation) => invitation.email === email);
  if (same !== undefined) {
    const detail = `There is an open invitation for ${email}. POST /api/users/organization/invitations/${same.invitationId}/resend makes a new token for it.`;
    return { code: 'already-invited', detail };
  }
  if (open.length < mostOpenInvitations) return null;
  const detail = `There are ${mostOpenInvitations} open invitations. Revoke some, or wait until they are accepted.`;
  return { code: 'too-many-invitations', detail };
};

/** Whether the token with this hash is the one that the invitation can be accepted with now. */
export const isAcceptable = (
  invitation: Invitation | undefined,
  tokenHash: string,
  now: Date,
): invitation is Invitation =>
  invitation !== undefined && invitation.tokenHash === tokenHash && isOpen(invitation, now);

/** A role of the organization's own as it would be stored: with what is everybody's, in the order of all permissions. */
export const ownRole = (name: string, given: readonly Permission[]): Role => ({
  name,
  permissions: permissions.filter((permission) => given.includes(permission) || everybodys.includes(permission)),
});

/** Whether who holds these permissions may make a role, or make it another. */
export const objectionToDefining = (
  held: readonly Permission[],
  role: Role,
  own: readonly Role[],
): Objection<'role-built-in' | 'owners-alone' | 'beyond-your-role' | 'too-many-roles'> => {
  if (builtInRole(role.name) !== undefined) return builtIn(role.name);
  if (isOwners(role)) {
    const detail = `No other role can have what is for owners alone: ${ownersAlone.join(', ')}.`;
    return { code: 'owners-alone', detail };
  }
  const before = own.find(({ name }) => name === role.name);
  const beyond = objectionToGiving(held, role, ...(before === undefined ? [] : [before]));
  if (beyond !== null) return beyond;
  if (before !== undefined || own.length < mostOwnRoles) return null;
  return { code: 'too-many-roles', detail: `An organization has at most ${mostOwnRoles} roles of its own.` };
};

export const objectionToRemovingRole = (
  held: readonly Permission[],
  role: Role,
  members: readonly Member[],
  invitations: readonly Invitation[],
  now: Date,
): Objection<'role-built-in' | 'beyond-your-role' | 'role-in-use'> => {
  if (builtInRole(role.name) !== undefined) return builtIn(role.name);
  const beyond = objectionToGiving(held, role);
  if (beyond !== null) return beyond;
  const has = (each: { role: string }) => each.role === role.name;
  const [having, invited] = [
    members.filter(has).length,
    invitations.filter((each) => has(each) && isOpen(each, now)).length,
  ];
  if (having + invited === 0) return null;
  const detail = `${having} members and ${invited} open invitations have the role ${role.name}. Give them another one first.`;
  return { code: 'role-in-use', detail };
};

const builtIn = (name: string): Failure<'role-built-in'> => ({
  code: 'role-built-in',
  detail: `Every organization has the role ${name} as it is. Choose another name.`,
});
