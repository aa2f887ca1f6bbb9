import { me } from '../../shared/api/users.ts';
import { type Route, route } from '../../shared/http/route.ts';
import { getMe, type UserDeps } from './users.ts';

export const routes = (deps: UserDeps): readonly Route[] => [
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
];
