import {
  accessPartition,
  accessPrefix,
  type Membership,
  membership,
  type Person,
  readMemberships,
} from '../../shared/access.ts';
import type { UserId } from '../../shared/identity.ts';
import { absent, type Item, partition, type Table, type Write } from '../../shared/table/table.ts';
import type { Organization, User } from './users.ts';

/**
 * People belong to no tenant; what they may do in one is a membership.
 *
 * | access                    | key                                                              |
 * | ------------------------- | ---------------------------------------------------------------- |
 * | a person's first sight    | pk PERSON#<issuer and subject, hashed>, sk USER                  |
 * | a person's memberships    | pk PERSON#<...>, sk ORGANIZATION#<org> (the gateway reads these) |
 * | a profile                 | pk USER#<userId>, sk PROFILE                                     |
 * | a user's memberships      | pk USER#<userId>, sk ORGANIZATION#<org>                          |
 * | an organization           | pk TENANT#<org>#ORGANIZATION, sk <org>                           |
 */
export interface UserStore {
  /** Makes all of it, unless the person is there already. */
  create(
    person: Person,
    user: User,
    organization: Organization,
    membership: Membership,
    alongside: readonly Write[],
  ): Promise<void>;
  memberships(person: Person): Promise<Membership[]>;
  user(userId: UserId): Promise<{ user: User; memberships: Membership[] } | undefined>;
  /** Changes a profile, if it is there and not as wanted already, with the events of the change. */
  change(userId: UserId, to: Pick<User, 'name'>, events: (changed: User) => readonly Write[]): Promise<void>;
}

const profile = 'PROFILE';
const organizationKey = ({ organizationId }: Organization) => ({
  pk: partition(organizationId, 'ORGANIZATION'),
  sk: organizationId,
});
const attempts = 5;
const userPartition = (userId: UserId) => `USER#${userId}`;

export const userStore = (table: Table): UserStore => ({
  async create(person, user, organization, first, alongside) {
    const membershipKey = `${accessPrefix}${first.organizationId}`;
    // A refusal says that another request was first: what it made is what counts.
    await table.transact([
      { label: 'person', put: { pk: accessPartition(person), sk: 'USER', userId: user.userId }, condition: absent },
      { label: 'access', put: { pk: accessPartition(person), sk: membershipKey, ...first } },
      { label: 'profile', put: { pk: userPartition(user.userId), sk: profile, ...user } },
      { label: 'membership', put: { pk: userPartition(user.userId), sk: membershipKey, ...first } },
      { label: 'organization', put: { ...organizationKey(organization), ...organization } },
      ...alongside,
    ]);
  },

  memberships: (person) => readMemberships(table, person),

  async user(userId) {
    const { items } = await table.page(userPartition(userId), { limit: 100, ascending: true });
    const found = items.find(({ sk }) => sk === profile);
    if (found === undefined) return undefined;
    const memberships = items
      .filter(({ sk }) => String(sk).startsWith(accessPrefix))
      .map((item) => membership.parse(item));
    return { user: fromItem(found), memberships };
  },

  async change(userId, to, events) {
    const key = { pk: userPartition(userId), sk: profile };
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const item = await table.get(key);
      if (item === undefined || item.name === to.name) return;
      const before = fromItem(item);
      const changed: User = { ...before, ...to, sequence: before.sequence + 1 };
      const write: Write = {
        label: 'profile',
        put: { ...key, ...changed },
        condition: {
          ConditionExpression: '#sequence = :sequence',
          ExpressionAttributeNames: { '#sequence': 'sequence' },
          ExpressionAttributeValues: { ':sequence': before.sequence },
        },
      };
      const result = await table.transact([write, ...events(changed)]);
      if (result.ok) return;
    }
    throw new Error(`the profile of ${userId} changed under ${attempts} attempts to change it`);
  },
});

const fromItem = ({ pk: _pk, sk: _sk, ...user }: Item): User => user as unknown as User;
