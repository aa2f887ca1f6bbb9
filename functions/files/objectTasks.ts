/**
 * What is to be done to a file's objects, noted by the transaction that decides it. So it is done in the end, whatever breaks off
 * in between: by whoever decided it or by the sweep, and in the cell where the organization is then, to which the note goes along.
 *
 * | access                     | key                                                               |
 * | -------------------------- | ----------------------------------------------------------------- |
 * | what a file's objects need | pk TENANT#<org>#OBJECT_TASK, sk <fileId>                          |
 * | all of them                | index `active` (sparse, for the sweep only): active = OBJECT_TASK |
 */
import * as z from 'zod';
import type { Rows } from '../../events/consume/erase.ts';
import type { TenantId } from '../../shared/identity.ts';
import { id } from '../../shared/ids.ts';
import {
  type Key,
  type Page,
  partition,
  type Table,
  type TenantPartition,
  type Write,
} from '../../shared/table/table.ts';
import { ofTenantsAtRest } from '../../shared/tenancy/fence.ts';
import { type FileId, type FileRecord, isActive } from './file.ts';

const objectTask = z.object({
  tenant: id('org'),
  fileId: id('fil'),
  /** The file was deleted: remove them. Or it is to be private: say so beside its model, and then in its row. */
  what: z.enum(['remove', 'close']),
  /** Of the object in quarantine that counts. */
  version: z.string().nullable(),
  /** Before that time the sweep leaves it alone. */
  after: z.string(),
});
export type ObjectTask = z.infer<typeof objectTask>;

const kind = 'OBJECT_TASK';
const label = 'task';
const keyOf = (tenant: TenantId, fileId: FileId): Key<TenantPartition> => ({ pk: partition(tenant, kind), sk: fileId });

/** A reader that is at work when its file is deleted ends, or is ended, within two minutes, and may write until then. */
const readerMs = 10 * 60_000;

export const removalOf = ({ tenant, fileId, version, status }: FileRecord, now: Date): ObjectTask => {
  const after = new Date(now.getTime() + (isActive(status) ? readerMs : 0));
  return { tenant, fileId, what: 'remove', version, after: after.toISOString() };
};

export const closingOf = ({ tenant, fileId, version }: FileRecord, now: Date): ObjectTask => ({
  tenant,
  fileId,
  what: 'close',
  version,
  after: now.toISOString(),
});

export const isDue = ({ after }: ObjectTask, now: Date): boolean => Date.parse(after) <= now.getTime();

/** In the place of what was noted before: who deletes a file need not make it private. */
export const noting = (task: ObjectTask): Write => ({
  label,
  put: { ...keyOf(task.tenant, task.fileId), ...task, active: kind },
});

export const forgetting = (tenant: TenantId, fileId: FileId): Write => ({ label, remove: keyOf(tenant, fileId) });

export const readTask = async (
  table: Pick<Table, 'get'>,
  tenant: TenantId,
  fileId: FileId,
): Promise<ObjectTask | undefined> => {
  const item = await table.get(keyOf(tenant, fileId));
  return item && objectTask.parse(item);
};

/** After the rows of files, with which alone tasks come. */
export const rowsOfObjectTasks = (tenant: TenantId): Rows => ({
  pk: partition(tenant, kind),
  exported: { leftOut: 'what is done within minutes to files that were deleted or made private' },
});

const pageSize = 500;

/** All tasks, some at a time, of tenants that are here and stay. */
export async function* tasksAtRest(
  table: Pick<Table, 'get' | 'queryIndex'>,
  clock: () => Date,
): AsyncGenerator<readonly ObjectTask[]> {
  let startAfter: string | undefined;
  do {
    const page: Page = await table.queryIndex('active', kind, {
      limit: pageSize,
      startAfter,
    });
    const tasks = page.items.map((item) => objectTask.parse(item));
    yield await ofTenantsAtRest(table, tasks, clock().getTime());
    startAfter = page.nextSortKey ?? undefined;
  } while (startAfter !== undefined);
}
