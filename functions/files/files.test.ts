import { describe, expect, it } from 'vitest';
import { fileSharingKey, workbookModelKey } from '../../shared/files.ts';
import { fenceKey } from '../../shared/tenancy/fence.ts';
import { compoundFile, sheetXml, workbook, workbookWithCells } from './hostile.testkit.ts';
import { aFilesService } from './service.testkit.ts';

const aReadyFile = async (bytes = workbook()) => {
  const service = aFilesService();
  const { json } = await service.upload(bytes);
  await service.arrive(json.fileId);
  return { ...service, fileId: json.fileId };
};

describe('POST /api/files', () => {
  it('takes the bytes, answers where to look and has them read', async () => {
    const service = aFilesService();

    const { status, json, headers } = await service.upload(workbook(), 'Plan.xlsx');

    expect(status).toBe(202);
    expect(json).toEqual({ fileId: expect.stringMatching(/^fil_/), status: 'PROCESSING' });
    expect(headers.location).toBe(`/api/files/${json.fileId}`);
    expect((await service.get(`/api/files/${json.fileId}`)).json).toMatchObject({
      name: 'Plan.xlsx',
      status: 'PROCESSING',
    });
    expect(await service.arrive(json.fileId)).toBe('READY');
  });

  it('takes a form', async () => {
    const service = aFilesService();
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(workbook())]), 'Plan.xlsx');
    const form = new Response(body);

    const { status, json } = await service.request({
      method: 'POST',
      headers: { 'content-type': form.headers.get('content-type') ?? '' },
      bytes: Buffer.from(await form.arrayBuffer()),
    });

    expect(status).toBe(202);
    expect(await service.arrive(json.fileId)).toBe('READY');
  });

  it('gives an address for a large file, which is read when it has arrived there', async () => {
    const service = aFilesService();

    const { status, json } = await service.announce({ name: 'Big.xlsx', size: 60_000_000 });

    expect(status).toBe(202);
    expect(json).toMatchObject({
      status: 'UPLOADING',
      upload: { url: expect.any(String), fields: expect.any(Object) },
    });
    const bytes = workbook();
    const version = await service.sendToStorage(service.alice.organizationId, json.fileId, bytes);
    expect(await service.arrive(json.fileId, version)).toBe('READY');
    expect((await service.get(`/api/files/${json.fileId}`)).json).toMatchObject({
      name: 'Big.xlsx',
      size: bytes.length,
    });
  });

  it('with an Idempotency-Key takes a file once', async () => {
    const service = aFilesService();

    const first = await service.upload(workbook(), 'a.xlsx', { 'idempotency-key': 'k' });
    const second = await service.upload(workbook(), 'a.xlsx', { 'idempotency-key': 'k' });
    const other = await service.upload(workbookWithCells(100), 'a.xlsx', { 'idempotency-key': 'k' });

    expect(second.json).toEqual(first.json);
    expect(other.status).toBe(422);
    expect((await service.get('/api/files')).json.items).toHaveLength(1);
  });

  it.each([
    ['another media type', { 'content-type': 'text/plain' }, 'x', 415],
    ['no media type', {}, 'x', 415],
    ['broken JSON', { 'content-type': 'application/json' }, '{', 400],
    ['a size of 0', { 'content-type': 'application/json' }, '{"name":"a.xlsx","size":0}', 400],
    ['more than 100 MiB', { 'content-type': 'application/json' }, '{"name":"a.xlsx","size":104857601}', 413],
    ['no boundary', { 'content-type': 'multipart/form-data' }, 'x', 400],
    ['a path for a name', { 'content-type': 'application/octet-stream', 'x-file-name': '../a.xlsx' }, 'x', 400],
    ['no bytes', { 'content-type': 'application/octet-stream', 'x-file-name': 'a.xlsx' }, '', 400],
  ])('refuses %s and keeps nothing', async (_, headers: Record<string, string>, bytes, status) => {
    const service = aFilesService();

    const answer = await service.request({ method: 'POST', headers, bytes });

    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(service.table.items()).toEqual([]);
    expect(service.quarantined()).toBe(0);
  });
});

