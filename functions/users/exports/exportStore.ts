import * as z from 'zod';
import type { Rows } from '../../../events/consume/erase.ts';
import type { TenantId, UserId } from '../../../shared/identity.ts';
import { type Id, id } from '../../../shared/ids.ts';
import { absent, type Key, partition, type Table, type Write } from '../../../shared/table/table.ts';
import { wholePartition } from '../../../shared/table/wholePartition.ts';
import { rowAwaiting, waiting, waitingNoMore } from '../reports/reportsAwaited.ts';

/**
 * | access                                     | key                                                              |
 * | ------------------------------------------ | ---------------------------------------------------------------- |
 * | an export of an organization's data        | pk TENANT#<org>#EXPORT, sk <exportId>                            |
 * | the one that is being written              | pk TENANT#<org>#EXPORT, sk PENDING#<ORGANIZATION or the userId>  |
 * | which service has written its part         | pk TENANT#<org>#EXPORT_REPORT#<exportId>, sk <service>           |
 */
export interface ExportStore {
  get(tenant: TenantId, exportId: Id<'exp'>): Promise<DataExport | undefined>;
  /** All that are known, the latest first. */
  list(tenant: TenantId): Promise<DataExport[]>;
  /** The one about the same that is being written. */
  pending(tenant: TenantId, about: UserId | null): Promise<Id<'exp'> | undefined>;
  reports(tenant: TenantId, exportId: Id<'exp'>): Promise<PartReport[]>;
  /** Notes that a service has written its part; told again, it stays as it was told first. */
  noteReport(tenant: TenantId, exportId: Id<'exp'>, report: PartReport): Promise<void>;
  /** Ends one that is being written, with the event of that; one that has ended stays as it is. */
  end(ended: DataExport, status: 'READY' | 'FAILED', alongside: readonly Write[]): Promise<boolean>;
}

export interface DataExport {
  organizationId: TenantId;
  exportId: Id<'exp'>;
  requestedBy: UserId;
  /** Only what is about this person; null for everything. */
  about: UserId | null;
  status: 'PENDING' | 'READY' | 'FAILED';
  createdAt: string;
  /** From then on its files are gone. */
  until: string;
}

export interface PartReport {
  service: string;
  rows: number;
  objects: number;
  bytes: number;
}

const kind = 'EXPORT';
const pendingPrefix = 'PENDING#';
/** It is told for a while that there was one. */
const keptForSeconds = 30 * 24 * 3600;

const exportKey = (tenant: TenantId, exportId: Id<'exp'>): Key => ({ pk: partition(tenant, kind), sk: exportId });
const pendingKey = (tenant: TenantId, about: UserId | null): Key => ({
  pk: partition(tenant, kind),
  sk: `${pendingPrefix}${about ?? 'ORGANIZATION'}`,
});
const reportsOf = (tenant: TenantId, exportId: string): string => partition(tenant, `EXPORT_REPORT#${exportId}`);

const exportRow = z.object({
  organizationId: id('org'),
  exportId: id('exp'),
  requestedBy: id('usr'),
  about: id('usr').nullable(),
  status: z.enum(['PENDING', 'READY', 'FAILED']),
  createdAt: z.string(),
  until: z.string(),
});
const pendingRow = z.object({ exportId: id('exp') });
const reportRow = z.object({ service: z.string(), rows: z.int(), objects: z.int(), bytes: z.int() });

const forgottenAt = ({ createdAt }: Pick<DataExport, 'createdAt'>): number =>
  Math.floor(Date.parse(createdAt) / 1000) + keptForSeconds;

/** What is written when one is asked for: of two at once about the same, one is. */
export const requesting = (requested: DataExport): Write[] => {
  const { organizationId, exportId, about, createdAt } = requested;
  const expiresAt = forgottenAt(requested);
  return [
    { label: 'export', put: { ...exportKey(organizationId, exportId), ...requested, expiresAt }, condition: absent },
    { label: 'pending', put: { ...pendingKey(organizationId, about), exportId }, condition: absent },
    waiting({ what: 'export', since: createdAt, organizationId, of: exportId }),
  ];
};

/** All that there is of an organization's exports but their files. */
export const rowsOfExports = (tenant: TenantId): Rows => ({
  pk: partition(tenant, kind),
  below: (row) => {
    const { success, data } = exportRow.safeParse(row);
    if (!success) return [];
    const { exportId: of, createdAt: since } = data;
    return [
      { pk: reportsOf(tenant, of), exported: { leftOut: 'what an export holds is said by its manifests' } },
      rowAwaiting({ what: 'export', since, organizationId: tenant, of }),
    ];
  },
  exported: {
    file: 'exports.ndjson',
    view: (row) => (String(row.sk).startsWith(pendingPrefix) ? undefined : exportRow.parse(row)),
    by: (row) => row.requestedBy,
  },
});

export const exportStore = (table: Table): ExportStore => ({
  async get(tenant, exportId) {
    const item = await table.get(exportKey(tenant, exportId));
    return item && exportRow.parse(item);
  },

  async list(tenant) {
    const items = await wholePartition(table, partition(tenant, kind));
    const exports = items.filter(({ sk }) => !String(sk).startsWith(pendingPrefix));
    return exports.map((item) => exportRow.parse(item)).toReversed();
  },

  async pending(tenant, about) {
    const item = await table.get(pendingKey(tenant, about));
    return item && pendingRow.parse(item).exportId;
  },

  async reports(tenant, exportId) {
    const items = await wholePartition(table, reportsOf(tenant, exportId));
    return items.map((item) => reportRow.parse(item));
  },

  async noteReport(tenant, exportId, report) {
    const of = await table.get(exportKey(tenant, exportId));
    if (of === undefined) return;
    const expiresAt = forgottenAt(exportRow.parse(of));
    // An export that went with its organization gets none any more.
    await table.transact([
      {
        label: 'report',
        put: { pk: reportsOf(tenant, exportId), sk: report.service, ...report, expiresAt },
        condition: absent,
      },
      {
        label: 'export',
        check: exportKey(tenant, exportId),
        condition: { ConditionExpression: 'attribute_exists(pk)' },
      },
    ]);
  },

  async end({ organizationId, exportId, about, createdAt }, status, alongside) {
    const ended = await table.transact([
      {
        label: 'export',
        update: { ...exportKey(organizationId, exportId), expression: 'SET #status = :status' },
        condition: {
          ConditionExpression: '#status = :pending',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status, ':pending': 'PENDING' },
        },
      },
      { label: 'pending', remove: pendingKey(organizationId, about) },
      waitingNoMore({ what: 'export', since: createdAt, organizationId, of: exportId }),
      ...alongside,
    ]);
    return ended.ok;
  },
});
