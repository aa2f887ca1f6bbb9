import { extname } from 'node:path';
import * as z from 'zod';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Rows } from '../../events/consume/erase.ts';
import type { Kept } from '../../events/consume/export.ts';
import { rowsOfDataExports } from '../../events/consume/exportProgress.ts';
import { rowsOfIdempotency } from '../../events/consume/idempotencyRows.ts';
import { fileSummary } from '../../shared/api/files.ts';
import { visibility } from '../../shared/api/visibility.ts';
import type { TenantId } from '../../shared/identity.ts';
import { id } from '../../shared/ids.ts';
import type { ReadableObjects } from '../../shared/objectStreams.ts';
import { isErased, OrganizationErased, unlessErased } from '../../shared/table/erased.ts';
import { absent, type Item, partition, type Refusal, type Table, type Write } from '../../shared/table/table.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';
import {
  allows,
  contentKey,
  type FileId,
  type FileRecord,
  fileIdOf,
  isActive,
  type Step,
  steps,
  workbookKey,
} from './file.ts';
import {
  closingOf,
  forgetting,
  noting,
  type ObjectTask,
  readTask,
  removalOf,
  rowsOfObjectTasks,
} from './objectTasks.ts';
import { readStoredBytes, recounting, rowsOfCounters } from './usage.ts';

/**
 * | access                         | key                                                             |
 * | ------------------------------ | --------------------------------------------------------------- |
 * | a file, a tenant's list        | pk TENANT#<org>#FILE, sk <fileId> (sorts by creation)           |
 * | all UPLOADING and PROCESSING   | index `active` (sparse, for the sweep only): active = ACTIVE    |
 * | what counts against limits     | usage.ts                                                        |
 * | what is to be done to objects  | objectTasks.ts                                                  |
 * | events to send                 | pk TENANT#<org>#<fileId>, sk OUTBOX#<sequence>#<event>#<v>      |
 */
export interface FileStore {
  /** A refusal is that of a condition of what goes alongside, such as a limit's. */
  create(file: FileRecord, alongside: readonly Write[]): Promise<Result<null, Refusal>>;
  get(tenant: TenantId, id: FileId): Promise<FileRecord | undefined>;
  list(
    tenant: TenantId,
    page: { limit: number; startAfter: string | undefined },
  ): Promise<{ items: FileRecord[]; nextSortKey: string | null }>;
  /** Takes the step if the file's status allows it; `change` says what it changes and which events it makes. */
  move(tenant: TenantId, id: FileId, step: Step, change: Change): Promise<Result<FileRecord, MoveError>>;
  /** Sets who sees the file, whatever was noted to be done about that; undefined when it was changed or removed since it was read. */
  setVisibility(file: FileRecord, visibility: FileRecord['visibility']): Promise<FileRecord | undefined>;
  /** Notes that the file is to be made private; undefined when it was changed or removed since it was read. */
  toClose(file: FileRecord, now: Date): Promise<FileRecord | undefined>;
  /** Removes the file, and notes that its objects are to be removed; undefined when it was gone already. */
  remove(
    tenant: TenantId,
    id: FileId,
    events: (removed: FileRecord) => readonly Write[],
    now?: Date,
  ): Promise<ObjectTask | undefined>;
  /** What is to be done to its objects. */
  task(tenant: TenantId, id: FileId): Promise<ObjectTask | undefined>;
  /** It was done. */
  forget(task: ObjectTask): Promise<void>;
  /** What counts against the limit. */
  storedBytes(tenant: TenantId): Promise<number>;
}

/** Files of all tenants that are UPLOADING or PROCESSING, oldest first. */
export type ActiveFiles = (limit: number) => Promise<FileRecord[]>;

export type Change = (before: FileRecord) => {
  set?: Partial<
    Pick<FileRecord, 'size' | 'counted' | 'reasons' | 'sheets' | 'sha256' | 'version' | 'attempts' | 'causationId'>
  >;
  /** An event raises the file's sequence, which it carries. */
  event?: (moved: FileRecord) => Write;
};
export type MoveError = { code: 'not-found' } | { code: 'wrong-status'; actual: FileRecord };

const kind = 'FILE';
const keyOf = (tenant: TenantId, fileId: FileId) => ({ pk: partition(tenant, kind), sk: fileId });

export const toItem = (file: FileRecord) => ({
  ...keyOf(file.tenant, file.fileId),
  ...file,
  ...(isActive(file.status) ? { active: 'ACTIVE' } : {}),
});

const record = fileSummary.extend({
  tenant: id('org'),
  // From before there were limits.
  counted: z.int().default(0),
  // Files from before there was a choice are everybody's in their organization.
  visibility: visibility.default('shared'),
  sha256: z.string().nullable(),
  version: z.string().nullable(),
  attempts: z.int(),
  revision: z.int(),
  sequence: z.int(),
  correlationId: z.string(),
  traceparent: z.string().optional(),
  causationId: z.string().optional(),
});

export const fromItem = (item: Item): FileRecord => ({
  traceparent: undefined,
  causationId: undefined,
  ...record.parse(item),
});

