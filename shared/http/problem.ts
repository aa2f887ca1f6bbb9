import type { ProblemDocument } from '../api/problem.ts';
import type { ReachedLimit } from '../limits/reachedLimit.ts';

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
  /** The limit that was in the way, whose numbers stand beside the rest. */
  reached?: ReachedLimit | undefined;
}

export const problemDocument = (
  { status, code, detail, errors, reached }: ProblemInput,
  correlationId: string,
  instance?: string,
): ProblemDocument => ({
  type: `urn:simsheet:problem:${code}`,
  title: reached === undefined ? titles[status] : 'Limit reached',
  status,
  detail,
  ...(instance === undefined ? {} : { instance }),
  correlationId,
  ...(errors?.length ? { errors: [...errors] } : {}),
  ...reached,
});
