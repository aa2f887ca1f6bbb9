import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryTable } from '../table/memoryTable.ts';
import { mostReads, visiblePage } from './visiblePage.ts';

interface Thing {
  id: string;
  isVisible: boolean;
}

/** Things in a table, each to be seen or not, the newest first. */
const aList = async (visible: readonly boolean[]) => {
  const table = memoryTable();
  const all = visible.map((isVisible, n): Thing => ({ id: String(n).padStart(4, '0'), isVisible }));
  for (const thing of all) await table.transact([{ label: 'thing', put: { pk: 'THINGS', sk: thing.id, ...thing } }]);
  let reads = 0;
  const page = (limit: number, startAfter: string | undefined) => {
    reads = 0;
    return visiblePage<Thing>(
      async (asked) => {
        reads += 1;
        const { items, nextSortKey } = await table.page('THINGS', asked);
        return { items: items as unknown as Thing[], nextSortKey };
      },
      { limit, startAfter },
      ({ isVisible }) => isVisible,
      ({ id }) => id,
    );
  };
  return { newestFirst: all.toReversed().filter(({ isVisible }) => isVisible), page, reads: () => reads };
};

const lists = fc.oneof(
  fc.array(fc.boolean(), { maxLength: 60 }),
  // Where hardly anything is to be seen.
  fc.array(
    fc.nat(30).map((n) => n === 0),
    { maxLength: 150 },
  ),
);

describe('pages of what may be seen', () => {
  it('are together all of it, once and in order, each within its limit and after few reads', async () => {
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 8 }), async (visible, limit) => {
        const { newestFirst, page, reads } = await aList(visible);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const { items, nextSortKey } = await page(limit, cursor);
          expect(items.length).toBeLessThanOrEqual(limit);
          expect(reads()).toBeLessThanOrEqual(mostReads);
          if (nextSortKey !== null && cursor !== undefined) expect(nextSortKey < cursor).toBe(true);
          seen.push(...items.map(({ id }) => id));
          cursor = nextSortKey ?? undefined;
        } while (cursor !== undefined);

        expect(seen).toEqual(newestFirst.map(({ id }) => id));
      }),
    );
  });

  it('are full although there is much in between that is not to be seen', async () => {
    const { page } = await aList(Array.from({ length: 30 }, (_, n) => n % 5 === 0));

    expect((await page(4, undefined)).items).toHaveLength(4);
  });

  it('name in their cursor nothing that is not to be seen, as long as they are full', async () => {
    const { page } = await aList([true, false, false, true, false]);

    const { items, nextSortKey } = await page(1, undefined);

    expect([items[0]?.id, nextSortKey]).toEqual(['0003', '0003']);
  });
});
