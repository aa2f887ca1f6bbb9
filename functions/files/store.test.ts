import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStatus } from '../../shared/api/files.ts';
import { newId } from '../../shared/ids.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { aFile } from './file.testkit.ts';
import { allows, type FileRecord, type Step, steps } from './file.ts';
import { activeFiles, fileStore, fromItem, toItem } from './store.ts';

const anyFile = fc
  .record({
    name: fc.string(),
    size: fc.nat(),
    status: fc.constantFrom(...fileStatus.options),
    reasons: fc.array(fc.record({ code: fc.string(), detail: fc.string() })),
    sheets: fc.array(
      fc.record({
        name: fc.string(),
        state: fc.constantFrom('visible' as const, 'hidden' as const, 'veryHidden' as const),
        rows: fc.nat(),
        columns: fc.nat(),
        formulas: fc.nat(),
      }),
    ),
    sha256: fc.option(fc.string()),
    version: fc.option(fc.string()),
    attempts: fc.nat(5),
    revision: fc.nat(),
    sequence: fc.nat(),
    traceparent: fc.option(fc.string(), { nil: undefined }),
  })
  .map(aFile);

describe('a file in the table', () => {
  it('comes back as it was put in', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        expect(fromItem(toItem(file))).toEqual(file);
      }),
    );
  });

  it('that is not as we write it is found where it is read', () => {
    expect(() => fromItem({ ...toItem(aFile()), status: 'GONE' })).toThrow();
  });
});

describe('the store of files', () => {
  const names = Object.keys(steps) as Step[];

  it.each(fileStatus.options.flatMap((status) => names.map((step) => ({ status, step }))))(
    'takes the step $step from $status only if the table of steps says so',
    async ({ status, step }) => {
      const store = fileStore(memoryTable());
      const file = aFile({ status });
      await store.create(file, []);

      const moved = await store.move(file.tenant, file.fileId, step, () => ({}));

      expect(moved.ok).toBe(allows(step, file));
      expect((await store.get(file.tenant, file.fileId))?.status).toBe(moved.ok ? steps[step].to : status);
    },
  );

  it('changes nothing for another organization', async () => {
    const store = fileStore(memoryTable());
    const file = aFile();
    await store.create(file, []);
    const other = newId('org');

    expect(await store.get(other, file.fileId)).toBeUndefined();
    expect(await store.move(other, file.fileId, 'take', () => ({}))).toEqual({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(await store.remove(other, file.fileId, () => [])).toBeUndefined();
    expect(await store.get(file.tenant, file.fileId)).toEqual(file);
  });

  it('lets one of several that end a file at once do so, and starts the others over', async () => {
    const store = fileStore(memoryTable());
    const file = aFile({ status: 'PROCESSING' });
    await store.create(file, []);
    const end = (step: Step) => store.move(file.tenant, file.fileId, step, () => ({}));

    const results = await Promise.all([end('accept'), end('reject'), end('accept')]);

    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await store.get(file.tenant, file.fileId))?.revision).toBe(2);
  });

  it('finds the files of all organizations that have not ended, and only those', async () => {
    const table = memoryTable();
    const store = fileStore(table);
    const active = activeFiles(table);
    const files = fileStatus.options.map((status) => aFile({ status }));
    for (const file of files) await store.create(file, []);
    const [uploading, processing] = files as [FileRecord, FileRecord];
    expect((await active(10)).map(({ fileId }) => fileId)).toEqual([uploading.fileId, processing.fileId]);

    await store.move(processing.tenant, processing.fileId, 'accept', () => ({}));

    expect((await active(10)).map(({ fileId }) => fileId)).toEqual([uploading.fileId]);
  });

  it('does not overwrite a file with the same id', async () => {
    const store = fileStore(memoryTable());
    const file = aFile();
    await store.create(file, []);

    await expect(store.create({ ...file, name: 'other' }, [])).rejects.toThrow(/taken/);
  });
});
