import { describe, expect, it } from 'vitest';
import type { TenantId } from '../identity.ts';
import { memoryTable } from '../table/memoryTable.ts';
import { absent, partition, type Write } from '../table/table.ts';
import { type Fence, fenceKey, heedFence, ofTenantsAtRest, TenantMoved, TenantMoving } from './fence.ts';
import { fencedTable, type Writer } from './fencedTable.ts';

const tenant: TenantId = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const other: TenantId = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const now = 1_000_000;
const to = { cell: 'acme', names: 'simsheet--acme' };

const aFence = (given: Partial<Fence> = {}) => ({
  ...fenceKey(tenant),
  ...{ state: 'FENCED', moveId: 'm', fenceId: 'f', until: now + 12_000, to },
  ...given,
});
const thing = (of: TenantId, sk: string): Write => ({
  label: 'thing',
  put: { pk: partition(of, 'THING'), sk },
  condition: absent,
});

/** A table with a fence in it, or none, as somebody writes to it. */
const aTable = async (fence: ReturnType<typeof aFence> | null, writer: Writer = 'request') => {
  const table = memoryTable();
  if (fence !== null) await table.transact([{ label: 'fence', put: fence }]);
  return { table, fenced: fencedTable(table, writer, () => now) };
};
const rowsIn = (table: ReturnType<typeof memoryTable>) =>
  table
    .items()
    .map(({ pk, sk }) => `${pk} ${sk}`)
    .filter((row) => row.includes('#THING'));

describe('a table that heeds fences', () => {
  it.each([
    ['request', null, true],
    ['work', null, true],
    ['request', 'DRAINING', false],
    ['work', 'DRAINING', true],
    ['request', 'FENCED', false],
    ['work', 'FENCED', false],
  ] as const)('of a %s, with a fence that is %s, takes a write: %s', async (writer, state, isTaken) => {
    const { table, fenced } = await aTable(state === null ? null : aFence({ state }), writer);

    const writing = fenced.transact([thing(tenant, 'a')]);

    if (isTaken) expect(await writing).toEqual({ ok: true, value: null });
    else await expect(writing).rejects.toMatchObject({ constructor: TenantMoving, retryAfterMs: 12_000 });
    expect(rowsIn(table)).toHaveLength(isTaken ? 1 : 0);
  });

  it('tells where the tenant is, once it is elsewhere', async () => {
    const { fenced } = await aTable(aFence({ state: 'MOVED', until: null }), 'work');

    await expect(fenced.transact([thing(tenant, 'a')])).rejects.toMatchObject({ constructor: TenantMoved, to });
  });

  it('takes writes of other tenants, but none that are of several if one of them waits', async () => {
    const { table, fenced } = await aTable(aFence());

    expect((await fenced.transact([thing(other, 'a')])).ok).toBe(true);
    await expect(fenced.transact([thing(other, 'b'), thing(tenant, 'a')])).rejects.toThrow(TenantMoving);

    expect(rowsIn(table)).toEqual([`TENANT#${other}#THING a`]);
  });

  it('takes a fence down whose time is over, by the write that it would have refused', async () => {
    const { table, fenced } = await aTable(aFence({ until: now - 1 }));

    expect(await fenced.transact([thing(tenant, 'a')])).toEqual({ ok: true, value: null });

    expect(table.items()).toHaveLength(1);
    expect(rowsIn(table)).toHaveLength(1);
  });

  it('leaves a fence whose time is over where the write is refused for its own reasons', async () => {
    const { table, fenced } = await aTable(aFence({ until: now - 1 }));
    await table.transact([thing(tenant, 'a')]);

    const refused = await fenced.transact([thing(tenant, 'a')]);

    expect(refused).toMatchObject({ ok: false, error: [{ label: 'thing' }] });
    expect(await table.get(fenceKey(tenant))).toBeDefined();
  });

  it('takes no fence down that came instead of the one whose time was over', async () => {
    const { table } = await aTable(aFence({ until: now - 1 }));
    let transactions = 0;
    const racing = fencedTable(
      {
        ...table,
        transact: async (writes) => {
          transactions += 1;
          // Between the look and the taking down, the next fence of the move goes up.
          if (transactions === 2) await table.transact([{ label: 'fence', put: aFence({ fenceId: 'g' }) }]);
          return table.transact(writes);
        },
      },
      'request',
      () => now,
    );

    await expect(racing.transact([thing(tenant, 'a')])).rejects.toThrow(TenantMoving);

    expect(rowsIn(table)).toEqual([]);
    expect(await table.get(fenceKey(tenant))).toMatchObject({ fenceId: 'g' });
  });

  it('writes where another writer took the fence down first', async () => {
    const { table } = await aTable(aFence({ until: now - 1 }));
    let transactions = 0;
    const racing = fencedTable(
      {
        ...table,
        transact: async (writes) => {
          transactions += 1;
          if (transactions === 2) await table.transact([{ label: 'fence', remove: fenceKey(tenant) }]);
          return table.transact(writes);
        },
      },
      'request',
      () => now,
    );

    expect((await racing.transact([thing(tenant, 'a')])).ok).toBe(true);
    expect(rowsIn(table)).toHaveLength(1);
  });
});

describe('work for a tenant', () => {
  it.each([
    ['none', null, null],
    ['one that lets work end', aFence({ state: 'DRAINING' }), null],
    ['one whose time is over', aFence({ until: now - 1 }), null],
    ['one that stands', aFence(), TenantMoving],
    ['one of a tenant that is elsewhere', aFence({ state: 'MOVED', until: null }), TenantMoved],
  ])('is begun by what fence there is: %s', async (_what, fence, refusal) => {
    const { table } = await aTable(fence);

    if (refusal === null) await heedFence(table, tenant, now);
    else await expect(heedFence(table, tenant, now)).rejects.toThrow(refusal);
  });

  it('is left to tenants at rest by schedules', async () => {
    const rows = [{ tenant }, { tenant: other }, { tenant }] as const;

    const standing = await aTable(aFence());
    const over = await aTable(aFence({ until: now - 1 }));

    expect(await ofTenantsAtRest(standing.table, rows, now)).toEqual([{ tenant: other }]);
    expect(await ofTenantsAtRest(over.table, rows, now)).toEqual(rows);
  });
});