describe('GET /api/files', () => {
  it('lists the newest first, page by page', async () => {
    const service = aFilesService();
    for (const name of ['a.xlsx', 'b.xlsx', 'c.xlsx']) await service.upload(workbook(), name);
    const names = (page: { items: { name: string }[] }) => page.items.map(({ name }) => name);

    const first = await service.get('/api/files', [['limit', '2']]);
    const second = await service.get('/api/files', [
      ['limit', '2'],
      ['cursor', first.json.nextCursor],
    ]);

    expect(names(first.json)).toEqual(['c.xlsx', 'b.xlsx']);
    expect(names(second.json)).toEqual(['a.xlsx']);
    expect(second.json.nextCursor).toBeNull();
  });

  it.each([[['0']], [['101']], [['x']], [['']], [['1.5']], [['2', '3']]])('refuses the limit %j', async (limits) => {
    const { status, json } = await aFilesService().get(
      '/api/files',
      limits.map((limit) => ['limit', limit] as const),
    );

    expect(status).toBe(400);
    expect(json.errors[0].detail).toBe('limit is a whole number from 1 to 100');
  });
});

describe('GET /api/files/{fileId}', () => {
  it('tells what the workbook holds', async () => {
    const { get, fileId } = await aReadyFile();

    const { json } = await get(`/api/files/${fileId}`);

    expect(json).toMatchObject({
      fileId,
      name: 'model.xlsx',
      size: workbook().length,
      status: 'READY',
      reasons: [],
      sheets: [{ name: 'Model', rows: 2, columns: 3, formulas: 2 }],
      names: [],
      inputs: [{ cell: 'Model!C1', functions: ['RAND'], distribution: 'RAND()*20' }],
      outputs: [{ cell: 'Model!B2', name: 'Profit', formula: expect.stringContaining('B1+C1'), value: 107 }],
      candidateInputs: [{ cell: 'Model!B1', name: 'Price', value: 100, dependents: 1 }],
      unsupported: [],
    });
  });

  it.each(['fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', 'fil_1', 'x', '%00'])('answers 404 for %s', async (fileId) => {
    expect((await aFilesService().get(`/api/files/${fileId}`)).status).toBe(404);
  });
});

describe('GET /api/files/{fileId}/cells', () => {
  it('gives the cells of a range that are not blank', async () => {
    const { get, fileId } = await aReadyFile();

    const { status, json } = await get(`/api/files/${fileId}/cells`, [['range', 'Model!A1:B40']]);

    expect(status).toBe(200);
    expect(json.cells).toEqual([
      { cell: 'Model!A1', value: 'Price', text: 'Price' },
      { cell: 'Model!B1', value: 100, text: '100' },
      { cell: 'Model!A2', value: 'Profit', text: 'Profit' },
      { cell: 'Model!B2', value: 107, formula: '=B1+C1', text: '107' },
    ]);
  });

  it.each([
    ['no range', []],
    ['an empty range', [['range', '']]],
    [
      'two ranges',
      [
        ['range', 'A1'],
        ['range', 'B1'],
      ],
    ],
    ['an unknown sheet', [['range', 'Nowhere!A1']]],
    ['no such range', [['range', 'Model!A1:']]],
    ['a formula', [['range', '=1+1']]],
    ['a very long one', [['range', 'A'.repeat(5000)]]],
    ['a cell outside of Excel', [['range', 'Model!XFE1']]],
    ['a control character', [['range', 'Model!A1\u0000']]],
  ] as [string, [string, string][]][])('answers 400 to %s', async (_, query) => {
    const { get, fileId } = await aReadyFile();

    const { status, json } = await get(`/api/files/${fileId}/cells`, query);

    expect(status).toBe(400);
    expect(json.errors[0].pointer).toBe('query:range');
  });

  it('gives 10,000 cells at once and no more', async () => {
    const { get, fileId } = await aReadyFile(workbookWithCells(20_000));

    const most = await get(`/api/files/${fileId}/cells`, [['range', 'Model!A1:CV100']]);
    const tooMany = await get(`/api/files/${fileId}/cells`, [['range', 'Model!A1:CV101']]);

    expect(most.json.cells).toHaveLength(10_000);
    expect(tooMany).toMatchObject({ status: 400, json: { type: 'urn:simsheet:problem:range-too-large' } });
  });

  it('refuses an answer of more than 4 MiB', async () => {
    const cell = (row: number) => `<c r="A${row}" t="inlineStr"><is><t>${'x'.repeat(30_000)}</t></is></c>`;
    const rows = Array.from({ length: 200 }, (_, index) => `<row r="${index + 1}">${cell(index + 1)}</row>`).join('');
    const { get, fileId } = await aReadyFile(workbook({ 'xl/worksheets/sheet1.xml': sheetXml(rows) }));

    const part = await get(`/api/files/${fileId}/cells`, [['range', 'Model!A1:A20']]);
    const all = await get(`/api/files/${fileId}/cells`, [['range', 'Model!A:A']]);

    expect(part.status).toBe(200);
    expect(all).toMatchObject({ status: 400, json: { type: 'urn:simsheet:problem:range-too-large' } });
  });

  it('answers 409 while the file is read, and when it was refused', async () => {
    const service = aFilesService();
    const { json } = await service.upload(compoundFile('Workbook'));
    const cells = () => service.get(`/api/files/${json.fileId}/cells`, [['range', 'A1']]);

    const before = await cells();
    await service.arrive(json.fileId);
    const after = await cells();

    expect(before).toMatchObject({ status: 409, json: { detail: expect.stringContaining('PROCESSING') } });
    expect(after).toMatchObject({ status: 409, json: { detail: expect.stringContaining('.xls') } });
  });
});

