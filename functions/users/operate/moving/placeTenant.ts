import type { TenantId } from '../../../../shared/identity.ts';
import { isUnderWay } from '../../../../shared/tenancy/tenancy.ts';
import { CannotMove, type MoveOptions, type MovePorts, moveTenant } from './moveTenant.ts';
import { placementOf } from './placing.ts';

export interface PlaceTenantPorts extends MovePorts {
  /** In which tables and buckets of a cell there is something of a tenant. */
  dataIn(cell: string, tenant: TenantId): Promise<string[]>;
}

/** Of what came after the look: as much time as a move takes where nothing else is said. */
const options: MoveOptions = { waitMs: 3_600_000, fenceMs: 30_000, purgeAfterDays: 7, kind: 'place' };

/**
 * Puts a tenant that has no data yet into another cell: a move of nothing, which takes some twelve seconds. What somebody writes after
 * the look for data is moved along, so that there is no moment between looking and placing.
 */
export const placeTenant = async (ports: PlaceTenantPorts, tenant: TenantId, to: string): Promise<{ from: string }> => {
  const { cell: from, move } = await placementOf(ports, tenant);
  if (move !== undefined && isUnderWay(move) && move.to !== to) {
    throw new CannotMove({ code: 'is-moved', detail: `${tenant} is being moved to ${move.to} just now.` });
  }
  const cells = from === to ? [] : [from, to];
  const found = (await Promise.all(cells.map((cell) => ports.dataIn(cell, tenant)))).flat();
  if (found.length > 0) {
    throw new CannotMove({
      code: 'has-data',
      detail: `${tenant} has data (${found.join(', ')}), which would stay behind. Move it with its data: npm run tenant -- move ${tenant} --to ${to}`,
    });
  }
  await moveTenant(ports, tenant, to, options);
  return { from };
};
