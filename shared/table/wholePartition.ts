import type { Item, Page, PageOptions } from './table.ts';

const pageSize = 200;

/** All items of a partition that is known to stay small, by sort key. */
export const wholePartition = async <Partition extends string>(
  table: { page(pk: Partition, options: PageOptions): Promise<Page> },
  pk: Partition,
): Promise<Item[]> => {
  const items: Item[] = [];
  let startAfter: string | undefined;
  do {
    const page = await table.page(pk, { limit: pageSize, ascending: true, startAfter });
    items.push(...page.items);
    startAfter = page.nextSortKey ?? undefined;
  } while (startAfter !== undefined);
  return items;
};
