import * as z from 'zod';
import { once } from '../../events/consume.ts';
import type { TenantId } from '../../shared/identity.ts';
import { partition, type Table, type Write } from '../../shared/table/table.ts';

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
  add(
    event: { id: string; tenantid: TenantId },
    usage: DayUsage,
    alongside: readonly Write[],
    now: Date,
  ): Promise<boolean>;
  /** The days from `from` to `to`, both included, newest first; days without use are left out. */
  days(tenant: TenantId, from: string, to: string): Promise<DayUsage[]>;
}

const item = z.object({ sk: z.iso.date(), simulations: z.int(), iterations: z.int() });
const yearOfDays = 366;

export const usageStore = (table: Table): UsageStore => ({
  add: ({ id, tenantid }, { day, simulations, iterations }, alongside, now) =>
    once(
      table,
      'billing',
      { id, tenantid },
      [
        {
          label: 'usage',
          update: {
            pk: partition(tenantid, 'USAGE'),
            sk: day,
            expression: 'ADD simulations :simulations, iterations :iterations',
          },
          condition: { ExpressionAttributeValues: { ':simulations': simulations, ':iterations': iterations } },
        },
        ...alongside,
      ],
      now,
    ),

  async days(tenant, from, to) {
    const { items } = await table.page(partition(tenant, 'USAGE'), { between: [from, to], limit: yearOfDays });
    return items.map((found) => {
      const { sk, simulations, iterations } = item.parse(found);
      return { day: sk, simulations, iterations };
    });
  },
});
