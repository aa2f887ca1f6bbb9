import * as z from 'zod';
import { ok, type Result } from '../../../engine/result.ts';
import type { Rows } from '../../../events/consume/erase.ts';
import { rowsOfDataExports } from '../../../events/consume/exportProgress.ts';
import { rowsOfIdempotency } from '../../../events/consume/idempotencyRows.ts';
import type { EventContext } from '../../../events/envelope.ts';
import { accessKey, accessPrefix, boundKind, readRole, roleKey, roleKind } from '../../../shared/access.ts';
import type { Failure } from '../../../shared/http/route.ts';
import type { TenantId, UserId } from '../../../shared/identity.ts';
import { type Id, id } from '../../../shared/ids.ts';
import { secretKey } from '../../../shared/keyAccess.ts';
import { tenantPlan } from '../../../shared/limits/plans.ts';
import { knownPermissions } from '../../../shared/permissions.ts';
import { domainKey, issuerKey, signOnKey, signOnKind } from '../../../shared/signOn.ts';
import { OrganizationErased } from '../../../shared/table/erased.ts';
import { absent, type Item, type Key, partition, type Table, type Write } from '../../../shared/table/table.ts';
import { wholePartition } from '../../../shared/table/wholePartition.ts';
import {
  cellsOf,
  placement,
  placementKey,
  planKey,
  pooledCell,
  type Tenancy,
  tenancyKind,
  tenancyOf,
} from '../../../shared/tenancy/tenancy.ts';
import { auditRows } from '../audit/auditStore.ts';
import { rowsOfExports } from '../exports/exportStore.ts';
import { exportedKey, keyKey, keyKind, keyRow } from '../keys/keyRows.ts';
import { rowsOfSentMail } from '../mail/sentMail.ts';
import { type Awaited, waiting, waitingNoMore } from '../reports/reportsAwaited.ts';
import { rowsHeldBy, signOnRow } from '../signOn/signOnRows.ts';
import { profilePartition } from '../store.ts';
import type { ApiKey, Invitation, Member, Organization, Role, SignOn } from '../users.ts';

/** Keys are in ../store.ts, with those of people. */
export interface OrganizationStore {
  /** As it is now, with what belongs to it. */
  read(tenant: TenantId): Promise<Current>;
  memberPage(
    tenant: TenantId,
    page: { limit: number; startAfter: string | undefined },
  ): Promise<{ items: Member[]; nextSortKey: string | null }>;
  /** Whose a token is, by its hash; whether it is still good, only the organization knows. */
  invited(tokenHash: string): Promise<{ organizationId: TenantId; invitationId: Id<'inv'> } | undefined>;
  /** Which organization has registered an issuer with a client, and which has verified a domain. */
  vouchedFor(issuer: string, clientId: string): Promise<TenantId | undefined>;
  domainOwner(domain: string): Promise<TenantId | undefined>;
  /** Makes an organization with its first member. */
  create(writes: readonly Write[]): Promise<void>;
  /**
   * Changes an organization, its members, its invitations, its roles or its API keys. Whatever `decide` reads is still so when its change
   * takes effect: every change raises the organization's revision on the condition that nobody else has.
   */
  change<Value, Code extends string>(
    tenant: TenantId,
    because: Pick<EventContext, 'at' | 'correlationId' | 'traceparent'>,
    decide: (current: Current) => Promise<Result<Change<Value>, Failure<Code>>>,
  ): Promise<Result<Value, Failure<Code>>>;
  /** Those whose time is over, the longest ago first. */
  due(now: Date): Promise<Due[]>;
  /** Closes one of them, for good: from then on nothing changes it. False if it was restored. */
  close(due: Due, now: Date): Promise<boolean>;
  /** Makes a closed one a mere mark, with the event that tells of it. Once: false if it was done before. */
  forget(due: Due, event: (context: Pick<EventContext, 'tenant' | 'subject' | 'sequence'>) => Write): Promise<boolean>;
  /** Notes that a service has erased what it had of it, in one cell. */
  noteErased(tenant: TenantId, service: string, report: ErasureReport): Promise<void>;
}

