import * as z from 'zod';
import type { Rows } from '../../../events/consume/erase.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { type Id, id } from '../../../shared/ids.ts';
import type { Key, Table, Write } from '../../../shared/table/table.ts';

/**
 * What the services were asked to do with an organization's data, and have not all reported: pk REPORTS_AWAITED, sk <since>#<what>#<of>.
 * A report that never comes is seen by nobody else.
 */
export interface Awaited {
  what: 'erasure' | 'export';
  since: string;
  organizationId: TenantId;
  /** The organization that is erased, or the export. */
  of: TenantId | Id<'exp'>;
}

const pk = 'REPORTS_AWAITED';
const keyOf = ({ since, what, of }: Awaited): Key => ({ pk, sk: `${since}#${what}#${of}` });
const row = z.object({
  what: z.enum(['erasure', 'export']),
  since: z.string(),
  organizationId: id('org'),
  of: z.union([id('org'), id('exp')]),
});
/** More than one look can do anything about. */
const mostAtOnce = 500;

export const waiting = (awaited: Awaited): Write => ({ label: 'awaited', put: { ...keyOf(awaited), ...awaited } });

export const waitingNoMore = (awaited: Awaited): Write => ({ label: 'awaited', remove: keyOf(awaited) });

/** It goes with what it is about. */
export const rowAwaiting = (awaited: Awaited): Rows => {
  const { sk: prefix } = keyOf(awaited);
  return { pk, prefix, exported: { leftOut: 'which reports are awaited is no data of an organization' } };
};

/** Those that have been since before a time, the longest first. */
export const awaitedSince = async (table: Table, before: Date): Promise<Awaited[]> => {
  const { items } = await table.page(pk, {
    between: ['0', before.toISOString()],
    limit: mostAtOnce,
    ascending: true,
  });
  return items.map((item) => row.parse(item));
};
