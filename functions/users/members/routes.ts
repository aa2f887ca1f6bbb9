import * as z from 'zod';
import { memberPage, memberView, roleChange } from '../../../shared/api/organizations.ts';
import { pageQuery } from '../../../shared/http/page.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import { id } from '../../../shared/ids.ts';
import type { UserDeps } from '../users.ts';
import { changeRole, listMembers, removeMember } from './members.ts';

const path = '/api/users/organization/members';
const params = z.object({ userId: id('usr').describe('The member.') });

export const memberRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'listMembers',
    summary: 'Who belongs to the organization',
    parse: { query: pageQuery },
    authorise: 'member:read',
    act: ({ query, context }) => listMembers(deps, query, context.identity),
    respond: { ok: [200, memberPage], errors: {} },
  }),
  route({
    method: 'PATCH',
    path: `${path}/{userId}`,
    operationId: 'changeMemberRole',
    summary: 'Give a member another role',
    description: 'It holds from their next request. Nobody gives or takes a role with a permission that they lack.',
    parse: { params, body: roleChange },
    authorise: 'member:write',
    act: ({ params, body, context }) => changeRole(deps, params.userId, body.role, context),
    respond: {
      ok: [200, memberView],
      errors: {
        'permission-missing': 403,
        'beyond-your-role': 403,
        'member-not-found': 404,
        'last-owner': 409,
        'cannot-own': 409,
        'unknown-role': 422,
      },
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{userId}`,
    operationId: 'removeMember',
    summary: 'Remove a member',
    description: 'Their next request is refused; what they made stays.',
    parse: { params },
    authorise: 'member:write',
    act: ({ params, context }) => removeMember(deps, params.userId, context),
    respond: {
      ok: [204, null],
      errors: { 'permission-missing': 403, 'beyond-your-role': 403, 'member-not-found': 404, 'last-owner': 409 },
    },
  }),
];
