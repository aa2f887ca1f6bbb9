import { failed, ok, type Result } from '../../../engine/result.ts';
import type { KeyRequest, KeyView, KeyWithSecret } from '../../../shared/api/keys.ts';
import { hashOfKey } from '../../../shared/apiKey.ts';
import type { Failure, RequestContext } from '../../../shared/http/route.ts';
import type { Identity } from '../../../shared/identity.ts';
import { type Id, newId } from '../../../shared/ids.ts';
import { keyPermissions } from '../../../shared/permissions.ts';
import { type Actor, actorIn, called, changeAs } from '../organizations/acting.ts';
import type { ApiKey, Organization, UserDeps } from '../users.ts';
import { forgettingSecrets, keeping, revoking } from './keyRows.ts';
import {
  isVisible,
  lifeAfterRotation,
  lifeOf,
  objectionToHolding,
  objectionToOneMore,
  objectionToRevoking,
  objectionToRotating,
  overlapUntil,
} from './rules.ts';

/** The same for somebody else's key as for none. */
const notFound = (organization: Organization): Failure<'key-not-found'> => ({
  code: 'key-not-found',
  detail: `There is no such key among those that you see in the organization ${called(organization)}; GET /api/users/organization/keys lists them. Simsheet-Organization names another one.`,
});

const viewOf = (key: ApiKey, now: Date): KeyView => ({
  ...key,
  permissions: [...key.permissions],
  expiresAt: key.until,
  overlapUntil: key.before !== null && Date.parse(key.before.until) > now.getTime() ? key.before.until : null,
  status: Date.parse(key.until) > now.getTime() ? 'ACTIVE' : 'EXPIRED',
});

export const listKeys = async (
  { organizations, clock }: UserDeps,
  identity: Identity,
): Promise<{ ok: true; value: { keys: KeyView[] } }> => {
  const current = await organizations.read(identity.organizationId);
  const actor = await actorIn(current, identity, clock());
  const keys = actor === null ? [] : (await current.keys()).filter((key) => isVisible(key, actor));
  return ok({ keys: keys.map((key) => viewOf(key, clock())) });
};

export const makeKey = (deps: UserDeps, { name, permissions, expiresAt }: KeyRequest, context: RequestContext) =>
  changeAs<KeyWithSecret, 'beyond-your-permissions' | 'too-many-keys' | 'bad-expiry'>(
    deps,
    context,
    'key:write',
    async (current, { member, held, key: by }) => {
      const now = deps.clock();
      const wanted = keyPermissions.filter((permission) => permissions.includes(permission));
      const objection = objectionToHolding(held, wanted) ?? objectionToOneMore(await current.keys());
      if (objection !== null) return failed(objection);
      const life = lifeOf(now, expiresAt, by);
      if (!life.ok) return life;
      const secret = deps.newKey();
      const at = now.toISOString();
      const key: ApiKey = {
        keyId: newId('key'),
        name,
        permissions: wanted,
        createdBy: member.userId,
        access: member.access,
        memberSince: member.since,
        madeWith: by?.keyId ?? null,
        createdAt: at,
        until: life.value,
        secretHash: hashOfKey(secret),
        secretSince: at,
        before: null,
        lastUsedAt: null,
      };
      return shownOnce(key, secret, now, context, keeping(current.organization.organizationId, key));
    },
  );

/** Makes a new secret; the one before works until the overlap ends, an earlier one no more. */
export const rotateKey = (deps: UserDeps, keyId: Id<'key'>, overlapHours: number, context: RequestContext) =>
  changeAs<KeyWithSecret, 'key-not-found' | 'not-your-key' | 'beyond-your-permissions'>(
    deps,
    context,
    'key:write',
    async (current, actor) => {
      const now = deps.clock();
      const before = await seen(current, actor, keyId);
      if (before === undefined) return failed(notFound(current.organization));
      const objection = objectionToRotating(before, actor);
      if (objection !== null) return failed(objection);
      const secret = deps.newKey();
      // Who was removed and came back takes the key up again, and not what anybody else still has of it.
      const isSame = before.memberSince === actor.member.since;
      const overlap = isSame ? overlapUntil(now, overlapHours, before) : null;
      const key: ApiKey = {
        ...before,
        memberSince: actor.member.since,
        until: lifeAfterRotation(now, before, actor.key),
        secretHash: hashOfKey(secret),
        secretSince: now.toISOString(),
        before: overlap === null ? null : { secretHash: before.secretHash, until: overlap },
      };
      const gone = [
        ...(overlap === null ? [before.secretHash] : []),
        ...(before.before ? [before.before.secretHash] : []),
      ];
      const writes = [...keeping(current.organization.organizationId, key), ...forgettingSecrets(gone)];
      return shownOnce(key, secret, now, context, writes);
    },
  );

/** A transaction takes 100 writes, of which each key takes up to three, and the organization one. */
const revokedAtOnce = 33;

/**
 * Revokes a key and all that were made with it, and with those: what whoever found it made by it goes with it. Those that
 * hang on others go first, so that an interruption leaves none that nobody finds, and the key itself last.
 */
export const revokeKey = async (
  deps: UserDeps,
  keyId: Id<'key'>,
  context: RequestContext,
): Promise<Result<null, Failure<'permission-missing' | 'key-not-found' | 'beyond-your-permissions'>>> => {
  for (;;) {
    const revoked = await changeAs<{ left: number }, 'key-not-found' | 'beyond-your-permissions'>(
      deps,
      context,
      'key:write',
      async (current, actor) => {
        const key = await seen(current, actor, keyId);
        if (key === undefined) return failed(notFound(current.organization));
        const objection = objectionToRevoking(key, actor);
        if (objection !== null) return failed(objection);
        const all = [...madeWith(key, await current.keys()), key];
        const some = all.slice(0, revokedAtOnce);
        const { organizationId } = current.organization;
        return ok({
          value: { left: all.length - some.length },
          writes: some.flatMap((each) => revoking(organizationId, each)),
        });
      },
    );
    if (!revoked.ok) return revoked;
    if (revoked.value.left === 0) return ok(null);
  }
};

/** The keys that were made with one, by whatever others, each after those that hang on it. */
const madeWith = (key: ApiKey, all: readonly ApiKey[]): readonly ApiKey[] =>
  all.filter((each) => each.madeWith === key.keyId).flatMap((each) => [...madeWith(each, all), each]);

const seen = async (
  current: { key(keyId: Id<'key'>): Promise<ApiKey | undefined> },
  actor: Actor,
  keyId: Id<'key'>,
): Promise<ApiKey | undefined> => {
  const key = await current.key(keyId);
  return key !== undefined && isVisible(key, actor) ? key : undefined;
};

/** What is kept for a repetition must not hold the secret. */
const shownOnce = (
  key: ApiKey,
  secret: string,
  now: Date,
  { idempotency }: RequestContext,
  writes: ReturnType<typeof keeping>,
) => {
  const view = viewOf(key, now);
  return ok({
    value: { ...view, secret },
    writes,
    alongside: idempotency ? [idempotency.note({ ...view, secret: null })] : [],
  });
};
