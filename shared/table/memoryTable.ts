import { failed, ok } from '../../engine/result.ts';
import { applyUpdate, type Bindings, holds } from './expression.ts';
import {
  AnsweredBefore,
  ConditionFailed,
  type Item,
  idempotencyLabel,
  type Key,
  type Page,
  type Table,
  type Write,
} from './table.ts';

/**
 * A table in memory with DynamoDB's conditional semantics, for tests: the same expressions, all writes of a
 * transaction or none. What it does not know it refuses loudly.
 */
export const memoryTable = (): Table & { items(): Item[] } => {
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

  return {
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

    async transact(writes) {
      const refusal = writes.flatMap((write) => {
        const before = items.get(at(keyOf(write)));
        const expression = write.condition?.ConditionExpression;
        const fine = expression === undefined || holds(expression, bindings(write.condition), before);
        return fine ? [] : [{ label: write.label, item: structuredClone(before) }];
      });
      if (refusal.some(({ label }) => label === idempotencyLabel)) throw new AnsweredBefore();
      if (refusal.length > 0) return failed(refusal);
      writes.forEach(apply);
      return ok(null);
    },
  };
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

const keyOf = (write: Write): Key => {
  if ('put' in write) return write.put;
  if ('check' in write) return write.check;
  return 'remove' in write ? write.remove : write.update;
};

const bindings = (condition: Write['condition']): Bindings => ({
  names: condition?.ExpressionAttributeNames ?? {},
  values: condition?.ExpressionAttributeValues ?? {},
});

const withoutUndefined = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
