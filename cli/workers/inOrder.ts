/** The answers for items 0, 1, 2, ... in this order, `ahead` of them being worked on at a time. */
export async function* inOrder<T>(count: number, ahead: number, ask: (index: number) => Promise<T>): AsyncGenerator<T> {
  const pending: Promise<T>[] = [];
  for (let next = 0, given = 0; given < count; given++) {
    for (; next < count && next < given + ahead; next++) {
      const answer = ask(next);
      // Whoever waits for it is told of its failure; until then it counts as handled.
      answer.catch(() => {});
      pending.push(answer);
    }
    yield await pending.shift()!;
  }
}
