import * as z from 'zod';
import type { Rows } from '../../events/consume/erase.ts';
import type { Kept } from '../../events/consume/export.ts';
import { rowsOfDataExports } from '../../events/consume/exportProgress.ts';
import { rowsOfIdempotency } from '../../events/consume/idempotencyRows.ts';
import { exportFormat } from '../../shared/api/results.ts';
import { visibility } from '../../shared/api/visibility.ts';
import type { TenantId } from '../../shared/identity.ts';
import type { Id } from '../../shared/ids.ts';
import { id } from '../../shared/ids.ts';
import type { ReadableObjects } from '../../shared/objectStreams.ts';
import type { SimulationSharing } from '../../shared/runs.ts';
import { isErased as isTenantErased, OrganizationErased, unlessErased } from '../../shared/table/erased.ts';
import { absent, type Item, partition, type Write } from '../../shared/table/table.ts';
import { updateWrite } from '../../shared/table/updateInput.ts';
import { wholePartition } from '../../shared/table/wholePartition.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';

export const resultRecord = z.object({
  simulationId: id('sim'),
  /** The simulation's. */
  name: z.string().optional(),
  /** Missing for results from before it was told: those are shared. */
  createdBy: id('usr').optional(),
  visibility: visibility.default('shared'),
  generatedAt: z.iso.datetime(),
  outputs: z.int(),
  iterations: z.int(),
});
export type ResultRecord = z.infer<typeof resultRecord>;
/** What is found, whoever sees it. */
export type FoundResult = Omit<ResultRecord, 'createdBy' | 'visibility'>;

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
 * | who sees them             | the same; may be there before the rest is              |
 * | that they were erased     | the same, `erasedAt` instead of all else, for 90 days  |
 * | an export of them         | pk TENANT#<org>#EXPORT#<simulationId>, sk <exportId>   |
 *
 * The results themselves are objects in the results bucket.
 */
export interface ResultStore {
  /** Notes that results are there; noting them again changes nothing. False if they were erased: then nothing is noted. */
  add(tenant: TenantId, result: FoundResult, alongside: readonly Write[]): Promise<boolean>;
  /** Notes whose they are and who sees them, before or after the results are there, unless something newer was noted. */
  share(tenant: TenantId, simulationId: Id<'sim'>, sharing: SimulationSharing): Promise<void>;
  get(tenant: TenantId, simulationId: Id<'sim'>): Promise<ResultRecord | undefined>;
  /** Forgets results and exports, and lets none come back that was under way. */
  erase(tenant: TenantId, simulationId: Id<'sim'>, now: Date): Promise<void>;
  addExport(tenant: TenantId, record: ExportRecord, alongside: readonly Write[]): Promise<void>;
  getExport(tenant: TenantId, simulationId: Id<'sim'>, exportId: Id<'exp'>): Promise<ExportRecord | undefined>;
  /** Ends a PENDING export; one that has ended stays as it is. False if there is none any more. */
  endExport(tenant: TenantId, record: ExportRecord, alongside: readonly Write[]): Promise<boolean>;
}

const resultKey = (tenant: TenantId, simulationId: string) => ({ pk: partition(tenant, 'RESULT'), sk: simulationId });
const exportKey = (tenant: TenantId, simulationId: string, exportId: string) => ({
  pk: partition(tenant, `EXPORT#${simulationId}`),
  sk: exportId,
});
const exportsKeptForSeconds = 7 * 24 * 3600;
/** Longer than any run takes, and than the archive of the bus goes back. */
const erasedForSeconds = 90 * 24 * 3600;
/** A transaction takes 100 writes, one of which is that no fence stands. */
const removedAtOnce = 99;

/** All that there is of a tenant. */
export const rowsOfResults = (tenant: TenantId): readonly Rows[] => [
  {
    pk: partition(tenant, 'RESULT'),
    below: ({ sk, createdBy }) => [
      {
        pk: partition(tenant, `EXPORT#${sk}`),
        exported: { file: 'exports.ndjson', view: (row) => exportRecord.parse(row), by: () => createdBy },
      },
    ],
    exported: {
      file: 'results.ndjson',
      view: (row) => (isThere(row) ? resultRecord.parse(row) : undefined),
      by: (row) => row.createdBy,
    },
  },
  rowsOfDataExports(tenant),
  rowsOfIdempotency(tenant),
];

