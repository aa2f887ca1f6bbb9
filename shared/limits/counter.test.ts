import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryTable } from '../table/memoryTable.ts';
import { partition } from '../table/table.ts';
import { type Counter, countedAt, countingLess, countingMore } from './counter.ts';

const counter: Counter = { label: 'used', key: { pk: partition('org_1', 'USAGE'), sk: 'S' }, attribute: 'bytes' };

const anEmptyTable = () => {
  const table = memoryTable();
  const used = async () => Number((await table.get(counter.key))?.bytes ?? 0);
  return { table, used };
};

describe('a counter with a limit', () => {
  it('is what was let in, and never beyond the limit, whatever is asked for and given back', async () => {
    const step = fc.record({ more: fc.boolean(), by: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.integer({ min: 0, max: 20 }), async (taken, max) => {
        const { table, used } = anEmptyTable();
        let held = 0;
        for (const { more, by } of taken) {
          const result = await table.transact([
            more ? countingMore(counter, by, max) : countingLess(counter, Math.min(by, held)),
          ]);
          expect(result.ok).toBe(!more || held + by <= max);
          if (result.ok) held += more ? by : -Math.min(by, held);
          else expect(countedAt(result.error, counter)).toBe(held);
          expect(await used()).toBe(held);
        }
      }),
    );
  });

  it('lets everything in where there is no limit', async () => {
    const { table, used } = anEmptyTable();

    await table.transact([countingMore(counter, Number.MAX_SAFE_INTEGER, null)]);

    expect(await used()).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('refuses the first that is larger than all that there may be', async () => {
    const { table } = anEmptyTable();

    const result = await table.transact([countingMore(counter, 11, 10)]);

    expect(result).toMatchObject({ ok: false, error: [{ label: 'used' }] });
  });
});
