import { failed, ok } from '../../engine/result.ts';
import type { FencedTable } from '../tenancy/fencedTable.ts';
import { applyUpdate, type Bindings, holds } from './expression.ts';
import {
  AnsweredBefore,
  ConditionFailed,
  type Item,
  idempotencyLabel,
  type Key,
  keyOf,
  type Page,
  type Refusal,
  type Table,
  type TransactAcross,
  type Write,
} from './table.ts';

/** A store takes it as it is: where no tenant is moved, no fence stands that could be heeded. */
export type MemoryTable = Table & FencedTable & { items(): Item[] };

/** The two halves of a transaction, for one that has other halves in other tables. */
interface Halves {
  refusalOf(writes: readonly Write[]): Refusal;
  apply(write: Write): void;
}
const halvesOf = new WeakMap<MemoryTable, Halves>();

/**
 * A table in memory with DynamoDB's conditional semantics, for tests: the same expressions, all writes of a
 * transaction or none. What it does not know it refuses loudly.
 */
export const memoryTable = (): MemoryTable => {
  const items = new Map<string, Item>();
  const at = ({ pk, sk }: Key) => `${pk}\n${sk}`;
  const partition = (pk: string) => [...items.values()].filter((item) => item.pk === pk).toSorted(bySortKey);

  const apply = (write: Write): void => {
    if ('put' in write) items.set(at(write.put), structuredClone(withoutUndefined(write.put)));
    else if ('check' in write) return;
    else if ('remove' in write) items.delete(at(write.remove));
    else {
      const { expression, ...key } = write.update;
      const before = items.get(at(key)) ?? { pk: key.pk, sk: key.sk };
      items.set(at(key), applyUpdate(expression, bindings(write.condition), before));
    }
  };

  const refusalOf = (writes: readonly Write[]): Refusal =>
    writes.flatMap((write) => {
      const before = items.get(at(keyOf(write)));
      const expression = write.condition?.ConditionExpression;
      const fine = expression === undefined || holds(expression, bindings(write.condition), before);
      return fine ? [] : [{ label: write.label, item: structuredClone(before) }];
    });

  const table = {
    items: () => [...items.values()],

    get: async (key) => structuredClone(items.get(at(key))),

    async page(pk, { limit, prefix, between, startAfter, ascending = false }) {
      const all = partition(pk)
        .filter(({ sk }) => prefix === undefined || String(sk).startsWith(prefix))
        .filter(({ sk }) => between === undefined || (String(sk) >= between[0] && String(sk) <= between[1]));
      const ordered = ascending ? all : all.toReversed();
      const rest = ordered.filter(
        ({ sk }) => startAfter === undefined || (ascending ? String(sk) > startAfter : String(sk) < startAfter),
      );
      return pageOf(rest, limit);
    },

    async queryIndex(index, pk, { limit, startAfter }) {
      const rest = [...items.values()]
        .filter((item) => item[index] === pk && (startAfter === undefined || String(item.sk) > startAfter))
        .toSorted(bySortKey);
      return pageOf(rest, limit);
    },

    async scanIndex(index, { limit, attributes, from }) {
      const inIndex = [...items.values()]
        .filter((item) => item[index] !== undefined)
        .toSorted((a, b) => (indexPosition(index, a) < indexPosition(index, b) ? -1 : 1));
      const start = from === undefined ? '' : indexPosition(index, from);
      const rest = inIndex.filter((item) => indexPosition(index, item) > start);
      const found = rest.slice(0, limit);
      const last = found.at(-1);
      return {
        items: structuredClone(found.map((item) => pick(item, attributes))),
        next: found.length === limit && last !== undefined ? { [index]: last[index], pk: last.pk, sk: last.sk } : null,
      };
    },

    async update(input) {
      const { UpdateExpression, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = input;
      const key = input.Key as Key | undefined;
      if (key === undefined || UpdateExpression === undefined)
        throw new Error('an update needs a key and an expression');
      const bound: Bindings = { names: ExpressionAttributeNames ?? {}, values: ExpressionAttributeValues ?? {} };
      const before = items.get(at(key));
      if (ConditionExpression !== undefined && !holds(ConditionExpression, bound, before)) {
        const told = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
        throw new ConditionFailed(told ? structuredClone(before) : undefined);
      }
      const after = applyUpdate(UpdateExpression, bound, before ?? { ...key });
      items.set(at(key), after);
      return structuredClone(after);
    },

    transact: (writes) => transactAll([[{ refusalOf, apply }, writes]]),
  } as MemoryTable;
  halvesOf.set(table, { refusalOf, apply });
  return table;
};

/** Transactions across tables in memory, by their names. */
export const acrossMemory =
  (tables: Readonly<Record<string, MemoryTable>>): TransactAcross =>
  async (writes) => {
    const unknown = writes.find(({ table }) => !Object.hasOwn(tables, table));
    if (unknown !== undefined) throw new Error(`there is no table ${unknown.table}`);
    return transactAll(
      Object.entries(tables).map(([name, table]) => [
        halvesOf.get(table)!,
        writes.filter((each) => each.table === name).map(({ write }) => write),
      ]),
    );
  };

const transactAll = async (parts: readonly (readonly [Halves, readonly Write[]])[]) => {
  const refusal = parts.flatMap(([{ refusalOf }, writes]) => refusalOf(writes));
  if (refusal.some(({ label }) => label === idempotencyLabel)) throw new AnsweredBefore();
  if (refusal.length > 0) return failed(refusal);
  for (const [{ apply }, writes] of parts) writes.forEach(apply);
  return ok(null);
};

const pageOf = (rest: readonly Item[], limit: number): Page => {
  const found = rest.slice(0, limit);
  const last = found.at(-1);
  return {
    items: structuredClone(found),
    nextSortKey: found.length === limit && last !== undefined ? String(last.sk) : null,
  };
};

const indexPosition = (index: string, item: Item): string => `${item[index]}\n${item.sk}`;

const pick = (item: Item, attributes: readonly string[]): Item =>
  Object.fromEntries(attributes.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]));

const bySortKey = (a: Item, b: Item) => (String(a.sk) < String(b.sk) ? -1 : 1);

const bindings = (condition: Write['condition']): Bindings => ({
  names: condition?.ExpressionAttributeNames ?? {},
  values: condition?.ExpressionAttributeValues ?? {},
});

const withoutUndefined = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
