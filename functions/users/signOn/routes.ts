import * as z from 'zod';
import { signOnRequest, signOnView } from '../../../shared/api/signOn.ts';
import { domainName } from '../../../shared/api/signOnOfDomain.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import { getSignOn, putSignOn, removeSignOn, verifyDomain } from './signOn.ts';

const path = '/api/users/organization/sign-on';
const params = z.object({ domain: domainName.describe('One of the domains of the sign-on.') });

export const signOnRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'getSignOn',
    summary: "The organization's own sign-on, with what its domains have to say to be verified",
    parse: {},
    authorise: 'organization:read',
    act: ({ context }) => getSignOn(deps, context.identity),
    respond: { ok: [200, signOnView], errors: { 'sign-on-not-found': 404 } },
  }),
  route({
    method: 'PUT',
    path,
    operationId: 'registerSignOn',
    summary: "Register the organization's own OpenID Connect issuer, or change it",
    description:
      'It vouches for people with an address of a verified domain, in this organization alone. They become members when they first come. Domains that were verified stay so; while none is, it holds nothing and lets nobody in.',
    parse: { body: signOnRequest },
    authorise: 'sign-on:write',
    act: ({ body, context }) => putSignOn(deps, body, context),
    respond: {
      ok: [200, signOnView],
      errors: {
        'permission-missing': 403,
        'beyond-your-role': 403,
        'issuer-taken': 409,
        'cannot-own': 409,
        'issuer-unusable': 422,
        'audience-is-client': 422,
        'unknown-role': 422,
      },
    },
  }),
  route({
    method: 'DELETE',
    path,
    operationId: 'removeSignOn',
    summary: "Remove the organization's own sign-on",
    description: 'Within 5 s nobody acts here by it any more, nor by an API key that somebody made who came by it.',
    parse: {},
    authorise: 'sign-on:write',
    act: ({ context }) => removeSignOn(deps, context),
    respond: { ok: [204, null], errors: { 'permission-missing': 403, 'sign-on-not-found': 404 } },
  }),
  route({
    method: 'POST',
    path: `${path}/domains/{domain}/verify`,
    operationId: 'verifyDomain',
    summary: 'Look whether the TXT record of a domain says what it has to',
    description:
      "With the first verified domain the issuer's client is this organization's alone; without one it is free again.",
    parse: { params },
    authorise: 'sign-on:write',
    act: ({ params, context }) => verifyDomain(deps, params.domain, context),
    respond: {
      ok: [200, signOnView],
      errors: {
        'permission-missing': 403,
        'sign-on-not-found': 404,
        'domain-not-found': 404,
        'domain-taken': 409,
        'issuer-taken': 409,
        'domain-unproven': 422,
      },
    },
  }),
];
