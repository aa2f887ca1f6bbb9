import * as z from 'zod';

const minutesOfWeek = 7 * 24 * 60;

/** What an operator may send about a circuit. Whoever decides says why, and nothing lasts for ever. */
export const decision = z
  .strictObject({
    mode: z
      .enum(['FORCED_OPEN', 'FORCED_CLOSED', 'OBSERVE', 'AUTOMATIC'])
      .describe(
        'FORCED_OPEN refuses everybody; FORCED_CLOSED refuses nobody and counts nothing; OBSERVE counts and refuses nobody; AUTOMATIC ends any of these.',
      ),
    reason: z.string('say why, for whoever finds it so').trim().min(1, 'say why, for whoever finds it so').max(500),
    minutes: z.number().positive().max(minutesOfWeek).default(60),
  })
  .meta({ id: 'CircuitDecisionRequest' });
export type Decision = z.infer<typeof decision>;
