import type { TenantId } from '../identity.ts';
import { absent, type Condition, type Item, keyOf, type Write } from '../table/table.ts';
import type { TenantTable } from '../table/tenantTable.ts';
import { type Fence, fenceKey, isOver, readFence, refusalBy, TenantMoving } from './fence.ts';

declare const heedsFences: unique symbol;

/**
 * A table whose writes heed tenants' fences. What services write goes through one, and there is no other way to have one than
 * `fencedTable`: a store that is given another table does not compile. It has no `update`, which could not depend on a second row.
 */
export interface FencedTable extends Pick<TenantTable, 'get' | 'page' | 'transact'> {
  readonly [heedsFences]: true;
}

/** A fence lets what is under way come to an end, while new requests are refused already. */
export type Writer = 'request' | 'work';

const label = 'fence';
/** Of two that take a fence down one finds it gone, and of a fence that comes anew with every attempt, none of ours does. */
const attempts = 5;

const passes: Record<Writer, Condition & Required<Pick<Condition, 'ConditionExpression'>>> = {
  request: absent,
  work: {
    ConditionExpression: 'attribute_not_exists(pk) OR #state = :draining',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':draining': 'DRAINING' },
  },
};

/**
 * Adds to every transaction, for each tenant of whom it writes, that no fence stands in its way. A fence whose time is over is taken
 * down by the same transaction: whoever put it up finds it gone and knows that something was written, whatever the clocks say.
 * Throws `TenantMoving` or `TenantMoved`; nothing was written then.
 */
export const fencedTable = <Given extends Pick<TenantTable, 'get' | 'page' | 'transact'>>(
  table: Given,
  writer: Writer,
  clock: () => number = Date.now,
): Pick<Given, 'get' | 'page'> & FencedTable => {
  const transact: TenantTable['transact'] = async (writes) => {
    const tenants = tenantsOf(writes);
    const over = new Map<TenantId, Fence>();
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const guards = tenants.map((tenant) => guardOf(tenant, writer, over.get(tenant)));
      const result = await table.transact([...writes, ...guards]);
      const refusals = result.ok ? [] : result.error.filter((refusal) => refusal.label === label);
      if (refusals.length === 0) return result;
      over.clear();
      const now = clock();
      for (const { item } of refusals) {
        // It was to be taken down, and is gone.
        if (item === undefined) continue;
        const tenant = tenantOf(item);
        const found = readFence(item);
        if (tenant === undefined || found === undefined) throw new Error('a fence of no tenant');
        if (!isOver(found, now)) throw refusalBy(tenant, found, now);
        over.set(tenant, found);
      }
    }
    throw new TenantMoving(tenants[0]!, 0);
  };
  return { get: table.get, page: table.page, transact } as Pick<Given, 'get' | 'page'> & FencedTable;
};

const guardOf = (tenant: TenantId, writer: Writer, over: Fence | undefined): Write =>
  over === undefined
    ? { label, check: fenceKey(tenant), condition: passes[writer] }
    : {
        label,
        remove: fenceKey(tenant),
        condition: {
          ConditionExpression: 'fenceId = :fenceId AND #state = :state',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':fenceId': over.fenceId, ':state': over.state },
        },
      };

const tenantOf = (item: Item): TenantId | undefined =>
  /^TENANT#(org_[^#]+)#/.exec(String(item.pk))?.[1] as TenantId | undefined;

const tenantsOf = (writes: readonly Write[]): TenantId[] => {
  const found = writes.map((write) => tenantOf({ ...keyOf(write) }));
  return [...new Set(found.filter((tenant) => tenant !== undefined))];
};
