interface Read {
  limit: number;
  startAfter: string | undefined;
}

interface Found<Item> {
  items: Item[];
  /** The sort key to go on from; null at the end. */
  nextSortKey: string | null;
}

/** A request reads no further: behind many things that are not to be seen, a page has fewer items than there is room for. */
export const mostReads = 10;

/** A page of those items that may be seen: reads on until it is full. */
export const visiblePage = async <Item>(
  read: (page: Read) => Promise<Found<Item>>,
  { limit, startAfter }: Read,
  isVisible: (item: Item) => boolean,
  sortKeyOf: (item: Item) => string,
): Promise<Found<Item>> => {
  const visible: Item[] = [];
  let from = startAfter;
  for (let reads = 1; ; reads += 1) {
    const { items, nextSortKey } = await read({ limit, startAfter: from });
    visible.push(...items.filter(isVisible));
    const last = visible[limit - 1];
    const isLast = nextSortKey === null && visible.length <= limit;
    // Goes on from what was seen: a cursor tells of nothing else where it need not.
    if (last !== undefined) return { items: visible.slice(0, limit), nextSortKey: isLast ? null : sortKeyOf(last) };
    if (nextSortKey === null || reads === mostReads) return { items: visible, nextSortKey };
    from = nextSortKey;
  }
};
