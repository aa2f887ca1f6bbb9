import { failed, ok, type Result } from '../../../engine/result.ts';
import type { Membership } from '../../../shared/access.ts';
import { hashOfKey, isApiKey } from '../../../shared/apiKey.ts';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import type { Id } from '../../../shared/ids.ts';
import { heldByKey, type KeyAccess, readKeyAccess } from '../../../shared/keyAccess.ts';
import { fullAfterTaking, fullSinceEver, microsOf, tokenMicros, tokensAt } from '../../../shared/rateLimit/bucket.ts';
import type { Table } from '../../../shared/table/table.ts';

/** What whoever sends this key may do. */
export type ApiKeys = (secret: string) => Promise<Result<Membership & { keyId: Id<'key'> }, KeyRefusal>>;

export interface KeyRefusal {
  problem: ProblemInput;
  /** Whose key it is that is worth nothing any more. */
  access?: KeyAccess;
}

/** A key that was revoked, or its maker's role that changed, is noticed so soon. */
const cachedMs = 5000;
/** Of a process, answers of either kind. */
const mostCached = 1000;
/** A process that runs long has seen many keys; it forgets those that were not sent longest. */
const mostKnown = 10_000;
/** Looks for keys that nobody may ever have made: a process finds itself with few new ones at once. */
const strangers = { requestsPerSecond: 20, burst: 100 };

/**
 * Looks keys up by their hash, so that how long it takes tells nothing of how much of a key is right. What is no key by its
 * form costs no read; what has the form of one but is unknown costs few, also when somebody sends thousands, while keys
 * that were there a moment ago are looked up again as ever.
 */
export const apiKeys = (table: Table, clock: () => number): ApiKeys => {
  const cache = new Map<string, { found: Promise<KeyAccess | undefined>; until: number }>();
  const known = new Set<string>();
  let fullAt = fullSinceEver;

  const look = async (hash: string): Promise<KeyAccess | undefined> => {
    const found = await readKeyAccess(table, hash);
    known.delete(hash);
    if (found === undefined) return undefined;
    known.add(hash);
    forgetBeyond(mostKnown, known);
    return found;
  };

  const find = (hash: string): Promise<KeyAccess | undefined> | 'busy' => {
    const now = clock();
    const cached = cache.get(hash);
    if (cached !== undefined && now < cached.until) return cached.found;
    const micros = microsOf(now);
    const isStranger = !known.has(hash);
    if (isStranger) {
      if (tokensAt(strangers, fullAt, micros) < 1) return 'busy';
      fullAt = fullAfterTaking(1, strangers, fullAt, micros);
    }
    const found = look(hash).then((access) => {
      // One that there is was no guess.
      if (isStranger && access !== undefined) fullAt -= tokenMicros(strangers);
      return access;
    });
    cache.delete(hash);
    cache.set(hash, { found, until: now + cachedMs });
    forgetBeyond(mostCached, cache);
    found.catch(() => cache.delete(hash));
    return found;
  };

  return async (secret) => {
    if (!isApiKey(secret)) return failed({ problem: malformed });
    const access = await find(hashOfKey(secret));
    if (access === 'busy') return failed({ problem: busy });
    if (access === undefined) return failed({ problem: unknown });
    const held = heldByKey(access, clock());
    if (held.ok) return ok(held.value);
    return failed({ problem: held.error === 'expired' ? expired : makerLeft, access });
  };
};

/** Maps and sets keep the order in which they were filled. */
const forgetBeyond = (most: number, kept: Map<string, unknown> | Set<string>): void => {
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
};

const malformed: ProblemInput = {
  status: 401,
  code: 'invalid-key',
  detail: 'This is no API key: check that it is complete, sk_sim_ and 49 letters and digits.',
};

const unknown: ProblemInput = {
  status: 401,
  code: 'invalid-key',
  detail:
    'There is no such API key: it was revoked, or belongs to another installation. Make another: POST /api/users/organization/keys.',
};

const expired: ProblemInput = {
  status: 401,
  code: 'key-expired',
  detail:
    'This API key has expired, or was rotated and its overlap is over. Use the new one, or rotate it: POST /api/users/organization/keys/{keyId}/rotate.',
};

const makerLeft: ProblemInput = {
  status: 403,
  code: 'key-without-maker',
  detail:
    'Whoever made this API key belongs to its organization no more, so it may do nothing there. A member makes another: POST /api/users/organization/keys.',
};

const busy: ProblemInput = {
  status: 429,
  code: 'too-many-requests',
  detail: 'Too many unknown API keys are sent just now. Try again in a second; nothing was done.',
};
