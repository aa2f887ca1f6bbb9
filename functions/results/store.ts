import * as z from 'zod';
import { exportFormat } from '../../shared/api/results.ts';
import type { TenantId } from '../../shared/identity.ts';
import type { Id } from '../../shared/ids.ts';
import { id } from '../../shared/ids.ts';
import { absent, partition, type Table, type Write } from '../../shared/table/table.ts';

export const resultRecord = z.object({
  simulationId: id('sim'),
  /** The simulation's. */
  name: z.string().optional(),
  generatedAt: z.iso.datetime(),
  outputs: z.int(),
  iterations: z.int(),
});
export type ResultRecord = z.infer<typeof resultRecord>;

export const exportRecord = z.object({
  exportId: id('exp'),
  simulationId: id('sim'),
  format: exportFormat,
  status: z.enum(['PENDING', 'READY', 'FAILED']),
  bytes: z.int().nullable(),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type ExportRecord = z.infer<typeof exportRecord>;

/**
 * | access                    | key                                                    |
 * | ------------------------- | ------------------------------------------------------ |
 * | a simulation's results    | pk TENANT#<org>#RESULT, sk <simulationId>              |
 * | an export of them         | pk TENANT#<org>#EXPORT#<simulationId>, sk <exportId>   |
 *
 * The results themselves are objects in the results bucket.
 */
export interface ResultStore {
  /** Notes that results are there; noting them again changes nothing. */
  add(tenant: TenantId, result: ResultRecord, alongside: readonly Write[]): Promise<void>;
  get(tenant: TenantId, simulationId: Id<'sim'>): Promise<ResultRecord | undefined>;
  remove(tenant: TenantId, simulationId: Id<'sim'>): Promise<void>;
  addExport(tenant: TenantId, record: ExportRecord, alongside: readonly Write[]): Promise<void>;
  getExport(tenant: TenantId, simulationId: Id<'sim'>, exportId: Id<'exp'>): Promise<ExportRecord | undefined>;
  /** Ends a PENDING export; one that has ended stays as it is. */
  endExport(tenant: TenantId, record: ExportRecord, alongside: readonly Write[]): Promise<void>;
}

const resultKey = (tenant: TenantId, simulationId: string) => ({ pk: partition(tenant, 'RESULT'), sk: simulationId });
const exportKey = (tenant: TenantId, simulationId: string, exportId: string) => ({
  pk: partition(tenant, `EXPORT#${simulationId}`),
  sk: exportId,
});
const exportsKeptForSeconds = 7 * 24 * 3600;

export const resultStore = (table: Table): ResultStore => ({
  async add(tenant, result, alongside) {
    await table.transact([
      { label: 'result', put: { ...resultKey(tenant, result.simulationId), ...result }, condition: absent },
      ...alongside,
    ]);
  },

  async get(tenant, simulationId) {
    const item = await table.get(resultKey(tenant, simulationId));
    return item && resultRecord.parse(item);
  },

  async remove(tenant, simulationId) {
    await table.transact([{ label: 'result', remove: resultKey(tenant, simulationId) }]);
  },

  async addExport(tenant, record, alongside) {
    const expiresAt = Math.floor(Date.parse(record.createdAt) / 1000) + exportsKeptForSeconds;
    const put = { ...exportKey(tenant, record.simulationId, record.exportId), ...record, expiresAt };
    await table.transact([{ label: 'export', put, condition: absent }, ...alongside]);
  },

  async getExport(tenant, simulationId, exportId) {
    const item = await table.get(exportKey(tenant, simulationId, exportId));
    return item && exportRecord.parse(item);
  },

  async endExport(tenant, { simulationId, exportId, status, bytes, error }, alongside) {
    await table.transact([
      {
        label: 'export',
        update: {
          ...exportKey(tenant, simulationId, exportId),
          expression: 'SET #status = :status, #bytes = :bytes, #error = :error',
        },
        condition: {
          ConditionExpression: '#status = :pending',
          ExpressionAttributeNames: { '#status': 'status', '#bytes': 'bytes', '#error': 'error' },
          ExpressionAttributeValues: { ':status': status, ':bytes': bytes, ':error': error, ':pending': 'PENDING' },
        },
      },
      ...alongside,
    ]);
  },
});
