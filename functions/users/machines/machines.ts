/**
 * Machines: programs that sign in with a client secret (OAuth 2.0 client credentials). The operators of the platform make
 * them members of one organization; nobody else does, and at first sight nothing is made for a client that is unknown.
 */
import { failed, ok, type Result } from '../../../engine/result.ts';
import { publishMemberAdded, publishMemberRemoved } from '../../../events/member.ts';
import { publishUserCreated, publishUserDeleted } from '../../../events/user.ts';
import { accessPartition, type Person } from '../../../shared/access.ts';
import type { Failure } from '../../../shared/http/route.ts';
import type { TenantId, UserId } from '../../../shared/identity.ts';
import { newId } from '../../../shared/ids.ts';
import { limitsIn, objectionToGrowing, placesTaken } from '../limits/members.ts';
import { unknownRole } from '../organizations/acting.ts';
import { joining, leaving } from '../organizations/organizationStore.ts';
import { cannotOwn, isOwners, objectionToJoining } from '../organizations/rules.ts';
import { beginning } from '../store.ts';
import type { Member, User, UserDeps } from '../users.ts';

type MachineDeps = Pick<UserDeps, 'people' | 'organizations' | 'clock'>;
/** With what says how many members the organization may have. */
type GrowingDeps = MachineDeps & Pick<UserDeps, 'tenancy' | 'plans'>;

export interface NewMachine {
  /** The issuer, and what it calls the client: the subject of its tokens. */
  person: Person;
  name: string;
  organizationId: TenantId;
  role: string;
}

export const createMachine = async (
  deps: GrowingDeps,
  { person, name, organizationId, role }: NewMachine,
  correlationId: string = newId('cor'),
): Promise<
  Result<User, Failure<'unknown-role' | 'cannot-own' | 'organization-full' | 'limit-reached' | 'machine-exists'>>
> => {
  const { people, organizations, clock } = deps;
  const userId = newId('usr');
  const at = clock();
  const access = accessPartition(person);
  const createdAt = at.toISOString();
  const user: User = {
    userId,
    name,
    email: null,
    createdAt,
    home: organizationId,
    access,
    kind: 'machine',
    clientId: person.subject,
    sequence: 1,
  };
  const because = { at, correlationId };
  return organizations.change(organizationId, because, async (current) => {
    if ((await people.find(person)) !== undefined) return failed(exists);
    const given = await current.role(role);
    if (given === undefined) return failed(unknownRole(current.organization, role));
    if (isOwners(given)) return failed(cannotOwn);
    const { organization } = current;
    const taken = placesTaken(organization, await current.invitations(), at);
    const objection =
      objectionToJoining(organization) ?? objectionToGrowing(await limitsIn(deps, organizationId), taken);
    if (objection !== null) return failed(objection);
    const member: Member = { userId, role, since: createdAt, access, kind: 'machine' };
    const created = { ...because, tenant: organizationId, subject: userId, sequence: 1 };
    return ok({
      value: user,
      organization: { members: organization.members + 1 },
      writes: [...beginning(person, user), ...joining(organizationId, member)],
      events: [(event) => publishMemberAdded(event, { organizationId, userId, role })],
      alongside: [publishUserCreated(created, { userId, organizationId })],
    });
  });
};

const exists: Failure<'machine-exists'> = {
  code: 'machine-exists',
  detail: 'This client signs in here already. Delete it first, or make another one.',
};

export interface Machine extends Pick<User, 'userId' | 'name' | 'createdAt' | 'clientId'> {
  role: string;
}

export const listMachines = async (
  { people, organizations }: MachineDeps,
  organizationId: TenantId,
): Promise<Machine[]> => {
  const members = await (await organizations.read(organizationId)).members();
  const machines = members.filter(({ kind }) => kind === 'machine');
  return Promise.all(
    machines.map(async ({ userId, role, since }) => {
      const { name = 'Unknown', clientId } = (await people.user(userId)) ?? {};
      return { userId, name, clientId, createdAt: since, role };
    }),
  );
};

/** Takes its membership and forgets it: its tokens are worth nothing from the next request on. */
export const deleteMachine = async (
  { people, organizations, clock }: MachineDeps,
  organizationId: TenantId,
  userId: UserId,
  correlationId: string = newId('cor'),
): Promise<Result<null, Failure<'machine-not-found'>>> => {
  const because = { at: clock(), correlationId };
  const left = await organizations.change<null, 'machine-not-found'>(organizationId, because, async (current) => {
    const member = await current.member(userId);
    if (member?.kind !== 'machine') return failed(notFound);
    return ok({
      value: null,
      organization: { members: current.organization.members - 1 },
      writes: leaving(organizationId, member),
      events: [(event) => publishMemberRemoved(event, { organizationId, userId })],
    });
  });
  if (!left.ok) {
    // A member took its membership before; what is left of it goes too.
    const user = await people.user(userId);
    if (user?.kind !== 'machine' || user.home !== organizationId) return left;
  }
  await people.remove(userId, ({ sequence }) => [
    publishUserDeleted({ ...because, tenant: organizationId, subject: userId, sequence }, { userId }),
  ]);
  return ok(null);
};

const notFound: Failure<'machine-not-found'> = {
  code: 'machine-not-found',
  detail: 'This organization has no such machine; list shows those that there are.',
};
