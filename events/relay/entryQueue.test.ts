import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusEntry, entryBytes, maxBytes, maxEntries } from './bus.ts';
import { entryQueue } from './entryQueue.ts';

const anEntry = (bytes: number): BusEntry => ({ source: 's', type: 't', time: new Date(0), detail: 'x'.repeat(bytes) });
const pauses = { now: () => 0, wait: async () => {}, random: () => 0 };

const calls = async (entries: readonly BusEntry[]) => {
  const made: (readonly BusEntry[])[] = [];
  const put = entryQueue(
    {
      put: async (call) => {
        made.push(call);
        return call.map(() => ({ accepted: true }));
      },
    },
    pauses,
    1,
  );
  const outcomes = await Promise.all(entries.map(put));
  return { made, outcomes };
};

describe('the queue of entries', () => {
  it('makes calls within the limits, whatever the sizes, and each entry is in one', async () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: maxBytes - 16 })), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (given) => {
        const entries = given.map(anEntry);

        const { made, outcomes } = await calls(entries);

        expect(outcomes.every(({ accepted }) => accepted)).toBe(true);
        expect(made.flat()).toHaveLength(entries.length);
        expect(new Set(made.flat())).toEqual(new Set(entries));
        for (const call of made) {
          expect(call.length).toBeLessThanOrEqual(maxEntries);
          expect(call.reduce((sum, entry) => sum + entryBytes(entry), 0)).toBeLessThanOrEqual(maxBytes);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('does not bother the bus with an entry that it cannot take', async () => {
    const { made, outcomes } = await calls([anEntry(maxBytes - 15), anEntry(1)]);

    expect(made.flat()).toHaveLength(1);
    expect(outcomes).toMatchObject([{ accepted: false, fault: 'entry' }, { accepted: true }]);
  });
});