export interface ErasureReport {
  at: string;
  rows: number;
  objects: number;
  /** Missing: with everybody's. */
  cell?: string | undefined;
}

/** An organization that is to be deleted, and since when. */
export interface Due {
  organizationId: TenantId;
  deletesAt: string;
}

/** An organization while a change of it is decided. */
export interface Current {
  organization: Organization;
  member(userId: UserId): Promise<Member | undefined>;
  members(): Promise<Member[]>;
  /** One that every organization has, or one of its own. */
  role(name: string): Promise<Role | undefined>;
  /** Those of its own. */
  ownRoles(): Promise<Role[]>;
  invitation(invitationId: Id<'inv'>): Promise<Invitation | undefined>;
  invitations(): Promise<Invitation[]>;
  key(keyId: Id<'key'>): Promise<ApiKey | undefined>;
  keys(): Promise<ApiKey[]>;
  signOn(): Promise<SignOn | undefined>;
}

export interface Change<Value> {
  value: Value;
  organization?: Partial<Pick<Organization, 'name' | 'members' | 'owners' | 'deletesAt'>>;
  writes?: readonly Write[];
  /** Each takes the next number of the organization's sequence. */
  events?: readonly ((context: EventContext) => Write)[];
  /** What takes effect with it and is no part of the organization. */
  alongside?: readonly Write[];
}

const attempts = 10;
/** An invitation that is worth nothing any more is told so for a while, and then forgotten. */
const keptAfterSeconds = 30 * 24 * 3600;

const organizationKey = (tenant: TenantId): Key => ({ pk: partition(tenant, 'ORGANIZATION'), sk: tenant });
const memberKey = (tenant: TenantId, userId: UserId): Key => ({ pk: partition(tenant, 'MEMBER'), sk: userId });
const invitationKey = (tenant: TenantId, invitationId: Id<'inv'>): Key => ({
  pk: partition(tenant, 'INVITATION'),
  sk: invitationId,
});
const deletions = 'DELETIONS';
const deletionKey = ({ organizationId, deletesAt }: Due): Key => ({
  pk: deletions,
  sk: `${deletesAt}#${organizationId}`,
});
const tokenKey = (hash: string): Key => ({ pk: `INVITATION#${hash}`, sk: 'INVITATION' });

const organizationRow = z.object({
  organizationId: id('org'),
  name: z.string(),
  createdAt: z.string(),
  members: z.int(),
  owners: z.int(),
  revision: z.int(),
  sequence: z.int(),
  deletesAt: z.string().optional(),
  deletedAt: z.string().optional(),
  cells: z.array(z.string()).optional(),
});
const memberRow = z.object({
  userId: id('usr'),
  role: z.string(),
  since: z.string(),
  access: z.string(),
  kind: boundKind.optional(),
  domain: z.string().optional(),
});
const roleRow = z.object({ name: z.string(), permissions: z.array(z.string()).transform(knownPermissions) });
const invitationRow = z.object({
  invitationId: id('inv'),
  email: z.string(),
  role: z.string(),
  invitedBy: id('usr'),
  invitedAt: z.string(),
  until: z.string(),
  tokenHash: z.string(),
});
const dueRow = z.object({ organizationId: id('org'), deletesAt: z.string() });
const ownedRow = z.object({ organizationId: id('org') });
const tokenRow = z.object({ organizationId: id('org'), invitationId: id('inv') });

