import { ConditionFailed, type Item, type Key, type Table } from '../../shared/table/table.ts';
import { updateInput } from '../../shared/table/updateInput.ts';
import { type OutboxItem, pendingIndex, readOutboxItem } from './outboxItem.ts';

/** What the index tells of an event without its body. */
export type OutboxRow = Omit<OutboxItem, 'body'>;

export interface OutboxPage {
  items: OutboxItem[];
  /** The sort key to go on from; null at the end. */
  nextSortKey: string | null;
}

export interface OutboxRows {
  rows: OutboxRow[];
  /** Where to go on; null at the end. */
  next: Item | null;
}

const attempts = 5;
const pageSize = 25;
const scanPageSize = 1000;
const secondsPerDay = 24 * 3600;
const sentKeptDays = 7;
const discardedKeptDays = 90;
const rowAttributes = ['pk', 'sk', 'status', 'since', 'attempts', 'reason', pendingIndex];

const waitingStatus = ['PENDING', 'PARKED'];
const isWaiting = ({ status }: OutboxItem): boolean => waitingStatus.includes(status);

/** The outbox items of a service's table. A change that another invocation was faster with is no error. */
export const outboxStore = (table: Table) => {
  /** Changes an item that has not left the outbox, or is as `when` says; answers it, or undefined if it is not so any more. */
  const change = async (
    { pk, sk }: Key,
    to: Parameters<typeof updateInput>[1],
    status: readonly string[] = waitingStatus,
  ): Promise<OutboxItem | undefined> => {
    const when = [status.map((each) => ['status', '=', each] as const)];
    try {
      const item = await table.update(updateInput({ pk, sk }, { ...to, when }));
      return item === undefined ? undefined : readOutboxItem(item);
    } catch (error) {
      if (error instanceof ConditionFailed) return undefined;
      throw error;
    }
  };
  const leave = (status: string, now: Date, keptDays: number, details: Record<string, unknown> = {}) => ({
    set: { ...details, status, expiresAt: Math.floor(now.getTime() / 1000) + keptDays * secondsPerDay },
    remove: [pendingIndex],
  });
  const park = (key: Key, reason: string, now: Date) =>
    change(key, { set: { status: 'PARKED', reason, parkedAt: now.toISOString() } }, ['PENDING']);

  return {
    /** What of an aggregate waits, PENDING or PARKED, in order, as far as the index knows. */
    async waiting(aggregate: string, startAfter?: string): Promise<OutboxPage> {
      const { items, nextSortKey } = await table.queryIndex(pendingIndex, aggregate, { limit: pageSize, startAfter });
      return { items: items.map(readOutboxItem), nextSortKey };
    },

    /** An item as it stands, if it waits; for those that the index does not show. */
    async current({ pk, sk }: Key): Promise<OutboxItem | undefined> {
      const item = readOutboxItem((await table.get({ pk, sk })) ?? {});
      return isWaiting(item) ? item : undefined;
    },

    /** Some of what waits, of all aggregates: those of one in order, one aggregate after the other. */
    async rows(from?: Item): Promise<OutboxRows> {
      const { items, next } = await table.scanIndex(pendingIndex, {
        limit: scanPageSize,
        attributes: rowAttributes,
        from,
      });
      return { rows: items.map(readOutboxItem), next };
    },

    sent: (key: Key, now: Date) => change(key, leave('SENT', now, sentKeptDays)),

    park,

    /** Counts a refusal for what the event is. Answers whether it was the last one, which parks it. */
    async refused(key: Key, reason: string, now: Date): Promise<boolean> {
      const item = await change(key, { set: { reason }, add: { attempts: 1 } }, ['PENDING']);
      return item !== undefined && item.attempts >= attempts && (await park(key, reason, now)) !== undefined;
    },

    /** Gives a parked event its attempts again. */
    release: (key: Key) =>
      change(key, { set: { status: 'PENDING' }, remove: ['attempts', 'reason', 'parkedAt'] }, ['PARKED']),

    /** Gives an event up, and lets the later ones of its aggregate go on. */
    discard: (key: Key, reason: string, now: Date) =>
      change(key, leave('DISCARDED', now, discardedKeptDays, { discardedBecause: reason })),
  };
};
export type OutboxStore = ReturnType<typeof outboxStore>;
