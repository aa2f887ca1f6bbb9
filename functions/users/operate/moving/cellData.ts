import type { TenantObjects } from '../../../../shared/objects.ts';
import type { Table } from '../../../../shared/table/table.ts';
import type { MovableObjects } from './objects.ts';
import type { MovedService } from './services.ts';

/** What a cell has of its tenants, for whoever moves one. */
export interface CellData {
  cell: string;
  /** What the names of all that is the cell's begin with. */
  names: string;
  tables: Record<MovedService, { name: string; table: Pick<Table, 'get' | 'page' | 'queryIndex' | 'scanIndex'> }>;
  /** By what is in them. */
  buckets: Record<string, MovableObjects & TenantObjects>;
}
