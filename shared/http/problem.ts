import * as z from 'zod';

/** RFC 9457, with the correlation id and, for mistakes in a request, each one's place as a JSON pointer. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  correlationId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type ProblemDocument = z.infer<typeof problem>;

const titles = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
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