export const organizationStore = (table: Table): OrganizationStore => {
  const whole = async <Schema extends z.ZodType>(tenant: TenantId, kind: string, row: Schema) =>
    (await wholePartition(table, partition(tenant, kind))).map((item) => row.parse(item));
  const one = async <Schema extends z.ZodType>(key: Key, row: Schema) => {
    const item = await table.get(key);
    return item && row.parse(item);
  };

  const read: OrganizationStore['read'] = async (tenant) => {
    const organization = await one(organizationKey(tenant), organizationRow);
    if (organization === undefined) throw new Error(`there is no organization ${tenant}`);
    return {
      organization,
      member: (userId) => one(memberKey(tenant, userId), memberRow),
      members: () => whole(tenant, 'MEMBER', memberRow),
      async role(name) {
        const given = await readRole(table, tenant, name);
        return given && { name, permissions: given };
      },
      ownRoles: () => whole(tenant, roleKind, roleRow),
      invitation: (invitationId) => one(invitationKey(tenant, invitationId), invitationRow),
      invitations: () => whole(tenant, 'INVITATION', invitationRow),
      key: (keyId) => one(keyKey(tenant, keyId), keyRow),
      keys: () => whole(tenant, keyKind, keyRow),
      signOn: () => one(signOnKey(tenant), signOnRow),
    };
  };

  return {
    read,

    async memberPage(tenant, { limit, startAfter }) {
      const found = await table.page(partition(tenant, 'MEMBER'), { limit, startAfter, ascending: true });
      return { items: found.items.map((item) => memberRow.parse(item)), nextSortKey: found.nextSortKey };
    },

    invited: (tokenHash) => one(tokenKey(tokenHash), tokenRow),

    vouchedFor: async (issuer, clientId) => (await one(issuerKey(issuer, clientId), ownedRow))?.organizationId,

    domainOwner: async (domain) => (await one(domainKey(domain), ownedRow))?.organizationId,

    async create(writes) {
      const result = await table.transact(writes);
      if (!result.ok) throw new Error(`what it is made of is there: ${result.error.map(({ label }) => label)}`);
    },

    async change(tenant, because, decide) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const current = await read(tenant);
        if (current.organization.deletedAt !== undefined) throw new OrganizationErased(`${tenant} was deleted`);
        const decided = await decide(current);
        if (!decided.ok) return decided;
        const { value, organization, writes = [], events = [], alongside = [] } = decided.value;
        const before = current.organization;
        const isChange = organization !== undefined || writes.length > 0 || events.length > 0;
        const raised: Organization = {
          ...before,
          ...organization,
          revision: before.revision + 1,
          sequence: before.sequence + events.length,
        };
        const told = events.map((event, index) =>
          event({ ...because, tenant, subject: tenant, sequence: before.sequence + 1 + index }),
        );
        const all = [...(isChange ? [organizationWrite(raised, before)] : []), ...writes, ...told, ...alongside];
        if (all.length === 0) return ok(value);
        const result = await table.transact(all);
        if (result.ok) return ok(value);
      }
      throw new Error(`${tenant} changed under ${attempts} attempts to change it`);
    },

    async due(now) {
      const { items } = await table.page(deletions, {
        between: ['0', `${now.toISOString()}~`],
        limit: deletedAtOnce,
        ascending: true,
      });
      return items.map((item) => dueRow.parse(item));
    },

    async close({ organizationId, deletesAt }, now) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const { organization: before } = await read(organizationId);
        if (before.deletesAt !== deletesAt) return false;
        if (before.deletedAt !== undefined) return true;
        const tenancy = await tenancyOf(table, organizationId);
        const cells = cellsOf(tenancy);
        const closed = {
          ...before,
          revision: before.revision + 1,
          deletedAt: now.toISOString(),
          cells: cells.every(isPooled) ? undefined : cells,
        };
        // A move that begins meanwhile brings something of it into another cell, which has to erase that and say so.
        const result = await table.transact([organizationWrite(closed, before), whilePlaced(organizationId, tenancy)]);
        if (result.ok) return true;
      }
      throw new Error(`${organizationId} changed under ${attempts} attempts to close it`);
    },

    async forget(due, event) {
      const { organization: before } = await read(due.organizationId);
      const revision = before.revision + 1;
      const sequence = before.sequence + 1;
      const mark: Organization = { ...before, name: '', members: 0, owners: 0, revision, sequence };
      const context = { tenant: due.organizationId, subject: due.organizationId, sequence };
      const erasure = awaitedErasure(before);
      const result = await table.transact([
        organizationWrite(mark, before),
        { label: 'due', remove: deletionKey(due), condition: { ConditionExpression: 'attribute_exists(pk)' } },
        ...(erasure === null ? [] : [waiting(erasure)]),
        event(context),
      ]);
      return result.ok;
    },

    async noteErased(tenant, service, report) {
      const { cell = pooledCell, rows, objects } = report;
      const organization = await one(organizationKey(tenant), organizationRow);
      const cells = organization?.cells ?? [pooledCell];
      // All cells are told of a deletion, and most have never had anything of it.
      if (!cells.includes(cell) && rows + objects === 0) return;
      const pk = partition(tenant, 'ERASURE');
      // Told again, it stays as it was told first.
      await table.transact([
        { label: 'report', put: { pk, sk: nameOfReport(service, cell), ...report }, condition: absent },
      ]);
      const reported = new Set((await wholePartition(table, pk)).map(({ sk }) => sk));
      const expected = cells.flatMap((each) => erasingServices.map((from) => nameOfReport(from, each)));
      if (organization === undefined || !expected.every((name) => reported.has(name))) return;
      const erasure = awaitedErasure(organization);
      if (erasure !== null) await table.transact([waitingNoMore(erasure)]);
    },
  };
};

