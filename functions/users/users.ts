import { failed, ok, type Result } from '../../engine/result.ts';
import { publishMemberAdded } from '../../events/member.ts';
import { publishOrganizationCreated } from '../../events/organization.ts';
import { publishUserCreated, publishUserUpdated } from '../../events/user.ts';
import type { Membership, Person } from '../../shared/access.ts';
import type { Me, ProfileChange } from '../../shared/api/users.ts';
import type { Failure, RequestContext } from '../../shared/http/route.ts';
import type { Identity, TenantId, UserId } from '../../shared/identity.ts';
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
  /** Their own organization, to which the events about them belong. */
  home: TenantId;
  /** Raised by every change of the profile; the events about it carry it. */
  sequence: number;
}

export interface Organization {
  organizationId: TenantId;
  name: string;
  createdAt: string;
  /** Raised by every change of the organization or of its members. */
  sequence: number;
}

/** What the gateway knows of a person whom it sees for the first time. */
export interface FirstSight {
  person: Person;
  name?: string | undefined;
  email?: string | undefined;
  correlationId: string;
  traceparent?: string | undefined;
}

/**
 * Makes the profile of a person, and an organization of their own, at first sight. A person is (issuer, subject): an
 * e-mail address can change hands. Of two first requests at the same time one makes it, and both get the same answer.
 */
export const welcome = async (
  { store, clock }: UserDeps,
  { person, name, email, correlationId, traceparent }: FirstSight,
): Promise<Membership[]> => {
  const userId = newId('usr');
  const organizationId = newId('org');
  const displayName = name ?? email?.split('@')[0] ?? 'Newcomer';
  const organizationName = `${displayName}'s organization`;
  const at = clock();
  const createdAt = at.toISOString();
  const user: User = { userId, name: displayName, email: email ?? null, createdAt, home: organizationId, sequence: 1 };
  const organization: Organization = { organizationId, name: organizationName, createdAt, sequence: 2 };
  const role = 'owner';
  const membership: Membership = { userId, organizationId, organizationName, role, permissions: [...roles[role]] };
  const context = { tenant: organizationId, at, correlationId, traceparent };
  await store.create(person, user, organization, membership, [
    publishUserCreated({ ...context, subject: userId, sequence: 1 }, { userId, organizationId }),
    publishOrganizationCreated(
      { ...context, subject: organizationId, sequence: 1 },
      { organizationId, name: organizationName },
    ),
    publishMemberAdded({ ...context, subject: organizationId, sequence: 2 }, { organizationId, userId, role }),
  ]);
  return store.memberships(person);
};

const deleted = { code: 'user-not-found', detail: 'This profile was deleted. Sign in again.' } as const;

/** The caller's own profile, with what they may do in the organization that this request acts in. */
export const getMe = async (
  { store }: UserDeps,
  { userId, organizationId, role, permissions }: Identity,
): Promise<Result<Me, Failure<'user-not-found'>>> => {
  const found = await store.user(userId);
  if (found === undefined) return failed(deleted);
  const organizations = found.memberships.map((membership) => ({
    organizationId: membership.organizationId,
    name: membership.organizationName,
    role: membership.role,
  }));
  return ok({ ...found.user, organizationId, organizations, role, permissions });
};

/** Changes the caller's own profile; what it was already is no change. */
export const changeMe = async (
  { store, clock }: UserDeps,
  change: ProfileChange,
  { identity, correlationId, traceparent }: RequestContext,
): Promise<Result<Me, Failure<'user-not-found'>>> => {
  await store.change(identity.userId, change, ({ userId, name, home, sequence }) => [
    publishUserUpdated(
      { tenant: home, subject: userId, sequence, at: clock(), correlationId, traceparent },
      { userId, name },
    ),
  ]);
  return getMe({ store, clock }, identity);
};
