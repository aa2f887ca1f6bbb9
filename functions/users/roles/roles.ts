import { failed, ok } from '../../../engine/result.ts';
import type { RoleView } from '../../../shared/api/organizations.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity } from '../../../shared/identity.ts';
import { builtInRole, type Permission, roles } from '../../../shared/permissions.ts';
import { called, changeAs } from '../organizations/acting.ts';
import { definingRole, removingRole } from '../organizations/organizationStore.ts';
import { objectionToDefining, objectionToRemovingRole, ownRole } from '../organizations/rules.ts';
import type { Organization, Role, UserDeps } from '../users.ts';

const viewOf = ({ name, permissions }: Role): RoleView => ({
  name,
  builtIn: builtInRole(name) !== undefined,
  permissions: [...permissions],
});

export const listRoles = async (
  { organizations }: UserDeps,
  { organizationId }: Identity,
): Promise<{ ok: true; value: { roles: RoleView[] } }> => {
  const own = await (await organizations.read(organizationId)).ownRoles();
  const builtIn = Object.entries(roles).map(([name, permissions]) => ({ name, permissions }));
  return ok({ roles: [...builtIn, ...own].map(viewOf) });
};

/** Makes a role, or changes what those who have it may do. */
export const defineRole = (deps: UserDeps, name: string, permissions: readonly Permission[], context: RequestContext) =>
  changeAs<RoleView, 'role-built-in' | 'owners-alone' | 'beyond-your-role' | 'too-many-roles'>(
    deps,
    context,
    'role:write',
    async (current, { held }) => {
      const role = ownRole(name, permissions);
      const objection = objectionToDefining(held, role, await current.ownRoles());
      if (objection !== null) return failed(objection);
      return ok({ value: viewOf(role), writes: [definingRole(current.organization.organizationId, role)] });
    },
  );

export const removeRole = (deps: UserDeps, name: string, context: RequestContext) =>
  changeAs<null, 'role-not-found' | 'role-built-in' | 'beyond-your-role' | 'role-in-use'>(
    deps,
    context,
    'role:write',
    async (current, { held }) => {
      const role = await current.role(name);
      if (role === undefined) return failed(notFound(current.organization));
      const [members, invitations] = [await current.members(), await current.invitations()];
      const objection = objectionToRemovingRole(held, role, members, invitations, deps.clock());
      if (objection !== null) return failed(objection);
      return ok({ value: null, writes: [removingRole(current.organization.organizationId, name)] });
    },
  );

const notFound = (organization: Organization): Failure<'role-not-found'> => ({
  code: 'role-not-found',
  detail: `There is no role of this name in the organization ${called(organization)}; GET /api/users/organization/roles lists them. Simsheet-Organization names another one.`,
});
