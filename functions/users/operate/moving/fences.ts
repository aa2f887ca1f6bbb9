import { randomUUID } from 'node:crypto';
import type { TenantId } from '../../../../shared/identity.ts';
import type { Condition, WriteTo } from '../../../../shared/table/table.ts';
import { type Fence, fenceKey } from '../../../../shared/tenancy/fence.ts';
import type { CellData } from './cellData.ts';

/** Longer than a gateway goes by what it knows of a tenant: five seconds (functions/gateway/identity/tenancies.ts). */
export const noticedMs = 6000;
/**
 * The fences of a tenant's new cell end by themselves where the command that was to take them down has died: so late that no clock which is
 * off by less than that ends them before `noticedMs`, and no step that was held up.
 */
const arrivedMs = 120_000;

const state = { ExpressionAttributeNames: { '#state': 'state' } };
const notMoved: Condition = {
  ...state,
  ConditionExpression: 'attribute_not_exists(pk) OR #state <> :moved',
  ExpressionAttributeValues: { ':moved': 'MOVED' },
};

const inEach = ({ tables }: CellData, write: WriteTo['write']): WriteTo[] =>
  Object.values(tables).map(({ name }) => ({ table: name, write }));

/** The fences of one move, in all tables of a cell at once: each of these is part of one transaction. */
export const fencesOf = (tenant: TenantId, moveId: string) => {
  const row = (fence: Omit<Fence, 'moveId'>) => ({ ...fenceKey(tenant), moveId, ...fence });
  const label = 'fence';
  return {
    /** Where the tenant is only being copied to, nobody writes but the move. */
    awaiting: (cell: CellData, { cell: name, names }: CellData): WriteTo[] =>
      inEach(cell, {
        label,
        put: row({ state: 'MOVED', fenceId: randomUUID(), until: null, to: { cell: name, names } }),
      }),

    /** Over what an earlier one may have left behind whose time is over, and that nobody has taken down yet. */
    draining: (cell: CellData, fenceId: string, until: number, { cell: name, names }: CellData): WriteTo[] =>
      inEach(cell, {
        label,
        put: row({ state: 'DRAINING', fenceId, until, to: { cell: name, names } }),
        condition: notMoved,
      }),

    /** Refused where somebody has taken one down, as its time was over. */
    closing: (cell: CellData, fenceId: string): WriteTo[] =>
      inEach(cell, {
        label,
        update: { ...fenceKey(tenant), expression: 'SET #state = :fenced' },
        condition: {
          ...state,
          ConditionExpression: 'fenceId = :fenceId AND #state = :draining',
          ExpressionAttributeValues: { ':fenced': 'FENCED', ':draining': 'DRAINING', ':fenceId': fenceId },
        },
      }),

    /** Writes go on in the cell in which the tenant is. */
    opening: (cell: CellData): WriteTo[] => inEach(cell, { label, remove: fenceKey(tenant), condition: notMoved }),

    /** The tenant goes for good; refused where somebody has taken a fence down and may have written. */
    leaving: (cell: CellData, fenceId: string, { cell: name, names }: CellData): WriteTo[] =>
      inEach(cell, {
        label,
        put: row({ state: 'MOVED', fenceId, until: null, to: { cell: name, names } }),
        condition: {
          ...state,
          ConditionExpression: 'fenceId = :fenceId AND #state = :fenced',
          ExpressionAttributeValues: { ':fenceId': fenceId, ':fenced': 'FENCED' },
        },
      }),

    /** The tenant is here. Until every gateway has noticed, nothing is written that one that has not would not show. */
    arriving: (cell: CellData, now: number): WriteTo[] =>
      inEach(cell, {
        label,
        put: row({
          state: 'FENCED',
          fenceId: randomUUID(),
          until: now + arrivedMs,
          to: { cell: cell.cell, names: cell.names },
        }),
        condition: {
          ...state,
          ConditionExpression: '#state = :moved AND moveId = :moveId',
          ExpressionAttributeValues: { ':moved': 'MOVED', ':moveId': moveId },
        },
      }),
  };
};
