/**
 * What keeps a tenant's rows as they are while the tenant is moved to another cell: a row in each table that has some of them, on
 * which every write of theirs depends. docs/moving-a-tenant.md says who puts it there and takes it away.
 */
import * as z from 'zod';
import type { TenantId } from '../identity.ts';
import { type Item, type Key, partition, type Table, type TenantPartition } from '../table/table.ts';

/**
 * | state    | writes of requests | of work under way | until                            |
 * | -------- | ------------------ | ----------------- | -------------------------------- |
 * | DRAINING | refused            | go on             | its time is over, at the latest  |
 * | FENCED   | refused            | refused           | its time is over, at the latest  |
 * | MOVED    | refused            | refused           | the tenant comes here            |
 *
 * MOVED says where the tenant is: also in a cell that it is only being copied into.
 */
export const fence = z.object({
  state: z.enum(['DRAINING', 'FENCED', 'MOVED']),
  moveId: z.string(),
  /** Of this one: a move may put up several, one after the other. */
  fenceId: z.string(),
  /** Milliseconds since the epoch; null for one that time does not end. */
  until: z.number().nullable(),
  /** Where the tenant is, or may be when the fence is gone: the cell, and what the names of all that is the cell's begin with. */
  to: z.object({ cell: z.string(), names: z.string() }),
});
export type Fence = z.infer<typeof fence>;

const kind = 'FENCE';
export const fenceKey = (tenant: TenantId): Key<TenantPartition> => ({ pk: partition(tenant, kind), sk: kind });

/** One whose time is over is taken down by whoever writes next. */
export const isOver = ({ until }: Fence, now: number): boolean => until !== null && until < now;

export const readFence = (item: Item | undefined): Fence | undefined =>
  item === undefined ? undefined : fence.parse(item);

/** Thrown where a tenant's write is refused for a moment. Nothing was written. */
export class TenantMoving extends Error {
  readonly retryAfterMs: number;

  constructor(tenant: TenantId, retryAfterMs: number) {
    super(`${tenant} is being moved to another cell: try again in ${Math.ceil(retryAfterMs / 1000)} s`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown where a tenant's write is refused because the tenant is elsewhere. Nothing was written. */
export class TenantMoved extends Error {
  readonly to: Fence['to'];

  constructor(tenant: TenantId, to: Fence['to']) {
    super(`${tenant} was moved to the cell ${to.cell}`);
    this.to = to;
  }
}

/** Whether something was refused because of a move, of which nothing is lost that is noted in the table. */
export const isMoving = (error: unknown): boolean => error instanceof TenantMoving || error instanceof TenantMoved;

/** What a fence says to whoever meets it. */
export const refusalBy = (tenant: TenantId, { until, to }: Fence, now: number): TenantMoving | TenantMoved =>
  until === null ? new TenantMoved(tenant, to) : new TenantMoving(tenant, Math.max(shortestWaitMs, until - now));

const shortestWaitMs = 1000;

/** Asks before work is begun for a tenant that has an effect elsewhere than in the table; throws as a write would. */
export const heedFence = async (table: Pick<Table, 'get'>, tenant: TenantId, now: number): Promise<void> => {
  const found = readFence(await table.get(fenceKey(tenant)));
  if (found !== undefined && found.state !== 'DRAINING' && !isOver(found, now)) throw refusalBy(tenant, found, now);
};

/** Of rows that some schedule found, those of tenants that are here and stay: what is being moved is left alone. */
export const ofTenantsAtRest = async <Row extends { tenant: TenantId }>(
  table: Pick<Table, 'get'>,
  rows: readonly Row[],
  now: number,
): Promise<Row[]> => {
  const tenants = [...new Set(rows.map(({ tenant }) => tenant))];
  const fences = await Promise.all(tenants.map(async (tenant) => readFence(await table.get(fenceKey(tenant)))));
  const atRest = new Set(
    tenants.filter((_, index) => {
      const found = fences[index];
      return found === undefined || isOver(found, now);
    }),
  );
  return rows.filter(({ tenant }) => atRest.has(tenant));
};
