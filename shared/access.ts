import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { TenantId } from './identity.ts';
import { id } from './ids.ts';
import { builtInRole, knownPermissions, type Permission, permissions } from './permissions.ts';
import { type Key, partition, type Table } from './table/table.ts';

/** Who a token is about: never an e-mail address, which can change hands. */
export const person = z.object({ issuer: z.string(), subject: z.string() });
export type Person = z.infer<typeof person>;

/**
 * Who belongs to one organization alone, for good: a machine that operators made there, and who signs in by the
 * organization's own sign-on. Neither ever owns it.
 */
export const boundKind = z.enum(['machine', 'sign-on']);
export type BoundKind = z.infer<typeof boundKind>;

/** What a person may do in one organization. */
export const membership = z.object({
  userId: id('usr'),
  organizationId: id('org'),
  role: z.string(),
  kind: boundKind.optional(),
  /** Of their e-mail address, as it was at first sight. */
  domain: z.string().optional(),
  permissions: z.array(z.enum(permissions)),
});
export type Membership = z.infer<typeof membership>;

/**
 * The read model of who may do what where: kept by the users service and read by the gateway, the one read across
 * services. pk PERSON#<hash>, sk ORGANIZATION#<org>, and sk USER for the person, with the organization that they chose.
 */
export const accessPartition = ({ issuer, subject }: Person): string =>
  `PERSON#${createHash('sha256').update(`${issuer}\n${subject}`).digest('base64url')}`;
export const accessPrefix = 'ORGANIZATION#';
export const personSortKey = 'USER';

/** A row says which role; what that permits stands in one place only, so that a change of the role holds at once. */
export const belonging = membership.omit({ permissions: true });
export type Belonging = z.infer<typeof belonging>;
const access = belonging.extend({
  /** When they came to belong there: who was removed and comes back is a member anew. */
  since: z.string(),
});
export const accessKey = (accessPartition: string, tenant: TenantId): Key => ({
  pk: accessPartition,
  sk: `${accessPrefix}${tenant}`,
});
const maxMemberships = 100;

/** Where somebody belongs, the organization that they chose first; empty for somebody who was never seen. */
export const readBelongings = async (table: Table, accessPartition: string): Promise<Belonging[]> => {
  const { items } = await table.page(accessPartition, {
    between: [accessPrefix, personSortKey],
    limit: maxMemberships,
    ascending: true,
  });
  const chosen = items.find(({ sk }) => sk === personSortKey)?.organizationId;
  const isChosen = ({ organizationId }: Belonging) => Number(organizationId === chosen);
  return items
    .filter(({ sk }) => sk !== personSortKey)
    .map((item) => access.parse(item))
    .toSorted((a, b) => isChosen(b) - isChosen(a));
};

/** With what the role permits just now; one of the organization's own costs a read. */
export const permitted = async <Row extends Belonging>(
  table: Table,
  row: Row,
): Promise<Row & Pick<Membership, 'permissions'>> => ({
  ...row,
  permissions: [...((await readRole(table, row.organizationId, row.role)) ?? [])],
});

/** What somebody may do in one organization; undefined if they do not belong to it. */
export const readMembership = async (
  table: Table,
  accessPartition: string,
  tenant: TenantId,
): Promise<(Membership & { since: string }) | undefined> => {
  const item = await table.get(accessKey(accessPartition, tenant));
  return item && permitted(table, access.parse(item));
};

export const roleKind = 'ROLE';
export const roleKey = (tenant: TenantId, name: string): Key => ({ pk: partition(tenant, roleKind), sk: name });

/** What a role permits, one that every organization has or one of its own; undefined if there is none of the name. */
export const readRole = async (
  table: Table,
  tenant: TenantId,
  name: string,
): Promise<readonly Permission[] | undefined> => {
  const builtIn = builtInRole(name);
  if (builtIn !== undefined) return builtIn;
  const row = await table.get(roleKey(tenant, name));
  return row && knownPermissions(z.array(z.string()).parse(row.permissions));
};
