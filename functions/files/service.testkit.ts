import { inspectWorkbook } from '../../engine/model/inspect.ts';
import { decodeWorkbook, encodeWorkbook } from '../../engine/workbook/encodeWorkbook.ts';
import { readCells } from '../../engine/workbook/readCells.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import { type Envelope, envelope } from '../../events/envelope.ts';
import { httpHandler } from '../../shared/http/httpHandler.ts';
import { type ServiceRequest, type ServiceResponse, serviceResponse } from '../../shared/http/message.ts';
import type { TenantId } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { noLimits } from '../../shared/limits/limits.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { permissions } from '../../shared/permissions.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { logger } from '../../shared/telemetry.ts';
import { fencedTable } from '../../shared/tenancy/fencedTable.ts';
import type { FileId } from './file.ts';
import { finishTasks } from './finishing.ts';
import { guardWorkbook } from './guard.ts';
import { lastModel } from './lastModel.ts';
import { tasksAtRest } from './objectTasks.ts';
import type { Quarantine } from './quarantine.ts';
import { type ReadingDeps, readArrival, sweep } from './reading.ts';
import { routes } from './routes.ts';
import { activeFiles, fileStore } from './store.ts';

logger.setLogLevel('SILENT');

/** A bucket with versions; what is sent to a presigned address arrives by `send`. */
export const memoryQuarantine = () => {
  const kept = new Map<string, Buffer>();
  let versions = 0;
  const at = (tenant: TenantId, fileId: FileId, version: string | null) => `${tenant}/${fileId}/${version}`;
  const put = async (tenant: TenantId, fileId: FileId, bytes: Buffer) => {
    versions += 1;
    kept.set(at(tenant, fileId, `v${versions}`), bytes);
    return `v${versions}`;
  };
  const quarantine: Quarantine = {
    put,
    get: async (tenant, fileId, version) => kept.get(at(tenant, fileId, version)),
    remove: async (tenant, fileId, version) => {
      kept.delete(at(tenant, fileId, version));
    },
    presign: async (tenant, fileId) => ({ url: 'https://quarantine.test/', fields: { key: `${tenant}/${fileId}` } }),
  };
  return { quarantine, send: put, kept };
};

export interface Answer {
  status: number;
  headers: ServiceResponse['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
}

/** The whole service in memory: its routes behind the real handler, its reader with the real engine, a clock to set. */
export const aFilesService = (replaced: Partial<ReadingDeps> = {}) => {
  const table = memoryTable();
  const { quarantine, send, kept } = memoryQuarantine();
  const { objects, whole, keys } = memoryObjects();
  let now = new Date('2026-03-01T12:00:00Z');
  const store = fileStore(fencedTable(table, 'request', () => now.getTime()));
  const reading: ReadingDeps = {
    store,
    quarantine,
    objects,
    guard: guardWorkbook,
    readWorkbook,
    encodeWorkbook,
    inspectWorkbook,
    clock: () => now,
    wait: async () => {},
    follow: () => {},
    ...replaced,
  };
  const handler = httpHandler({
    table,
    dependencies: [],
    routes: routes({
      store,
      quarantine,
      objects,
      model: lastModel(decodeWorkbook)(objects),
      readCells: async (workbook, range) => readCells(workbook, range),
      clock: () => now,
    }),
  });
  const person = (tenant: TenantId = newId('org')) => ({
    userId: newId('usr'),
    organizationId: tenant,
    role: 'owner',
    permissions: [...permissions],
    operator: false,
    credential: { kind: 'token', id: 'tok_1' } as const,
  });
  const alice = person();

  const request = async (request: Partial<ServiceRequest> & { bytes?: Buffer | string }): Promise<Answer> => {
    const { bytes, ...rest } = request;
    const answer = await handler(
      {
        kind: 'http',
        method: 'GET',
        path: '/api/files',
        query: [],
        headers: {},
        body: bytes === undefined ? null : Buffer.from(bytes).toString('base64'),
        identity: alice,
        limits: noLimits,
        correlationId: newId('cor'),
        deadline: Number.MAX_SAFE_INTEGER,
        ...rest,
      },
      // biome-ignore lint/suspicious/noExplicitAny: the handler does not look at Lambda's context
      {} as any,
    );
    const { status, headers, body } = serviceResponse.parse(answer);
    return { status, headers, json: body === '' ? null : JSON.parse(body) };
  };

  return {
    alice,
    person,
    store,
    table,
    /** All objects of the clean bucket. */
    objectKeys: keys,
    objects,
    /** The clean bucket, of which all of a tenant's can be removed. */
    whole,
    quarantined: () => kept.size,
    sendToStorage: send,
    request,
    get: (path: string, query: [string, string][] = []) => request({ path, query }),
    announce: (body: unknown) =>
      request({ method: 'POST', headers: { 'content-type': 'application/json' }, bytes: JSON.stringify(body) }),
    upload: (bytes: Buffer, name = 'model.xlsx', headers: Record<string, string> = {}) =>
      request({
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'x-file-name': name, ...headers },
        bytes,
      }),
    /** What storage's notification does. */
    arrive: (fileId: FileId, version: string | null = 'v1', tenant: TenantId = alice.organizationId) =>
      readArrival(reading, { tenant, fileId, version, at: now }),
    /** The same by a reader with some of its ports replaced. */
    arriveWith: (ports: Partial<ReadingDeps>, fileId: FileId) =>
      readArrival({ ...reading, ...ports }, { tenant: alice.organizationId, fileId, version: 'v1', at: now }),
    sweep: () => sweep({ ...reading, active: activeFiles(table) }),
    /** The rest of the sweep: what was noted and broke off. */
    finish: () =>
      finishTasks({
        store,
        quarantine,
        objects,
        clock: () => now,
        tasks: () => tasksAtRest(table, () => now),
        hasTime: () => true,
      }),
    pass: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    /** The events of all files, in the order of their creation. */
    events: (): Envelope[] =>
      table
        .items()
        .flatMap(({ outbox }) => (typeof outbox === 'string' ? [envelope.parse(JSON.parse(outbox))] : []))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
};
