import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rows } from '../../../../events/consume/erase.ts';
import { memoryTable } from '../../../../shared/table/memoryTable.ts';
import { partition, type Write } from '../../../../shared/table/table.ts';
import { byteOrder } from './pairs.ts';
import { canonical, copyRows, removeRows, writesAtOnce } from './rows.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const exported = { leftOut: 'a test' };
const now = new Date(1_000_000_000_000);

/** Runs, on each of which its parts hang. */
const rows: readonly Rows[] = [
  {
    pk: partition(tenant, 'RUN'),
    below: ({ sk }) => [{ pk: partition(tenant, String(sk)), prefix: 'PART#', exported }],
    exported,
  },
  { pk: partition(tenant, 'USAGE'), exported },
];

const someRows = fc.uniqueArray(
  fc.record({
    pk: fc.constantFrom('RUN', 'USAGE', 'run_a', 'run_b').map((kind) => partition(tenant, kind)),
    sk: fc.constantFrom('run_a', 'run_b', 'run_c', 'PART#1', 'PART#2'),
    value: fc.nat(2),
    expiresAt: fc.constantFrom(undefined, now.getTime() / 1000 - 1, now.getTime() / 1000 + 1),
  }),
  { selector: ({ pk, sk }) => `${pk} ${sk}` },
);

const tableOf = async (items: readonly { pk: string; sk: string }[]) => {
  const table = memoryTable();
  for (const put of items) await table.transact([{ label: 'row', put }]);
  return table;
};
const writing = (table: ReturnType<typeof memoryTable>) => async (writes: readonly Write[]) => {
  expect(writes.length).toBeLessThanOrEqual(writesAtOnce);
  await table.transact(writes);
};
/** What is found of a table from its beginnings, and is not over. */
const found = (table: ReturnType<typeof memoryTable>): string[] => {
  const all = table.items();
  const isAlive = ({ expiresAt }: { expiresAt?: unknown }) => !(Number(expiresAt) < now.getTime() / 1000);
  const runs = all
    .filter((row) => row.pk === partition(tenant, 'RUN') && isAlive(row))
    .map(({ sk }) => partition(tenant, String(sk)));
  const tops: unknown[] = rows.map(({ pk }) => pk);
  return all
    .filter(({ pk, sk }) => tops.includes(pk) || ((runs as unknown[]).includes(pk) && String(sk).startsWith('PART#')))
    .filter(isAlive)
    .map(canonical)
    .toSorted(byteOrder);
};

describe('the rows of a tenant in another table', () => {
  it('are what they are in the first one, whatever was there, also if the copying broke off before', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, someRows, fc.nat(6), async (source, target, breaksAfter) => {
        const [from, to] = [await tableOf(source), await tableOf(target)];
        let writes = 0;
        const breaking = async (some: readonly Write[]) => {
          writes += 1;
          if (writes > breaksAfter) throw new Error('broken off');
          await writing(to)(some);
        };
        await copyRows({ from, to, write: breaking, rows, now }).catch(() => {});

        await copyRows({ from, to, write: writing(to), rows, now });
        const again = await copyRows({ from, to, write: writing(to), rows, now });

        expect(found(to)).toEqual(found(from));
        expect([again.rows, again.changed]).toEqual([found(from).length, 0]);
        expect(again.digests[0]).toBe(again.digests[1]);
      }),
    );
  });

  it('are compared by what is in them, in whichever order', async () => {
    const key = { pk: partition(tenant, 'USAGE'), sk: 'a' };
    const from = await tableOf([{ ...key, deep: { one: 1, two: [{ a: 1, b: null }] }, last: 'x' } as typeof key]);
    const to = await tableOf([{ last: 'x', deep: { two: [{ b: null, a: 1 }], one: 1 }, ...key } as typeof key]);

    expect(await copyRows({ from, to, write: writing(to), rows, now })).toMatchObject({ rows: 1, changed: 0 });
    await to.transact([{ label: 'other', put: { ...key, last: 'y' } }]);
    const different = await copyRows({ from, to, write: writing(to), rows, now });

    expect(different.changed).toBe(1);
    expect(different.digests[0]).not.toBe(different.digests[1]);
  });

  it('come over in as many transactions as it takes, and go again', async () => {
    const many = Array.from({ length: 2 * writesAtOnce + 5 }, (_, n) => ({
      pk: partition(tenant, 'USAGE'),
      sk: String(n).padStart(4, '0'),
    }));
    const large = { pk: partition(tenant, 'RUN'), text: 'x'.repeat(300_000) };
    const runs = Array.from({ length: 20 }, (_, n) => ({ ...large, sk: `run_${n}` }));
    const [from, to] = [await tableOf([...many, ...runs]), memoryTable()];
    const sizes: number[] = [];
    const write = async (writes: readonly Write[]) => {
      sizes.push(JSON.stringify(writes).length);
      await writing(to)(writes);
    };

    const pass = await copyRows({ from, to, write, rows, now });
    expect([pass.rows, pass.changed, to.items().length]).toEqual([
      many.length + 20,
      many.length + 20,
      many.length + 20,
    ]);
    // A transaction takes 4 MB.
    expect(Math.max(...sizes)).toBeLessThan(3_000_000);
    expect(await removeRows(to, writing(to), rows)).toBe(many.length + 20);
    expect(to.items()).toEqual([]);
  });
});
