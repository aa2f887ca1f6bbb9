/**
 * What the platform knows of a tenant: kept in one partition of the users service's table, which the gateway reads beside the
 * membership of whoever asks.
 */
import * as z from 'zod';
import type { TenantId } from '../identity.ts';
import { type TenantPlan, tenantPlan } from '../limits/plans.ts';
import { type Key, partition, type Table } from '../table/table.ts';

/** The cell of all tenants that have none of their own: the installation itself. */
export const pooledCell = 'pooled';

/** The first part of the names of what a cell has. No installation has two hyphens in its name, so no other one has such things. */
export const nameOfCell = (installation: string, cell: string): string =>
  cell === pooledCell ? installation : `${installation}--${cell}`;

export const tenancyKind = 'TENANCY';

/** Where a tenant's data is going, while it is moved. */
export const move = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  state: z.enum(['COPYING', 'FENCED', 'FLIPPED']),
  startedAt: z.string(),
  /** What was copied is being removed: nothing is to come to the other cell any more. */
  givenUp: z.boolean().optional(),
  /** Since when that is so. */
  givenUpAt: z.string().optional(),
  /** Of the command that began it; missing in one from before it was written into the audit log. */
  correlationId: z.string().optional(),
  /** A place puts a tenant without data where it belongs, and is told of as one step. */
  kind: z.enum(['move', 'place']).default('move'),
});
export type Move = z.infer<typeof move>;
/** One that is not stays known until what it left behind is removed. */
export const isUnderWay = ({ state }: Pick<Move, 'state'>): boolean => state !== 'FLIPPED';

/** What another cell has of a tenant. */
const copy = z.object({
  cell: z.string(),
  /** Not to be removed before that. */
  until: z.string(),
  /** When it was removed, until this is removed too. */
  purgedAt: z.string().optional(),
});
export type Copy = z.infer<typeof copy>;

/** Where a tenant's data is. */
export const placement = z.object({
  cell: z.string(),
  /** Raised by every change, which holds only if nobody else's came before. */
  revision: z.int(),
  /** When it came to this cell. */
  since: z.string(),
  move: move.optional(),
  /** Of other cells that have something of it: where it was before, and where it is only being copied to. */
  copies: z.array(copy).optional(),
  /** The command that has it in hand, or had: see functions/users/operate/moving/placing.ts. */
  runner: z.string().optional(),
});
export type Placement = z.infer<typeof placement>;

export const placementKey = (tenant: TenantId): Key => ({ pk: partition(tenant, tenancyKind), sk: 'PLACEMENT' });

export const planKey = (tenant: TenantId): Key => ({ pk: partition(tenant, tenancyKind), sk: 'PLAN' });

export interface Tenancy {
  /** Whose instances answer the tenant's requests. */
  cell: string;
  /** Missing for a tenant that was never placed: such a one is pooled. */
  placement?: Placement;
  /** Missing for a tenant with which nothing was agreed: such a one has the default plan. */
  plan?: TenantPlan;
}

/** A row for each thing that is known. */
const mostRows = 10;

export const tenancyOf = async (table: Pick<Table, 'page'>, tenant: TenantId): Promise<Tenancy> => {
  const { items } = await table.page(partition(tenant, tenancyKind), { limit: mostRows, ascending: true });
  const rowAt = (key: Key) => items.find(({ sk }) => sk === key.sk);
  const [placed, agreed] = [rowAt(placementKey(tenant)), rowAt(planKey(tenant))];
  const found = placed && placement.parse(placed);
  return {
    cell: found?.cell ?? pooledCell,
    ...(found && { placement: found }),
    ...(agreed && { plan: tenantPlan.parse(agreed) }),
  };
};

/** All cells in which something of a tenant may be. */
export const cellsOf = ({ cell, placement }: Tenancy): string[] => {
  const copies = placement?.copies ?? [];
  const ends = placement?.move === undefined ? [] : [placement.move.from, placement.move.to];
  return [...new Set([cell, ...copies.map((copy) => copy.cell), ...ends])];
};
