import { backOff, type Pauses } from './backoff.ts';
import { type Bus, type BusEntry, entryBytes, maxBytes, maxEntries, type Outcome } from './bus.ts';

/** PutEvents calls under way at the same time. */
const maxCalls = 4;

interface Waiting {
  entry: BusEntry;
  bytes: number;
  settle(outcome: Outcome): void;
}

/**
 * Makes calls of entries that come one by one: full ones where many wait, at once where few do. A call that the bus refuses
 * as a whole is made again while there is time, and those behind it wait for it: a bus that is down is not asked by everybody.
 */
export const entryQueue = (bus: Bus, pauses: Pauses, until: number): ((entry: BusEntry) => Promise<Outcome>) => {
  const queue: Waiting[] = [];
  let calls = 0;

  const work = async (): Promise<void> => {
    // Whoever asks in the same turn comes along.
    await new Promise(setImmediate);
    for (let batch = take(queue); batch.length > 0; batch = take(queue)) {
      const outcomes = await putPatiently(batch.map(({ entry }) => entry));
      for (const [index, { settle }] of batch.entries()) settle(outcomes[index] ?? noAnswer);
    }
    calls -= 1;
  };

  const putPatiently = async (entries: readonly BusEntry[]): Promise<Outcome[]> => {
    let reason = 'the invocation had no time left';
    for (let attempt = 0; pauses.now() < until; attempt += 1) {
      try {
        return await bus.put(entries);
      } catch (error) {
        reason = (error as Error).message;
      }
      if (!(await backOff(pauses, attempt, until))) break;
    }
    return entries.map(() => ({ accepted: false, fault: 'bus', reason }));
  };

  return (entry) =>
    new Promise((settle) => {
      const bytes = entryBytes(entry);
      if (bytes > maxBytes) {
        const reason = `the entry has ${bytes} bytes, over the bus's ${maxBytes}`;
        settle({ accepted: false, fault: 'entry', reason });
        return;
      }
      queue.push({ entry, bytes, settle });
      if (calls >= maxCalls) return;
      calls += 1;
      void work();
    });
};

const noAnswer: Outcome = { accepted: false, fault: 'bus', reason: 'the bus did not say' };

/** From the front, what fits into one call. */
const take = (queue: Waiting[]): Waiting[] => {
  let bytes = 0;
  const tooMany = queue.findIndex((waiting, index) => {
    bytes += waiting.bytes;
    return index >= maxEntries || bytes > maxBytes;
  });
  return queue.splice(0, tooMany === -1 ? queue.length : tooMany);
};
