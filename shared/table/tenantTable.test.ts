import { describe, expect, it } from 'vitest';
import { memoryTable } from './memoryTable.ts';
import { partition, type TenantPartition, type Write } from './table.ts';
import { AnotherTenants, tenantTable } from './tenantTable.ts';

const own = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const other = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const sk = 'a';

/** A table with a row of each of two tenants, as the first one sees it, and every name of an operation that it was asked. */
const aTable = async () => {
  const table = memoryTable();
  for (const tenant of [own, other] as const)
    await table.transact([{ label: 'thing', put: { pk: partition(tenant, 'THING'), sk, of: tenant } }]);
  const asked: PropertyKey[] = [];
  const watched = new Proxy(table, {
    get: (target, name, receiver) => {
      asked.push(name);
      return Reflect.get(target, name, receiver);
    },
  });
  return { seen: tenantTable(watched, own), asked, items: () => table.items() };
};

const foreign: [string, TenantPartition][] = [
  ['of another tenant', partition(other, 'THING')],
  ['of a tenant whose id only begins the same', partition(`${own}0`, 'THING')],
  ['of no tenant', 'REGISTRY' as TenantPartition],
  ['of all tenants', 'TENANT#' as TenantPartition],
  ['that ends with the tenant', `KEY#TENANT#${own}#THING` as TenantPartition],
];

describe('a table as one tenant sees it', () => {
  it('gives, changes and removes the tenant’s own rows', async () => {
    const { seen } = await aTable();
    const pk = partition(own, 'THING');

    expect(await seen.get({ pk, sk })).toMatchObject({ of: own });
    await seen.update({
      Key: { pk, sk },
      UpdateExpression: 'SET size = :size',
      ExpressionAttributeValues: { ':size': 1 },
    });
    expect((await seen.page(pk, { limit: 10 })).items).toEqual([{ pk, sk, of: own, size: 1 }]);
    await seen.transact([{ label: 'thing', remove: { pk, sk } }]);
    expect(await seen.get({ pk, sk })).toBeUndefined();
  });

  it.each(foreign)('refuses a key %s, without asking for it', async (_, pk) => {
    const { seen, asked, items } = await aTable();
    const before = items();
    const fine: Write = { label: 'fine', put: { pk: partition(own, 'THING'), sk: 'b' } };
    const writes: Write[] = [
      { label: 'put', put: { pk, sk } },
      { label: 'update', update: { pk, sk, expression: 'SET a = :a' }, condition: {} },
      { label: 'remove', remove: { pk, sk } },
      { label: 'check', check: { pk, sk }, condition: { ConditionExpression: 'attribute_exists(pk)' } },
    ];

    await expect(seen.get({ pk, sk })).rejects.toThrow(AnotherTenants);
    await expect(seen.page(pk, { limit: 1 })).rejects.toThrow(AnotherTenants);
    await expect(seen.update({ Key: { pk, sk }, UpdateExpression: 'SET a = :a' })).rejects.toThrow(AnotherTenants);
    for (const write of writes) await expect(seen.transact([fine, write])).rejects.toThrow(AnotherTenants);
    expect(asked).toEqual([]);
    expect(items()).toEqual(before);
  });

  it('has no way to look into an index', async () => {
    const { seen } = await aTable();

    expect(new Set(Object.keys(seen))).toEqual(new Set(['get', 'page', 'transact', 'update']));
  });
});
