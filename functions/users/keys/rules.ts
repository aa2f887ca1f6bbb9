/** Whose API keys are whose, and within what they stay: nobody gets more by a key than they have without it. */
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { Failure } from '../../../shared/http/route.ts';
import type { Permission } from '../../../shared/permissions.ts';
import type { Actor } from '../organizations/acting.ts';
import type { ApiKey } from '../users.ts';

const hourMs = 3600 * 1000;
const dayMs = 24 * hourMs;
const usualLifeMs = 90 * dayMs;
const longestLifeMs = 365 * dayMs;
const mostKeys = 200;

type Objection<Code extends string> = Failure<Code> | null;

const lackingIn = (held: readonly Permission[], wanted: readonly Permission[]): readonly Permission[] =>
  wanted.filter((permission) => !held.includes(permission));

/** Whether somebody may make a key that holds these, or make it anew. */
export const objectionToHolding = (
  held: readonly Permission[],
  wanted: readonly Permission[],
): Objection<'beyond-your-permissions'> => {
  const lacking = lackingIn(held, wanted);
  if (lacking.length === 0) return null;
  const detail = `A key may do what you may do with what you signed in with, and you lack ${lacking.join(', ')} here.`;
  return { code: 'beyond-your-permissions', detail };
};

export const objectionToOneMore = (keys: readonly ApiKey[]): Objection<'too-many-keys'> =>
  keys.length < mostKeys
    ? null
    : {
        code: 'too-many-keys',
        detail: `An organization has at most ${mostKeys} keys, those that expired in the last 30 days included. Revoke some.`,
      };

/** Who administers members sees and revokes everybody's keys; others their own. */
export const isVisible = ({ createdBy }: ApiKey, { member, held }: Pick<Actor, 'member' | 'held'>): boolean =>
  createdBy === member.userId || held.includes('member:write');

/** A new secret acts on behalf of who made the key: nobody else gets it. */
export const objectionToRotating = (
  key: ApiKey,
  { member, held }: Actor,
): Objection<'not-your-key' | 'beyond-your-permissions'> => {
  if (key.createdBy === member.userId) return objectionToHolding(held, key.permissions);
  const detail = 'Somebody else made this key, and it acts on their behalf. Revoke it, and make one of your own.';
  return { code: 'not-your-key', detail };
};

/** Who signed in revokes what they made, whatever they may do now, and a key itself; else one takes what one has. */
export const objectionToRevoking = (
  key: ApiKey,
  { member, held, key: by }: Actor,
): Objection<'beyond-your-permissions'> => {
  const isOwn = by === null ? key.createdBy === member.userId : by.keyId === key.keyId;
  if (isOwn) return null;
  const lacking = lackingIn(held, key.permissions);
  if (lacking.length === 0) return null;
  const detail = `This key has permissions that you lack (${lacking.join(', ')}), so it is not yours to revoke. Ask who made it, or somebody who has them.`;
  return { code: 'beyond-your-permissions', detail };
};

/** Until when a key is good: as long as wanted or usual, and never longer than the key that it is made by. */
export const lifeOf = (
  now: Date,
  wanted: string | undefined,
  by: Pick<ApiKey, 'until'> | null,
): Result<string, Failure<'bad-expiry'>> => {
  const at = now.getTime();
  const longest = Math.min(at + longestLifeMs, by === null ? Number.POSITIVE_INFINITY : Date.parse(by.until));
  const until = wanted === undefined ? Math.min(at + usualLifeMs, longest) : Date.parse(wanted);
  if (until > at && until <= longest) return ok(new Date(until).toISOString());
  const why = by === null ? 'a year from now' : 'the end of the key that makes it';
  const detail = `A key expires after now and at the latest at ${why}, ${new Date(longest).toISOString()}.`;
  return failed({ code: 'bad-expiry', detail, errors: [{ pointer: '/expiresAt', detail: 'not within these' }] });
};

/** As long from now as it was made for, and never longer than the key that makes it anew. */
export const lifeAfterRotation = (now: Date, key: ApiKey, by: Pick<ApiKey, 'until'> | null): string => {
  const as = now.getTime() + Date.parse(key.until) - Date.parse(key.secretSince);
  return new Date(by === null ? as : Math.min(as, Date.parse(by.until))).toISOString();
};

/** Until when the secret before works beside the new one; null if it does not. */
export const overlapUntil = (now: Date, hours: number, key: ApiKey): string | null => {
  const until = Math.min(now.getTime() + hours * hourMs, Date.parse(key.until));
  return until > now.getTime() ? new Date(until).toISOString() : null;
};
