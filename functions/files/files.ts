import { createHash } from 'node:crypto';
import { failed, ok, type Problem, type Result } from '../../engine/result.ts';
import type { Workbook } from '../../engine/workbook/workbook.ts';
import type { EventContext } from '../../events/envelope.ts';
import { publishFileUploaded } from '../../events/file.ts';
import {
  type CellsView,
  type FileAccepted,
  type FileSummary,
  type FileView,
  workbookContent,
} from '../../shared/api/files.ts';
import type { LimitUsage } from '../../shared/api/limits.ts';
import { decodeCursor, encodeCursor, type PageQuery } from '../../shared/http/page.ts';
import type { Failure, RawBody, RequestContext } from '../../shared/http/route.ts';
import { visiblePage } from '../../shared/http/visiblePage.ts';
import type { Identity, TenantId } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import type { Objects } from '../../shared/objects.ts';
import { mayRead } from '../../shared/ownership.ts';
import { contentKey, type FileId, type FileRecord, isActive } from './file.ts';
import type { Quarantine } from './quarantine.ts';
import type { FileStore } from './store.ts';
import { readUpload, type UploadFailure } from './upload.ts';
import { admitting, beyondStored, notAdmitted } from './usage.ts';

export interface FileDeps {
  store: FileStore;
  quarantine: Quarantine;
  /** The clean bucket. */
  objects: Objects;
  /** The model of a file that is READY. */
  model(tenant: TenantId, fileId: FileId): Promise<Workbook | undefined>;
  readCells(workbook: Workbook, range: string): Promise<Result<CellsView['cells'], Problem>>;
  clock: () => Date;
}

export const notFound = {
  code: 'file-not-found',
  detail: 'There is no file with this id in this organization.',
} as const satisfies Failure;

/**
 * Takes a file in, or says where to send it. All bytes go the same way: into quarantine, from where the reader takes
 * them when storage tells that they have arrived.
 */
export const addFile = async (
  { store, quarantine, clock }: FileDeps,
  body: RawBody,
  context: RequestContext,
): Promise<Result<FileAccepted, UploadFailure | Failure<'limit-reached'>>> => {
  const upload = await readUpload(body, context.headers);
  if (!upload.ok) return upload;

  const now = clock();
  const tenant = context.identity.organizationId;
  const fileId = newId('fil');
  const note = (accepted: FileAccepted) => (context.idempotency ? [context.idempotency.note(accepted)] : []);
  const size = 'bytes' in upload.value ? upload.value.bytes.length : upload.value.size;
  const file: FileRecord = {
    tenant,
    fileId,
    name: upload.value.name,
    size,
    counted: size,
    status: 'UPLOADING',
    createdBy: context.identity.userId,
    visibility: upload.value.visibility ?? 'shared',
    createdAt: now.toISOString(),
    reasons: [],
    sheets: [],
    sha256: null,
    version: null,
    attempts: 0,
    revision: 1,
    sequence: 0,
    correlationId: context.correlationId,
    traceparent: context.traceparent,
    causationId: undefined,
  };

  if ('size' in upload.value) {
    const accepted = { fileId, status: 'UPLOADING', upload: await quarantine.presign(tenant, fileId, size) } as const;
    const created = await store.create(file, [admitting(file, context.limits), ...note(accepted)]);
    return created.ok ? ok(accepted) : failed(notAdmitted(created.error, file, context.limits));
  }

  const beyond = beyondStored(await store.storedBytes(tenant), size, context.limits);
  if (beyond !== null) return failed(beyond);

  // The bytes go first: a record without them would wait in vain. The reader waits a moment for the record.
  const { bytes, name } = upload.value;
  const announced = newId('evt');
  const received: FileRecord = {
    ...file,
    status: 'PROCESSING',
    sha256: sha256Of(bytes),
    version: await quarantine.put(tenant, fileId, bytes),
    sequence: 1,
    causationId: announced,
  };
  const accepted = { fileId, status: 'PROCESSING' } as const;
  const created = await store.create(received, [
    admitting(received, context.limits),
    publishFileUploaded(
      { ...requestedNow(received, context, now), id: announced },
      { fileId, name, bytes: bytes.length, sha256: sha256Of(bytes) },
    ),
    ...note(accepted),
  ]);
  if (created.ok) return ok(accepted);
  // Others took the room meanwhile; the reader finds no bytes to wait for a record of.
  await quarantine.remove(tenant, fileId, received.version);
  return failed(notAdmitted(created.error, received, context.limits));
};

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What is told of a file's reading follows from the request that brought it. */
export const eventContext = (file: FileRecord, at: Date): EventContext => ({
  tenant: file.tenant,
  subject: file.fileId,
  sequence: file.sequence,
  at,
  correlationId: file.correlationId,
  traceparent: file.traceparent,
  causationId: file.causationId,
});

