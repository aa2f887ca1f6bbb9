import { describe, expect, it } from 'vitest';
import { memoryTable } from './memoryTable.ts';
import { AnsweredBefore, absent, idempotencyLabel } from './table.ts';

const key = { pk: 'TENANT#org_1#THING', sk: 'a' };

describe('the table in memory', () => {
  it('writes all of a transaction or nothing of it', async () => {
    const table = memoryTable();
    await table.transact([{ label: 'first', put: { ...key, n: 1 } }]);

    const result = await table.transact([
      { label: 'other', put: { pk: key.pk, sk: 'b' } },
      { label: 'first', put: { ...key, n: 2 }, condition: absent },
    ]);

    expect(result).toEqual({ ok: false, error: [{ label: 'first', item: { ...key, n: 1 } }] });
    expect(table.items()).toEqual([{ ...key, n: 1 }]);
  });

  it('applies SET, ADD and REMOVE to what stood there before', async () => {
    const table = memoryTable();
    await table.transact([{ label: 'put', put: { ...key, n: 1, active: 'yes' } }]);

    await table.transact([
      {
        label: 'update',
        update: { ...key, expression: 'SET #status = :status ADD n :two REMOVE active' },
        condition: {
          ConditionExpression: 'n < :ten AND attribute_exists(pk)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': 'DONE', ':two': 2, ':ten': 10 },
        },
      },
    ]);

    expect(await table.get(key)).toEqual({ ...key, n: 3, status: 'DONE' });
  });

  it('lists a partition from the newest, page by page', async () => {
    const table = memoryTable();
    for (const sk of ['a', 'b', 'c']) await table.transact([{ label: sk, put: { pk: key.pk, sk } }]);

    const first = await table.page(key.pk, { limit: 2 });
    const second = await table.page(key.pk, { limit: 2, startAfter: first.nextSortKey ?? '' });

    expect(first.items.map(({ sk }) => sk)).toEqual(['c', 'b']);
    expect(second).toEqual({ items: [{ pk: key.pk, sk: 'a' }], nextSortKey: null });
  });

  it('says so when a request was answered before', async () => {
    const table = memoryTable();
    const note = { label: idempotencyLabel, put: key, condition: absent };
    await table.transact([note]);

    await expect(table.transact([note])).rejects.toThrow(AnsweredBefore);
  });

  it('refuses an expression that it does not know', async () => {
    const table = memoryTable();
    const condition = { ConditionExpression: 'contains(pk, :x)', ExpressionAttributeValues: { ':x': 'a' } };

    await expect(table.transact([{ label: 'put', put: key, condition }])).rejects.toThrow();
  });
});
