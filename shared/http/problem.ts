import * as z from 'zod';

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
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with the correlation id and the place of each mistake.' });
export type ProblemDocument = z.infer<typeof problem>;

export const titles = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not acceptable as it stands',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad answer from a service',
  503: 'Service unavailable',
  504: 'Service did not answer in time',
  508: 'Loop',
} as const;
export type ProblemStatus = keyof typeof titles;

export interface ProblemInput {
  status: ProblemStatus;
  /** A stable code for programs, such as `file-not-found`; it ends the `type` address. */
  code: string;
  /** What happened and what to do about it, for people. */
  detail: string;
  errors?: readonly { pointer: string; detail: string }[] | undefined;
}

export const problemDocument = (
  { status, code, detail, errors }: ProblemInput,
  correlationId: string,
  instance?: string,
): ProblemDocument => ({
  type: `urn:simsheet:problem:${code}`,
  title: titles[status],
  status,
  detail,
  ...(instance === undefined ? {} : { instance }),
  correlationId,
  ...(errors?.length ? { errors: [...errors] } : {}),
});
