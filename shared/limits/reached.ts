import type { Failure } from '../http/route.ts';
import type { ReachedLimit } from './reachedLimit.ts';

/** The refusal of a request beyond a limit; `detail` says what to do about it. */
export const limitReached = (
  reached: ReachedLimit,
  detail: string,
  /** Where it may be worth while to come back by oneself. */
  retryAfterSeconds?: number,
): Failure<'limit-reached'> => ({
  code: 'limit-reached',
  detail,
  reached,
  ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
});

/** Numbers as people read them: 10,000,000. */
export const inWords = (count: number): string => count.toLocaleString('en-US');
