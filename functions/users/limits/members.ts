import type { Failure } from '../../../shared/http/route.ts';
import type { TenantId } from '../../../shared/identity.ts';
import type { TenantLimits } from '../../../shared/limits/limits.ts';
import { limitsOf } from '../../../shared/limits/plans.ts';
import { inWords, limitReached } from '../../../shared/limits/reached.ts';
import { isOpen } from '../organizations/rules.ts';
import type { Invitation, Organization, UserDeps } from '../users.ts';

/**
 * The limits of an organization that a request may not act in, as of now: whoever accepts an invitation acts in another one,
 * and operators in none.
 */
export const limitsIn = async (
  { tenancy, plans }: Pick<UserDeps, 'tenancy' | 'plans'>,
  organizationId: TenantId,
): Promise<TenantLimits> => limitsOf(plans, (await tenancy(organizationId)).plan);

/**
 * Members, machines among them, and open invitations: each holds a place, so that whoever is invited finds one. Who accepts
 * gives that one back, and needs one beside the members alone.
 */
export const placesTaken = (
  { members }: Pick<Organization, 'members'>,
  invitations: readonly Pick<Invitation, 'until'>[],
  now: Date,
): number => members + invitations.filter((invitation) => isOpen(invitation, now)).length;

/** Whether there is a place left beside those that are taken. */
export const objectionToGrowing = (
  { members: max }: Pick<TenantLimits, 'members'>,
  taken: number,
): Failure<'limit-reached'> | null =>
  max === null || taken < max
    ? null
    : limitReached(
        { limit: 'members', max, used: taken, requested: 1, freesAt: null },
        `${inWords(taken)} of ${inWords(max)} places in this organization are taken, by members, machines and open invitations. Remove a member or revoke an invitation first, or ask the operators of the platform for another plan.`,
      );
