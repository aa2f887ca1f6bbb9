import { failed, ok, type Result } from '../../../engine/result.ts';
import type { Membership } from '../../../shared/access.ts';
import { hashOfKey, isApiKey } from '../../../shared/apiKey.ts';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import type { Id } from '../../../shared/ids.ts';
import { heldByKey, type KeyAccess, readKeyAccess } from '../../../shared/keyAccess.ts';
import type { Table } from '../../../shared/table/table.ts';
import { lookups } from './lookups.ts';

/** What whoever sends this key may do. */
export type ApiKeys = (secret: string) => Promise<Result<Membership & { keyId: Id<'key'> }, KeyRefusal>>;

export interface KeyRefusal {
  problem: ProblemInput;
  /** Whose key it is that is worth nothing any more. */
  access?: KeyAccess;
}

/**
 * Looks keys up by their hash, so that how long it takes tells nothing of how much of a key is right. What is no key by its
 * form costs no read; what has the form of one but is unknown costs few, also when somebody sends thousands, while keys
 * that were there a moment ago are looked up again as ever.
 */
export const apiKeys = (table: Table, clock: () => number): ApiKeys => {
  const find = lookups((hash) => readKeyAccess(table, hash), clock);
  return async (secret) => {
    if (!isApiKey(secret)) return failed({ problem: malformed });
    const access = await find(hashOfKey(secret));
    if (access === 'busy') return failed({ problem: busy });
    if (access === undefined) return failed({ problem: unknown });
    const held = heldByKey(access, clock());
    if (held.ok) return ok(held.value);
    return failed({ problem: refusals[held.error](access), access });
  };
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

const refusals: Record<'expired' | 'maker-left' | 'sign-on-required', (access: KeyAccess) => ProblemInput> = {
  expired: () => expired,
  'maker-left': () => makerLeft,
  'sign-on-required': ({ required }) => ({
    status: 403,
    code: 'sign-on-required',
    detail: `This organization wants its members to sign in by its own issuer, ${required?.issuer}, and whoever made this API key did not. Sign in there and make another: POST /api/users/organization/keys.`,
  }),
};

const busy: ProblemInput = {
  status: 429,
  code: 'too-many-requests',
  detail: 'Too many unknown API keys are sent just now. Try again in a second; nothing was done.',
};
