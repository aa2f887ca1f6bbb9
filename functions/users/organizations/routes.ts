import { newOwner, organizationName, organizationView } from '../../../shared/api/organizations.ts';
import { concernsHeader } from '../../../shared/http/message.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import {
  createOrganization,
  getOrganization,
  leaveOrganization,
  renameOrganization,
  transferOrganization,
} from './organizations.ts';

const path = '/api/users/organization';

export const organizationRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'POST',
    path: '/api/users/organizations',
    operationId: 'createOrganization',
    summary: 'Make an organization, which you own',
    description: 'Act in it by its id in Simsheet-Organization.',
    parse: { body: organizationName },
    authorise: 'profile:write',
    act: ({ body, context }) => createOrganization(deps, body.name, context),
    respond: {
      ok: [201, organizationView],
      errors: { 'bound-to-organization': 403, 'user-not-found': 404, 'too-many-organizations': 409 },
      headers: ({ organizationId }) => ({ location: path, [concernsHeader]: organizationId }),
    },
  }),
  route({
    method: 'GET',
    path,
    operationId: 'getOrganization',
    summary: 'The organization that the request acts in',
    parse: {},
    authorise: 'organization:read',
    act: ({ context }) => getOrganization(deps, context.identity),
    respond: { ok: [200, organizationView], errors: {} },
  }),
  route({
    method: 'PATCH',
    path,
    operationId: 'renameOrganization',
    summary: 'Rename the organization',
    parse: { body: organizationName },
    authorise: 'organization:write',
    act: ({ body, context }) => renameOrganization(deps, body.name, context),
    respond: { ok: [200, organizationView], errors: { 'permission-missing': 403 } },
  }),
  route({
    method: 'POST',
    path: `${path}/leave`,
    operationId: 'leaveOrganization',
    summary: 'Leave the organization',
    description: 'The last owner cannot: an organization always has one.',
    parse: {},
    authorise: 'profile:write',
    act: ({ context }) => leaveOrganization(deps, context),
    respond: { ok: [204, null], errors: { 'permission-missing': 403, 'last-owner': 409 } },
  }),
  route({
    method: 'POST',
    path: `${path}/transfer`,
    operationId: 'transferOrganization',
    summary: 'Make another member the owner in your place; you stay as an admin',
    parse: { body: newOwner },
    authorise: 'organization:transfer',
    act: ({ body, context }) => transferOrganization(deps, body.userId, context),
    respond: {
      ok: [204, null],
      errors: {
        'permission-missing': 403,
        'beyond-your-role': 403,
        'member-not-found': 404,
        'already-yours': 409,
        'cannot-own': 409,
        'last-owner': 409,
      },
    },
  }),
];
