import { failed, ok, type Result } from '../../../engine/result.ts';
import type { EventContext } from '../../../events/envelope.ts';
import { publishMemberAdded, publishMemberRemoved, publishMemberRoleChanged } from '../../../events/member.ts';
import { publishOrganizationCreated, publishOrganizationUpdated } from '../../../events/organization.ts';
import type { OrganizationView } from '../../../shared/api/organizations.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity, UserId } from '../../../shared/identity.ts';
import { newId } from '../../../shared/ids.ts';
import { roles } from '../../../shared/permissions.ts';
import { domainOf } from '../../../shared/signOn.ts';
import type { Write } from '../../../shared/table/table.ts';
import { memberNotFound } from '../members/members.ts';
import { profileDeleted } from '../profile/profile.ts';
import { whileThere } from '../store.ts';
import type { Member, Organization, Role, User, UserDeps } from '../users.ts';
import { changeAs, roleOf } from './acting.ts';
import { founding, givingRole, leaving } from './organizationStore.ts';
import { cannotOwn, objectionToGiving, ownersAfter } from './rules.ts';

/** A new organization with its first member, who owns it, and the events of both. */
export const newOrganization = (
  name: string,
  { userId, access, email }: Pick<User, 'userId' | 'access' | 'email'>,
  because: Pick<EventContext, 'at' | 'correlationId' | 'traceparent'>,
): { organization: Organization; writes: Write[] } => {
  const organizationId = newId('org');
  const createdAt = because.at.toISOString();
  const role = 'owner';
  const first: Member = { userId, role, since: createdAt, access, domain: domainOf(email) };
  const organization: Organization = {
    organizationId,
    name,
    createdAt,
    members: 1,
    owners: 1,
    revision: 1,
    sequence: 2,
  };
  const context = { ...because, tenant: organizationId, subject: organizationId };
  const writes = [
    ...founding(organization, first),
    publishOrganizationCreated({ ...context, sequence: 1 }, { organizationId, name }),
    publishMemberAdded({ ...context, sequence: 2 }, { organizationId, userId, role }),
  ];
  return { organization, writes };
};

const mostOrganizations = 50;

/** Whether somebody may come to belong to another organization. */
export const objectionToOneMore = async (
  { people }: UserDeps,
  { access }: Pick<User, 'access'>,
): Promise<Failure<'too-many-organizations'> | null> => {
  if ((await people.belongings(access)).length < mostOrganizations) return null;
  const detail = `Nobody belongs to more than ${mostOrganizations} organizations. Leave one first.`;
  return { code: 'too-many-organizations', detail };
};

/** A machine, and who comes by an organization's own sign-on: nobody else vouches for them. */
export const boundElsewhere: Failure<'bound-to-organization'> = {
  code: 'bound-to-organization',
  detail:
    'You sign in as one who belongs to one organization alone: by its own sign-on, or as its machine. Sign in as everybody may to make or join others.',
};

export const createOrganization = async (
  deps: UserDeps,
  name: string,
  { identity, correlationId, traceparent, idempotency }: RequestContext,
): Promise<
  Result<OrganizationView, Failure<'user-not-found' | 'too-many-organizations' | 'bound-to-organization'>>
> => {
  const user = await deps.people.user(identity.userId);
  if (user === undefined) return failed(profileDeleted);
  if (user.kind !== undefined) return failed(boundElsewhere);
  const objection = await objectionToOneMore(deps, user);
  if (objection !== null) return failed(objection);
  const { organization, writes } = newOrganization(name, user, { at: deps.clock(), correlationId, traceparent });
  await deps.organizations.create([
    whileThere(identity.userId),
    ...writes,
    ...(idempotency ? [idempotency.note(viewOf(organization))] : []),
  ]);
  return ok(viewOf(organization));
};

export const viewOf = (organization: Organization): OrganizationView => ({
  ...organization,
  deletesAt: organization.deletesAt ?? null,
});

export const getOrganization = async (
  { organizations }: UserDeps,
  { organizationId }: Identity,
): Promise<{ ok: true; value: OrganizationView }> =>
  ok(viewOf((await organizations.read(organizationId)).organization));

export const renameOrganization = (deps: UserDeps, name: string, context: RequestContext) =>
  changeAs<OrganizationView, never>(deps, context, 'organization:write', async ({ organization }) => {
    const { organizationId } = organization;
    if (organization.name === name) return ok({ value: viewOf(organization) });
    return ok({
      value: viewOf({ ...organization, name }),
      organization: { name },
      events: [(event) => publishOrganizationUpdated(event, { organizationId, name })],
    });
  });

/** Everybody may leave, but the last owner. */
export const leaveOrganization = (deps: UserDeps, context: RequestContext) =>
  changeAs<null, 'last-owner'>(deps, context, 'profile:write', async ({ organization }, { member, role }) => {
    const { organizationId, members } = organization;
    const owners = ownersAfter(organization, [role, null]);
    if (!owners.ok) return owners;
    return ok({
      value: null,
      organization: { members: members - 1, owners: owners.value },
      writes: leaving(organizationId, member),
      events: [(event) => publishMemberRemoved(event, { organizationId, userId: member.userId })],
      alongside: context.idempotency ? [context.idempotency.note(null)] : [],
    });
  });

const owner: Role = { name: 'owner', permissions: roles.owner };
const admin: Role = { name: 'admin', permissions: roles.admin };

/** Makes a member an owner in place of the one who asks, who stays as an admin. */
export const transferOrganization = (deps: UserDeps, to: UserId, context: RequestContext) =>
  changeAs<null, 'member-not-found' | 'already-yours' | 'beyond-your-role' | 'last-owner' | 'cannot-own'>(
    deps,
    context,
    'organization:transfer',
    async (current, { member, role, held }) => {
      const { organization } = current;
      const { organizationId } = organization;
      if (to === member.userId) return failed(alreadyYours);
      const target = await current.member(to);
      if (target === undefined) return failed(memberNotFound(organization));
      if (target.kind !== undefined) return failed(cannotOwn);
      const before = await roleOf(current, target);
      const objection = objectionToGiving(held, before, owner, admin);
      if (objection !== null) return failed(objection);
      const owners = ownersAfter(organization, [before, owner], [role, admin]);
      if (!owners.ok) return owners;
      const changes = [
        [target, owner.name],
        [member, admin.name],
      ] as const;
      const real = changes.filter(([who, name]) => who.role !== name);
      return ok({
        value: null,
        organization: { owners: owners.value },
        writes: real.flatMap(([who, name]) => givingRole(organizationId, who, name)),
        events: real.map(
          ([{ userId }, name]) =>
            (event) =>
              publishMemberRoleChanged(event, { organizationId, userId, role: name }),
        ),
        alongside: context.idempotency ? [context.idempotency.note(null)] : [],
      });
    },
  );

const alreadyYours: Failure<'already-yours'> = {
  code: 'already-yours',
  detail: 'You own this organization. Name another member to hand it over.',
};