describe('DELETE /api/files/{fileId}', () => {
  it('erases the file, its model and its bytes, and says so to others', async () => {
    const { get, request, objectKeys, quarantined, events, fileId } = await aReadyFile();

    const { status } = await request({ method: 'DELETE', path: `/api/files/${fileId}` });

    expect(status).toBe(204);
    expect((await get(`/api/files/${fileId}`)).status).toBe(404);
    expect((await get(`/api/files/${fileId}/cells`, [['range', 'Model!A1']])).status).toBe(404);
    expect(objectKeys()).toEqual([]);
    expect(quarantined()).toBe(0);
    expect(events().map(({ type, sequence }) => [type, sequence])).toEqual([
      ['file.uploaded', 1],
      ['file.parsed', 2],
      ['file.deleted', 3],
    ]);
  });

  it('answers 404 when there is no such file, or no longer', async () => {
    const { request, fileId } = await aReadyFile();
    const remove = () => request({ method: 'DELETE', path: `/api/files/${fileId}` });

    await remove();

    expect((await remove()).status).toBe(404);
  });
});

describe('while its organization is moved to another cell, a file', () => {
  it.each([
    ['is not deleted', 'DELETE', undefined],
    ['is not made private', 'PATCH', '{"visibility":"private"}'],
  ] as const)('%s, and keeps its objects as they are', async (_, method, bytes) => {
    const { request, table, objects, objectKeys, quarantined, alice, fileId } = await aReadyFile();
    const all = async () => [
      objectKeys(),
      quarantined(),
      await objects.get(alice.organizationId, fileSharingKey(fileId)),
    ];
    const before = await all();
    const fence = { state: 'DRAINING', moveId: 'm', fenceId: 'f', until: Date.parse('2026-03-01T12:00:30Z') };
    const to = { cell: 'acme', names: 'simsheet--acme' };
    await table.transact([{ label: 'fence', put: { ...fenceKey(alice.organizationId), ...fence, to } }]);

    const answer = await request({
      method,
      path: `/api/files/${fileId}`,
      headers: { 'content-type': 'application/json' },
      ...(bytes && { bytes }),
    });

    expect([answer.status, answer.json.type]).toEqual([503, 'urn:simsheet:problem:tenant-moving']);
    expect(before[0]).not.toEqual([]);
    expect(await all()).toEqual(before);
  });
});

describe('another organization', () => {
  it('sees and touches nothing', async () => {
    const { request, person, objects, alice, fileId } = await aReadyFile();
    const mallory = person();
    const as = (method: string, path: string, query: [string, string][] = []) =>
      request({ method, path, query, identity: mallory });

    expect((await as('GET', '/api/files')).json.items).toEqual([]);
    expect((await as('GET', `/api/files/${fileId}`)).status).toBe(404);
    expect((await as('GET', `/api/files/${fileId}/cells`, [['range', 'Model!A1']])).status).toBe(404);
    expect((await as('DELETE', `/api/files/${fileId}`)).status).toBe(404);
    expect(await objects.get(alice.organizationId, workbookModelKey(fileId))).toBeDefined();
  });

  it('sees nothing even after the model was last used by its owner', async () => {
    const { request, person, get, fileId } = await aReadyFile();
    await get(`/api/files/${fileId}/cells`, [['range', 'Model!A1']]);

    const answer = await request({
      path: `/api/files/${fileId}/cells`,
      query: [['range', 'Model!A1']],
      identity: person(),
    });

    expect(answer.status).toBe(404);
  });
});

describe('a person without a permission', () => {
  it.each([
    ['GET', '/api/files'],
    ['POST', '/api/files'],
    ['DELETE', '/api/files/fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC'],
  ])('may not %s %s', async (method, path) => {
    const { request, alice } = aFilesService();

    expect((await request({ method, path, identity: { ...alice, permissions: [] } })).status).toBe(403);
  });
});