/** What an export has of the objects of results: the documents, and the files that were made of them. */
export const keptOfResults = (objects: ReadableObjects): readonly Kept[] => [
  {
    exported: {
      objects,
      row: (tenant, key) => {
        const [, simulationId] = /^results\/(sim_\w+)\//.exec(key) ?? [];
        return simulationId === undefined ? null : resultKey(tenant, simulationId);
      },
      file: (key, row) => (isThere(row) ? key.replace('results/', '') : null),
      by: (row) => row.createdBy,
    },
  },
];

const isThere = (row: Item): boolean => row.generatedAt !== undefined && !isErased(row);
const isErased = (item: Item | undefined): boolean => item?.erasedAt !== undefined;

export const resultStore = (table: FencedTable): ResultStore => ({
  async add(tenant, { name, ...result }, alongside) {
    const added = await table.transact([
      updateWrite('result', resultKey(tenant, result.simulationId), {
        set: { ...result, ...(name !== undefined && { name }) },
        when: [[['generatedAt', 'absent']], [['erasedAt', 'absent']]],
      }),
      unlessErased(tenant),
      ...alongside,
    ]);
    if (!added.ok && isTenantErased(added.error)) return false;
    return added.ok || !isErased(added.error.find(({ label }) => label === 'result')?.item);
  },

  async share(tenant, simulationId, { createdBy, visibility, sequence }) {
    // A refusal says that it is too late: for this, or for all of it.
    await table.transact([
      updateWrite('sharing', resultKey(tenant, simulationId), {
        set: { simulationId, createdBy, visibility, sharedAs: sequence },
        when: [
          [['erasedAt', 'absent']],
          [
            ['sharedAs', 'absent'],
            ['sharedAs', '<=', sequence - 1],
          ],
        ],
      }),
      unlessErased(tenant),
    ]);
  },

  async get(tenant, simulationId) {
    const item = await table.get(resultKey(tenant, simulationId));
    return item?.generatedAt === undefined || isErased(item) ? undefined : resultRecord.parse(item);
  },

  async erase(tenant, simulationId, now) {
    const expiresAt = Math.floor(now.getTime() / 1000) + erasedForSeconds;
    const tombstone = { ...resultKey(tenant, simulationId), erasedAt: now.toISOString(), expiresAt };
    // An organization that was erased has none, and needs no word that it has none.
    await table.transact([{ label: 'result', put: tombstone }, unlessErased(tenant)]);
    const exports = await wholePartition(table, partition(tenant, `EXPORT#${simulationId}`));
    for (let start = 0; start < exports.length; start += removedAtOnce) {
      const some = exports.slice(start, start + removedAtOnce);
      await table.transact(
        some.map(({ sk }) => ({ label: 'export', remove: exportKey(tenant, simulationId, String(sk)) })),
      );
    }
  },

  async addExport(tenant, record, alongside) {
    const expiresAt = Math.floor(Date.parse(record.createdAt) / 1000) + exportsKeptForSeconds;
    const put = { ...exportKey(tenant, record.simulationId, record.exportId), ...record, expiresAt };
    const added = await table.transact([
      { label: 'export', put, condition: absent },
      unlessErased(tenant),
      ...alongside,
    ]);
    if (!added.ok && isTenantErased(added.error)) throw new OrganizationErased(`${tenant} is erased`);
  },

  async getExport(tenant, simulationId, exportId) {
    const item = await table.get(exportKey(tenant, simulationId, exportId));
    return item && exportRecord.parse(item);
  },

  async endExport(tenant, { simulationId, exportId, status, bytes, error }, alongside) {
    const ended = await table.transact([
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
    return ended.ok || ended.error.find(({ label }) => label === 'export')?.item !== undefined;
  },
});
