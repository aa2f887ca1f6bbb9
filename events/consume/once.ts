import { isErased, unlessErased } from '../../shared/table/erased.ts';
import { absent, partition, type Table, type Write } from '../../shared/table/table.ts';
import type { Envelope } from '../envelope.ts';

/** What makes an event the same one when it comes again. */
export type ConsumedEvent = Pick<Envelope, 'id' | 'tenantid' | 'time'>;

export interface Once {
  table: Pick<Table, 'transact'>;
  /** Whose effect it is: each consumer applies an event once. */
  consumer: string;
  now: Date;
  /** Missing: for ever, as a ledger needs it, into which an old dead letter must not be counted again. */
  keptForDays?: number;
}

/** Longer than the archive (30 days), a dead letter (14 days) and an item of the outbox (7 days) can bring an event again. */
export const markerDays = 90;
/** The partition of what was applied for a tenant. */
export const consumedKind = 'CONSUMED';
const markerLabel = 'consumed';

/**
 * Applies an event's effect once, however often the event arrives: the marker and the effect are one transaction.
 * Returns false when it had been applied before, or the organization was erased: then it is too late for any effect.
 */
export const once = async (
  { table, consumer, now, keptForDays }: Once,
  event: ConsumedEvent,
  effect: readonly Write[],
): Promise<boolean> => {
  // By the later of two clocks: one that is behind must not make a marker that has expired already.
  const from = Math.max(now.getTime(), Date.parse(event.time)) / 1000;
  const marker: Write = {
    label: markerLabel,
    put: {
      pk: partition(event.tenantid, consumedKind),
      sk: `${consumer}#${event.id}`,
      ...(keptForDays === undefined ? {} : { expiresAt: Math.floor(from) + keptForDays * 24 * 3600 }),
    },
    condition: absent,
  };
  const result = await table.transact([marker, unlessErased(event.tenantid), ...effect]);
  if (result.ok) return true;
  if (result.error.some(({ label }) => label === markerLabel) || isErased(result.error)) return false;
  throw new Error(`the effect of ${event.id} was refused: ${result.error.map(({ label }) => label).join(', ')}`);
};
