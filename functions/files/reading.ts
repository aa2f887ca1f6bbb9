import type { Inspection } from '../../engine/model/inspect.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Workbook } from '../../engine/workbook/workbook.ts';
import { WorkbookError } from '../../engine/workbook/workbookError.ts';
import { publishFileParsed, publishFileRejected, publishFileUploaded } from '../../events/file.ts';
import { type FileSummary, type WorkbookContent, workbookContent } from '../../shared/api/files.ts';
import { writeFileSharing } from '../../shared/fileSharing.ts';
import { workbookModelKey } from '../../shared/files.ts';
import type { TenantId } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import type { Objects } from '../../shared/objects.ts';
import { removeClean } from './deletion.ts';
import { contentKey, type FileId, type FileRecord, isActive, workbookKey } from './file.ts';
import { eventContext, sha256Of } from './files.ts';
import type { WorkbookFacts } from './guard.ts';
import type { Quarantine } from './quarantine.ts';
import type { ActiveFiles, FileStore } from './store.ts';

export interface ReadingDeps {
  store: FileStore;
  quarantine: Quarantine;
  /** The clean bucket. */
  objects: Objects;
  guard(bytes: Uint8Array): Promise<Result<WorkbookFacts, FileSummary['reasons']>>;
  readWorkbook(bytes: Uint8Array): Workbook;
  encodeWorkbook(workbook: Workbook): Uint8Array;
  inspectWorkbook(workbook: Workbook): Inspection;
  clock: () => Date;
  wait: (milliseconds: number) => Promise<unknown>;
  /** Told of the file before it is read, so that what is logged says whose request brought it. */
  follow(file: FileRecord): void;
}

/** What it takes to end a file. */
export type EndingDeps = Pick<ReadingDeps, 'store' | 'quarantine' | 'clock'>;

/** What storage tells when bytes have arrived in quarantine. */
export interface Arrival {
  tenant: TenantId;
  fileId: FileId;
  version: string | null;
  at: Date;
}

export type Outcome = 'READY' | 'REJECTED' | 'deleted' | 'unknown' | 'another version' | 'ended before' | 'forwarded';

/** A reading that ended the process twice, by memory or by time, would do so again. */
const mostAttempts = 2;
/** Milliseconds to wait for the record of a file whose bytes were faster. */
const waits = [50, 200, 800, 2000];
const longestRecordDelayMs = 15 * 60_000;

/**
 * Looks at the bytes that have arrived, copies them to the clean bucket if they are a workbook that is safe to read,
 * and leaves its model there. May run any number of times for one arrival: what has ended stays as it is, and of two
 * that run at once one ends the file.
 */
export const readArrival = async (deps: ReadingDeps, arrival: Arrival): Promise<Outcome> => {
  const { tenant, fileId } = arrival;
  const known = await findRecord(deps, arrival);
  if (known === undefined) return 'unknown';
  deps.follow(known);
  if (!isActive(known.status)) return 'ended before';
  // A bucket without versions tells none.
  const version = arrival.version ?? known.version;
  if (known.version !== null && known.version !== version) return 'another version';
  if (known.attempts >= mostAttempts) return reject(deps, known, [tooCostly]);

  const bytes = await deps.quarantine.get(tenant, fileId, version);
  if (bytes === undefined) return reject(deps, known, [lost]);
  const taken = await take(deps, known, version, bytes);
  if (taken === null) return 'ended before';

  const read = await readSafely(deps, bytes);
  if (!read.ok) return reject(deps, taken, read.error);
  try {
    return await accept(deps, taken, bytes, read.value);
  } catch (error) {
    // Storage or table did not take it: that is no attempt of the file's.
    await deps.store.move(tenant, fileId, 'take', ({ attempts }) => ({ set: { attempts: attempts - 1 } }));
    throw error;
  }
};

/**
 * Brings bytes that arrived where their tenant was to the quarantine of the cell where the tenant is: an address that was given out
 * before goes on taking them. That they arrive there is told as of any others.
 */
export const forwardArrival = async (
  { quarantine }: Pick<ReadingDeps, 'quarantine'>,
  elsewhere: Pick<Quarantine, 'put'>,
  { tenant, fileId, version }: Arrival,
): Promise<Outcome> => {
  const bytes = await quarantine.get(tenant, fileId, version);
  // Brought before, by a delivery that did not come to its end.
  if (bytes === undefined) return 'ended before';
  await elsewhere.put(tenant, fileId, bytes);
  await quarantine.remove(tenant, fileId, version);
  return 'forwarded';
};

const findRecord = async (
  { store, quarantine, wait, clock }: ReadingDeps,
  { tenant, fileId, version, at }: Arrival,
) => {
  for (const milliseconds of [0, ...waits]) {
    if (milliseconds > 0) await wait(milliseconds);
    const file = await store.get(tenant, fileId);
    if (file) return file;
  }
  // Whoever sent them was refused a record and took them back.
  if ((await quarantine.get(tenant, fileId, version)) === undefined) return undefined;
  // Deleted, or never recorded: certain only when no request can be about to record it.
  if (clock().getTime() - at.getTime() < longestRecordDelayMs) throw new Error(`${fileId} has bytes but no record yet`);
  return undefined;
};

