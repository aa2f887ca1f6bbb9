/**
 * A token bucket. Tokens come in at a steady rate up to the burst, requests take them out. All that has to be kept of it is
 * the time at which it will be full: that is the theoretical arrival time of the generic cell rate algorithm (ITU-T I.371),
 * to which a token bucket is equal. Taking tokens moves that time on, and nothing ever moves it back, whatever the clocks say.
 *
 * Times are whole microseconds of the epoch, so that they add up to the same in a table and in a process.
 */
export interface Limit {
  requestsPerSecond: number;
  burst: number;
}

/** A bucket that nobody took from. */
export const fullSinceEver = 0;

export const microsOf = (milliseconds: number): number => Math.floor(milliseconds * 1000);

/** The time in which one token comes in; rounded so that never more of them come in than the limit says. */
export const tokenMicros = ({ requestsPerSecond }: Limit): number => Math.ceil(1_000_000 / requestsPerSecond);

/** How many whole tokens are in the bucket at a time. */
export const tokensAt = (limit: Limit, fullAt: number, at: number): number => {
  const missing = Math.max(0, fullAt - at) / tokenMicros(limit);
  return Math.max(0, Math.floor(limit.burst - missing));
};

/** From when on there are so many tokens in it, if nobody takes any. */
export const whenThereAre = (tokens: number, limit: Limit, fullAt: number): number =>
  fullAt - (limit.burst - tokens) * tokenMicros(limit);

/** When the bucket will be full after so many tokens have been taken out. */
export const fullAfterTaking = (tokens: number, limit: Limit, fullAt: number, at: number): number =>
  Math.max(fullAt, at) + tokens * tokenMicros(limit);
