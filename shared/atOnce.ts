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
