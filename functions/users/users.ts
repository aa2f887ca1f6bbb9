import { failed, ok, type Result } from '../../engine/result.ts';
import { publishUserCreated } from '../../events/user.ts';
import type { Membership, Person } from '../../shared/access.ts';
import type { Me } from '../../shared/api/users.ts';
import type { Failure } from '../../shared/http/route.ts';
import type { Identity, UserId } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { roles } from '../../shared/permissions.ts';
import type { UserStore } from './store.ts';

export interface UserDeps {
  store: UserStore;
  clock: () => Date;
}

export interface User {
  userId: UserId;
  name: string;
  email: string | null;
  createdAt: string;
}

/** What the gateway knows of a person whom it sees for the first time. */
export interface FirstSight {
  person: Person;
  name?: string | undefined;
  email?: string | undefined;
  correlationId: string;
}

/**
 * Makes the profile of a person, and an organization of their own, at first sight. A person is (issuer, subject): an
 * e-mail address can change hands. Of two first requests at the same time one makes it, and both get the same answer.
 */
export const welcome = async (
  { store, clock }: UserDeps,
  { person, name, email, correlationId }: FirstSight,
): Promise<Membership[]> => {
  const userId = newId('usr');
  const organizationId = newId('org');
  const displayName = name ?? email?.split('@')[0] ?? 'Newcomer';
  const user: User = { userId, name: displayName, email: email ?? null, createdAt: clock().toISOString() };
  const membership: Membership = {
    userId,
    organizationId,
    organizationName: `${displayName}'s organization`,
    role: 'owner',
    permissions: [...roles.owner],
  };
  const event = publishUserCreated(
    { tenant: organizationId, subject: userId, sequence: 1, at: clock(), correlationId },
    { userId, organizationId },
  );
  await store.create(person, user, membership, [event]);
  return store.memberships(person);
};

/** The caller's own profile, with what they may do in the organization that this request acts in. */
export const getMe = async (
  { store }: UserDeps,
  { userId, organizationId, role, permissions }: Identity,
): Promise<Result<Me, Failure<'user-not-found'>>> => {
  const found = await store.user(userId);
  if (found === undefined)
    return failed({ code: 'user-not-found', detail: 'This profile was deleted. Sign in again.' });
  const organizations = found.memberships.map((membership) => ({
    organizationId: membership.organizationId,
    name: membership.organizationName,
    role: membership.role,
  }));
  return ok({ ...found.user, organizationId, organizations, role, permissions });
};
