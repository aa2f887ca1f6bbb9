import { describe, expect, it } from 'vitest';
import { readFileSharing } from '../../shared/fileSharing.ts';
import type { Identity } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { roles } from '../../shared/permissions.ts';
import type { FileId } from './file.ts';
import { workbook } from './hostile.testkit.ts';
import { aFilesService } from './service.testkit.ts';

type Role = keyof typeof roles;

/** Ada's file, and a colleague who has a role. */
const aTeam = async (visibility: 'shared' | 'private') => {
  const service = aFilesService();
  const member = (role: Role): Identity => ({
    ...service.person(service.alice.organizationId),
    role,
    permissions: [...roles[role]],
  });
  const ada = member('analyst');
  const add = async (name: string, of: Identity, as: string): Promise<FileId> => {
    const headers = { 'content-type': 'application/octet-stream', 'x-file-name': name, 'x-file-visibility': as };
    const { json } = await service.request({ method: 'POST', headers, bytes: workbook(), identity: of });
    await service.arrive(json.fileId, null);
    return json.fileId;
  };
  const fileId = await add('plan.xlsx', ada, visibility);
  const path = `/api/files/${fileId}`;
  const change = (identity: Identity, to: unknown) =>
    service.request({
      method: 'PATCH',
      path,
      headers: { 'content-type': 'application/json' },
      bytes: JSON.stringify(to),
      identity,
    });
  const cells = (identity: Identity, of = path) =>
    service.request({ path: `${of}/cells`, query: [['range', 'Model!A1']], identity });
  const said = () => readFileSharing(service.objects, service.alice.organizationId, fileId);
  return { ...service, member, ada, add, fileId, path, change, cells, said };
};

describe('a file that is private', () => {
  it.each(['analyst', 'viewer'] as const)('is to another %s like one that is not there', async (role) => {
    const { request, change, cells, member, path, get, fileId } = await aTeam('private');
    const other = member(role);
    const nowhere = `/api/files/${newId('fil')}`;
    const told = async (of: string) => {
      const answers = [await request({ path: of, identity: other }), await cells(other, of)];
      return answers.map(({ status, json: { correlationId, instance, ...problem } }) => ({ status, problem }));
    };

    expect(await told(path)).toEqual(await told(nowhere));
    expect((await told(path)).map(({ status }) => status)).toEqual([404, 404]);
    expect((await request({ path: '/api/files', identity: other })).json.items).toEqual([]);
    if (role === 'analyst') {
      const deletion = await request({ method: 'DELETE', path, identity: other });
      expect([deletion.status, (await change(other, { visibility: 'shared' })).status]).toEqual([404, 404]);
    }
    expect((await get(path)).json).toMatchObject({ fileId, visibility: 'private', status: 'READY' });
  });

  it('is read, listed, shared and deleted by its owner, and by who may for others', async () => {
    const { request, change, cells, member, path, ada } = await aTeam('private');
    for (const who of [ada, member('admin')]) {
      expect((await request({ path, identity: who })).json).toMatchObject({
        visibility: 'private',
        createdBy: ada.userId,
      });
      expect((await cells(who)).status).toBe(200);
      expect((await request({ path: '/api/files', identity: who })).json.items).toHaveLength(1);
      expect((await change(who, { visibility: 'private' })).json).toMatchObject({ visibility: 'private' });
    }

    expect((await request({ method: 'DELETE', path, identity: member('owner') })).status).toBe(204);
  });

  it('is not seen by an API key that lacks the permission, though its maker has it, but by one of its owner', async () => {
    const { request, member, path, ada } = await aTeam('private');
    const keyOf = (maker: Identity): Identity => ({ ...maker, permissions: ['file:read'] });

    expect((await request({ path, identity: keyOf(member('owner')) })).status).toBe(404);
    expect((await request({ path, identity: keyOf(ada) })).status).toBe(200);
  });

  it('is said to be before there is a model, however it was uploaded', async () => {
    const { request, ada, objects, arrive, sendToStorage } = await aTeam('shared');
    const tenant = ada.organizationId;
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(workbook())]), 'Plan.xlsx');
    form.append('visibility', 'private');
    const multipart = new Response(form);
    const json = JSON.stringify({ name: 'Big.xlsx', size: 60_000_000, visibility: 'private' });
    const post = async (type: string, bytes: Buffer | string) =>
      (await request({ method: 'POST', headers: { 'content-type': type }, bytes, identity: ada })).json.fileId;
    const sent = await post(multipart.headers.get('content-type') ?? '', Buffer.from(await multipart.arrayBuffer()));
    const announced = await post('application/json', json);
    const version = await sendToStorage(tenant, announced, workbook());

    await arrive(sent, null);
    await arrive(announced, version);

    for (const fileId of [sent, announced])
      expect(await readFileSharing(objects, tenant, fileId)).toMatchObject({
        createdBy: ada.userId,
        visibility: 'private',
      });
  });
});