const whilePlaced = (tenant: TenantId, { placement }: Tenancy): Write => ({
  label: 'placement',
  check: placementKey(tenant),
  condition:
    placement === undefined
      ? absent
      : {
          ConditionExpression: 'revision = :revision',
          ExpressionAttributeValues: { ':revision': placement.revision },
        },
});

const isPooled = (cell: string): boolean => cell === pooledCell;

const nameOfReport = (service: string, cell: string): string => (isPooled(cell) ? service : `${service}@${cell}`);

/** Those that tell when they have erased what they had of an organization. */
const erasingServices = ['files', 'simulations', 'results', 'billing', 'notifications'] as const;

const awaitedErasure = ({ organizationId, deletedAt }: Organization): Awaited | null =>
  deletedAt === undefined ? null : { what: 'erasure', since: deletedAt, organizationId, of: organizationId };

/** The schedule calls again for those that are left. */
const deletedAtOnce = 100;

/** All rows of an organization but its own, which stays as a mark: who belongs to it, is invited, and as what. */
export const rowsOfOrganization = (tenant: TenantId): readonly Rows[] => [
  {
    pk: partition(tenant, 'MEMBER'),
    // What lets them in goes before what says where that is.
    below: (row) => {
      const { access, userId, kind } = memberRow.parse(row);
      // Who is bound to it belongs nowhere without it.
      return kind === undefined
        ? [{ pk: access, prefix: `${accessPrefix}${tenant}`, exported: asTheGatewayReads }]
        : [
            { pk: profilePartition(userId), exported: { leftOut: 'what members are called stands in people.ndjson' } },
            { pk: access, exported: asTheGatewayReads },
          ];
    },
    exported: {
      file: 'members.ndjson',
      view: (row) => memberRow.omit({ access: true }).parse(row),
      by: (row) => row.userId,
    },
  },
  {
    pk: partition(tenant, 'INVITATION'),
    below: (row) => [{ pk: tokenKey(invitationRow.parse(row).tokenHash).pk, exported: hashes }],
    exported: {
      file: 'invitations.ndjson',
      view: (row) => invitationRow.omit({ tokenHash: true }).parse(row),
      by: (row) => row.invitedBy,
    },
  },
  {
    pk: partition(tenant, keyKind),
    below: (row) => {
      const { secretHash, before } = keyRow.parse(row);
      return [secretHash, ...(before === null ? [] : [before.secretHash])].map((hash) => ({
        pk: secretKey(hash).pk,
        exported: hashes,
      }));
    },
    exported: { file: 'keys.ndjson', view: exportedKey, by: (row) => row.createdBy },
  },
  {
    pk: partition(tenant, signOnKind),
    // Of an issuer that it only named, the rows may be those of another organization.
    below: (row) =>
      rowsHeldBy(tenant, signOnRow.parse(row)).map(({ pk, sk }) => ({ pk, prefix: sk, exported: asTheGatewayReads })),
    exported: { file: 'sign-on.ndjson', view: (row) => signOnRow.parse(row) },
  },
  { pk: partition(tenant, roleKind), exported: { file: 'roles.ndjson', view: (row) => roleRow.parse(row) } },
  {
    pk: partition(tenant, tenancyKind),
    exported: { file: 'tenancy.ndjson', view: exportedTenancy },
  },
  auditRows(tenant),
  rowsOfExports(tenant),
  rowsOfDataExports(tenant),
  rowsOfIdempotency(tenant),
  rowsOfSentMail(tenant),
];

