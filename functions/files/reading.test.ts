import { describe, expect, it } from 'vitest';
import { decodeWorkbook } from '../../engine/workbook/encodeWorkbook.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import { readFileSharing } from '../../shared/fileSharing.ts';
import { workbookModelKey } from '../../shared/files.ts';
import { newId } from '../../shared/ids.ts';
import type { Objects } from '../../shared/objects.ts';
import { workbookKey } from './file.ts';
import { sha256Of } from './files.ts';
import { hostileFiles, workbook, zip } from './hostile.testkit.ts';
import { uploadOfKey } from './quarantine.ts';
import { forwardArrival } from './reading.ts';
import { aFilesService, memoryQuarantine } from './service.testkit.ts';

const eventsOf = (service: ReturnType<typeof aFilesService>) => service.events().map(({ type }) => type);

describe('the reader of what has arrived', () => {
  it('leaves the bytes and the model in the clean bucket and nothing in quarantine', async () => {
    const service = aFilesService();
    const bytes = workbook();
    const { fileId } = (await service.upload(bytes)).json;

    await service.arrive(fileId);

    const { organizationId } = service.alice;
    expect(await service.objects.get(organizationId, workbookKey(fileId))).toEqual(bytes);
    const model = await service.objects.get(organizationId, workbookModelKey(fileId));
    expect(model && decodeWorkbook(model)).toEqual(readWorkbook(bytes));
    expect(service.quarantined()).toBe(0);
  });

  it('tells others: uploaded with the checksum of the bytes, then parsed', async () => {
    const service = aFilesService();
    const bytes = workbook();
    const { fileId } = (await service.announce({ name: 'a.xlsx', size: bytes.length })).json;
    const version = await service.sendToStorage(service.alice.organizationId, fileId, bytes);

    await service.arrive(fileId, version);

    expect(service.events()).toMatchObject([
      {
        type: 'file.uploaded',
        sequence: 1,
        data: { fileId, name: 'a.xlsx', bytes: bytes.length, sha256: sha256Of(bytes) },
      },
      { type: 'file.parsed', sequence: 2, data: { fileId, sheets: 1, formulas: 2 } },
    ]);
    expect(new Set(service.events().map(({ correlationid }) => correlationid)).size).toBe(1);
  });

  it.each(hostileFiles.filter(({ costly, code }) => !costly && code !== 'file-too-large' && code !== 'empty-file'))(
    'rejects $name with the reason',
    async ({ bytes, code }) => {
      const service = aFilesService();
      const { fileId } = (await service.upload(bytes())).json;

      expect(await service.arrive(fileId)).toBe('REJECTED');

      const { json } = await service.get(`/api/files/${fileId}`);
      expect(json.status).toBe('REJECTED');
      expect(json.reasons.map((reason: { code: string }) => reason.code)).toContain(code);
      expect(eventsOf(service)).toEqual(['file.uploaded', 'file.rejected']);
      expect(service.objectKeys()).toEqual([]);
      expect(service.quarantined()).toBe(0);
    },
  );

  it('rejects what passes the guard and still is no workbook, with what the engine says', async () => {
    const service = aFilesService();
    const parts = [
      { name: '[Content_Types].xml', data: '<Types/>' },
      { name: 'xl/workbook.xml', data: '<workbook><sheets>' },
    ];
    const { fileId } = (await service.upload(zip(parts))).json;

    expect(await service.arrive(fileId)).toBe('REJECTED');

    const [reason] = (await service.get(`/api/files/${fileId}`)).json.reasons;
    expect(reason).toEqual({ code: expect.stringMatching(/^[a-z-]+$/), detail: expect.stringMatching(/.{10}/) });
  });

  it('does nothing when the same arrival is told again', async () => {
    const service = aFilesService();
    const { fileId } = (await service.upload(workbook())).json;
    await service.arrive(fileId);
    const items = service.table.items();

    expect(await service.arrive(fileId)).toBe('ended before');

    expect(service.table.items()).toEqual(items);
  });

  it('ends a file once when two read it at the same time', async () => {
    const service = aFilesService();
    const { fileId } = (await service.upload(workbook())).json;

    const outcomes = await Promise.all([service.arrive(fileId), service.arrive(fileId)]);

    expect(outcomes.toSorted()).toEqual(['READY', 'ended before']);
    expect(eventsOf(service)).toEqual(['file.uploaded', 'file.parsed']);
    expect(service.objectKeys()).toHaveLength(3);
  });

  it('ignores what is sent to the same key later', async () => {
    const service = aFilesService();
    const { fileId } = (await service.upload(workbook())).json;
    const later = await service.sendToStorage(service.alice.organizationId, fileId, Buffer.from('other'));

    expect(await service.arrive(fileId, later)).toBe('another version');
    expect(await service.arrive(fileId)).toBe('READY');
  });

  it('reads the version that came with the request when the notification names none', async () => {
    const service = aFilesService();
    const { fileId } = (await service.upload(workbook())).json;

    expect(await service.arrive(fileId, null)).toBe('READY');
  });

  it('waits a moment for the record of a file whose bytes were faster', async () => {
    const waited: number[] = [];
    const service = aFilesService({
      wait: async (milliseconds) => {
        waited.push(milliseconds);
        if (waited.length === 3) await service.store.create(record, []);
      },
    });
    const { fileId } = (await service.announce({ name: 'a.xlsx', size: 10 })).json;
    const record = (await service.store.get(service.alice.organizationId, fileId))!;
    await service.store.remove(service.alice.organizationId, fileId, () => []);
    const version = await service.sendToStorage(service.alice.organizationId, fileId, workbook());

    expect(await service.arrive(fileId, version)).toBe('READY');
    expect(waited).toHaveLength(3);
  });

  it('asks for the notification again when a fresh file has no record, and drops it when an old one has none', async () => {
    const service = aFilesService();
    const fileId = newId('fil');
    await service.sendToStorage(service.alice.organizationId, fileId, workbook());
    const arrival = service.arrive(fileId);
    await expect(arrival).rejects.toThrow(/no record yet/);

    const old = aFilesService({ clock: () => new Date('2026-03-01T12:16:00Z') });
    await old.sendToStorage(old.alice.organizationId, fileId, workbook());
    expect(await old.arrive(fileId)).toBe('unknown');
  });

  it('waits for no record where the bytes were taken back by who was refused one', async () => {
    expect(await aFilesService().arrive(newId('fil'))).toBe('unknown');
  });

  it('rejects a file whose reading ended the process twice', async () => {
    const service = aFilesService({
      readWorkbook: () => {
        throw new RangeError('out of memory');
      },
    });
    const { fileId } = (await service.upload(workbook())).json;

    await expect(service.arrive(fileId)).rejects.toThrow(/out of memory/);
    await expect(service.arrive(fileId)).rejects.toThrow(/out of memory/);
    expect(await service.arrive(fileId)).toBe('REJECTED');

    expect((await service.get(`/api/files/${fileId}`)).json.reasons[0].code).toBe('too-costly');
    expect(service.quarantined()).toBe(0);
  });

  it('does not blame a file for storage that fails', async () => {
    let failures = 5;
    const service = aFilesService();
    const objects: Objects = {
      ...service.objects,
      put: async (...object) => {
        failures -= 1;
        if (failures >= 0) throw new Error('storage is down');
        await service.objects.put(...object);
      },
    };
    const { fileId } = (await service.upload(workbook())).json;
    const read = () => service.arriveWith({ objects }, fileId);

    await expect(read()).rejects.toThrow(/storage is down/);
    await expect(read()).rejects.toThrow(/storage is down/);
    expect(await read()).toBe('READY');
  });

  it.each([
    ['private', 'shared'],
    ['shared', 'private'],
  ] as const)(
    'leaves who sees the file as it was said last, for those who read its model too: %s, then %s',
    async (first, last) => {
      const service = aFilesService();
      const { fileId } = (await service.upload(workbook(), 'a.xlsx', { 'x-file-visibility': first })).json;
      const change = () =>
        service.request({
          method: 'PATCH',
          path: `/api/files/${fileId}`,
          headers: { 'content-type': 'application/json' },
          bytes: JSON.stringify({ visibility: last }),
        });

      await service.arriveWith(
        {
          objects: {
            ...service.objects,
            getTagged: async (...object) => {
              await change();
              return service.objects.getTagged(...object);
            },
            put: async (...object) => {
              await change();
              await service.objects.put(...object);
            },
          },
        },
        fileId,
      );

      const said = await readFileSharing(service.objects, service.alice.organizationId, fileId);
      expect(said?.visibility ?? 'shared').toBe(last);
      expect((await service.get(`/api/files/${fileId}`)).json).toMatchObject({ visibility: last, status: 'READY' });
    },
  );

  it('leaves nothing behind when the file is deleted while it is read', async () => {
    const service = aFilesService();
    const { fileId } = (await service.upload(workbook())).json;

    const outcome = await service.arriveWith(
      {
        encodeWorkbook: () => new Uint8Array(),
        objects: {
          ...service.objects,
          put: async (...object) => {
            await service.request({ method: 'DELETE', path: `/api/files/${fileId}` });
            await service.objects.put(...object);
          },
        },
      },
      fileId,
    );

    expect(outcome).toBe('deleted');
    expect(service.objectKeys()).toEqual([]);
    expect(service.quarantined()).toBe(0);
    expect(eventsOf(service)).toEqual(['file.uploaded', 'file.deleted']);
  });
});

