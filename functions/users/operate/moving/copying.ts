import { pendingIndex } from '../../../../events/relay/outboxItem.ts';
import { erasedKey, isErased, OrganizationErased, unlessErased } from '../../../../shared/table/erased.ts';
import { type Item, partition, type Write } from '../../../../shared/table/table.ts';
import type { CellData } from './cellData.ts';
import { copyObjects, type ObjectPass } from './objects.ts';
import type { Held } from './placing.ts';
import { copyRows, type RowPass, removeRows } from './rows.ts';
import { eachService, type MovedService, type Unfinished } from './services.ts';

/** What is written of a tenant's into a cell depends on that: on who writes it, and that the organization is there. */
const writingInto =
  (held: Held, { name }: { name: string }) =>
  async (writes: readonly Write[]) => {
    const refusal = await held.write([...writes, unlessErased(held.tenant)].map((write) => ({ table: name, write })));
    if (refusal === null) return;
    if (isErased(refusal)) throw new OrganizationErased(`${held.tenant} was deleted; what was copied of it is erased.`);
    throw new Error(`a copy was refused: ${refusal.map(({ label }) => label).join(', ')}`);
  };

export interface RowsCopied extends RowPass {
  unfinished: readonly Unfinished[];
}

/** Makes the rows of one cell what they are in another, of all services. */
export const copyAllRows = async (held: Held, from: CellData, to: CellData, now: Date): Promise<RowsCopied> => {
  const passes = await Promise.all(
    eachService().map(async ({ service, rows, copied = rows, unfinished }) => {
      const found: Unfinished[] = [];
      const pass = await copyRows({
        from: from.tables[service].table,
        to: to.tables[service].table,
        write: writingInto(held, to.tables[service]),
        rows: copied(held.tenant),
        see: (row) => {
          const word = unfinished?.(row);
          if (word !== undefined) found.push(word);
        },
        now,
      });
      return { ...pass, unfinished: found };
    }),
  );
  return {
    rows: sum(passes, ({ rows }) => rows),
    changed: sum(passes, ({ changed }) => changed),
    digests: [passes.map(({ digests }) => digests[0]).join(''), passes.map(({ digests }) => digests[1]).join('')],
    unfinished: passes.flatMap(({ unfinished }) => unfinished),
  };
};

const copiedBuckets = () =>
  eachService().flatMap(({ buckets, passing = [] }) => buckets.filter((purpose) => !passing.includes(purpose)));

/** The same of the objects. `copied` remembers what the two cells' buckets call the same content. */
export const copyAllObjects = async (
  held: Held,
  from: CellData,
  to: CellData,
  copied: Map<string, Map<string, { of: string; as: string }>>,
): Promise<ObjectPass> => {
  const isErased = async () => (await to.tables.files.table.get(erasedKey(held.tenant))) !== undefined;
  const goOn = async () => {
    if (await isErased()) throw new OrganizationErased(`${held.tenant} was deleted; what was copied of it is erased.`);
    await held.check();
  };
  // Who empties the cell says first that nothing is to come any more (the mark of an erasure, or a move that is given up), and then
  // looks for what is there. So an object that came before that was said is found, and one that came later sees it here.
  const isWanted = async () => !(await isErased()) && (await held.mayBeIn(to.cell));
  const pass: ObjectPass = { objects: 0, bytes: 0, changed: 0 };
  for (const purpose of copiedBuckets()) {
    const known = copied.get(purpose) ?? new Map();
    copied.set(purpose, known);
    const some = await copyObjects({
      tenant: held.tenant,
      from: from.buckets[purpose]!,
      to: to.buckets[purpose]!,
      goOn,
      isWanted,
      copied: known,
    });
    pass.objects += some.objects;
    pass.bytes += some.bytes;
    pass.changed += some.changed;
  }
  return pass;
};

/** Removes all that a cell has of the tenant, in which the tenant must not be; answers how much that was. */
export const removeAll = async (held: Held, cell: CellData): Promise<{ rows: number; objects: number }> => {
  const removed = { rows: 0, objects: 0 };
  for (const { service, rows } of eachService()) {
    const { name, table } = cell.tables[service];
    const write = async (writes: readonly Write[]) => {
      await held.write(writes.map((each) => ({ table: name, write: each })));
    };
    removed.rows += await removeRows(table, write, rows(held.tenant));
  }
  for (const purpose of eachService().flatMap(({ buckets }) => buckets)) {
    for (;;) {
      await held.check();
      const some = await cell.buckets[purpose]!.removeSome(held.tenant);
      if (some === 0) break;
      removed.objects += some;
    }
  }
  return removed;
};

const pageSize = 1000;

/** What has not come to an end, as far as the indexes know, which are a moment behind. */
export const unfinishedIn = async (held: Held, cell: CellData): Promise<Unfinished[]> => {
  const found: Unfinished[] = [];
  for (const { service, unfinished } of eachService()) {
    if (unfinished === undefined) continue;
    for await (const row of activeRows(held, cell, service)) {
      const word = unfinished(row);
      if (word !== undefined) found.push(word);
    }
  }
  return found;
};

/** Takes what a tenant has left behind out of the indexes by which schedules look for what is to be ended: it is ended elsewhere. */
export const leaveSchedules = async (held: Held, cell: CellData): Promise<void> => {
  for (const { service, unfinished } of eachService()) {
    if (unfinished === undefined) continue;
    const { name } = cell.tables[service];
    for await (const { pk, sk } of activeRows(held, cell, service)) {
      const update = { pk: String(pk), sk: String(sk), expression: `REMOVE ${activeIndex}` };
      // A refusal says that it has gone by itself.
      const condition = { ConditionExpression: 'attribute_exists(pk)' };
      await held.write([{ table: name, write: { label: 'row', update, condition } }]);
    }
  }
};

async function* activeRows(held: Held, cell: CellData, service: MovedService): AsyncGenerator<Item> {
  let startAfter: string | undefined;
  do {
    const page = await cell.tables[service].table.queryIndex(activeIndex, 'ACTIVE', { limit: pageSize, startAfter });
    yield* page.items.filter(({ tenant }) => tenant === held.tenant);
    startAfter = page.nextSortKey ?? undefined;
  } while (startAfter !== undefined);
}

const activeIndex = 'active';

/** Events of the tenant that were not sent yet, as far as the indexes know. */
export const unsentIn = async (held: Held, cell: CellData): Promise<number> => {
  const own = partition(held.tenant, '');
  let unsent = 0;
  for (const { service } of eachService()) {
    let from: Item | undefined;
    do {
      const page = await cell.tables[service].table.scanIndex(pendingIndex, {
        limit: pageSize,
        attributes: ['pk', 'sk'],
        from,
      });
      unsent += page.items.filter(({ pk }) => String(pk).startsWith(own)).length;
      from = page.next ?? undefined;
    } while (from !== undefined);
  }
  return unsent;
};

const sum = <Each>(all: readonly Each[], of: (each: Each) => number): number =>
  all.reduce((total, each) => total + of(each), 0);
