import { failed, ok, type Result } from '../../engine/result.ts';
import { publishFileDeleted } from '../../events/file.ts';
import { workbookModelKey } from '../../shared/files.ts';
import type { Failure, RequestContext } from '../../shared/http/route.ts';
import type { TenantId } from '../../shared/identity.ts';
import type { Objects } from '../../shared/objects.ts';
import { objectionToChanging } from '../../shared/ownership.ts';
import { isMoving } from '../../shared/tenancy/fence.ts';
import { type FileId, type FileRecord, fileFolder } from './file.ts';
import { type FileDeps, notFound, requestedNow, visibleFile } from './files.ts';
import { isDue, type ObjectTask } from './objectTasks.ts';

/**
 * Erases a file with its bytes and its model. Its row goes first, in a transaction that notes what is to be removed and that is
 * refused while the organization is moved: then nothing was done. What breaks off afterwards the sweep does. A run that has
 * started has its own copy of what it needs.
 */
export const deleteFile = async (
  deps: Pick<FileDeps, 'store' | 'quarantine' | 'objects' | 'clock'>,
  fileId: FileId,
  context: RequestContext,
): Promise<Result<null, Failure<'file-not-found' | 'not-yours'>>> => {
  const { store, clock } = deps;
  const { identity } = context;
  const file = await visibleFile(deps, fileId, identity);
  if (file === undefined) return failed(notFound);
  const objection = objectionToChanging(identity, file, 'file');
  if (objection !== null) return failed(objection);

  const now = clock();
  const events = (removed: FileRecord) => [publishFileDeleted(requestedNow(removed, context, now), { fileId })];
  const task = await store.remove(file.tenant, fileId, events, now);
  // Somebody else was faster.
  if (task === undefined) return ok(null);
  await removeAllOf(deps, task);
  // Its reader may be at work still, and write once more.
  if (!isDue(task, now)) return ok(null);
  await store.forget(task).catch((error: unknown) => {
    // What is noted goes along with the organization, and is done once more where that is.
    if (!isMoving(error)) throw error;
  });
  return ok(null);
};

/** What the sweep does of a deletion that broke off. */
export const finishRemoval = async (
  deps: Pick<FileDeps, 'store' | 'quarantine' | 'objects'>,
  task: ObjectTask,
): Promise<void> => {
  await removeAllOf(deps, task);
  await deps.store.forget(task);
};

const removeAllOf = async (
  { quarantine, objects }: Pick<FileDeps, 'quarantine' | 'objects'>,
  { tenant, fileId, version }: ObjectTask,
): Promise<void> => {
  await removeClean(objects, tenant, fileId);
  if (version !== null) await quarantine.remove(tenant, fileId, version);
};

/**
 * Removes what a file has in the clean bucket: first the model, without which the rest is of no use to anybody, and beside which
 * stands who may read it.
 */
export const removeClean = async (
  objects: Pick<Objects, 'remove' | 'removeAll'>,
  tenant: TenantId,
  fileId: FileId,
): Promise<void> => {
  await objects.remove(tenant, workbookModelKey(fileId));
  await objects.removeAll(tenant, fileFolder(fileId));
};
