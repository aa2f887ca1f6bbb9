import * as z from 'zod';

const limits = 'limit is a whole number from 1 to 100';

/** Lists are `{ items, nextCursor }`; a cursor is opaque to clients and holds the sort key to go on from. */
export const pageQuery = z.strictObject({
  limit: z.coerce
    .number<string>(limits)
    .int(limits)
    .min(1, limits)
    .max(100, limits)
    .default(20)
    .describe('How many items a page has at most.'),
  cursor: z.string().max(500).optional().describe("The last page's nextCursor, to go on from there."),
});
export type PageQuery = z.infer<typeof pageQuery>;

export const pageOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Gets the next page; null on the last one.'),
  });

export const encodeCursor = (sortKey: string | null): string | null =>
  sortKey === null ? null : Buffer.from(sortKey).toString('base64url');

/** The tenant's own partition is always the one that is read, so a made-up cursor can at most skip some of its items; one without a key begins at the start. */
export const decodeCursor = (cursor: string | undefined): string | undefined =>
  Buffer.from(cursor ?? '', 'base64url').toString() || undefined;
