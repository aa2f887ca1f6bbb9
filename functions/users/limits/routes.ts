import { organizationLimits } from '../../../shared/api/limits.ts';
import { type Route, route } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import { getLimits } from './limits.ts';

export const limitRoutes = (deps: UserDeps): readonly Route[] => [
  route({
    method: 'GET',
    path: '/api/users/organization/limits',
    operationId: 'getOrganizationLimits',
    summary: 'The plan of the organization and its limits',
    description:
      'With the places that are taken. What simulations and files use, their own services tell: `/api/simulations/usage`, `/api/files/usage`. A change is noticed within five seconds.',
    parse: {},
    authorise: 'organization:read',
    act: ({ context }) => getLimits(deps, context),
    respond: { ok: [200, organizationLimits], errors: {} },
  }),
];
