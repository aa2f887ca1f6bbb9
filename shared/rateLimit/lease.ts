import { fullSinceEver } from './bucket.ts';

/** Tokens out of a shared bucket that this process spends without asking, and what else it knows of the bucket. */
export interface Lease {
  /** Not spent yet. */
  tokens: number;
  /** How many it began with. */
  size: number;
  /** From then on what was not spent is lost, so that what idle processes hold counts for nobody for long. */
  endsAt: number;
  /** When the bucket was last known to be full. */
  fullAt: number;
  /** A request that costs as much as the refused one, or more, is refused without asking until then. */
  refusal: { cost: number; until: number } | null;
  lookedAt: number;
  /** Those who need more tokens wait for the same claim. */
  claiming: Promise<void> | null;
  /** When the bucket of this process alone will be full. */
  ownFullAt: number;
}

export const leaseMicros = 1_000_000;

export const noLease = (): Lease => ({
  tokens: 0,
  size: 0,
  endsAt: 0,
  fullAt: fullSinceEver,
  refusal: null,
  lookedAt: 0,
  claiming: null,
  ownFullAt: fullSinceEver,
});

/** A clock that was set back would make a lease last: it ends, and the bucket says what there is. */
export const noticeTime = (lease: Lease, at: number): void => {
  if (at < lease.lookedAt) lease.endsAt = 0;
  lease.lookedAt = at;
};

export const unspent = ({ tokens, endsAt }: Lease, at: number): number => (at < endsAt ? tokens : 0);

/**
 * How many tokens to claim next: twice as many if all were spent, else as many as were spent. So a fleet never claims much
 * more than twice of what it spends, and a client whose requests meet many processes is not refused for what they only hold.
 */
export const nextSize = ({ tokens, size }: Lease, block: number): number =>
  Math.min(block, Math.max(1, tokens === 0 ? 2 * size : size - tokens));

/** Adds what a claim gave. What was left keeps its end, which then holds for all. */
export const renew = (lease: Lease, granted: number, at: number): void => {
  const left = unspent(lease, at);
  if (left === 0) lease.endsAt = at + leaseMicros;
  lease.tokens = left + granted;
  lease.size = lease.tokens;
};
