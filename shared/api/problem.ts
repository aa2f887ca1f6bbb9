import * as z from 'zod';
import { reachedLimit } from '../limits/reachedLimit.ts';

export const problem = z
  .object({
    type: z.string().describe('`urn:simsheet:problem:` and a stable code for programs.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened and what to do about it, for people.'),
    instance: z.string().optional().describe("The request's path."),
    correlationId: z.string(),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('The mistakes in a request, each at its place as a JSON pointer.'),
    ...reachedLimit.partial().shape,
  })
  .meta({
    id: 'Problem',
    description:
      'RFC 9457, with the correlation id and the place of each mistake; `limit-reached` also says which limit, its use, and when it frees.',
  });
export type ProblemDocument = z.infer<typeof problem>;
