/** As DynamoDB sorts, and S3. */
export const byteOrder = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

export type Pair<Each> = readonly [Each | undefined, Each | undefined];

/** Two lists in the order of their keys, side by side: what has the same key in both is a pair. */
export async function* inPairs<Each>(
  left: AsyncGenerator<Each>,
  right: AsyncGenerator<Each>,
  key: (each: Each) => string,
): AsyncGenerator<Pair<Each>> {
  let [a, b] = await Promise.all([left.next(), right.next()]);
  while (a.done !== true || b.done !== true) {
    const order = a.done === true ? 1 : b.done === true ? -1 : byteOrder(key(a.value), key(b.value));
    yield [order <= 0 ? a.value : undefined, order >= 0 ? b.value : undefined] as Pair<Each>;
    [a, b] = await Promise.all([order <= 0 ? left.next() : a, order >= 0 ? right.next() : b]);
  }
}

/**
 * Does something with each, so many at a time. When one fails, no other is begun, and what was begun has ended before this throws: whoever
 * then undoes what was done has nobody behind him who still does it.
 */
export const atOnce = async <Each>(
  most: number,
  all: readonly Each[],
  act: (each: Each) => Promise<unknown>,
): Promise<void> => {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next);
    } catch (error) {
      waiting.length = 0;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(most, all.length) }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};
