import { circuitBreaker } from '../circuitBreaker/circuitBreaker.ts';
import { memoryCircuitStore } from '../circuitBreaker/memoryStore.ts';
import { type PromptTable, type PromptTableOptions, promptDeadlineMs, promptTable } from '../table/promptTable.ts';
import { ConditionFailed, type Item, type Key, type Table } from '../table/table.ts';
import { updateInput } from '../table/updateInput.ts';
import { logger } from '../telemetry.ts';
import { fullAfterTaking, fullSinceEver, type Limit, tokenMicros, tokensAt } from './bucket.ts';

/** Whose bucket it is, as far as a process knows it. */
export interface Bucket {
  policy: string;
  key: string;
  limit: Limit;
  /** When it will be full, or an earlier time. */
  fullAt: number;
}

export interface Claim {
  /** How many were taken; 0 when there were too few. */
  tokens: number;
  /** When the bucket will be full, as of this claim. */
  fullAt: number;
}

export interface RateLimitStore {
  /**
   * Takes as many tokens as there are, up to `most`, or none if there are fewer than `least`. A rejection says that the store
   * could not be asked; what it took all the same is lost to everybody.
   */
  claim(bucket: Bucket, wanted: { least: number; most: number }, at: number): Promise<Claim>;
}

export interface RateLimitStoreOptions {
  clock?: () => number;
  random?: () => number;
  /** How long a claim may take in all. */
  deadlineMs?: number;
  /** Told once when the table cannot be reached, with the reason, and once when it can be reached again. */
  onReach?: (reachable: boolean, reason: string | null) => void;
}

/** How long a table that could not be reached is left alone, and up to a fifth longer by chance. */
const retryMs = 2000;

/** Buckets that processes share: a table with the keys pk and sk. */
export const dynamoRateLimitStore = (
  options: PromptTableOptions & RateLimitStoreOptions,
): RateLimitStore & Pick<PromptTable, 'connect'> => {
  const table = promptTable(options);
  return { ...rateLimitStore(table, options), connect: table.connect };
};

export const rateLimitStore = (
  table: Table,
  {
    clock = Date.now,
    random = Math.random,
    deadlineMs = promptDeadlineMs,
    onReach = logReach,
  }: RateLimitStoreOptions = {},
): RateLimitStore => {
  // Of this process alone: who finds the table out of reach spares the requests that follow the wait.
  const breaker = circuitBreaker<Claim>({
    name: 'rate-limits',
    store: memoryCircuitStore(),
    settings: {
      failureThreshold: 1,
      recoveryTimeoutMs: retryMs,
      maxRecoveryMs: retryMs,
      halfOpenProbes: 1,
      timeoutMs: deadlineMs,
    },
    clock,
    random,
    onTransition({ from, to, lastError }) {
      if (from === 'CLOSED') onReach(false, lastError);
      if (to === 'CLOSED') onReach(true, null);
    },
  });
  return { claim: (bucket, wanted, at) => breaker.call((signal) => claim(table, bucket, wanted, at, signal)) };
};

const logReach = (reachable: boolean, reason: string | null): void => {
  if (reachable) logger.info('rate limits are shared again');
  else logger.warn('each process limits rates on its own', { reason });
};

/**
 * The first write fails if others took tokens that this process does not know of, and then tells it of them. From then on one
 * fails only if somebody else takes the last tokens in between.
 */
const rounds = 4;

const claim = async (
  table: Table,
  bucket: Bucket,
  { least, most }: { least: number; most: number },
  at: number,
  signal: AbortSignal,
): Promise<Claim> => {
  let { fullAt } = bucket;
  for (let round = 0; round < rounds; round += 1) {
    const tokens = Math.min(most, tokensAt(bucket.limit, fullAt, at));
    // Nobody waits any more for what would be taken then.
    if (tokens < least || signal.aborted) break;
    try {
      return { tokens, fullAt: fullAtOf(await table.update(takingOut(tokens, { ...bucket, fullAt }, at))) };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      fullAt = fullAtOf(error.item);
    }
  }
  return { tokens: 0, fullAt };
};

/** A partition each, so that one busy bucket does not slow the others down. */
const bucketKey = ({ policy, key }: Bucket): Key => ({ pk: `RATE_LIMIT#${policy}#${key}`, sk: 'BUCKET' });

/** Longer than clocks may differ: who finds no item takes the bucket for full. */
const keptForSeconds = 60;

const takingOut = (tokens: number, bucket: Bucket, at: number) => {
  const { limit, fullAt } = bucket;
  const latest = fullAfterTaking(limit.burst, limit, at, at);
  const set = { expiresAt: Math.ceil(latest / 1_000_000) + keptForSeconds };
  const costs = tokens * tokenMicros(limit);
  return updateInput(
    bucketKey(bucket),
    // In a full bucket the time begins now. In another one it is moved on from wherever it stands by then, so that claims that
    // come at once do not get into each other's way as long as there are enough tokens for all.
    fullAt <= at
      ? {
          set: { ...set, fullAt: at + costs },
          when: [
            [
              ['fullAt', 'absent'],
              ['fullAt', '<=', at],
            ],
          ],
        }
      : { set, add: { fullAt: costs }, when: [[['fullAt', '>', at]], [['fullAt', '<=', latest - costs]]] },
  );
};

const fullAtOf = (item: Item | undefined): number => (item === undefined ? fullSinceEver : Number(item.fullAt));
