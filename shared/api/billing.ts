import * as z from 'zod';

const amount = { simulations: z.int().nonnegative(), iterations: z.int().nonnegative() };

export const usage = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    total: z.object(amount),
    days: z.array(z.object({ day: z.iso.date(), ...amount })),
  })
  .meta({ id: 'Usage', description: 'What an organization has used, by day in UTC, newest first.' });