/** All that there is of a tenant. */
export const rowsOfFiles = (tenant: TenantId): readonly Rows[] => [
  {
    pk: partition(tenant, kind),
    exported: { file: 'files.ndjson', view: (row) => exportedFile.parse(fromItem(row)), by: (row) => row.createdBy },
  },
  rowsOfObjectTasks(tenant),
  rowsOfCounters(tenant),
  rowsOfDataExports(tenant),
  rowsOfIdempotency(tenant),
];

/** What an export has of a file: what the API shows of it, and of which bytes it was read. */
const exportedFile = record.omit({
  tenant: true,
  counted: true,
  version: true,
  attempts: true,
  revision: true,
  sequence: true,
  correlationId: true,
  traceparent: true,
  causationId: true,
});

/** What an export has of the objects of files: the workbooks as they were uploaded, and what was found in them. */
export const keptOfFiles = (clean: ReadableObjects): readonly Kept[] => [
  { exported: { leftOut: 'quarantine: what was not accepted yet, or never; it goes within a day' } },
  {
    exported: {
      objects: clean,
      row: (tenant, key) => {
        const fileId = fileIdOf(key);
        return fileId === null ? null : keyOf(tenant, fileId);
      },
      file: (key, row) => {
        const { fileId, name } = fromItem(row);
        if (key === workbookKey(fileId)) return `workbooks/${fileId}${extname(name)}`;
        return key === contentKey(fileId) ? `contents/${fileId}.json` : null;
      },
      by: (row) => row.createdBy,
    },
  },
];

const attempts = 5;

export const fileStore = (table: FencedTable): FileStore => {
  const get: FileStore['get'] = async (tenant, fileId) => {
    const item = await table.get(keyOf(tenant, fileId));
    return item && fromItem(item);
  };

  return {
    get,

    async create(file, alongside) {
      const result = await table.transact([
        { label: 'file', put: toItem(file), condition: absent },
        unlessErased(file.tenant),
        ...alongside,
      ]);
      if (!result.ok && isErased(result.error)) throw new OrganizationErased(`${file.tenant} is erased`);
      if (!result.ok && result.error.some(({ label }) => label === 'file')) {
        throw new Error(`the id ${file.fileId} is taken`);
      }
      return result;
    },

    async list(tenant, { limit, startAfter }) {
      const { items, nextSortKey } = await table.page(partition(tenant, kind), { limit, startAfter });
      return { items: items.map(fromItem), nextSortKey };
    },

    async move(tenant, fileId, step, change) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const before = await get(tenant, fileId);
        if (before === undefined) return failed({ code: 'not-found' });
        if (!allows(step, before)) return failed({ code: 'wrong-status', actual: before });

        const { set, event } = change(before);
        const moved: FileRecord = {
          ...before,
          ...set,
          status: steps[step].to,
          ...(step === 'reject' ? { counted: 0 } : {}),
          revision: before.revision + 1,
          sequence: before.sequence + (event ? 1 : 0),
        };
        const put: Write = { label: 'file', put: toItem(moved), condition: unchanged(before) };
        const result = await table.transact([put, ...recounting(before, moved), ...(event ? [event(moved)] : [])]);
        if (result.ok) return ok(moved);
      }
      throw new Error(`${fileId} changed under ${attempts} attempts to ${step} it`);
    },

    async setVisibility(file, visibility) {
      const changed = { ...file, visibility, revision: file.revision + 1 };
      const put: Write = { label: 'file', put: toItem(changed), condition: unchanged(file) };
      const result = await table.transact([put, forgetting(file.tenant, file.fileId)]);
      return result.ok ? changed : undefined;
    },

    async toClose(file, now) {
      const noted = { ...file, revision: file.revision + 1 };
      const put: Write = { label: 'file', put: toItem(noted), condition: unchanged(file) };
      const result = await table.transact([put, noting(closingOf(noted, now))]);
      return result.ok ? noted : undefined;
    },

    async remove(tenant, fileId, events, now = new Date()) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const before = await get(tenant, fileId);
        if (before === undefined) return undefined;
        const task = removalOf(before, now);
        const removed = { ...before, sequence: before.sequence + 1 };
        const remove: Write = { label: 'file', remove: keyOf(tenant, fileId), condition: unchanged(before) };
        const result = await table.transact([
          remove,
          noting(task),
          ...recounting(before, { counted: 0 }),
          ...events(removed),
        ]);
        if (result.ok) return task;
      }
      throw new Error(`${fileId} changed under ${attempts} attempts to remove it`);
    },

    task: (tenant, fileId) => readTask(table, tenant, fileId),

    async forget({ tenant, fileId }) {
      await table.transact([forgetting(tenant, fileId)]);
    },

    storedBytes: (tenant) => readStoredBytes(table, tenant),
  };
};

export const activeFiles =
  (table: Pick<Table, 'queryIndex'>): ActiveFiles =>
  async (limit) => {
    const { items } = await table.queryIndex('active', 'ACTIVE', { limit });
    return items.map(fromItem);
  };

const unchanged = ({ revision }: FileRecord) => ({
  ConditionExpression: '#revision = :revision',
  ExpressionAttributeNames: { '#revision': 'revision' },
  ExpressionAttributeValues: { ':revision': revision },
});
