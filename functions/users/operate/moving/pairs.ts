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
