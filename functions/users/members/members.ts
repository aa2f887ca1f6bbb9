import { failed, ok, type Result } from '../../../engine/result.ts';
import { publishMemberRemoved, publishMemberRoleChanged } from '../../../events/member.ts';
import type { MemberView } from '../../../shared/api/organizations.ts';
import { decodeCursor, encodeCursor, type PageQuery } from '../../../shared/http/page.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity, UserId } from '../../../shared/identity.ts';
import { called, changeAs, roleOf, unknownRole } from '../organizations/acting.ts';
import { givingRole, leaving } from '../organizations/organizationStore.ts';
import { cannotOwn, isOwners, objectionToGiving, ownersAfter } from '../organizations/rules.ts';
import type { Member, Organization, UserDeps } from '../users.ts';

/** The same for somebody of another organization as for nobody at all. */
export const memberNotFound = (organization: Organization): Failure<'member-not-found'> => ({
  code: 'member-not-found',
  detail: `Nobody with this id belongs to the organization ${called(organization)}; GET /api/users/organization/members lists who does. Simsheet-Organization names another one.`,
});

export const listMembers = async (
  deps: UserDeps,
  page: PageQuery,
  { organizationId }: Identity,
): Promise<{ ok: true; value: { items: MemberView[]; nextCursor: string | null } }> => {
  const { items, nextSortKey } = await deps.organizations.memberPage(organizationId, {
    limit: page.limit,
    startAfter: decodeCursor(page.cursor),
  });
  const named = items.map((member) => viewOf(deps, member));
  return ok({ items: await Promise.all(named), nextCursor: encodeCursor(nextSortKey) });
};

/** What members are called stands in their profiles alone, so that it is always what they are called now. */
const viewOf = async ({ people }: UserDeps, { userId, role, since, kind }: Member): Promise<MemberView> => {
  const { name = 'Unknown', email = null } = (await people.user(userId)) ?? {};
  return { userId, name, email, role, since, kind: kind ?? 'person' };
};

export const changeRole = async (
  deps: UserDeps,
  userId: UserId,
  name: string,
  context: RequestContext,
): Promise<
  Result<
    MemberView,
    Failure<
      'permission-missing' | 'member-not-found' | 'unknown-role' | 'beyond-your-role' | 'last-owner' | 'cannot-own'
    >
  >
> => {
  const changed = await changeAs<
    Member,
    'member-not-found' | 'unknown-role' | 'beyond-your-role' | 'last-owner' | 'cannot-own'
  >(deps, context, 'member:write', async (current, { held }) => {
    const { organization } = current;
    const { organizationId } = organization;
    const member = await current.member(userId);
    if (member === undefined) return failed(memberNotFound(organization));
    const to = await current.role(name);
    if (to === undefined) return failed(unknownRole(organization, name));
    const from = await roleOf(current, member);
    const objection = objectionToGiving(held, from, to);
    if (objection !== null) return failed(objection);
    if (from.name === to.name) return ok({ value: member });
    if (member.kind !== undefined && isOwners(to)) return failed(cannotOwn);
    const owners = ownersAfter(organization, [from, to]);
    if (!owners.ok) return owners;
    return ok({
      value: { ...member, role: name },
      organization: { owners: owners.value },
      writes: givingRole(organizationId, member, name),
      events: [(event) => publishMemberRoleChanged(event, { organizationId, userId, role: name })],
    });
  });
  return changed.ok ? ok(await viewOf(deps, changed.value)) : changed;
};

export const removeMember = (deps: UserDeps, userId: UserId, context: RequestContext) =>
  changeAs<null, 'member-not-found' | 'beyond-your-role' | 'last-owner'>(
    deps,
    context,
    'member:write',
    async (current, { held }) => {
      const { organization } = current;
      const { organizationId, members } = organization;
      const member = await current.member(userId);
      if (member === undefined) return failed(memberNotFound(organization));
      const role = await roleOf(current, member);
      const objection = objectionToGiving(held, role);
      if (objection !== null) return failed(objection);
      const owners = ownersAfter(organization, [role, null]);
      if (!owners.ok) return owners;
      return ok({
        value: null,
        organization: { members: members - 1, owners: owners.value },
        writes: leaving(organizationId, member),
        events: [(event) => publishMemberRemoved(event, { organizationId, userId })],
      });
    },
  );
