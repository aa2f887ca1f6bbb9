import * as z from 'zod';
import { keyList, keyRequest, keyWithSecret, rotationRequest } from '../../../shared/api/keys.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import { id } from '../../../shared/ids.ts';
import type { UserDeps } from '../users.ts';
import { listKeys, makeKey, revokeKey, rotateKey } from './keys.ts';

const path = '/api/users/organization/keys';
const params = z.object({ keyId: id('key').describe('The key.') });

export const keyRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'listApiKeys',
    summary: 'Your API keys in the organization',
    description: "Everybody's, for those who may change members.",
    parse: {},
    authorise: 'key:read',
    act: ({ context }) => listKeys(deps, context.identity),
    respond: { ok: [200, keyList], errors: {} },
  }),
  route({
    method: 'POST',
    path,
    operationId: 'createApiKey',
    summary: 'Make an API key, for a script or a pipeline',
    description:
      'The answer holds the key, this once. It works in this organization alone, on your behalf: at every use it may do what it was made for, of what you may do at the time.',
    parse: { body: keyRequest },
    authorise: 'key:write',
    act: ({ body, context }) => makeKey(deps, body, context),
    respond: {
      ok: [201, keyWithSecret],
      errors: { 'permission-missing': 403, 'beyond-your-permissions': 403, 'too-many-keys': 409, 'bad-expiry': 422 },
      headers: ({ keyId }) => ({ location: `${path}/${keyId}` }),
    },
  }),
  route({
    method: 'POST',
    path: `${path}/{keyId}/rotate`,
    operationId: 'rotateApiKey',
    summary: 'Make an API key anew, with an overlap in which the one before works too',
    description: 'It holds as long from now as it was made for. A second rotation ends the overlap of the first.',
    parse: { params, body: rotationRequest },
    authorise: 'key:write',
    act: ({ params, body, context }) => rotateKey(deps, params.keyId, body.overlapHours, context),
    respond: {
      ok: [200, keyWithSecret],
      errors: {
        'permission-missing': 403,
        'beyond-your-permissions': 403,
        'not-your-key': 403,
        'key-not-found': 404,
      },
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{keyId}`,
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    description: 'It is refused within five seconds, and so is the one before a rotation.',
    parse: { params },
    authorise: 'key:write',
    act: ({ params, context }) => revokeKey(deps, params.keyId, context),
    respond: {
      ok: [204, null],
      errors: { 'permission-missing': 403, 'beyond-your-permissions': 403, 'key-not-found': 404 },
    },
  }),
];
