import * as z from 'zod';
import type { Rows } from '../../events/consume/erase.ts';
import { rowsOfDataExports } from '../../events/consume/exportProgress.ts';
import { rowsOfIdempotency } from '../../events/consume/idempotencyRows.ts';
import { type ConsumedEvent, consumedKind, once } from '../../events/consume/once.ts';
import type { TenantId } from '../../shared/identity.ts';
import { type Item, partition, type Write } from '../../shared/table/table.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';

export interface DayUsage {
  /** In UTC, such as 2026-03-01. */
  day: string;
  simulations: number;
  iterations: number;
}

/**
 * | access               | key                                   |
 * | -------------------- | ------------------------------------- |
 * | what a day used      | pk TENANT#<org>#USAGE, sk <day>       |
 */
export interface UsageStore {
  /** Adds to a day's usage unless this event was counted before. */
  add(event: ConsumedEvent, usage: DayUsage, alongside: readonly Write[], now: Date): Promise<boolean>;
  /** The days from `from` to `to`, both included, newest first; days without use are left out. */
  days(tenant: TenantId, from: string, to: string): Promise<DayUsage[]>;
}

/** All that there is of a tenant; what was counted need not be known any more where nothing is counted any more. */
export const rowsOfUsage = (tenant: TenantId): readonly Rows[] => [
  { pk: partition(tenant, 'USAGE'), exported: { file: 'usage.ndjson', view: dayOf } },
  { pk: partition(tenant, consumedKind), exported: { leftOut: 'marks of events, so that none is counted twice' } },
  rowsOfDataExports(tenant),
  rowsOfIdempotency(tenant),
];

const item = z.object({ sk: z.iso.date(), simulations: z.int(), iterations: z.int() });
const dayOf = (found: Item): DayUsage => {
  const { sk, simulations, iterations } = item.parse(found);
  return { day: sk, simulations, iterations };
};
const yearOfDays = 366;

export const usageStore = (table: FencedTable): UsageStore => ({
  // No end to how long the marker is kept: a ledger counts nothing twice, however old what comes again.
  add: (event, { day, simulations, iterations }, alongside, now) =>
    once({ table, consumer: 'billing', now }, event, [
      {
        label: 'usage',
        update: {
          pk: partition(event.tenantid, 'USAGE'),
          sk: day,
          expression: 'ADD simulations :simulations, iterations :iterations',
        },
        condition: { ExpressionAttributeValues: { ':simulations': simulations, ':iterations': iterations } },
      },
      ...alongside,
    ]),

  async days(tenant, from, to) {
    const { items } = await table.page(partition(tenant, 'USAGE'), { between: [from, to], limit: yearOfDays });
    return items.map(dayOf);
  },
});