/** Where its data is and since when, and what was agreed with it. */
const exportedTenancy = (row: Item) =>
  row.sk === planKey('org_').sk
    ? tenantPlan.parse(row)
    : placement.pick({ cell: true, since: true }).safeParse(row).data;

const asTheGatewayReads = { leftOut: 'as the gateway reads it; it says what the row does on which it hangs' };
const hashes = { leftOut: 'what somebody signs in with, or joins by, is nobody’s to read, not even hashed' };

/** The organization itself, which an erasure leaves without its name. */
export const organizationRows = (tenant: TenantId): Rows => ({
  pk: partition(tenant, 'ORGANIZATION'),
  exported: {
    file: 'organization.ndjson',
    view: (row) =>
      organizationRow.pick({ organizationId: true, name: true, createdAt: true, deletesAt: true }).parse(row),
  },
});

export const scheduling = (due: Due): Write => ({ label: 'due', put: { ...deletionKey(due), ...due } });

export const unscheduling = (due: Due): Write => ({ label: 'due', remove: deletionKey(due) });

const organizationWrite = (organization: Organization, { revision }: Organization): Write => ({
  label: 'organization',
  put: { ...organizationKey(organization.organizationId), ...organization },
  condition: {
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': revision },
  },
});

/** An organization that is gone gets nothing any more; for what is no part of it. */
export const unlessDeleted = (tenant: TenantId): Write => ({
  label: 'organization',
  check: organizationKey(tenant),
  condition: { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)' },
});

/** What a change writes, each kind of row in its own way. */
export const founding = (organization: Organization, first: Member): Write[] => [
  {
    label: 'organization',
    put: { ...organizationKey(organization.organizationId), ...organization },
    condition: absent,
  },
  ...joining(organization.organizationId, first),
];

export const joining = (tenant: TenantId, member: Member): Write[] => {
  const { userId, role, since, kind, domain } = member;
  return [
    { label: 'member', put: { ...memberKey(tenant, userId), ...member }, condition: absent },
    {
      label: 'access',
      put: { ...accessKey(member.access, tenant), userId, organizationId: tenant, role, since, kind, domain },
      condition: absent,
    },
  ];
};

export const leaving = (tenant: TenantId, member: Member): Write[] => [
  { label: 'member', remove: memberKey(tenant, member.userId) },
  { label: 'access', remove: accessKey(member.access, tenant) },
];

export const givingRole = (tenant: TenantId, member: Member, role: string): Write[] => {
  const set = {
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#role': 'role' },
    ExpressionAttributeValues: { ':role': role },
  };
  const expression = 'SET #role = :role';
  return [
    { label: 'member', update: { ...memberKey(tenant, member.userId), expression }, condition: set },
    { label: 'access', update: { ...accessKey(member.access, tenant), expression }, condition: set },
  ];
};

export const inviting = (tenant: TenantId, invitation: Invitation): Write[] => {
  const { invitationId, tokenHash, until } = invitation;
  const expiresAt = Math.floor(Date.parse(until) / 1000) + keptAfterSeconds;
  return [
    { label: 'invitation', put: { ...invitationKey(tenant, invitationId), ...invitation, expiresAt } },
    { label: 'token', put: { ...tokenKey(tokenHash), organizationId: tenant, invitationId, expiresAt } },
  ];
};

/** Its tokens stay a while, and say that they are worth nothing. */
export const uninviting = (tenant: TenantId, { invitationId }: Pick<Invitation, 'invitationId'>): Write => ({
  label: 'invitation',
  remove: invitationKey(tenant, invitationId),
});

export const definingRole = (tenant: TenantId, role: Role): Write => ({
  label: 'role',
  put: { ...roleKey(tenant, role.name), ...role },
});

export const removingRole = (tenant: TenantId, name: string): Write => ({
  label: 'role',
  remove: roleKey(tenant, name),
});
