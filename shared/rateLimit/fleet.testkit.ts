import { memoryTable } from '../table/memoryTable.ts';
import type { Table } from '../table/table.ts';
import type { RateDecision } from './decision.ts';
import { type RateLimiter, rateLimiter } from './rateLimiter.ts';
import { rateLimitSettings } from './settings.ts';
import { rateLimitStore } from './store.ts';

export type PolicySettings = ReturnType<typeof rateLimitSettings.parse>['credential'];

/** 20 requests a second, 40 at once, 10 tokens a block. */
export const defaults: PolicySettings = rateLimitSettings.parse({}).credential;

export interface FleetOptions {
  processes?: number;
  settings?: Partial<PolicySettings>;
  /** By how much each process's clock is ahead of the test's, in milliseconds. */
  skews?: readonly number[];
  /** What stands between the processes and their table. */
  through?: (table: Table) => Table;
  deadlineMs?: number;
}

/** Processes, each with a limiter of its own, that share one table and a clock that only the test moves. */
export const aFleet = ({
  processes = 1,
  settings = {},
  skews = [],
  through = (table) => table,
  deadlineMs = 20_000,
}: FleetOptions = {}) => {
  let now = 1_700_000_000_000;
  const table = memoryTable();
  const writes = { count: 0 };
  const reached: boolean[] = [];
  const counted: Table = {
    ...table,
    update: (input) => {
      writes.count += 1;
      return table.update(input);
    },
  };
  const start = (skew = 0): RateLimiter => {
    const clock = () => now + skew;
    const onReach = (reachable: boolean) => void reached.push(reachable);
    const store = rateLimitStore(through(counted), { clock, random: () => 0, deadlineMs, onReach });
    return rateLimiter({ policy: 'credential', store, settings: { ...defaults, ...settings }, clock });
  };
  return {
    limiters: Array.from({ length: processes }, (_, n) => start(skews[n])),
    start,
    writes,
    /** What the processes were told of the table’s being there. */
    reached,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
  };
};

/** Takes one token after the other. */
export const takes = async (count: number, limiter: RateLimiter, key = 'key'): Promise<RateDecision[]> => {
  const decisions: RateDecision[] = [];
  for (let n = 0; n < count; n += 1) decisions.push(await limiter.take(key));
  return decisions;
};

export const allowedOf = (decisions: readonly RateDecision[]): number =>
  decisions.filter(({ allowed }) => allowed).length;
