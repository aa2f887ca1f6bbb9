import { describe, expect, it } from 'vitest';
import { memoryTable } from './memoryTable.ts';
import { AnsweredBefore, absent, ConditionFailed, idempotencyLabel } from './table.ts';
import { updateInput } from './updateInput.ts';

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

  it('shows the item as it stands to whoever’s update has a condition that does not hold', async () => {
    const table = memoryTable();
    await table.transact([{ label: 'put', put: { ...key, n: 1 } }]);

    const failing = table.update(updateInput(key, { set: { n: 2 }, when: [[['n', '>', 1]]] }));
    const nothing = table.update(updateInput({ ...key, sk: 'b' }, { set: { n: 2 }, when: [[['n', '>', 1]]] }));

    await expect(failing).rejects.toThrow(ConditionFailed);
    await expect(failing).rejects.toMatchObject({ item: { ...key, n: 1 } });
    await expect(nothing).rejects.toMatchObject({ item: undefined });
    expect(await table.get(key)).toMatchObject({ n: 1 });
  });

  it('refuses an expression that it does not know', async () => {
    const table = memoryTable();
    const condition = { ConditionExpression: 'contains(pk, :x)', ExpressionAttributeValues: { ':x': 'a' } };

    await expect(table.transact([{ label: 'put', put: key, condition }])).rejects.toThrow();
  });
});
