import { createHash } from 'node:crypto';
import type { Rows } from '../../../../events/consume/erase.ts';
import { atOnce } from '../../../../shared/atOnce.ts';
import type { Item, Table, Write } from '../../../../shared/table/table.ts';
import { byteOrder, inPairs } from './pairs.ts';

/** What a comparison of a tenant's rows in two tables found, and mended in the second one. */
export interface RowPass {
  /** In the first table. */
  rows: number;
  /** Rows that were put or removed in the second one, which then is as the first. */
  changed: number;
  /** Over all rows of each, as they were found: the same where nothing was changed. */
  digests: readonly [string, string];
}

export interface RowCopy {
  from: Pick<Table, 'page'>;
  to: Pick<Table, 'page'>;
  /** Writes to the second table, all of it or nothing; at most `writesAtOnce` of them. */
  write(writes: readonly Write[]): Promise<void>;
  rows: readonly Rows[];
  /** Shown each row of the first table. */
  see?(row: Item): void;
  now: Date;
}

/** A transaction takes 100 writes and 4 MB; some of the writes are checks. */
export const writesAtOnce = 90;
const bytesAtOnce = 2_000_000;
const pageSize = 500;
/** Partitions of things that hang on rows: mostly empty ones, whose number is that of the rows. */
const partitionsAtOnce = 25;

/**
 * Makes a tenant's rows in one table what they are in another. It reads both, whatever was copied before: a row that is the same is
 * left alone, one that is gone is removed. Rows whose time is over are nobody's, and may go on either side at any moment.
 */
export const copyRows = async ({ from, to, write, rows, see, now }: RowCopy): Promise<RowPass> => {
  const seconds = now.getTime() / 1000;
  const isAlive = ({ expiresAt }: Item) => typeof expiresAt !== 'number' || expiresAt > seconds;
  const found = { rows: 0, changed: 0 };
  const digests = [new Digest(), new Digest()] as const;

  /** `isThere`: whether what they hang on is in the first table. If not, neither are they, for whoever looks for them. */
  const walk = async ({ rows: some, isThere }: { rows: Rows; isThere: boolean }): Promise<void> => {
    const batch = new Batch(write);
    const hanging = new Map<string, { rows: Rows; isThere: boolean }>();
    const gone: Write[] = [];
    const sources = isThere ? rowsOf(from, some) : none();
    for await (const [source, target] of inPairs(sources, rowsOf(to, some), ({ sk }) => String(sk))) {
      const isKept = source !== undefined && isAlive(source);
      for (const parent of [target, ...(isKept ? [source] : [])]) {
        for (const each of parent === undefined ? [] : (some.below?.(parent) ?? []))
          hanging.set(`${each.pk}\n${each.prefix ?? ''}`, { rows: each, isThere: isKept });
      }
      const [there, here] = [source, target].map((row) =>
        row !== undefined && isAlive(row) ? canonical(row) : undefined,
      );
      if (there !== undefined) {
        found.rows += 1;
        digests[0].add(there);
        see?.(source!);
      }
      if (here !== undefined) digests[1].add(here);
      if (there === here) continue;
      found.changed += 1;
      if (there !== undefined) await batch.add({ label: 'row', put: source as Item & { pk: string; sk: string } });
      else gone.push({ label: 'row', remove: { pk: String(target!.pk), sk: String(target!.sk) } });
    }
    // Before what hangs on them, and what is gone after it: an interruption leaves nothing that nobody finds.
    await batch.end();
    await atOnce(partitionsAtOnce, [...hanging.values()], walk);
    for (const removal of gone) await batch.add(removal);
    await batch.end();
  };
  await Promise.all(rows.map((some) => walk({ rows: some, isThere: true })));
  return { ...found, digests: [digests[0].text, digests[1].text] };
};

/** Removes all rows of a tenant; answers how many. */
export const removeRows = async (
  table: Pick<Table, 'page'>,
  write: RowCopy['write'],
  rows: readonly Rows[],
): Promise<number> => {
  let removed = 0;
  const walk = async (some: Rows): Promise<void> => {
    const found: Item[] = [];
    for await (const row of rowsOf(table, some)) found.push(row);
    await atOnce(
      partitionsAtOnce,
      found.flatMap((row) => some.below?.(row) ?? []),
      walk,
    );
    const batch = new Batch(write);
    for (const { sk } of found) await batch.add({ label: 'row', remove: { pk: some.pk, sk: String(sk) } });
    await batch.end();
    removed += found.length;
  };
  for (const some of rows) await walk(some);
  return removed;
};

async function* none(): AsyncGenerator<Item> {}

async function* rowsOf(table: Pick<Table, 'page'>, { pk, prefix }: Rows): AsyncGenerator<Item> {
  let startAfter: string | undefined;
  do {
    const page = await table.page(pk, {
      limit: pageSize,
      ascending: true,
      startAfter,
      ...(prefix !== undefined && { prefix }),
    });
    yield* page.items;
    startAfter = page.nextSortKey ?? undefined;
  } while (startAfter !== undefined);
}

/** The same text for rows that are the same, in whichever order their attributes came. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => byteOrder(a, b)))
      : each,
  );

/** A sum of hashes, which is the same in whatever order they come. */
class Digest {
  #sum = 0n;

  add(row: string): void {
    const hash = createHash('sha256').update(row).digest('hex');
    this.#sum = BigInt.asUintN(128, this.#sum + BigInt(`0x${hash.slice(0, 32)}`));
  }

  get text(): string {
    return this.#sum.toString(16).padStart(32, '0');
  }
}

/** Writes as many at once as a transaction takes. */
class Batch {
  readonly #write: RowCopy['write'];
  #writes: Write[] = [];
  #bytes = 0;

  constructor(write: RowCopy['write']) {
    this.#write = write;
  }

  async add(write: Write): Promise<void> {
    const bytes = 'put' in write ? Buffer.byteLength(JSON.stringify(write.put)) : 0;
    if (this.#writes.length >= writesAtOnce || this.#bytes + bytes > bytesAtOnce) await this.end();
    this.#writes.push(write);
    this.#bytes += bytes;
  }

  async end(): Promise<void> {
    const writes = this.#writes;
    this.#writes = [];
    this.#bytes = 0;
    if (writes.length > 0) await this.#write(writes);
  }
}
