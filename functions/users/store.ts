import * as z from 'zod';
import type { Lines, Rows } from '../../events/consume/erase.ts';
import { accessPartition, type Belonging, type Person, personSortKey, readBelongings } from '../../shared/access.ts';
import type { TenantId, UserId } from '../../shared/identity.ts';
import { id } from '../../shared/ids.ts';
import { absent, type Item, type Key, type Table, type Write } from '../../shared/table/table.ts';
import type { User } from './users.ts';

/**
 * People belong to no tenant; what they may do in one is a membership. Names stand once each: of people in their profile, of
 * organizations in theirs.
 *
 * | access                              | key                                                                  |
 * | ----------------------------------- | -------------------------------------------------------------------- |
 * | a person, and where they act        | pk PERSON#<issuer and subject, hashed>, sk USER                      |
 * | which role a person has where       | pk PERSON#<...>, sk ORGANIZATION#<org> (the gateway reads these)     |
 * | a profile                           | pk USER#<userId>, sk PROFILE                                         |
 * | an organization                     | pk TENANT#<org>#ORGANIZATION, sk <org>                               |
 * | its members                         | pk TENANT#<org>#MEMBER, sk <userId>                                  |
 * | its invitations                     | pk TENANT#<org>#INVITATION, sk <invitationId>                        |
 * | roles of its own                    | pk TENANT#<org>#ROLE, sk <name> (the gateway reads these)            |
 * | its API keys                        | pk TENANT#<org>#KEY, sk <keyId>                                      |
 * | whose an API key's secret is        | pk KEY#<the secret, hashed>, sk KEY (the gateway reads these)        |
 * | who did what                        | pk TENANT#<org>#AUDIT... (audit/auditStore.ts)                       |
 * | its sign-on                         | pk TENANT#<org>#SIGN_ON, sk SIGN_ON (the gateway reads these)       |
 * | for which an issuer's client vouches | pk ISSUER#<hashed>, sk <client, hashed> (the gateway reads these)   |
 * | whose a verified domain is          | pk DOMAIN#<domain>, sk DOMAIN (the gateway reads these)              |
 * | which organization goes when        | pk DELETIONS, sk <the time>#<org>                                    |
 * | in which cell it is                 | pk TENANT#<org>#TENANCY, sk PLACEMENT (the gateway reads these)      |
 * | which service has erased a deleted  | pk TENANT#<org>#ERASURE, sk <service>, or <service>@<cell>           |
 * | exports of all data                 | pk TENANT#<org>#EXPORT... (exports/exportStore.ts)                   |
 * | which reports of services miss      | pk REPORTS_AWAITED (reports/reportsAwaited.ts)                       |
 * | whose an invitation's token is      | pk INVITATION#<the token, hashed>, sk INVITATION                     |
 * | how many e-mails were sent on a day | pk MAIL#<hashed>, pk TENANT#<org>#MAIL (mail/sentMail.ts)         |
 *
 * People are here, organizations in organizations/organizationStore.ts.
 */
export interface PersonStore {
  /** Makes somebody with what stands alongside, unless they are there already. */
  create(person: Person, user: User, alongside: readonly Write[]): Promise<void>;
  /** Makes the organization alongside the one where somebody acts, unless it is not `before` any more. */
  settle(person: Person, before: TenantId, chosen: TenantId, alongside: readonly Write[]): Promise<void>;
  /** Who a person is here, and the organization that they chose. */
  find(person: Person): Promise<{ userId: UserId; organizationId: TenantId } | undefined>;
  user(userId: UserId): Promise<User | undefined>;
  /** Where somebody belongs, the organization that they chose first. */
  belongings(access: string): Promise<Belonging[]>;
  choose(access: string, organizationId: TenantId): Promise<void>;
  /** Changes a profile, if it is there and not as wanted already, with the events of the change. */
  change(userId: UserId, to: Pick<User, 'name'>, events: (changed: User) => readonly Write[]): Promise<void>;
  /** Forgets somebody, with the events of that; false if they were gone already. */
  remove(userId: UserId, events: (removed: User) => readonly Write[]): Promise<boolean>;
}

