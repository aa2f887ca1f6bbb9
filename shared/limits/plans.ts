import * as z from 'zod';
import { limitSchemas, noLimits, type TenantLimits } from './limits.ts';

/** Some limits, as a row holds them: a version that knows more may have written it. */
const storedLimits = z.object(limitSchemas).partial();
/** What is left out is as it is otherwise. */
export type GivenLimits = z.infer<typeof storedLimits>;

/** What organizations can have by agreement; what a plan leaves out is not limited. Made by planSettings.ts. */
export type Plans = Readonly<Record<string, GivenLimits>>;

/** The plan of an organization that was given none. */
export const defaultPlan = 'standard';

/** What was agreed with one organization, as the users service's table has it. */
export const tenantPlan = z.object({
  plan: z.string().optional(),
  /** Of its own, whatever its plan says. */
  limits: storedLimits,
  changedAt: z.string(),
});
export type TenantPlan = z.infer<typeof tenantPlan>;

/**
 * The limits of an organization: its own, else its plan's. A plan that the installation has no more counts as the default
 * one, until the organization is given another.
 */
export const limitsOf = (plans: Plans, agreed: TenantPlan | undefined): TenantLimits => {
  const wanted = agreed?.plan ?? defaultPlan;
  const plan = Object.hasOwn(plans, wanted) ? wanted : defaultPlan;
  return { ...noLimits, ...plans[plan], ...agreed?.limits, plan };
};
