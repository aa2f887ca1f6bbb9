import * as z from 'zod';
import {
  acceptance,
  invitationList,
  invitationRequest,
  invitationWithToken,
  invitedTo,
  joined,
} from '../../../shared/api/organizations.ts';
import { concernsHeader } from '../../../shared/http/message.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import { id } from '../../../shared/ids.ts';
import type { UserDeps } from '../users.ts';
import {
  acceptInvitation,
  invite,
  listInvitations,
  lookAtInvitation,
  resendInvitation,
  revokeInvitation,
} from './invitations.ts';

const path = '/api/users/organization/invitations';
const params = z.object({ invitationId: id('inv').describe('The invitation.') });

export const invitationRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'POST',
    path,
    operationId: 'inviteMember',
    summary: 'Invite somebody into the organization',
    description:
      'The answer holds a token, this once, and says whether they were sent it by e-mail: else pass it on to them. Whoever has it can accept, once, within seven days. Nobody invites to a role with a permission that they lack, nor the address of a member (`invited-is-a-member`).',
    parse: { body: invitationRequest },
    authorise: 'member:write',
    act: ({ body, context }) => invite(deps, body.email, body.role, context),
    respond: {
      ok: [201, invitationWithToken],
      errors: {
        'permission-missing': 403,
        'beyond-your-role': 403,
        'limit-reached': 403,
        'already-invited': 409,
        'invited-is-a-member': 409,
        'too-many-invitations': 409,
        'organization-full': 409,
        'unknown-role': 422,
      },
      headers: ({ invitationId }) => ({ location: `${path}/${invitationId}` }),
    },
  }),
  route({
    method: 'GET',
    path,
    operationId: 'listInvitations',
    summary: 'The invitations that nobody has accepted yet',
    parse: {},
    authorise: 'member:read',
    act: ({ context }) => listInvitations(deps, context.identity),
    respond: { ok: [200, invitationList], errors: {} },
  }),
  route({
    method: 'POST',
    path: `${path}/{invitationId}/resend`,
    operationId: 'resendInvitation',
    summary: 'Make a new token for an invitation, with another seven days',
    description: 'The token before is worth nothing any more. The new one is sent to the same address.',
    parse: { params },
    authorise: 'member:write',
    act: ({ params, context }) => resendInvitation(deps, params.invitationId, context),
    respond: {
      ok: [200, invitationWithToken],
      errors: {
        'permission-missing': 403,
        'beyond-your-role': 403,
        'limit-reached': 403,
        'invitation-not-found': 404,
        'unknown-role': 422,
      },
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{invitationId}`,
    operationId: 'revokeInvitation',
    summary: 'Revoke an invitation',
    parse: { params },
    authorise: 'member:write',
    act: ({ params, context }) => revokeInvitation(deps, params.invitationId, context),
    respond: {
      ok: [204, null],
      errors: { 'permission-missing': 403, 'beyond-your-role': 403, 'invitation-not-found': 404 },
    },
  }),
  route({
    method: 'POST',
    path: '/api/users/invitations/look',
    operationId: 'lookAtInvitation',
    summary: 'What a token invites to',
    description: 'It changes nothing. A POST, since an address is logged and a body is not.',
    parse: { body: acceptance },
    authorise: 'profile:read',
    audited: false,
    act: ({ body }) => lookAtInvitation(deps, body.token),
    respond: { ok: [200, invitedTo], errors: { 'invitation-not-found': 404, 'invitation-gone': 410 } },
  }),
  route({
    method: 'POST',
    path: '/api/users/invitations/accept',
    operationId: 'acceptInvitation',
    summary: 'Join the organization that a token is of',
    description: 'Whichever organization the request acts in. Act in the new one by its id in Simsheet-Organization.',
    parse: { body: acceptance },
    authorise: 'profile:write',
    act: ({ body, context }) => acceptInvitation(deps, body.token, context),
    respond: {
      ok: [200, joined],
      errors: {
        'invitation-not-found': 404,
        'user-not-found': 404,
        'already-a-member': 409,
        'organization-full': 409,
        'limit-reached': 403,
        'bound-to-organization': 403,
        'too-many-organizations': 409,
        'invitation-gone': 410,
      },
      headers: ({ organizationId }) => ({ [concernsHeader]: organizationId }),
    },
  }),
];
