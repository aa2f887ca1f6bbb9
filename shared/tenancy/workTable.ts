import { setting } from '../environment.ts';
import { dynamoTable, type Table } from '../table/table.ts';
import { type FencedTable, fencedTable } from './fencedTable.ts';

/** Of all tenants, as whatever follows events, runs and schedules reaches it. */
export type WorkTable = Pick<Table, 'get' | 'page'> & FencedTable;

/** A service's table for what acts without a tenant's asking: consumers, the steps of runs, schedules. */
export const workTable = (): WorkTable => fencedTable(dynamoTable(setting('TABLE')), 'work');
