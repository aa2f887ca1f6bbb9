import { fullAfterTaking, fullSinceEver, microsOf, tokenMicros, tokensAt } from '../../../shared/rateLimit/bucket.ts';

/** A key that was revoked, or an issuer that was removed, is noticed so soon. */
const cachedMs = 5000;
/** Of a process, answers of either kind. */
const mostCached = 1000;
/** A process that runs long has seen many; it forgets those that were not asked for longest. */
const mostKnown = 10_000;
/** Looks for what there may never have been: a process finds itself with few new ones at once. */
const strangers = { requestsPerSecond: 20, burst: 100 };

/**
 * Looks up what anybody can name, each at most once in 5 s. What is unknown costs few reads, also when somebody sends
 * thousands, while what was there a moment ago is looked up again as ever.
 */
export const lookups = <Found>(read: (name: string) => Promise<Found | undefined>, clock: () => number) => {
  const cache = new Map<string, { found: Promise<Found | undefined>; until: number }>();
  const known = new Set<string>();
  let fullAt = fullSinceEver;

  const look = async (name: string): Promise<Found | undefined> => {
    const found = await read(name);
    known.delete(name);
    if (found === undefined) return undefined;
    known.add(name);
    forgetBeyond(mostKnown, known);
    return found;
  };

  return (name: string): Promise<Found | undefined> | 'busy' => {
    const now = clock();
    const cached = cache.get(name);
    if (cached !== undefined && now < cached.until) return cached.found;
    const micros = microsOf(now);
    const isStranger = !known.has(name);
    if (isStranger) {
      if (tokensAt(strangers, fullAt, micros) < 1) return 'busy';
      fullAt = fullAfterTaking(1, strangers, fullAt, micros);
    }
    const found = look(name).then((answer) => {
      // One that there is was no guess.
      if (isStranger && answer !== undefined) fullAt -= tokenMicros(strangers);
      return answer;
    });
    cache.delete(name);
    cache.set(name, { found, until: now + cachedMs });
    forgetBeyond(mostCached, cache);
    found.catch(() => cache.delete(name));
    return found;
  };
};

/** Maps and sets keep the order in which they were filled. */
export const forgetBeyond = (most: number, kept: Map<string, unknown> | Set<string>): void => {
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
};
