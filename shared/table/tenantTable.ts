import type { TenantId } from '../identity.ts';
import { type Key, keyOf, partition, type Table, type TenantPartition } from './table.ts';

/**
 * A table as whoever acts for tenants sees it: by keys that begin with a tenant. An index belongs to none, so that there is no way
 * to look into one.
 */
export interface TenantTable extends Pick<Table, 'update' | 'transact'> {
  get(key: Key<TenantPartition>): ReturnType<Table['get']>;
  page(pk: TenantPartition, options: Parameters<Table['page']>[1]): ReturnType<Table['page']>;
}

/** Thrown where an operation for one tenant names what is another's: a bug, whatever the credentials allow. */
export class AnotherTenants extends Error {}

/** The rows of one tenant. A key that does not begin with it is thrown before the table is asked. */
export const tenantTable = (table: TenantTable, tenant: TenantId): TenantTable => {
  const own = partition(tenant, '');
  const check = (pk: unknown): void => {
    if (typeof pk !== 'string' || !pk.startsWith(own)) throw new AnotherTenants(`${pk} is not a key of ${tenant}`);
  };
  return {
    async get(key) {
      check(key.pk);
      return table.get(key);
    },
    async page(pk, options) {
      check(pk);
      return table.page(pk, options);
    },
    async update(input) {
      check(input.Key?.pk);
      return table.update(input);
    },
    async transact(writes) {
      for (const write of writes) check(keyOf(write).pk);
      return table.transact(writes);
    },
  };
};
