import type { Workbook } from '../../engine/workbook/workbook.ts';
import { workbookModelKey } from '../../shared/files.ts';
import type { TenantId } from '../../shared/identity.ts';
import type { Objects } from '../../shared/objects.ts';
import type { FileId } from './file.ts';

/**
 * A file's model, undefined when there is none. The last one stays decoded: somebody who scrolls through a sheet asks
 * for its cells many times in a row, and a file never changes.
 */
export const lastModel = (decodeWorkbook: (bytes: Uint8Array) => Workbook) => {
  let last: { fileId: FileId; tenant: TenantId; workbook: Workbook } | undefined;
  return (objects: Pick<Objects, 'get'>) =>
    async (tenant: TenantId, fileId: FileId): Promise<Workbook | undefined> => {
      if (last?.fileId === fileId && last.tenant === tenant) return last.workbook;
      const bytes = await objects.get(tenant, workbookModelKey(fileId));
      if (bytes === undefined) return undefined;
      // Only one at a time, and the old one goes first: a large one takes hundreds of megabytes.
      last = undefined;
      const workbook = decodeWorkbook(bytes);
      last = { fileId, tenant, workbook };
      return workbook;
    };
};
