import { type Limit, microsOf, tokenMicros, whenThereAre } from './bucket.ts';
import { decisions, type RateDecision } from './decision.ts';
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

export interface RateLimiter {
  /** Takes tokens out of the key's bucket. A cost beyond the whole burst is the whole burst. It never rejects. */
  take(key: string, cost?: number): Promise<RateDecision>;
}

/** More keys than a process meets within the second for which it has to remember one. */
const rememberedKeys = 1000;

/** A token bucket per key, which processes share; each of them spends blocks of tokens that it claimed with one write. */
export const rateLimiter = ({ policy, store, settings, clock = Date.now }: RateLimiterOptions): RateLimiter => {
  const { requestsPerSecond, burst } = settings;
  const limit: Limit = { requestsPerSecond, burst };
  // What comes in during a lease must be enough for two, or a client at its limit would lose what expires. And two must have
  // room in the bucket, or it would run over while a client waits for one.
  const inALease = leaseMicros / tokenMicros(limit);
  const block = Math.max(1, Math.floor(Math.min(settings.blockSize, inALease / 2, burst / 2)));
  const leaseOf = recentKeys<Lease>(rememberedKeys, noLease);
  const decide = decisions(policy, limit);

  const claim = async (key: string, lease: Lease, cost: number, at: number): Promise<void> => {
    const left = unspent(lease, at);
    const wanted = { least: cost - left, most: Math.max(cost, nextSize(lease, block)) - left };
    const { tokens, fullAt } = await store.claim({ policy, key, limit, fullAt: lease.fullAt }, wanted, at);
    lease.fullAt = fullAt;
    if (tokens > 0) {
      lease.refusal = null;
      renew(lease, tokens, at);
    } else {
      // Not before there is a block again: a client that does not stop costs a write per block, not per token.
      const until = whenThereAre(Math.max(wanted.most, block), limit, fullAt);
      lease.refusal = { cost, until: Math.max(until, at + tokenMicros(limit)) };
    }
  };

  return {
    async take(key, cost = 1) {
      const price = Math.min(cost, burst);
      const at = microsOf(clock());
      const lease = leaseOf(key);
      noticeTime(lease, at);
      // Those who wait for the same claim may find that others have spent it, and claim in their turn.
      for (;;) {
        if (unspent(lease, at) >= price) {
          lease.tokens -= price;
          return decide.allowed(lease, at);
        }
        const { refusal } = lease;
        if (refusal !== null && at < refusal.until && price >= refusal.cost) return decide.refused(refusal.until, at);
        lease.claiming ??= claim(key, lease, price, at).finally(() => {
          lease.claiming = null;
        });
        try {
          await lease.claiming;
        } catch {
          return decide.alone(lease, price, at);
        }
      }
    },
  };
};
