import { failed, ok, type Result } from '../../../engine/result.ts';
import type { EventContext } from '../../../events/envelope.ts';
import { publishMemberRemoved } from '../../../events/member.ts';
import { publishUserDeleted } from '../../../events/user.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { TenantId, UserId } from '../../../shared/identity.ts';
import { OrganizationErased } from '../../../shared/table/erased.ts';
import { roleOf } from '../organizations/acting.ts';
import { type Current, leaving } from '../organizations/organizationStore.ts';
import { ownersAfter } from '../organizations/rules.ts';
import { profileDeleted } from '../profile/profile.ts';
import type { Member, UserDeps } from '../users.ts';
import { toBeDeleted } from './deletion.ts';

/**
 * Deletes the caller's profile: they leave every organization, and where nobody else is left it is deleted too. It changes
 * nothing where an organization of several would be without an owner. Broken off, it can be asked again.
 */
export const deleteMe = async (
  deps: UserDeps,
  { identity: { userId }, correlationId, traceparent }: RequestContext,
): Promise<Result<null, Failure<'user-not-found' | 'last-owner'>>> => {
  const { people, organizations, clock } = deps;
  const user = await people.user(userId);
  if (user === undefined) return failed(profileDeleted);
  const because = { at: clock(), correlationId, traceparent };

  const before = await people.belongings(user.access);
  const objections = await Promise.all(
    before.map(async ({ organizationId }) => objectionToLeaving(await organizations.read(organizationId), userId)),
  );
  const without = objections.filter((name) => name !== null);
  if (without.length > 0) return failed(lastOwner(without));

  const leaveAll = async (): Promise<Result<null, Failure<'last-owner'>>> => {
    for (const { organizationId } of await people.belongings(user.access)) {
      const left = await leave(deps, organizationId, userId, because);
      if (!left.ok) return left;
    }
    return ok(null);
  };
  const left = await leaveAll();
  if (!left.ok) return left;
  await people.remove(userId, ({ home, sequence }) => [
    publishUserDeleted({ ...because, tenant: home, subject: userId, sequence }, { userId }),
  ]);
  // What they came to belong to in between; from here on nobody without a profile can.
  return leaveAll();
};

/** The name of an organization of several that somebody is the only owner of. */
const objectionToLeaving = async (current: Current, userId: UserId): Promise<string | null> => {
  const { organization } = current;
  const member = await current.member(userId);
  if (member === undefined || organization.members === 1) return null;
  return (await ownersWithout(current, member)).ok ? null : organization.name;
};

const ownersWithout = async (current: Current, member: Member) =>
  ownersAfter(current.organization, [await roleOf(current, member), null]);

const leave = async (
  deps: UserDeps,
  organizationId: TenantId,
  userId: UserId,
  because: Pick<EventContext, 'at' | 'correlationId' | 'traceparent'>,
): Promise<Result<null, Failure<'last-owner'>>> => {
  try {
    return await deps.organizations.change<null, 'last-owner'>(organizationId, because, async (current) => {
      const { organization } = current;
      const member = await current.member(userId);
      if (member === undefined) return ok({ value: null });
      const isAlone = organization.members === 1;
      const owners = isAlone ? ok(0) : await ownersWithout(current, member);
      if (!owners.ok) return failed(lastOwner([organization.name]));
      const deletion = isAlone ? toBeDeleted(deps, organization, userId) : null;
      return ok({
        value: null,
        organization: { ...deletion?.organization, members: organization.members - 1, owners: owners.value },
        writes: [...leaving(organizationId, member), ...(deletion?.writes ?? [])],
        events: [(event) => publishMemberRemoved(event, { organizationId, userId }), ...(deletion?.events ?? [])],
      });
    });
  } catch (error) {
    // It is being deleted, and its members with it.
    if (error instanceof OrganizationErased) return ok(null);
    throw error;
  }
};

const lastOwner = (names: readonly string[]): Failure<'last-owner'> => ({
  code: 'last-owner',
  detail: `You are the only owner of an organization to which others belong: ${names.join(', ')}. Make somebody else an owner (POST /api/users/organization/transfer), or remove the others: then it is deleted with your profile.`,
});
