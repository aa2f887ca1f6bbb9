import { publishUserCreated } from '../../../events/user.ts';
import { accessPartition, type Belonging, type Person } from '../../../shared/access.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { newId } from '../../../shared/ids.ts';
import { newOrganization } from '../organizations/organizations.ts';
import type { User, UserDeps } from '../users.ts';

/** What the gateway knows of a person of whom it finds no membership. */
export interface FirstSight {
  person: Person;
  name?: string | undefined;
  email?: string | undefined;
  correlationId: string;
  traceparent?: string | undefined;
  /** Where an organization's own sign-on vouches for them. */
  signOn?: SignOnSight | undefined;
}

export interface SignOnSight {
  organizationId: TenantId;
  /** The values of the claim that roles are mapped from. */
  claimed: readonly string[];
}

/**
 * Makes the profile of a person, and an organization of their own, at first sight. A person is (issuer, subject): an
 * e-mail address can change hands. Of two first requests at the same time one makes it, and both get the same answer.
 */
export const welcome = async (
  deps: Pick<UserDeps, 'people' | 'clock'>,
  firstSight: FirstSight,
): Promise<Belonging[]> => {
  const { person, name, email, correlationId, traceparent } = firstSight;
  const { people, clock } = deps;
  const access = accessPartition(person);
  const userId = newId('usr');
  const at = clock();
  const displayName = name ?? email?.split('@')[0] ?? 'Newcomer';
  const because = { at, correlationId, traceparent };
  const { organization, writes } = newOrganization(
    ownName(displayName),
    { userId, access, email: email ?? null },
    because,
  );
  const home = organization.organizationId;
  const createdAt = at.toISOString();
  const user: User = { userId, name: displayName, email: email ?? null, createdAt, home, access, sequence: 1 };
  const created = { ...because, tenant: home, subject: userId, sequence: 1 };
  await people.create(person, user, [publishUserCreated(created, { userId, organizationId: home }), ...writes]);
  return settled(deps, firstSight);
};

/**
 * Where somebody belongs. Who was removed everywhere gets an organization of their own again, one however many of their requests
 * come at once: in none, nobody could even accept an invitation.
 */
const settled = async (
  { people, clock }: Pick<UserDeps, 'people' | 'clock'>,
  { person, correlationId, traceparent }: FirstSight,
): Promise<Belonging[]> => {
  const access = accessPartition(person);
  const known = await people.find(person);
  // In this order: another request that has made one before is seen here, and one that makes it afterwards changes what is known.
  const belongings = await people.belongings(access);
  if (belongings.length > 0) return belongings;
  const user = known && (await people.user(known.userId));
  if (known !== undefined && user !== undefined) {
    const because = { at: clock(), correlationId, traceparent };
    const { organization, writes } = newOrganization(ownName(user.name), user, because);
    await people.settle(person, known.organizationId, organization.organizationId, writes);
  }
  return people.belongings(access);
};

const ownName = (name: string): string => `${name}'s organization`;
