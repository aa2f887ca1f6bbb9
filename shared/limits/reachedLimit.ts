import * as z from 'zod';
import { limitNames } from './limits.ts';

/** A limit that a request would have gone beyond, in numbers for programs. */
export const reachedLimit = z.object({
  limit: z.enum(limitNames),
  max: z.number(),
  used: z.number(),
  requested: z.number().describe('What the refused request would have added.'),
  freesAt: z.iso
    .datetime()
    .nullable()
    .describe('When there is room by itself; null where that depends on what somebody does.'),
});
export type ReachedLimit = z.infer<typeof reachedLimit>;
