/** What the operators of the platform agree with an organization: a plan, and limits of its own. */
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { Failure } from '../../../shared/http/route.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { type LimitName, limitNames } from '../../../shared/limits/limits.ts';
import { type GivenLimits, type Plans, type TenantPlan, tenantPlan } from '../../../shared/limits/plans.ts';
import { absent, type Table, type Write } from '../../../shared/table/table.ts';
import { planKey } from '../../../shared/tenancy/tenancy.ts';
import { unlessDeleted } from '../organizations/organizationStore.ts';

export interface AgreementChange {
  /** Forgets what was agreed before. */
  reset?: boolean;
  plan?: string | undefined;
  /** Null for no limit, `plan` for what the plan says. */
  limits?: Partial<Record<LimitName, number | null | 'plan'>>;
}

/**
 * Changes what is agreed, from the next five seconds on. Nothing that there is goes because of it: a limit below what is used
 * refuses what is new. Undefined where nothing is left but the default plan.
 */
export const changeAgreement = async (
  { table, plans, clock }: { table: Pick<Table, 'get' | 'transact'>; plans: Plans; clock: () => Date },
  tenant: TenantId,
  change: AgreementChange,
): Promise<
  Result<TenantPlan | undefined, Failure<'plan-unknown' | 'changed-meanwhile' | 'organization-not-found'>>
> => {
  if (change.plan !== undefined && !Object.hasOwn(plans, change.plan)) {
    return failed({
      code: 'plan-unknown',
      detail: `There is no plan ${change.plan} here. Plans: ${Object.keys(plans).join(', ')}.`,
    });
  }
  const row = await table.get(planKey(tenant));
  const before = row && tenantPlan.parse(row);
  const kept = change.reset ? undefined : before;
  const plan = change.plan ?? kept?.plan;
  const limits = merged(kept?.limits ?? {}, change.limits ?? {});
  const isDefault = plan === undefined && Object.keys(limits).length === 0;
  const after = isDefault
    ? undefined
    : { ...(plan !== undefined && { plan }), limits, changedAt: clock().toISOString() };
  const written = await table.transact([writeOf(tenant, before, after), unlessDeleted(tenant)]);
  if (!written.ok) {
    const isThere = written.error.every(({ label }) => label === 'plan');
    return failed(
      isThere
        ? { code: 'changed-meanwhile', detail: 'Somebody else changed it at the same moment: look at it again.' }
        : { code: 'organization-not-found', detail: `There is no organization ${tenant}.` },
    );
  }
  return ok(after);
};

const merged = (before: GivenLimits, change: NonNullable<AgreementChange['limits']>): GivenLimits =>
  Object.fromEntries(
    limitNames.flatMap((name) => {
      const value = Object.hasOwn(change, name) ? change[name] : before[name];
      return value === undefined || value === 'plan' ? [] : [[name, value]];
    }),
  );

const writeOf = (tenant: TenantId, before: TenantPlan | undefined, after: TenantPlan | undefined): Write => {
  const unchanged = before
    ? {
        ConditionExpression: 'changedAt = :before',
        ExpressionAttributeValues: { ':before': before.changedAt },
      }
    : absent;
  const key = planKey(tenant);
  return after === undefined
    ? { label: 'plan', remove: key, condition: unchanged }
    : { label: 'plan', put: { ...key, ...after }, condition: unchanged };
};