describe('what arrives where a tenant was', () => {
  it('is brought to where the tenant is, once, and does not stay', async () => {
    const [here, there] = [memoryQuarantine(), memoryQuarantine()];
    const arrival = { tenant: newId('org'), fileId: newId('fil'), at: new Date() };
    const version = await here.send(arrival.tenant, arrival.fileId, Buffer.from('a workbook'));

    const forward = () => forwardArrival(here, there.quarantine, { ...arrival, version });
    expect([await forward(), await forward()]).toEqual(['forwarded', 'ended before']);

    expect([...here.kept.keys()]).toEqual([]);
    expect([...there.kept.values()].map(String)).toEqual(['a workbook']);
  });
});

describe('the sweep', () => {
  it('rejects an upload that has not come within an hour, once', async () => {
    const service = aFilesService();
    const { fileId } = (await service.announce({ name: 'a.xlsx', size: 10 })).json;

    service.pass(59);
    expect(await service.sweep()).toBe(0);
    service.pass(2);
    expect(await service.sweep()).toBe(1);
    expect(await service.sweep()).toBe(0);

    const { json } = await service.get(`/api/files/${fileId}`);
    expect(json).toMatchObject({ status: 'REJECTED', reasons: [{ code: 'upload-expired' }] });
    expect(eventsOf(service)).toEqual(['file.rejected']);
  });

  it('ends what could not be read within an hour and leaves the rest alone', async () => {
    const service = aFilesService();
    const stuck = (await service.upload(workbook())).json.fileId;
    service.pass(61);
    const fresh = (await service.upload(workbook())).json.fileId;

    expect(await service.sweep()).toBe(1);

    expect((await service.get(`/api/files/${stuck}`)).json.reasons[0].code).toBe('not-read');
    expect((await service.get(`/api/files/${fresh}`)).json.status).toBe('PROCESSING');
    expect(await service.arrive(stuck)).toBe('ended before');
  });
});

describe('a key in quarantine', () => {
  const [tenant, fileId] = [newId('org'), newId('fil')];

  it('tells whose upload it is', () => {
    expect(uploadOfKey(`tenants/${tenant}/files/${fileId}/upload`)).toEqual({ tenant, fileId });
  });

  it.each([
    `tenants/${tenant}/files/${fileId}/model`,
    `tenants/${tenant}/files/${fileId}/upload/x`,
    `tenants/x/files/${fileId}/upload`,
    `tenants/${fileId}/files/${tenant}/upload`,
    'test.txt',
    '',
  ])('is nobody’s when it is %s', (key) => {
    expect(uploadOfKey(key)).toBeNull();
  });
});
