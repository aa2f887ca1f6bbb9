/** What a cell keeps of organizations: which rows of which service's table, and which buckets. */
import type { Rows } from '../../../../events/consume/erase.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import { rowsOfUsage } from '../../../billing/store.ts';
import { rowsOfFiles } from '../../../files/store.ts';
import { rowsOfInboxes } from '../../../notifications/store.ts';
import { rowsOfResults } from '../../../results/store.ts';
import { rowsOfSimulations } from '../../../simulations/store.ts';

export interface ServiceData {
  service: string;
  /** Those that an erasure takes. */
  rows(tenant: TenantId): readonly Rows[];
  /** By their purposes. */
  buckets: readonly string[];
}

export const cellData: readonly ServiceData[] = [
  { service: 'files', rows: rowsOfFiles, buckets: ['quarantine', 'files'] },
  // Whoever looks ends no run.
  { service: 'simulations', rows: (tenant) => rowsOfSimulations(tenant, async () => {}), buckets: ['runs'] },
  { service: 'results', rows: rowsOfResults, buckets: ['results'] },
  { service: 'billing', rows: rowsOfUsage, buckets: [] },
  { service: 'notifications', rows: rowsOfInboxes, buckets: [] },
];
