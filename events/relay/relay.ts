import { atOnce } from '../../shared/atOnce.ts';
import type { PlatformEnvelope } from '../envelope.ts';
import { backOff, type Pauses } from './backoff.ts';
import type { Bus, BusEntry, Outcome } from './bus.ts';
import { entryQueue } from './entryQueue.ts';
import { eventIdOf, type OutboxItem, readEvent } from './outboxItem.ts';
import type { OutboxStore } from './outboxStore.ts';

export interface RelayDependencies extends Pauses {
  outbox: OutboxStore;
  bus: Bus;
  warn(message: string, details: Record<string, unknown>): void;
}

/** What became of the events that a run found. */
export interface Relayed {
  /**
   * In the order in which the bus took them, with how long each took from its own time to there. Without their data, for
   * which a run of many events would not have the memory.
   */
  published: { event: PlatformEnvelope; lagMs: number }[];
  /** How often the bus did not take an event, by its reason. */
  refused: Map<string, number>;
  /** Events that were parked. */
  parked: number;
  /** Aggregates of which something broke that is not the bus. */
  broken: Error[];
}

/**
 * Brings waiting events to the bus, until `until`: of each aggregate by sequence and one at a time, so that an event goes
 * only after its predecessor was accepted; an aggregate stops at its first event that is not. All that is not sent stays
 * in the outbox, for the next run.
 *
 * Two runs may have the same aggregate at once, one from the stream and one from the schedule, or a second one after a
 * first whose answer was lost. Each sends in order what it read, and what it did not read was sent before; so an event
 * may come more than once, but never for the first time before its predecessor. The exception is an index that is so late
 * that it shows an event and not yet an older one, which the stream's records do not hold either.
 */
export const relay = async (
  deps: RelayDependencies,
  aggregates: readonly Aggregate[],
  until: number,
): Promise<Relayed> => {
  const relayed: Relayed = { published: [], refused: new Map(), parked: 0, broken: [] };
  const run: Run = { deps, put: entryQueue(deps.bus, deps, until), until, relayed };
  await atOnce(aggregatesAtOnce, aggregates, async (aggregate) => {
    if (deps.now() >= until) return;
    await relayAggregate(run, aggregate).catch((error: Error) => {
      deps.warn('an aggregate was not relayed', { aggregate: aggregate.pk, error });
      relayed.broken.push(error);
    });
  });
  return relayed;
};

/** Enough for full calls. */
const aggregatesAtOnce = 50;

export interface Aggregate {
  pk: string;
  /** Those of its events that are known already: an index may not show them yet. */
  known: readonly OutboxItem[];
}

/** What a run has in common. */
interface Run {
  deps: RelayDependencies;
  put(entry: BusEntry): Promise<Outcome>;
  until: number;
  relayed: Relayed;
}

const relayAggregate = async (run: Run, aggregate: Aggregate): Promise<void> => {
  for await (const item of inOrder(run.deps.outbox, aggregate)) {
    if (item.status === 'PARKED' || run.deps.now() >= run.until) return;
    const event = attemptToRead(item);
    const isSent = event instanceof Error ? await park(run, item, event) : await send(run, item, event);
    if (!isSent) return;
  }
};

/** It would be the same at the fifth attempt. */
const park = async ({ deps, relayed }: Run, item: OutboxItem, error: Error): Promise<false> => {
  const reason = `it cannot be read: ${error.message}`;
  if ((await deps.outbox.park(item, reason, new Date(deps.now()))) !== undefined) {
    relayed.parked += 1;
    deps.warn('an event was parked', { id: eventIdOf(item), aggregate: item.pk, reason });
  }
  return false;
};

/** Whether the bus has accepted it: if not, its aggregate stops here. */
const send = async (
  { deps, put, until, relayed }: Run,
  item: OutboxItem,
  event: PlatformEnvelope,
): Promise<boolean> => {
  const entry = { source: event.source, type: event.type, time: new Date(event.time), detail: item.body };
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await put(entry);
    const now = deps.now();
    if (outcome.accepted) {
      relayed.published.push({ event: { ...event, data: null }, lagMs: Math.max(0, now - Date.parse(event.time)) });
      await deps.outbox.sent(item, new Date(now));
      return true;
    }
    const { fault, reason } = outcome;
    relayed.refused.set(reason, (relayed.refused.get(reason) ?? 0) + 1);
    if (fault === 'entry') {
      const isParked = await deps.outbox.refused(item, reason, new Date(now));
      if (isParked) relayed.parked += 1;
      const message = isParked ? 'an event was parked' : 'the bus refused an event';
      deps.warn(message, { id: event.id, type: event.type, aggregate: item.pk, reason });
      return false;
    }
    if (!(await backOff(deps, attempt, until))) return false;
  }
};

const attemptToRead = (item: OutboxItem): PlatformEnvelope | Error => {
  try {
    return readEvent(item);
  } catch (error) {
    return error as Error;
  }
};

/** What waits of an aggregate, in order: what the index shows, and what it does not show yet. */
async function* inOrder(outbox: OutboxStore, { pk, known }: Aggregate): AsyncGenerator<OutboxItem> {
  let unseen = known;
  let startAfter: string | undefined;
  do {
    const { items, nextSortKey }: Awaited<ReturnType<OutboxStore['waiting']>> = await outbox.waiting(pk, startAfter);
    const isHere = ({ sk }: OutboxItem) => nextSortKey === null || sk <= nextSortKey;
    const shown = new Set(items.map(({ sk }) => sk));
    // The index may be late, or another run was faster: the table knows.
    const missing = await Promise.all(unseen.filter((item) => isHere(item) && !shown.has(item.sk)).map(outbox.current));
    unseen = unseen.filter((item) => !isHere(item));
    yield* [...items, ...missing.filter((item) => item !== undefined)].toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
    startAfter = nextSortKey ?? undefined;
  } while (startAfter !== undefined);
}