const attempts = 5;
const personRow = z.object({ userId: id('usr'), organizationId: id('org') });
const personKey = (access: string): Key => ({ pk: access, sk: personSortKey });
export const profilePartition = (userId: UserId): string => `USER#${userId}`;
const profileKey = (userId: UserId): Key => ({ pk: profilePartition(userId), sk: 'PROFILE' });

/** Of somebody who is not there yet: a refusal says that another request was first. */
export const beginning = (person: Person, { userId, home, ...rest }: User): Write[] => [
  {
    label: 'person',
    put: { ...personKey(accessPartition(person)), userId, organizationId: home },
    condition: absent,
  },
  { label: 'profile', put: { ...profileKey(userId), userId, home, ...rest } },
];

/** Goes with whatever somebody comes to belong to, so that nobody does who deletes their profile at the same time. */
export const whileThere = (userId: UserId): Write => ({
  label: 'profile',
  check: profileKey(userId),
  condition: { ConditionExpression: 'attribute_exists(pk)' },
});

/** A profile as an export has it, with what hangs on it. */
export const profileRows = (
  userId: UserId,
  exported: Lines,
  below: (profile: User) => readonly Rows[] = () => [],
): Rows => ({
  pk: profileKey(userId).pk,
  below: (row) => below(fromItem(row)),
  exported,
});

export const personStore = (table: Table): PersonStore => {
  const user: PersonStore['user'] = async (userId) => {
    const item = await table.get(profileKey(userId));
    return item && fromItem(item);
  };
  const choosing = (access: string, chosen: TenantId, condition: string, values: object = {}): Write => ({
    label: 'person',
    update: { ...personKey(access), expression: 'SET organizationId = :chosen' },
    condition: { ConditionExpression: condition, ExpressionAttributeValues: { ':chosen': chosen, ...values } },
  });

  return {
    user,

    async create(person, user, alongside) {
      // Of two that are refused or not, what was made first is what counts.
      await table.transact([...beginning(person, user), ...alongside]);
    },

    async settle(person, before, chosen, alongside) {
      const unchanged = choosing(accessPartition(person), chosen, 'organizationId = :before', { ':before': before });
      await table.transact([unchanged, ...alongside]);
    },

    async find(person) {
      const item = await table.get(personKey(accessPartition(person)));
      return item && personRow.parse(item);
    },

    belongings: (access) => readBelongings(table, access),

    async choose(access, organizationId) {
      const result = await table.transact([choosing(access, organizationId, 'attribute_exists(pk)')]);
      if (!result.ok) throw new Error(`nobody is at ${access}`);
    },

    async change(userId, to, events) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const before = await user(userId);
        if (before === undefined || before.name === to.name) return;
        const changed: User = { ...before, ...to, sequence: before.sequence + 1 };
        const put = { ...profileKey(userId), ...changed };
        const write: Write = { label: 'profile', put, condition: unchanged(before) };
        const result = await table.transact([write, ...events(changed)]);
        if (result.ok) return;
      }
      throw new Error(`the profile of ${userId} changed under ${attempts} attempts to change it`);
    },

    async remove(userId, events) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const before = await user(userId);
        if (before === undefined) return false;
        const result = await table.transact([
          { label: 'person', remove: personKey(before.access) },
          { label: 'profile', remove: profileKey(userId), condition: unchanged(before) },
          ...events({ ...before, sequence: before.sequence + 1 }),
        ]);
        if (result.ok) return true;
      }
      throw new Error(`the profile of ${userId} changed under ${attempts} attempts to remove it`);
    },
  };
};

const unchanged = ({ sequence }: User) => ({
  ConditionExpression: '#sequence = :sequence',
  ExpressionAttributeNames: { '#sequence': 'sequence' },
  ExpressionAttributeValues: { ':sequence': sequence },
});

const fromItem = ({ pk: _pk, sk: _sk, ...user }: Item): User => user as unknown as User;