/** What a request tells of a file follows from that request. */
export const requestedNow = (
  file: FileRecord,
  { correlationId, traceparent }: Pick<RequestContext, 'correlationId' | 'traceparent'>,
  at: Date,
): EventContext => ({ ...eventContext(file, at), correlationId, traceparent, causationId: correlationId });

export const listFiles = async (
  { store }: FileDeps,
  page: PageQuery,
  identity: Identity,
): Promise<{ ok: true; value: { items: FileSummary[]; nextCursor: string | null } }> => {
  const { items, nextSortKey } = await visiblePage(
    (read) => store.list(identity.organizationId, read),
    { limit: page.limit, startAfter: decodeCursor(page.cursor) },
    (file) => mayRead(identity, file),
    ({ fileId }) => fileId,
  );
  return ok({ items, nextCursor: encodeCursor(nextSortKey) });
};

export const getUsage = async (
  { store }: Pick<FileDeps, 'store'>,
  { identity, limits }: RequestContext,
): Promise<{ ok: true; value: LimitUsage }> => {
  const used = await store.storedBytes(identity.organizationId);
  return ok({ usage: [{ limit: 'storedBytes', max: limits.storedBytes, used, freesAt: null }] });
};

/** Undefined for a file that is not there, and for one that the caller is not to know of. */
export const visibleFile = async (
  { store }: Pick<FileDeps, 'store'>,
  fileId: FileId,
  identity: Identity,
): Promise<FileRecord | undefined> => {
  const file = await store.get(identity.organizationId, fileId);
  return file && mayRead(identity, file) ? file : undefined;
};

const nothingFound = { names: [], inputs: [], outputs: [], candidateInputs: [], unsupported: [] };

export const getFile = async (
  { store, objects }: FileDeps,
  fileId: FileId,
  identity: Identity,
): Promise<Result<FileView, Failure<'file-not-found'>>> => {
  const file = await visibleFile({ store }, fileId, identity);
  if (file === undefined) return failed(notFound);
  const content = file.status === 'READY' ? await objects.get(file.tenant, contentKey(fileId)) : undefined;
  const found = content ? workbookContent.parse(JSON.parse(Buffer.from(content).toString())) : nothingFound;
  return ok({ ...file, ...found });
};

/** Non-blank cells of one answer: a screen holds about a thousand. */
const mostCells = 10_000;
/** Bytes of one answer; cells may hold long texts. Lambda takes 6 MB, and base 64 takes a third of it. */
const mostBytes = 4 * 1024 * 1024;

export const getCells = async (
  { store, model, readCells }: FileDeps,
  fileId: FileId,
  range: string,
  identity: Identity,
): Promise<Result<CellsView, Failure<'file-not-found' | 'file-not-ready' | 'invalid-range' | 'range-too-large'>>> => {
  const file = await visibleFile({ store }, fileId, identity);
  if (file === undefined) return failed(notFound);
  const workbook = file.status === 'READY' ? await model(file.tenant, fileId) : undefined;
  if (workbook === undefined) return failed(notReady(file));

  const cells = await readCells(workbook, range);
  if (!cells.ok) return failed(rangeFailure('invalid-range', cells.error.detail));
  const tooMany = cells.value.length > mostCells;
  if (tooMany || Buffer.byteLength(JSON.stringify(cells.value)) > mostBytes) {
    const what = tooMany
      ? `more than ${mostCells.toLocaleString('en-US')} cells that are not blank`
      : 'texts and formulas that are too long for one answer';
    return failed(rangeFailure('range-too-large', `The range holds ${what}. Ask for it in parts.`));
  }
  return ok({ cells: cells.value });
};

const rangeFailure = <Code extends string>(code: Code, detail: string): Failure<Code> => ({
  code,
  detail,
  errors: [{ pointer: 'query:range', detail }],
});

const notReady = ({ status, reasons }: FileRecord): Failure<'file-not-ready'> => ({
  code: 'file-not-ready',
  detail: isActive(status)
    ? `The file is ${status}. Ask again in a second: a file has cells when it is READY.`
    : `The file is ${status} and has no cells to show. ${reasons[0]?.detail ?? 'Upload it again.'}`,
});
