import type { Item } from '../../shared/table/table.ts';
import type { OutboxRow } from './outboxStore.ts';
import { type RelayDependencies, type Relayed, relay } from './relay.ts';

const youngMs = 60_000;
/** What one run looks at; the next one goes on behind it. */
const maxRows = 10_000;

export interface Swept extends Relayed {
  /** Events that are parked, as far as the run looked. */
  parkedInAll: number;
  /** How long the oldest event has waited that is not held back by a parked one. */
  oldestMs: number;
}

/**
 * Sends what has waited for more than a minute, the oldest first: what the stream did not bring, because the bus or the
 * relay did not work, or the stream was off.
 */
export const sweeper = () => {
  // Of this process: another one begins at the front, and so does this one after the end.
  let from: Item | undefined;

  return async (deps: RelayDependencies, until: number): Promise<Swept> => {
    const rows: OutboxRow[] = [];
    do {
      const page = await deps.outbox.rows(from);
      rows.push(...page.rows);
      from = page.next ?? undefined;
    } while (from !== undefined && rows.length < maxRows && deps.now() < until);

    const now = deps.now();
    const overdue = firstOfEach(rows)
      .filter(({ status }) => status !== 'PARKED')
      .map(({ pk, since }) => ({ pk, age: now - Date.parse(since) }))
      .filter(({ age }) => !isYoung(age))
      .toSorted((a, b) => (b.age || 0) - (a.age || 0));
    const relayed = await relay(
      deps,
      overdue.map(({ pk }) => ({ pk, known: [] })),
      until,
    );
    return {
      ...relayed,
      parkedInAll: rows.filter(({ status }) => status === 'PARKED').length,
      oldestMs: Math.max(0, ...overdue.map(({ age }) => age || 0)),
    };
  };
};

/** The event that an aggregate's others wait for. */
const firstOfEach = (rows: readonly OutboxRow[]): OutboxRow[] => {
  const first = new Map<string, OutboxRow>();
  for (const row of rows) {
    const known = first.get(row.pk);
    if (known === undefined || row.sk < known.sk) first.set(row.pk, row);
  }
  return [...first.values()];
};

/** By a writer's clock, which may be off: what comes from the future, or tells no time, does not wait until it gets old. */
const isYoung = (age: number): boolean => age >= 0 && age <= youngMs;
