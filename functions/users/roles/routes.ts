import * as z from 'zod';
import { roleList, roleName, rolePermissions, roleView } from '../../../shared/api/organizations.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import { defineRole, listRoles, removeRole } from './roles.ts';

const path = '/api/users/organization/roles';
const params = z.object({ name: roleName.describe('The role.') });

export const roleRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'listRoles',
    summary: 'The roles that there are, with what they permit',
    parse: {},
    authorise: 'organization:read',
    act: ({ context }) => listRoles(deps, context.identity),
    respond: { ok: [200, roleList], errors: {} },
  }),
  route({
    method: 'PUT',
    path: `${path}/{name}`,
    operationId: 'defineRole',
    summary: "Make a role of the organization's own, or change it",
    description:
      'Whoever has it may do so from their next request. It holds permissions that you have yourself; to change one, you need those that it had as well. `profile:read` and `profile:write`, which every role has, are added where they are not named.',
    parse: { params, body: rolePermissions },
    authorise: 'role:write',
    act: ({ params, body, context }) => defineRole(deps, params.name, body.permissions, context),
    respond: {
      ok: [200, roleView],
      errors: {
        'permission-missing': 403,
        'beyond-your-role': 403,
        'role-built-in': 409,
        'too-many-roles': 409,
        'owners-alone': 422,
      },
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{name}`,
    operationId: 'removeRole',
    summary: "Remove a role of the organization's own, once nobody has it",
    parse: { params },
    authorise: 'role:write',
    act: ({ params, context }) => removeRole(deps, params.name, context),
    respond: {
      ok: [204, null],
      errors: {
        'permission-missing': 403,
        'beyond-your-role': 403,
        'role-not-found': 404,
        'role-built-in': 409,
        'role-in-use': 409,
      },
    },
  }),
];
