import { organizationView } from '../../../shared/api/organizations.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import { deleteMe } from './deleteMe.ts';
import { deleteOrganization, restoreOrganization } from './deletion.ts';

const path = '/api/users/organization';

export const deletionRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'DELETE',
    path,
    operationId: 'deleteOrganization',
    summary: 'Delete the organization, with all that belongs to it, when the time to restore it is over',
    description:
      'Until `deletesAt` all is as it was, and an owner can restore it. Then every service erases what it has of it.',
    parse: {},
    authorise: 'organization:delete',
    act: ({ context }) => deleteOrganization(deps, context),
    respond: { ok: [202, organizationView], errors: { 'permission-missing': 403 } },
  }),
  route({
    method: 'POST',
    path: `${path}/restore`,
    operationId: 'restoreOrganization',
    summary: 'Restore the organization that was deleted, while there is time',
    parse: {},
    authorise: 'organization:delete',
    act: ({ context }) => restoreOrganization(deps, context),
    respond: { ok: [200, organizationView], errors: { 'permission-missing': 403 } },
  }),
  route({
    method: 'DELETE',
    path: '/api/users/me',
    operationId: 'deleteMe',
    summary: 'Delete your own profile',
    description:
      'You leave every organization; one to which nobody else belongs is deleted. The only owner of one with other members cannot. Signing in again makes a new profile.',
    parse: {},
    authorise: 'profile:write',
    act: ({ context }) => deleteMe(deps, context),
    respond: { ok: [204, null], errors: { 'user-not-found': 404, 'last-owner': 409 } },
  }),
];
