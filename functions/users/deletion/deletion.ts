import { ok } from '../../../engine/result.ts';
import { type Erasure, eraseTenant } from '../../../events/consume/erase.ts';
import {
  publishOrganizationDeleted,
  publishOrganizationDeletionScheduled,
  publishOrganizationRestored,
} from '../../../events/organization.ts';
import type { OrganizationView } from '../../../shared/api/organizations.ts';
import type { RequestContext } from '../../../shared/http/route.ts';
import type { UserId } from '../../../shared/identity.ts';
import { newId } from '../../../shared/ids.ts';
import { logger } from '../../../shared/telemetry.ts';
import { changeAs } from '../organizations/acting.ts';
import { type Change, rowsOfOrganization, scheduling, unscheduling } from '../organizations/organizationStore.ts';
import { viewOf } from '../organizations/organizations.ts';
import type { Organization, UserDeps } from '../users.ts';

/** Lets an organization go when the time to restore it is over. Until then all is as it was. */
export const deleteOrganization = (deps: UserDeps, context: RequestContext) =>
  changeAs<OrganizationView, never>(deps, context, 'organization:delete', async ({ organization }, { member }) => {
    const { deletesAt, ...change } = toBeDeleted(deps, organization, member.userId);
    return ok({ ...change, value: viewOf({ ...organization, deletesAt }) });
  });

/** What makes an organization one that is to be deleted; nothing for one that is already. */
export const toBeDeleted = (
  { clock, graceMs }: Pick<UserDeps, 'clock' | 'graceMs'>,
  { organizationId, deletesAt: before }: Organization,
  userId: UserId,
): Omit<Change<never>, 'value'> & { deletesAt: string } => {
  if (before !== undefined) return { deletesAt: before };
  const deletesAt = new Date(clock().getTime() + graceMs).toISOString();
  return {
    deletesAt,
    organization: { deletesAt },
    writes: [scheduling({ organizationId, deletesAt })],
    events: [(event) => publishOrganizationDeletionScheduled(event, { organizationId, deletesAt, userId })],
  };
};

export const restoreOrganization = (deps: UserDeps, context: RequestContext) =>
  changeAs<OrganizationView, never>(deps, context, 'organization:delete', async ({ organization }, { member }) => {
    const { organizationId, deletesAt } = organization;
    const restored = viewOf({ ...organization, deletesAt: undefined });
    const alongside = context.idempotency ? [context.idempotency.note(restored)] : [];
    if (deletesAt === undefined) return ok({ value: restored, alongside });
    return ok({
      value: restored,
      organization: { deletesAt: undefined },
      writes: [unscheduling({ organizationId, deletesAt })],
      events: [(event) => publishOrganizationRestored(event, { organizationId, userId: member.userId })],
      alongside,
    });
  });

/**
 * Deletes the organizations whose time is over. First each is closed, so that nothing can restore or change it, then
 * nobody belongs to it any more, and then it is told: services erase what nobody can add to. Interrupted anywhere, it is
 * still due, and the next call goes on.
 */
export const deleteDue = async (
  { organizations, clock }: Pick<UserDeps, 'organizations' | 'clock'>,
  erasure: Pick<Erasure, 'table' | 'objects' | 'wait'>,
): Promise<{ deleted: number; failed: number }> => {
  const outcome = { deleted: 0, failed: 0 };
  for (const due of await organizations.due(clock())) {
    const { organizationId } = due;
    try {
      if (!(await organizations.close(due, clock()))) continue;
      await eraseTenant({ ...erasure, clock, rows: rowsOfOrganization }, organizationId);
      const correlationId = newId('cor');
      const isFirst = await organizations.forget(due, (context) =>
        publishOrganizationDeleted({ ...context, at: clock(), correlationId }, { organizationId }),
      );
      if (isFirst) outcome.deleted += 1;
      logger.info('organization deleted', { organizationId, correlationId });
    } catch (error) {
      // The others are due as well.
      outcome.failed += 1;
      logger.error('organization not deleted', { organizationId, error: error as Error });
    }
  }
  return outcome;
};
