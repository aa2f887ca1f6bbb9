import type { Route } from '../../shared/http/route.ts';
import { auditRoutes } from './audit/routes.ts';
import { deletionRoutes } from './deletion/routes.ts';
import { exportRoutes } from './exports/routes.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { keyRoutes } from './keys/routes.ts';
import { limitRoutes } from './limits/routes.ts';
import { memberRoutes } from './members/routes.ts';
import { organizationRoutes } from './organizations/routes.ts';
import { profileRoutes } from './profile/routes.ts';
import { roleRoutes } from './roles/routes.ts';
import { signOnRoutes } from './signOn/routes.ts';
import type { UserDeps } from './users.ts';

/**
 * An organization is never named in a path or a body, but where its token is accepted: a request acts in the one that
 * Simsheet-Organization chose, of those that the gateway found the caller to belong to.
 */
export const routes = (deps: UserDeps): readonly Route[] => [
  ...profileRoutes(deps),
  ...organizationRoutes(deps),
  ...deletionRoutes(deps),
  ...exportRoutes(deps),
  ...memberRoutes(deps),
  ...invitationRoutes(deps),
  ...roleRoutes(deps),
  ...limitRoutes(deps),
  ...keyRoutes(deps),
  ...auditRoutes(deps),
  ...signOnRoutes(deps),
];
