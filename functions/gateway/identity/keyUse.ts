import type { Identity } from '../../../shared/identity.ts';
import { recentKeys } from '../../../shared/rateLimit/recentKeys.ts';
import { logger } from '../../../shared/telemetry.ts';

/** Has it noted that a key was used; whether that worked is nobody's business who asks. */
export type NoteUse = (identity: Identity) => Promise<void>;

const everyMs = 60_000;
const mostKeys = 1000;
const timeoutMs = 300;

/**
 * The users service writes it down, whose table this is: here the gateway only reads. It is invoked without waiting for it to
 * act, and asked at most once a minute for a key by each process; there, one write a minute remains of them.
 */
export const useNoter = (
  notify: (use: { organizationId: string; keyId: string; at: string }, timeoutMs: number) => Promise<unknown>,
  clock: () => number,
): NoteUse => {
  const notedOf = recentKeys(mostKeys, () => ({ at: Number.NEGATIVE_INFINITY }));
  return async ({ organizationId, credential }) => {
    if (credential.kind !== 'key') return;
    const noted = notedOf(credential.id);
    const now = clock();
    if (now - noted.at < everyMs) return;
    noted.at = now;
    const use = { organizationId, keyId: credential.id, at: new Date(now).toISOString() };
    await notify(use, timeoutMs).catch((error: Error) =>
      logger.warn('the use of a key was not noted', { keyId: credential.id, error }),
    );
  };
};
