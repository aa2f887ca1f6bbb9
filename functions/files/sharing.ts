import { failed, ok, type Result } from '../../engine/result.ts';
import type { FileSummary } from '../../shared/api/files.ts';
import type { Visibility } from '../../shared/api/visibility.ts';
import { writeFileSharing } from '../../shared/fileSharing.ts';
import type { Failure } from '../../shared/http/route.ts';
import type { Identity } from '../../shared/identity.ts';
import { mayRead, objectionToChanging } from '../../shared/ownership.ts';
import { type FileId, fileFolder } from './file.ts';
import { type FileDeps, notFound } from './files.ts';

const attempts = 10;

/**
 * Shares a file, or makes it private. Who reads its model looks at an object beside it, so there are two writes, and the
 * stricter word comes first: closing writes the object and then the record, opening the record and then the object. What
 * breaks off in between has opened nothing, and doing it again mends it. The record's revision orders the objects' writes.
 */
export const changeFile = async (
  { store, objects }: Pick<FileDeps, 'store' | 'objects'>,
  fileId: FileId,
  visibility: Visibility,
  identity: Identity,
): Promise<Result<FileSummary, Failure<'file-not-found' | 'not-yours'>>> => {
  const tenant = identity.organizationId;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const file = await store.get(tenant, fileId);
    if (file === undefined) {
      // Deleted meanwhile: what was said of it since must go as well.
      if (attempt > 1) await objects.removeAll(tenant, fileFolder(fileId));
      return failed(notFound);
    }
    if (!mayRead(identity, file)) return failed(notFound);
    const objection = objectionToChanging(identity, file, 'file');
    if (objection !== null) return failed(objection);

    const changed = { ...file, visibility, revision: file.revision + 1 };
    if (visibility === 'private') {
      // The object must not say what the row may not while the organization is moved: this throws then.
      if (!(await store.stands(file))) continue;
      await writeFileSharing(objects, tenant, changed);
    }
    if (!(await store.setVisibility(file, visibility))) continue;
    if (visibility === 'shared') await writeFileSharing(objects, tenant, changed);
    if ((await store.get(tenant, fileId)) === undefined) continue;
    return ok(changed);
  }
  throw new Error(`${fileId} changed under ${attempts} attempts to make it ${visibility}`);
};
