import * as z from 'zod';
import { limitNames, tenantLimits } from '../limits/limits.ts';

const limitUse = z
  .object({
    limit: z.enum(limitNames),
    max: z.number().nullable().describe('Null where there is no limit.'),
    used: z.number(),
    freesAt: z.iso
      .datetime()
      .nullable()
      .describe('When it is counted anew; null where what is used frees when it ends, or is deleted.'),
  })
  .meta({ id: 'LimitUse' });
export type LimitUse = z.infer<typeof limitUse>;

/** Each service tells of what it counts. */
export const limitUsage = z
  .object({ usage: z.array(limitUse) })
  .meta({ id: 'LimitUsage', description: 'What an organization uses of its limits.' });
export type LimitUsage = z.infer<typeof limitUsage>;

export const organizationLimits = z
  .object({
    plan: z.string().describe('What the organization has by agreement; its own limits come before those of its plan.'),
    limits: tenantLimits
      .omit({ plan: true })
      .meta({ id: 'Limits', description: 'What there may be at most; null where there is no limit.' }),
    ...limitUsage.shape,
  })
  .meta({ id: 'OrganizationLimits' });
export type OrganizationLimits = z.infer<typeof organizationLimits>;
