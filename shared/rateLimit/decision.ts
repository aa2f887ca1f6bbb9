import { fullAfterTaking, type Limit, tokenMicros, tokensAt, whenThereAre } from './bucket.ts';
import type { Lease } from './lease.ts';

export interface RateDecision {
  policy: string;
  allowed: boolean;
  /** The most requests at once, as many as come in again within `windowSeconds`. */
  limit: number;
  windowSeconds: number;
  /** What could still be asked for now; other processes may have taken some of it meanwhile. */
  remaining: number;
  /** Until there is more. */
  resetSeconds: number;
  /** When to come back; 0 if it is allowed. */
  retryAfterSeconds: number;
  /** False if this process had to decide alone, because the store cannot be reached. */
  shared: boolean;
}

/** The part of the limit that each process gives while the shared bucket cannot be reached. */
const ownShare = 1 / 4;

/** Puts into words for a client what became of its request at a time. */
export const decisions = (policy: string, limit: Limit) => {
  const windowSeconds = Math.ceil((limit.burst * tokenMicros(limit)) / 1_000_000);
  const ownLimit: Limit = {
    requestsPerSecond: limit.requestsPerSecond * ownShare,
    burst: Math.max(1, Math.floor(limit.burst * ownShare)),
  };
  type Made = Pick<RateDecision, 'allowed' | 'remaining' | 'shared'>;
  const decision = (made: Made, moreAt: number, at: number): RateDecision => {
    const resetSeconds = Math.max(1, Math.ceil((moreAt - at) / 1_000_000));
    const retryAfterSeconds = made.allowed ? 0 : resetSeconds;
    return { policy, limit: limit.burst, windowSeconds, resetSeconds, retryAfterSeconds, ...made };
  };

  return {
    allowed({ tokens, fullAt }: Lease, at: number): RateDecision {
      const inBucket = tokensAt(limit, fullAt, at);
      const remaining = Math.min(limit.burst, tokens + inBucket);
      return decision({ allowed: true, remaining, shared: true }, whenThereAre(inBucket + 1, limit, fullAt), at);
    },
    refused: (until: number, at: number): RateDecision =>
      decision({ allowed: false, remaining: 0, shared: true }, until, at),
    /** By the bucket of this process alone. */
    alone(lease: Lease, cost: number, at: number): RateDecision {
      const price = Math.min(cost, ownLimit.burst);
      const allowed = tokensAt(ownLimit, lease.ownFullAt, at) >= price;
      if (allowed) lease.ownFullAt = fullAfterTaking(price, ownLimit, lease.ownFullAt, at);
      const remaining = allowed ? tokensAt(ownLimit, lease.ownFullAt, at) : 0;
      const moreAt = whenThereAre(allowed ? remaining + 1 : price, ownLimit, lease.ownFullAt);
      return decision({ allowed, remaining, shared: false }, moreAt, at);
    },
  };
};
