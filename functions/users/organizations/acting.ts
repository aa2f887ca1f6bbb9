import { failed, type Result } from '../../../engine/result.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity } from '../../../shared/identity.ts';
import type { Permission } from '../../../shared/permissions.ts';
import type { ApiKey, Member, Organization, Role, UserDeps } from '../users.ts';
import type { Change, Current } from './organizationStore.ts';

/** Whoever changes an organization, as its rows say at the moment of the change. */
export interface Actor {
  member: Member;
  role: Role;
  /** What they may do by their role now and by what they signed in with. */
  held: readonly Permission[];
  /** The API key that they act by; null if they signed in. */
  key: ApiKey | null;
}

/**
 * Changes the organization that the request acts in, on behalf of whoever asks. What they may do was looked up when the
 * request came in; here it is looked up again, because it may have been taken from them in between.
 */
export const changeAs = <Value, Code extends string>(
  { organizations, clock }: UserDeps,
  { identity, correlationId, traceparent }: RequestContext,
  needed: Permission,
  decide: (current: Current, actor: Actor) => Promise<Result<Change<Value>, Failure<Code>>>,
): Promise<Result<Value, Failure<Code | 'permission-missing'>>> =>
  organizations.change<Value, Code | 'permission-missing'>(
    identity.organizationId,
    { at: clock(), correlationId, traceparent },
    async (current) => {
      const actor = await actorIn(current, identity, clock());
      return actor?.held.includes(needed) ? decide(current, actor) : failed(permissionMissing(needed));
    },
  );

/** Null for who does not belong there any more, and for a key that was revoked or has expired. */
export const actorIn = async (current: Current, identity: Identity, now: Date): Promise<Actor | null> => {
  const { credential } = identity;
  const member = await current.member(identity.userId);
  if (member === undefined) return null;
  const key = credential.kind === 'key' ? await current.key(credential.id) : null;
  if (key === undefined || (key !== null && !isGood(key, member, now))) return null;
  const role = await roleOf(current, member);
  const held = role.permissions.filter((permission) => identity.permissions.includes(permission));
  return { member, role, held, key };
};

const isGood = ({ until, memberSince }: ApiKey, { since }: Member, now: Date): boolean =>
  Date.parse(until) > now.getTime() && memberSince === since;

const permissionMissing = (needed: Permission): Failure<'permission-missing'> => ({
  code: 'permission-missing',
  detail: `This needs the permission ${needed}, which you, or the API key that you use, do not have in this organization any more. Ask an owner or admin.`,
});

/** A role is not removed while somebody has it; were it gone nevertheless, it would permit nothing. */
export const roleOf = async (current: Pick<Current, 'role'>, { role }: Pick<Member, 'role'>): Promise<Role> =>
  (await current.role(role)) ?? { name: role, permissions: [] };

/** As its refusals call it: people belong to several, and which one was meant stood in a header, or nowhere. */
export const called = ({ name, organizationId }: Pick<Organization, 'name' | 'organizationId'>): string =>
  `${JSON.stringify(name)} (${organizationId})`;

export const unknownRole = (organization: Organization, name: string): Failure<'unknown-role'> => ({
  code: 'unknown-role',
  detail: `There is no role ${JSON.stringify(name)} in the organization ${called(organization)}; GET /api/users/organization/roles lists them.`,
  errors: [{ pointer: '/role', detail: 'no role of this organization' }],
});
