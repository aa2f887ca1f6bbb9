import { fullAfterTaking, type Limit, microsOf, tokenMicros, tokensAt, whenThereAre } from './bucket.ts';
import { type Lease, leaseMicros, nextSize, noLease, noticeTime, renew, unspent } from './lease.ts';
import { recentKeys } from './recentKeys.ts';
import type { LimitSettings } from './settings.ts';
import type { RateLimitStore } from './store.ts';

export interface RateLimiterOptions {
  /** What the limit is per, such as `credential`: limiters of this name in one store share their buckets. */
  policy: string;
  store: RateLimitStore;
  settings: LimitSettings;
  clock?: () => number;
}

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

export interface RateLimiter {
  /** Takes tokens out of the key's bucket. A cost beyond the whole burst is the whole burst. It never rejects. */
  take(key: string, cost?: number): Promise<RateDecision>;
}

/** More keys than a process meets within the second for which it has to remember one. */
const rememberedKeys = 1000;

/** The part of the limit that each process gives while the shared bucket cannot be reached. */
const ownShare = 1 / 4;

/** A token bucket per key, which processes share; each of them spends blocks of tokens that it claimed with one write. */
export const rateLimiter = ({ policy, store, settings, clock = Date.now }: RateLimiterOptions): RateLimiter => {
  const { requestsPerSecond, burst } = settings;
  const limit: Limit = { requestsPerSecond, burst };
  const ownLimit: Limit = {
    requestsPerSecond: requestsPerSecond * ownShare,
    burst: Math.max(1, Math.floor(burst * ownShare)),
  };
  // What comes in during a lease must be enough for two, or a client at its limit would lose what expires. And two must have
  // room in the bucket, or it would run over while a client waits for one.
  const inALease = leaseMicros / tokenMicros(limit);
  const block = Math.max(1, Math.floor(Math.min(settings.blockSize, inALease / 2, burst / 2)));
  const leaseOf = recentKeys<Lease>(rememberedKeys, noLease);

  const claim = async (key: string, lease: Lease, cost: number, at: number) => {
    const left = unspent(lease, at);
    const wanted = { least: cost - left, most: Math.max(cost, nextSize(lease, block)) - left };
    try {
      const { tokens, fullAt } = await store.claim({ policy, key, limit, fullAt: lease.fullAt }, wanted, at);
      lease.fullAt = fullAt;
      if (tokens > 0) {
        lease.refusal = null;
        renew(lease, tokens, at);
        return 'granted';
      }
      // Not before there is a block again: a client that does not stop costs a write per block, not per token.
      const until = whenThereAre(Math.max(wanted.most, block), limit, fullAt);
      lease.refusal = { cost, until: Math.max(until, at + tokenMicros(limit)) };
      return 'refused';
    } catch {
      return 'unreachable';
    }
  };

  const decision = (made: Pick<RateDecision, 'allowed' | 'remaining' | 'shared'>, moreAt: number, at: number) => {
    const resetSeconds = Math.max(1, Math.ceil((moreAt - at) / 1_000_000));
    const windowSeconds = Math.ceil((burst * tokenMicros(limit)) / 1_000_000);
    const retryAfterSeconds = made.allowed ? 0 : resetSeconds;
    return { policy, limit: burst, windowSeconds, resetSeconds, retryAfterSeconds, ...made };
  };
  const allowed = (lease: Lease, at: number): RateDecision => {
    const inBucket = tokensAt(limit, lease.fullAt, at);
    const remaining = Math.min(burst, lease.tokens + inBucket);
    return decision({ allowed: true, remaining, shared: true }, whenThereAre(inBucket + 1, limit, lease.fullAt), at);
  };
  const refused = ({ refusal }: Lease, at: number): RateDecision =>
    decision({ allowed: false, remaining: 0, shared: true }, refusal?.until ?? at, at);
  const decideAlone = (lease: Lease, cost: number, at: number): RateDecision => {
    const own = Math.min(cost, ownLimit.burst);
    const enough = tokensAt(ownLimit, lease.ownFullAt, at) >= own;
    if (enough) lease.ownFullAt = fullAfterTaking(own, ownLimit, lease.ownFullAt, at);
    const remaining = enough ? tokensAt(ownLimit, lease.ownFullAt, at) : 0;
    const moreAt = whenThereAre(enough ? remaining + 1 : own, ownLimit, lease.ownFullAt);
    return decision({ allowed: enough, remaining, shared: false }, moreAt, at);
  };

  return {
    async take(key, cost = 1) {
      const price = Math.min(cost, burst);
      const at = microsOf(clock());
      const lease = leaseOf(key);
      noticeTime(lease, at);
      for (;;) {
        if (unspent(lease, at) >= price) {
          lease.tokens -= price;
          return allowed(lease, at);
        }
        const { refusal } = lease;
        if (refusal !== null && at < refusal.until && price >= refusal.cost) return refused(lease, at);
        lease.claiming ??= claim(key, lease, price, at).finally(() => {
          lease.claiming = null;
        });
        const answer = await lease.claiming;
        if (answer === 'refused') return refused(lease, at);
        if (answer === 'unreachable') return decideAlone(lease, price, at);
      }
    },
  };
};
