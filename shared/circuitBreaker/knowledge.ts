import type { Circuit } from './circuit.ts';
import type { CircuitSettings } from './settings.ts';

/** What a process knows of a circuit, and for how long that is good enough. */
export interface Knowledge {
  /** Without waiting where that is possible: the circuit itself, not a promise of it. */
  current(): Circuit | Promise<Circuit>;
  /** The last thing known, however old; null before the first answer. */
  readonly last: Circuit | null;
  /** Takes in the answer to a write. */
  learn(circuit: Circuit): void;
  /** Somebody else was first: what is known is old. */
  doubt(): void;
}

/**
 * An operator's word must reach every process within seconds, so that knowledge of an open circuit ends too, although
 * nothing else can change it before it is time for probes.
 */
const openCacheMs = 5000;

export const knowledge = (read: () => Promise<Circuit>, settings: CircuitSettings, clock: () => number): Knowledge => {
  let last: Circuit | null = null;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let reading: Promise<Circuit> | null = null;
  /** Counts what was learnt, so that a read knows whether it was overtaken. */
  let lessons = 0;

  const learn = (circuit: Circuit): void => {
    const now = clock();
    last = circuit;
    lessons += 1;
    const untilProbes = circuit.state === 'OPEN' ? (circuit.openUntil ?? now) - now : 0;
    freshUntil = now + (untilProbes > 0 ? Math.min(untilProbes, openCacheMs) : settings.cacheMs);
  };
  const refresh = async (): Promise<Circuit> => {
    const lessonsBefore = lessons;
    const circuit = await read();
    // Written to in the meantime: the read may have seen it before. Otherwise even an earlier epoch is the truth, as
    // when an item was deleted.
    const overtaken = last !== null && lessons !== lessonsBefore && circuit.epoch < last.epoch;
    if (!overtaken) learn(circuit);
    return last ?? circuit;
  };

  return {
    get last() {
      return last;
    },
    current() {
      if (last !== null && clock() < freshUntil) return last;
      reading ??= refresh().finally(() => {
        reading = null;
      });
      return reading;
    },
    // An answer that was overtaken by a later epoch's on its way is no news.
    learn: (circuit) => {
      if (last === null || circuit.epoch >= last.epoch) learn(circuit);
    },
    doubt() {
      freshUntil = Number.NEGATIVE_INFINITY;
    },
  };
};