describe('a file that is shared', () => {
  it.each(['analyst', 'viewer'] as const)('is read by another %s, and changed by its owner only', async (role) => {
    const { request, change, cells, member, path, ada, said } = await aTeam('shared');
    const other = member(role);
    const permissions = [...roles.analyst];

    expect([(await request({ path, identity: other })).status, (await cells(other)).status]).toEqual([200, 200]);
    const refused = [
      await change({ ...other, permissions }, { visibility: 'private' }),
      await request({ method: 'DELETE', path, identity: { ...other, permissions } }),
    ];
    for (const { status, json } of refused)
      expect([status, json.type]).toEqual([403, 'urn:simsheet:problem:not-yours']);
    expect((await request({ path, identity: ada })).json.visibility).toBe('shared');
    expect(await said()).toBeUndefined();
  });

  it('is hidden by its owner and shown again, for those who read its model as well', async () => {
    const { request, change, member, path, ada, said } = await aTeam('shared');
    const other = member('analyst');

    expect((await change(ada, { visibility: 'private' })).json).toMatchObject({
      visibility: 'private',
      status: 'READY',
    });
    expect([await said(), (await request({ path, identity: other })).status]).toMatchObject([
      { visibility: 'private', createdBy: ada.userId },
      404,
    ]);
    await change(ada, { visibility: 'shared' });
    expect([await said(), (await request({ path, identity: other })).status]).toMatchObject([
      { visibility: 'shared' },
      200,
    ]);
  });

  it.each([[{}], [{ visibility: 'public' }], [{ visibility: 'private', name: 'x' }]])(
    'stays so with %j',
    async (to) => {
      const { change, ada, said } = await aTeam('shared');

      expect((await change(ada, to)).status).toBe(400);
      expect(await said()).toBeUndefined();
    },
  );

  it('of before there was a choice is shared', async () => {
    const { table, request, member, path } = await aTeam('shared');
    const { visibility: _, ...before } = table.items().find(({ fileId }) => fileId !== undefined)!;
    await table.transact([{ label: 'file', put: before as never }]);

    expect((await request({ path, identity: member('viewer') })).json).toMatchObject({ visibility: 'shared' });
  });
});

describe('a list of files', () => {
  it('leaves out what is private to others, and is full nevertheless', async () => {
    const { add, ada, member, request } = await aTeam('private');
    const other = member('analyst');
    for (const [name, who, as] of [
      ['a.xlsx', other, 'private'],
      ['b.xlsx', ada, 'private'],
      ['c.xlsx', ada, 'shared'],
      ['d.xlsx', ada, 'private'],
    ] as const)
      await add(name, who, as);

    const { json } = await request({ path: '/api/files', query: [['limit', '2']], identity: other });

    expect(json.items.map(({ name }: { name: string }) => name)).toEqual(['c.xlsx', 'a.xlsx']);
  });
});
