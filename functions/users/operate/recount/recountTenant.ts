import type { TenantId } from '../../../../shared/identity.ts';
import type { LimitName } from '../../../../shared/limits/limits.ts';
import type { Table } from '../../../../shared/table/table.ts';
import { type FencedTable, fencedTable } from '../../../../shared/tenancy/fencedTable.ts';
import { isUnderWay, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { readUsage } from '../../../simulations/usage.ts';
import { ActRefused } from '../actRefused.ts';
import { type Counted, concurrentSimulations, iterationsThere, storedBytes } from './counted.ts';
import { compare, correct, type Recounted } from './recount.ts';

export interface RecountTenantPorts {
  /** Of the users service. */
  table: Pick<Table, 'page'>;
  tableIn(cell: string, service: 'files' | 'simulations'): Table;
  clock: () => Date;
  wait(milliseconds: number): Promise<unknown>;
  /** Around the work at each counter: what became of one stands, whatever becomes of the next. */
  recorded(limit: LimitName, run: () => Promise<Recounted>): Promise<Recounted>;
}

/**
 * Compares what is counted against a tenant's limits with what there is, and corrects it if that is wanted. Of a month's iterations
 * rows tell only some: those of simulations that were deleted stay counted, so that nobody can say what is too much.
 */
export const recountTenant = async (
  { table, tableIn, clock, wait, recorded }: RecountTenantPorts,
  tenant: TenantId,
  apply: boolean,
): Promise<{ cell: string; limits: readonly Recounted[] }> => {
  const { cell, placement } = await tenancyOf(table, tenant);
  const checkNotMoving = (): void => {
    if (placement?.move === undefined || !isUnderWay(placement.move)) return;
    const detail = `${tenant} is being moved to ${placement.move.to}: recount it when it has come.`;
    throw new ActRefused({ code: 'is-moved', detail });
  };
  // A move that begins meanwhile refuses what is written here as it does anybody's writes.
  const tableOf = (service: 'files' | 'simulations') =>
    fencedTable(tableIn(cell, service), 'request', () => clock().getTime());
  const [files, simulations] = [tableOf('files'), tableOf('simulations')];
  const recount = (of: FencedTable, counted: Counted) =>
    recorded(counted.limit, async () => {
      checkNotMoving();
      return (apply ? correct : compare)({ table: of, tenant, wait }, counted);
    });
  const bytes = await recount(files, storedBytes(files, tenant));
  const active = await recount(simulations, concurrentSimulations(simulations, tenant));
  const { iterations: counted } = await readUsage(simulations, tenant, clock());
  const iterations = await iterationsThere(simulations, tenant, clock());
  return { cell, limits: [bytes, active, { limit: 'iterationsPerMonth', counted, ...iterations, corrected: false }] };
};
