import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../engine/result.ts';
import type { RequestContext } from '../../shared/http/route.ts';
import { noLimits, type TenantLimits } from '../../shared/limits/limits.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { partition, type Table } from '../../shared/table/table.ts';
import { fencedTable } from '../../shared/tenancy/fencedTable.ts';
import { deleteFile } from './deletion.ts';
import type { FileId } from './file.ts';
import { addFile, type FileDeps } from './files.ts';
import type { Quarantine } from './quarantine.ts';
import { type ReadingDeps, readArrival, sweep } from './reading.ts';
import { aFilesService } from './service.testkit.ts';
import { activeFiles, fileStore, fromItem } from './store.ts';

const { alice } = aFilesService();
const tenant = alice.organizationId;
const at = new Date('2026-03-01T12:00:00Z');

const contextOf = (limits: Partial<TenantLimits>): RequestContext => ({
  identity: alice,
  limits: { ...noLimits, plan: 'trial', ...limits },
  correlationId: 'cor_1',
  traceparent: undefined,
  headers: { 'x-file-name': 'model.xlsx' },
  path: '/api/files',
  idempotency: null,
});

/** A quarantine that keeps what it is sent, each under a version of its own. */
const aQuarantine = () => {
  const kept = new Map<string, Buffer>();
  const put: Quarantine['put'] = async (_tenant, fileId, bytes) => {
    const version = `v${kept.size}`;
    kept.set(`${fileId} ${version}`, bytes);
    return version;
  };
  const quarantine: Quarantine = {
    put,
    get: async (_tenant, fileId, version) => kept.get(`${fileId} ${version}`),
    remove: async (_tenant, fileId, version) => void kept.delete(`${fileId} ${version}`),
    presign: async (_tenant, _fileId, size) => ({ url: 'https://quarantine.test/', fields: { size: String(size) } }),
  };
  return { quarantine, kept };
};

/** The service over a table, with a reader that takes files of an even number of bytes for workbooks. */
const depsOver = (table: Table) => {
  const { quarantine, kept } = aQuarantine();
  const common = {
    store: fileStore(fencedTable(table, 'request')),
    quarantine,
    objects: memoryObjects().objects,
    clock: () => at,
  };
  const found = { sheets: [], names: [], inputs: [], outputs: [], candidateInputs: [], unsupported: [] };
  const reading = {
    ...common,
    guard: async (bytes: Uint8Array) =>
      bytes.length % 2 === 0 ? ok({}) : failed([{ code: 'not-a-workbook', detail: 'It is no workbook.' }]),
    readWorkbook: () => ({}),
    inspectWorkbook: () => found,
    encodeWorkbook: () => new Uint8Array(1),
    wait: async () => {},
    follow: () => {},
  } as unknown as ReadingDeps;
  return { files: common as unknown as FileDeps, reading, kept };
};

const bookOf = (table: ReturnType<typeof memoryTable>) => {
  const rows = () =>
    table
      .items()
      .filter(({ pk }) => pk === partition(tenant, 'FILE'))
      .map(fromItem);
  const counted = () => Number(table.items().find(({ pk }) => pk === partition(tenant, 'USAGE'))?.bytes ?? 0);
  const there = () =>
    // Of a file as much as it has, and nothing of one that was rejected; no number where a row says otherwise.
    rows().reduce(
      (sum, { status, size, counted: of }) => (of === (status === 'REJECTED' ? 0 : size) ? sum + of : Number.NaN),
      0,
    );
  return { rows, counted, there };
};

const sending = (files: FileDeps, bytes: Buffer, limits: Partial<TenantLimits>) =>
  addFile(files, { contentType: 'application/octet-stream', bytes }, contextOf(limits));

const announcing = (files: FileDeps, size: number, limits: Partial<TenantLimits>) =>
  addFile(
    files,
    { contentType: 'application/json', bytes: Buffer.from(JSON.stringify({ name: 'model.xlsx', size })) },
    contextOf(limits),
  );

