import { me, profileChange } from '../../../shared/api/users.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import { changeMe, getMe } from './profile.ts';

export const profileRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'GET',
    path: '/api/users/me',
    operationId: 'getMe',
    summary: 'The profile, organizations and permissions of whoever asks',
    parse: {},
    authorise: 'profile:read',
    act: ({ context }) => getMe(deps, context.identity),
    respond: { ok: [200, me], errors: { 'user-not-found': 404 } },
  }),
  route({
    method: 'PATCH',
    path: '/api/users/me',
    operationId: 'changeMe',
    summary: 'Change your own profile, or the organization that you act in unless a request says otherwise',
    parse: { body: profileChange },
    authorise: 'profile:write',
    act: ({ body, context }) => changeMe(deps, body, context),
    respond: { ok: [200, me], errors: { 'user-not-found': 404, 'not-a-member': 403 } },
  }),
];
