import * as z from 'zod';

const limit = (defaults: { requestsPerSecond: number; burst: number; blockSize: number }) =>
  z
    .strictObject({
      /** What may be asked for in the long run. */
      requestsPerSecond: z.number().positive().max(10_000).default(defaults.requestsPerSecond),
      /** What may be asked for at once after a pause: the size of the bucket. */
      burst: z.int().positive().max(1_000_000).default(defaults.burst),
      /** The most tokens that a process claims with one write, unless half a second's or half the burst is less. */
      blockSize: z.int().positive().default(defaults.blockSize),
    })
    .prefault({});

/**
 * The limits of the front door; what is not given has its default.
 *
 * An open page asks two or three times a second while a simulation runs, and some ten times while it loads. A script that
 * sends one request after the other comes to 10 or 20 in a second. A credential so has room for a person with several pages
 * and a script, a tenant for two or three who use all of theirs, or twenty with a page that follows a run.
 */
export const rateLimitSettings = z.strictObject({
  credential: limit({ requestsPerSecond: 20, burst: 40, blockSize: 10 }),
  tenant: limit({ requestsPerSecond: 50, burst: 100, blockSize: 25 }),
});
export type LimitSettings = z.infer<typeof rateLimitSettings>['credential'];
