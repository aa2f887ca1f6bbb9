import { failed, ok, type Result } from '../../engine/result.ts';
import type { FileSummary } from '../../shared/api/files.ts';
import type { Visibility } from '../../shared/api/visibility.ts';
import { writeFileSharing } from '../../shared/fileSharing.ts';
import type { Failure } from '../../shared/http/route.ts';
import type { Identity } from '../../shared/identity.ts';
import { mayRead, objectionToChanging } from '../../shared/ownership.ts';
import { removeClean } from './deletion.ts';
import type { FileId, FileRecord } from './file.ts';
import { type FileDeps, notFound } from './files.ts';
import type { ObjectTask } from './objectTasks.ts';

const attempts = 10;

type SharingDeps = Pick<FileDeps, 'store' | 'objects' | 'clock'>;

/**
 * Shares a file, or makes it private. Who reads its model looks at an object beside it, so there are two writes, and the
 * stricter word comes first: closing notes that it is to be closed, writes the object and then the record; opening writes the
 * record and then the object. What breaks off in between has opened nothing, and a closing that breaks off is ended by the
 * sweep. The record's revision orders the objects' writes.
 */
export const changeFile = async (
  deps: SharingDeps,
  fileId: FileId,
  visibility: Visibility,
  identity: Identity,
): Promise<Result<FileSummary, Failure<'file-not-found' | 'not-yours'>>> => {
  const { store, objects } = deps;
  const tenant = identity.organizationId;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const file = await store.get(tenant, fileId);
    if (file === undefined) {
      // Deleted meanwhile: what was said of it since must go as well.
      if (attempt > 1) await removeClean(objects, tenant, fileId);
      return failed(notFound);
    }
    if (!mayRead(identity, file)) return failed(notFound);
    const objection = objectionToChanging(identity, file, 'file');
    if (objection !== null) return failed(objection);

    const changed = visibility === 'shared' ? await open(deps, file) : await close(deps, file);
    if (changed === undefined) continue;
    if ((await store.get(tenant, fileId)) === undefined) continue;
    return ok(changed);
  }
  throw new Error(`${fileId} changed under ${attempts} attempts to make it ${visibility}`);
};

const open = async ({ store, objects }: SharingDeps, file: FileRecord): Promise<FileRecord | undefined> => {
  const opened = await store.setVisibility(file, 'shared');
  if (opened !== undefined) await writeFileSharing(objects, file.tenant, opened);
  return opened;
};

/** Undefined where the file was changed meanwhile. One that is private is closed: its record says so last. */
const close = async (deps: SharingDeps, file: FileRecord): Promise<FileRecord | undefined> => {
  if (file.visibility === 'private') return file;
  // What somebody else has noted need not be noted once more: of two that close a file neither keeps the other from it.
  const noted = (await isToBeClosed(deps, file)) ? file : await deps.store.toClose(file, deps.clock());
  return noted && closeNoted(deps, noted);
};

const closeNoted = async (
  { store, objects }: Pick<FileDeps, 'store' | 'objects'>,
  file: FileRecord,
): Promise<FileRecord | undefined> => {
  await writeFileSharing(objects, file.tenant, { ...file, visibility: 'private' });
  return store.setVisibility(file, 'private');
};

/** Asked after the record was read: who opens the file after that changes the record. */
const isToBeClosed = async (
  { store }: Pick<FileDeps, 'store'>,
  { tenant, fileId }: Pick<FileRecord, 'tenant' | 'fileId'>,
): Promise<boolean> => (await store.task(tenant, fileId))?.what === 'close';

/** What the sweep does of a closing that broke off, unless the file was opened since, or deleted. */
export const finishClosing = async (
  { store, objects }: Pick<FileDeps, 'store' | 'objects'>,
  { tenant, fileId }: ObjectTask,
): Promise<void> => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const file = await store.get(tenant, fileId);
    if (file === undefined) {
      if (attempt > 1) await removeClean(objects, tenant, fileId);
      return;
    }
    if (!(await isToBeClosed({ store }, file))) return;
    if ((await closeNoted({ store, objects }, file)) !== undefined) return;
  }
  throw new Error(`${fileId} changed under ${attempts} attempts to make it private`);
};
