import * as z from 'zod';
import type { TenantId } from '../../shared/identity.ts';
import type { Id } from '../../shared/ids.ts';
import { isErased, unlessErased } from '../../shared/table/erased.ts';
import { absent, type Key, partition } from '../../shared/table/table.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';
import type { Rows } from './erase.ts';
import type { ExportedFile } from './exportFile.ts';

/**
 * How far a service has come with an export, in its own table:
 *
 * | access                           | key                                                        |
 * | -------------------------------- | ---------------------------------------------------------- |
 * | how far                          | pk TENANT#<org>#DATA_EXPORT, sk <exportId>                 |
 * | the files that a step has written | pk TENANT#<org>#DATA_EXPORT, sk <exportId>#<step, 8 digits> |
 */
const kind = 'DATA_EXPORT';

/** What every service has besides its own, once it has exported something of a tenant. */
export const rowsOfDataExports = (tenant: TenantId): Rows => ({
  pk: partition(tenant, kind),
  exported: { leftOut: 'how far an export has come is no part of one' },
});

export interface Progress {
  key: Key;
  /** Raised by every step: of two deliveries that take one at the same time, one does it again. */
  step: number;
  /** Which of the entries is written. */
  part: number;
  /** How far within it; null at its beginning. */
  after: string | null;
  rows: number;
  objects: number;
  bytes: number;
  /** Whether it was told that all is written. */
  told: boolean;
}

const row = z.object({
  step: z.int(),
  part: z.int(),
  after: z.string().nullable(),
  rows: z.int(),
  objects: z.int(),
  bytes: z.int(),
  toldAt: z.string().optional(),
});
const filesRow = z.object({
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string(), rows: z.int().optional() })),
});

/** Longer than an export can take, and than it can be fetched. */
const keptForSeconds = 30 * 24 * 3600;
const pageSize = 100;

export const progressStore = (table: FencedTable, tenant: TenantId, exportId: Id<'exp'>, requestedAt: string) => {
  const key = { pk: partition(tenant, kind), sk: exportId };
  const expiresAt = Math.floor(Date.parse(requestedAt) / 1000) + keptForSeconds;
  return {
    async read(): Promise<Progress> {
      const item = await table.get(key);
      if (item === undefined) return { key, step: 0, part: 0, after: null, rows: 0, objects: 0, bytes: 0, told: false };
      const { toldAt, ...progress } = row.parse(item);
      return { key, ...progress, told: toldAt !== undefined };
    },

    /** Notes a step and the files that it wrote. A delivery that was slower with it notes nothing. */
    async advance(
      { step, part, rows, objects, bytes }: Progress,
      files: readonly ExportedFile[],
      next: string | null,
    ): Promise<'noted' | 'late' | 'erased'> {
      const lines = files.filter((file) => file.rows !== undefined);
      const after: z.input<typeof row> = {
        step: step + 1,
        part: next === null ? part + 1 : part,
        after: next,
        rows: rows + lines.reduce((sum, file) => sum + (file.rows ?? 0), 0),
        objects: objects + files.length - lines.length,
        bytes: bytes + files.reduce((sum, file) => sum + file.bytes, 0),
      };
      const unchanged = {
        ConditionExpression: 'step = :step',
        ExpressionAttributeValues: { ':step': step },
      };
      const written = await table.transact([
        { label: 'progress', put: { ...key, ...after, expiresAt }, condition: step === 0 ? absent : unchanged },
        unlessErased(tenant),
        ...(files.length === 0
          ? []
          : [
              {
                label: 'files',
                put: { pk: key.pk, sk: `${exportId}#${String(step).padStart(8, '0')}`, files, expiresAt },
              },
            ]),
      ]);
      if (written.ok) return 'noted';
      return isErased(written.error) ? 'erased' : 'late';
    },

    /** All files so far, in the order in which they were written. */
    async *files(): AsyncGenerator<ExportedFile> {
      let startAfter: string | undefined;
      do {
        const page = await table.page(key.pk, { limit: pageSize, ascending: true, prefix: `${exportId}#`, startAfter });
        for (const item of page.items) yield* filesRow.parse(item).files as ExportedFile[];
        startAfter = page.nextSortKey ?? undefined;
      } while (startAfter !== undefined);
    },
  };
};