describe('the bytes that an organization stores', () => {
  const client = fc.record({
    size: fc.integer({ min: 1, max: 6 }),
    /** Of one that is announced, how many bytes fewer arrive; null for one that comes with its request. */
    fewer: fc.constantFrom(null, null, 0, 1),
    arrives: fc.boolean(),
    again: fc.boolean(),
    deletes: fc.boolean(),
  });

  it('are those of its files at every moment, and never beyond the limit, whatever races and whatever breaks off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(client, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 3, max: 14 }),
        fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 3 }),
        async (s, clients, storedBytes, breaks) => {
          const memory = memoryTable();
          const book = bookOf(memory);
          const wrong: unknown[] = [];
          let calls = 0;
          const table = new Proxy(memory, {
            get:
              (target, name: keyof Table) =>
              async (...given: never[]) => {
                calls += 1;
                const call = calls;
                await s.schedule(Promise.resolve(), `${name} ${call}`);
                if (breaks.includes(call)) throw new Error('killed before it took effect');
                const result = await (target[name] as (...all: never[]) => unknown)(...given);
                const [counted, there] = [book.counted(), book.there()];
                if (counted !== there || counted > storedBytes) wrong.push({ counted, there });
                await s.schedule(Promise.resolve(), `${name} ${call} done`);
                if (breaks.includes(-call)) throw new Error('killed before it heard of it');
                return result;
              },
          });
          const { files, reading } = depsOver(table);
          const read = (fileId: FileId, version: string | null) =>
            readArrival(reading, { tenant, fileId, version, at });

          const live = async ({ size, fewer, arrives, again, deletes }: (typeof clients)[number]) => {
            const added =
              fewer === null
                ? await sending(files, Buffer.alloc(size), { storedBytes })
                : await announcing(files, size, { storedBytes });
            if (!added.ok) return;
            const fileId = added.value.fileId as FileId;
            const version =
              fewer === null
                ? ((await files.store.get(tenant, fileId))?.version ?? null)
                : await files.quarantine.put(tenant, fileId, Buffer.alloc(Math.max(1, size - fewer)));
            const reads = [...(arrives ? [read(fileId, version)] : []), ...(again ? [read(fileId, version)] : [])];
            const deletion = deletes ? [deleteFile(files, fileId, contextOf({}))] : [];
            await Promise.all([...reads, ...deletion]);
          };
          await s.waitFor(Promise.allSettled(clients.map(live)));

          expect(wrong).toEqual([]);
          // What never arrives ends in an hour, and what is deleted is gone: then there is room again.
          const left = depsOver(memory);
          const later = {
            ...left.reading,
            clock: () => new Date(at.getTime() + 2 * 3600_000),
            active: activeFiles(memory),
          };
          await sweep(later);
          expect(book.counted()).toBe(book.there());
          for (const { fileId } of book.rows()) await deleteFile(left.files, fileId, contextOf({}));
          expect(book.counted()).toBe(0);
          expect((await sending(left.files, Buffer.alloc(storedBytes), { storedBytes })).ok).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leave nothing in quarantine of a file for which others took the room meanwhile', async () => {
    const table = memoryTable();
    const { files, kept, reading } = depsOver(table);
    const { put } = files.quarantine;
    let refusedId: FileId | undefined;
    const overtaken: FileDeps = {
      ...files,
      quarantine: {
        ...files.quarantine,
        async put(of, fileId, bytes) {
          refusedId = fileId;
          await announcing(files, 8, { storedBytes: 10 });
          return put(of, fileId, bytes);
        },
      },
    };

    const refused = await sending(overtaken, Buffer.alloc(6), { storedBytes: 10 });

    expect(refused).toMatchObject({ ok: false, error: { code: 'limit-reached', reached: { used: 8, requested: 6 } } });
    expect([...kept.keys()]).toEqual([]);
    // Storage tells of its arrival all the same.
    expect(await readArrival(reading, { tenant, fileId: refusedId!, version: 'v0', at })).toBe('unknown');
  });

  it('are told by a refusal, with what to do about it', async () => {
    const { files } = depsOver(memoryTable());
    await sending(files, Buffer.alloc(6), {});

    const [byBytes, byAnnouncement] = [
      await sending(files, Buffer.alloc(5), { storedBytes: 10 }),
      await announcing(files, 5, { storedBytes: 10 }),
    ];

    for (const refused of [byBytes, byAnnouncement]) {
      expect(refused).toMatchObject({
        ok: false,
        error: {
          code: 'limit-reached',
          reached: { limit: 'storedBytes', max: 10, used: 6, requested: 5, freesAt: null },
          detail: expect.stringMatching(/have 6 of 10 bytes, and this one has 5\. Delete files/),
        },
      });
      expect(refused).not.toHaveProperty('error.headers');
    }
  });

  it('refuse a file that is larger than all that there may be with that', async () => {
    const refused = await sending(depsOver(memoryTable()).files, Buffer.alloc(11), { storedBytes: 10 });

    expect(refused).toMatchObject({ ok: false, error: { detail: expect.stringContaining('the plan trial has room') } });
  });

  it('allow at an address as many as were announced', async () => {
    const { files } = depsOver(memoryTable());

    expect(await announcing(files, 7, {})).toMatchObject({ ok: true, value: { upload: { fields: { size: '7' } } } });
  });

  it('are not given back for what was there before anything was counted', async () => {
    const service = aFilesService();
    const { fileId } = (await service.upload(Buffer.from('PK'))).json;
    const [row] = service.table.items().filter(({ sk }) => sk === fileId);
    const { counted: _, ...old } = row!;
    await service.table.transact([{ label: 'file', put: old as never }]);

    await service.request({ method: 'DELETE', path: `/api/files/${fileId}` });

    expect((await service.get('/api/files/usage')).json.usage[0].used).toBe(2);
  });

  it('are shown with the limit', async () => {
    const service = aFilesService();
    await service.upload(Buffer.from('PK'));
    const limits = { ...noLimits, storedBytes: 1000 };

    const { status, json } = await service.request({ path: '/api/files/usage', limits });

    expect([status, json]).toEqual([200, { usage: [{ limit: 'storedBytes', max: 1000, used: 2, freesAt: null }] }]);
  });
});
