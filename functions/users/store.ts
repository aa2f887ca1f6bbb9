import {
  accessPartition,
  accessPrefix,
  type Membership,
  membership,
  type Person,
  readMemberships,
} from '../../shared/access.ts';
import type { UserId } from '../../shared/identity.ts';
import { absent, type Item, type Table, type Write } from '../../shared/table/table.ts';
import type { User } from './users.ts';

/**
 * People belong to no tenant; what they may do in one is a membership.
 *
 * | access                    | key                                                              |
 * | ------------------------- | ---------------------------------------------------------------- |
 * | a person's first sight    | pk PERSON#<issuer and subject, hashed>, sk USER                  |
 * | a person's memberships    | pk PERSON#<...>, sk ORGANIZATION#<org> (the gateway reads these) |
 * | a profile                 | pk USER#<userId>, sk PROFILE                                     |
 * | a user's memberships      | pk USER#<userId>, sk ORGANIZATION#<org>                          |
 */
export interface UserStore {
  /** Makes all of it, unless the person is there already. */
  create(person: Person, user: User, membership: Membership, alongside: readonly Write[]): Promise<void>;
  memberships(person: Person): Promise<Membership[]>;
  user(userId: UserId): Promise<{ user: User; memberships: Membership[] } | undefined>;
}

const profile = 'PROFILE';
const userPartition = (userId: UserId) => `USER#${userId}`;

export const userStore = (table: Table): UserStore => ({
  async create(person, user, first, alongside) {
    const membershipKey = `${accessPrefix}${first.organizationId}`;
    // A refusal says that another request was first: what it made is what counts.
    await table.transact([
      { label: 'person', put: { pk: accessPartition(person), sk: 'USER', userId: user.userId }, condition: absent },
      { label: 'access', put: { pk: accessPartition(person), sk: membershipKey, ...first } },
      { label: 'profile', put: { pk: userPartition(user.userId), sk: profile, ...user } },
      { label: 'membership', put: { pk: userPartition(user.userId), sk: membershipKey, ...first } },
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
});

const fromItem = ({ pk: _pk, sk: _sk, ...user }: Item): User => user as unknown as User;