const take = async (
  { store, clock }: ReadingDeps,
  { tenant, fileId }: FileRecord,
  version: string | null,
  bytes: Buffer,
): Promise<FileRecord | null> => {
  const sha256 = sha256Of(bytes);
  const announced = newId('evt');
  const taken = await store.move(tenant, fileId, 'take', (before) => ({
    set: {
      attempts: before.attempts + 1,
      version,
      sha256,
      size: bytes.length,
      // As many as were announced, or fewer; a cloud that lets more in has them counted all the same.
      counted: before.counted === 0 ? 0 : bytes.length,
      ...(before.status === 'UPLOADING' ? { causationId: announced } : {}),
    },
    // Bytes that came with the request were announced then.
    ...(before.status === 'UPLOADING'
      ? {
          event: (file) =>
            publishFileUploaded(
              { ...eventContext(file, clock()), id: announced, causationId: file.correlationId },
              { fileId, name: file.name, bytes: bytes.length, sha256 },
            ),
        }
      : {}),
  }));
  return taken.ok ? taken.value : null;
};

interface Reading {
  workbook: Workbook;
  sheets: FileSummary['sheets'];
  content: WorkbookContent;
}

const longestList = 1000;

const readSafely = async (
  { guard, readWorkbook, inspectWorkbook }: ReadingDeps,
  bytes: Buffer,
): Promise<Result<Reading, FileSummary['reasons']>> => {
  const verdict = await guard(bytes);
  if (!verdict.ok) return verdict;
  try {
    const workbook = readWorkbook(bytes);
    const { sheets, names, inputs, outputs, candidateInputs, unsupported } = inspectWorkbook(workbook);
    const content = workbookContent.parse({
      names: names.slice(0, longestList),
      inputs: inputs.slice(0, longestList),
      outputs: outputs.slice(0, longestList),
      candidateInputs: candidateInputs.slice(0, longestList),
      unsupported: unsupported.slice(0, longestList),
    });
    return ok({ workbook, sheets, content });
  } catch (error) {
    if (error instanceof WorkbookError) return failed([{ code: error.code, detail: error.message }]);
    throw error;
  }
};

const accept = async (
  { store, objects, quarantine, encodeWorkbook, clock }: ReadingDeps,
  file: FileRecord,
  bytes: Buffer,
  { workbook, sheets, content }: Reading,
): Promise<Outcome> => {
  const { tenant, fileId, version } = file;
  // Before the model is there to be read. A file that is shared needs no word of it.
  if (file.visibility === 'private') await writeFileSharing(objects, tenant, file);
  await Promise.all([
    objects.put(tenant, workbookKey(fileId), bytes, 'application/octet-stream'),
    objects.put(tenant, contentKey(fileId), JSON.stringify(content), 'application/json'),
    objects.put(tenant, workbookModelKey(fileId), encodeWorkbook(workbook), 'application/octet-stream'),
  ]);
  const formulas = sheets.reduce((sum, sheet) => sum + sheet.formulas, 0);
  const moved = await store.move(tenant, fileId, 'accept', () => ({
    set: { sheets },
    event: (file) => publishFileParsed(eventContext(file, clock()), { fileId, sheets: sheets.length, formulas }),
  }));
  if (!moved.ok && moved.error.code === 'not-found') {
    // Deleted meanwhile: what was written since must go as well.
    await removeClean(objects, tenant, fileId);
  }
  await quarantine.remove(tenant, fileId, version);
  if (moved.ok) return 'READY';
  return moved.error.code === 'not-found' ? 'deleted' : 'ended before';
};

const reject = async (
  { store, quarantine, clock }: EndingDeps,
  { tenant, fileId, version }: FileRecord,
  reasons: FileSummary['reasons'],
): Promise<Outcome> => {
  const moved = await store.move(tenant, fileId, 'reject', () => ({
    set: { reasons },
    event: (file) => publishFileRejected(eventContext(file, clock()), { fileId, reasons }),
  }));
  if (version !== null) await quarantine.remove(tenant, fileId, version);
  if (moved.ok) return 'REJECTED';
  return moved.error.code === 'not-found' ? 'deleted' : 'ended before';
};

const tooCostly = {
  code: 'too-costly',
  detail:
    'Reading the workbook took more memory or time than there is. Remove data that the model does not need, clear the formats of unused rows and columns, and upload it again.',
};
const lost = { code: 'upload-lost', detail: 'The uploaded bytes are gone. Upload the file again.' };
const expired = {
  code: 'upload-expired',
  detail: 'No bytes arrived within an hour. Ask for a new upload address and send the file within 15 minutes.',
};
const notRead = {
  code: 'not-read',
  detail: 'The file could not be read within an hour, by a fault of ours. Upload it again.',
};

const expiryMs = 60 * 60_000;
const sweptAtOnce = 500;

/** Ends what has waited for more than an hour; answers how many files that were. */
export const sweep = async (deps: EndingDeps & { active: ActiveFiles }): Promise<number> => {
  const before = new Date(deps.clock().getTime() - expiryMs).toISOString();
  const waiting = await deps.active(sweptAtOnce);
  let ended = 0;
  for (const file of waiting.filter(({ createdAt }) => createdAt < before)) {
    const outcome = await reject(deps, file, [file.status === 'UPLOADING' ? expired : notRead]);
    if (outcome === 'REJECTED') ended += 1;
  }
  return ended;
};
