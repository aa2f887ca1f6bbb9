import type { Rows } from '../../../../events/consume/erase.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import type { Item } from '../../../../shared/table/table.ts';
import { rowsOfUsage } from '../../../billing/store.ts';
import { rowsOfFiles } from '../../../files/store.ts';
import { rowsOfInboxes } from '../../../notifications/store.ts';
import { rowsOfResults } from '../../../results/store.ts';
import { rowsOfSimulations } from '../../../simulations/store.ts';

/** What a service of a cell has of a tenant, as it is moved. */
interface Moved {
  /** All of it, as it is erased. */
  rows(tenant: TenantId): readonly Rows[];
  /** Fewer of them, where some are of no use any more when nothing is under way. */
  copied?(tenant: TenantId): readonly Rows[];
  /** By what is in them. */
  buckets: readonly string[];
  /** Those of them in which something is only on its way: that is not copied. */
  passing?: readonly string[];
  /** Of a row that must come to an end where it is: what it is about. */
  unfinished?(row: Item): Unfinished | undefined;
}

export interface Unfinished {
  what: string;
  /** Within seconds, without anything new being begun. */
  soon: boolean;
}

const rowsOfRuns = (tenant: TenantId) => rowsOfSimulations(tenant, async () => {});

export const movedServices = {
  files: {
    rows: rowsOfFiles,
    buckets: ['quarantine', 'files'],
    // What arrives in the quarantine of the cell that a tenant has left is brought after it by the reader there.
    passing: ['quarantine'],
    // Its bytes are a version of an object that only this cell has.
    unfinished: ({ status, fileId }) =>
      status === 'PROCESSING' ? { what: `the file ${fileId} is being read`, soon: true } : undefined,
  },
  simulations: {
    rows: rowsOfRuns,
    // How the work of a run was divided is nothing when the run has ended.
    copied: (tenant) => rowsOfRuns(tenant).map(({ below: _slices, ...rows }) => rows),
    buckets: ['runs'],
    // Its execution is this cell's.
    unfinished: ({ status, simulationId }) =>
      status === 'QUEUED' || status === 'RUNNING'
        ? { what: `the simulation ${simulationId} is ${String(status)}`, soon: false }
        : undefined,
  },
  results: { rows: rowsOfResults, buckets: ['results'] },
  billing: { rows: rowsOfUsage, buckets: [] },
  notifications: { rows: rowsOfInboxes, buckets: [] },
} as const satisfies Record<string, Moved>;

export type MovedService = keyof typeof movedServices;

const described: readonly [MovedService, Moved][] = Object.entries(movedServices) as [MovedService, Moved][];
export const eachService = (): readonly (Moved & { service: MovedService })[] =>
  described.map(([service, moved]) => ({ service, ...moved }));
