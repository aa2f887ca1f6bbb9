import { expect, it } from 'vitest';
import { anExportsBucket, linesOf } from '../../events/consume/export.testkit.ts';
import { publishFileOrganizationExported } from '../../events/file.ts';
import { memoryStreams } from '../../shared/objectStreams.testkit.ts';
import { aFilesService } from './service.testkit.ts';
import { keptOfFiles, rowsOfFiles } from './store.ts';

it('an export has files as the API shows them, the workbooks as they were uploaded and what was found in them', async () => {
  const { table, alice, person, objects, whole, objectKeys, request } = aFilesService();
  const tenant = alice.organizationId;
  const grace = { ...alice, userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBZ' as const };
  const bob = person();
  const announce = async (identity: typeof alice, name: string): Promise<string> => {
    const { json } = await request({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': name },
      bytes: JSON.stringify({ name, size: 1000 }),
      identity,
    });
    for (const object of ['workbook', 'content', 'model']) {
      await objects.put(identity.organizationId, `files/${json.fileId}/${object}`, `${object} of ${name}`, 'any/thing');
    }
    return json.fileId;
  };
  const [first, second] = [await announce(alice, 'plan.xlsx'), await announce(grace, 'macros.xlsm')];
  await announce(bob, 'bobs.xlsx');
  // Its row is gone, and it is about to go.
  await objects.put(tenant, 'files/fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC/workbook', 'of nothing', 'any/thing');
  const { written } = anExportsBucket();
  const exporting = {
    table,
    rows: rowsOfFiles,
    kept: keptOfFiles(memoryStreams({ objects, whole, keys: objectKeys }).streams),
    service: 'files',
    publish: publishFileOrganizationExported,
    clock: () => new Date('2026-03-01T12:00:00Z'),
  };

  const all = await written(exporting, tenant);
  const own = await written(exporting, tenant, grace.userId);

  const of = (id: string, name: string) => ({
    [`files/contents/${id}.json`]: `content of ${name}`,
    [`files/workbooks/${id}.${name.split('.')[1]}`]: `workbook of ${name}`,
  });
  const { 'files/files.ndjson': lines, 'files/manifest.json': manifest, ...rest } = all;
  expect(rest).toEqual({ ...of(first, 'plan.xlsx'), ...of(second, 'macros.xlsm') });
  expect(JSON.parse(manifest ?? '')).toMatchObject({ rows: 2, objects: 4 });
  expect(linesOf(lines)).toEqual([
    expect.objectContaining({ fileId: first, name: 'plan.xlsx', createdBy: alice.userId, status: 'UPLOADING' }),
    expect.objectContaining({ fileId: second, name: 'macros.xlsm', createdBy: grace.userId }),
  ]);
  for (const line of linesOf(lines)) {
    for (const internal of ['pk', 'sk', 'revision', 'correlationId', 'tenant'])
      expect(line).not.toHaveProperty(internal);
  }
  const { 'files/files.ndjson': ownLines, 'files/manifest.json': _, ...ownRest } = own;
  expect(ownRest).toEqual(of(second, 'macros.xlsm'));
  expect(linesOf(ownLines)).toHaveLength(1);
});
