import { createHash } from 'node:crypto';
import * as z from 'zod';
import { id } from './ids.ts';
import { permissions } from './permissions.ts';
import type { Table } from './table/table.ts';

/** Who a token is about: never an e-mail address, which can change hands. */
export const person = z.object({ issuer: z.string(), subject: z.string() });
export type Person = z.infer<typeof person>;

/** What a person may do in one organization. */
export const membership = z.object({
  userId: id('usr'),
  organizationId: id('org'),
  organizationName: z.string(),
  role: z.string(),
  permissions: z.array(z.enum(permissions)),
  /** Where the organization's data is, if not with everybody's. */
  cell: z.string().optional(),
});
export type Membership = z.infer<typeof membership>;

/**
 * The read model of who may do what where: kept by the users service and read by the gateway, the one read across
 * services. pk PERSON#<hash>, sk ORGANIZATION#<org>.
 */
export const accessPartition = ({ issuer, subject }: Person): string =>
  `PERSON#${createHash('sha256').update(`${issuer}\n${subject}`).digest('base64url')}`;
export const accessPrefix = 'ORGANIZATION#';

const maxMemberships = 100;

export const readMemberships = async (table: Table, of: Person): Promise<Membership[]> => {
  const { items } = await table.page(accessPartition(of), {
    prefix: accessPrefix,
    limit: maxMemberships,
    ascending: true,
  });
  return items.map((item) => membership.parse(item));
};
