import { ok } from '../../../engine/result.ts';
import type { OrganizationLimits } from '../../../shared/api/limits.ts';
import type { RequestContext } from '../../../shared/http/route.ts';
import type { UserDeps } from '../users.ts';
import { placesTaken } from './members.ts';

/** What the organization may have and do at most, and how much there is of what this service counts. */
export const getLimits = async (
  { organizations, clock }: Pick<UserDeps, 'organizations' | 'clock'>,
  { identity, limits: { plan, ...limits } }: RequestContext,
): Promise<{ ok: true; value: OrganizationLimits }> => {
  const { organization, invitations } = await organizations.read(identity.organizationId);
  const used = placesTaken(organization, await invitations(), clock());
  return ok({ plan, limits, usage: [{ limit: 'members', max: limits.members, used, freesAt: null }] });
};
