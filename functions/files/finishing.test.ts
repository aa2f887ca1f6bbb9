import { describe, expect, it } from 'vitest';
import { readFileSharing } from '../../shared/fileSharing.ts';
import { workbookModelKey } from '../../shared/files.ts';
import type { RequestContext } from '../../shared/http/route.ts';
import type { Identity } from '../../shared/identity.ts';
import { newId } from '../../shared/ids.ts';
import { roles } from '../../shared/permissions.ts';
import { partition, type Table } from '../../shared/table/table.ts';
import { fenceKey } from '../../shared/tenancy/fence.ts';
import { fencedTable } from '../../shared/tenancy/fencedTable.ts';
import {
  aCell,
  beforeEachAccess,
  type Cell,
  copyTenant,
  type Interleaving,
  interleavingsOf,
  putFence,
} from '../../shared/tenancy/moving.testkit.ts';
import { deleteFile } from './deletion.ts';
import { aFile } from './file.testkit.ts';
import { contentKey, workbookKey } from './file.ts';
import type { FileDeps } from './files.ts';
import { finishTasks } from './finishing.ts';
import { type ObjectTask, tasksAtRest } from './objectTasks.ts';
import { aFilesService } from './service.testkit.ts';
import { changeFile } from './sharing.ts';
import { fileStore } from './store.ts';

const at = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:15:00Z');
const file = aFile({ status: 'READY', version: 'v1' });
const { tenant, fileId } = file;
const ada = { userId: file.createdBy, organizationId: tenant, permissions: [...roles.analyst] } as unknown as Identity;
const context = { identity: ada, correlationId: 'cor_1' } as RequestContext;
const keysOfFile = [workbookModelKey(fileId), workbookKey(fileId), contentKey(fileId)];

const aCellWithTheFile = async () => {
  const cell = aCell();
  await fileStore(cell.table).create(file, []);
  for (const key of keysOfFile) await cell.objects.put(tenant, key, key, '');
  return cell;
};

const accesses = 8;
const interleavings = interleavingsOf(accesses);

/** A request while the tenant is moved, and where the tenant is afterwards. */
const inMove = async (act: (deps: FileDeps) => Promise<{ ok: boolean }>, how: Interleaving) => {
  const [here, other] = [await aCellWithTheFile(), aCell()];
  let calls = 0;
  const happens = async () => {
    calls += 1;
    if (calls === how.fenced) await putFence(tenant, here, { state: 'FENCED', until: at.getTime() + 30_000 });
    if (calls === how.copied) await copyTenant(tenant, here, other);
    if (how.dies !== null && calls >= how.dies) throw new Error('died');
  };
  const through = <Port extends object>(port: Port): Port => beforeEachAccess(port, happens);
  const deps = {
    store: fileStore(fencedTable(through<Table>(here.table), 'request', () => at.getTime())),
    objects: through(here.objects),
    quarantine: through({ remove: async () => {} }),
    clock: () => at,
  } as unknown as FileDeps;
  const answered = await act(deps).then(
    ({ ok }) => ok,
    () => false,
  );
  while (calls < accesses) await happens().catch(() => {});
  const there = how.moved ? other : here;
  if (how.moved) await putFence(tenant, here, { state: 'MOVED', until: null });
  else await here.table.transact([{ label: 'fence', remove: fenceKey(tenant) }]);
  return { answered, there, accesses: calls };
};

/** What the sweep does, a quarter of an hour later. */
const finishIn = ({ table, objects }: Cell, hasTime = () => true, tasks = tasksAtRest(table, () => later)) =>
  finishTasks({
    store: fileStore(fencedTable(table, 'work', () => later.getTime())),
    objects,
    quarantine: { remove: async () => {} } as unknown as FileDeps['quarantine'],
    clock: () => later,
    tasks: () => tasks,
    hasTime,
  });

const stateOf = async ({ table, objects, keys }: Cell) => ({
  row: (await fileStore(table).get(tenant, fileId))?.visibility ?? null,
  said: (await readFileSharing(objects, tenant, fileId))?.visibility ?? 'shared',
  keys: keys().length,
  tasks: table.items().filter(({ pk }) => pk === partition(tenant, 'OBJECT_TASK')).length,
});

describe('a file while its organization is moved', () => {
  it('that is deleted is there with all of its objects, or gone with all of them, wherever it breaks off', async () => {
    const seen = new Set<string>();
    for (const how of interleavings) {
      const { answered, there, accesses: made } = await inMove((deps) => deleteFile(deps, fileId, context), how);
      expect(made).toBeLessThanOrEqual(accesses);

      await finishIn(there);

      const { row, keys, tasks } = await stateOf(there);
      seen.add(`${answered} ${row}`);
      expect({ how, row: answered ? null : row, keys, tasks }).toEqual({
        how,
        row,
        keys: row === null ? 0 : keysOfFile.length,
        tasks: 0,
      });
    }
    expect(seen).toEqual(new Set(['true null', 'false null', 'false shared']));
  });

  it('that is made private is so by its row and by what is said beside its model, or by neither', async () => {
    const seen = new Set<string>();
    for (const how of interleavings) {
      const { answered, there, accesses: made } = await inMove((deps) => changeFile(deps, fileId, 'private', ada), how);
      expect(made).toBeLessThanOrEqual(accesses);
      const before = await stateOf(there);
      if (before.row === 'private') expect({ how, said: before.said }).toEqual({ how, said: 'private' });

      await finishIn(there);

      const { row, said, tasks } = await stateOf(there);
      seen.add(`${answered} ${row}`);
      expect({ how, row, said, tasks }).toEqual({ how, row: answered ? 'private' : said, said: row, tasks: 0 });
    }
    expect(seen).toEqual(new Set(['true private', 'false private', 'false shared']));
  });
});

describe('what broke off', () => {
  it('is left alone where the organization is only copied to, or being moved from', async () => {
    const cell = await aCellWithTheFile();
    await fileStore(cell.table).remove(tenant, fileId, () => [], at);
    const before = await stateOf(cell);
    await putFence(tenant, cell, { state: 'MOVED', until: null });

    expect(await finishIn(cell)).toBe(0);

    expect(before).toMatchObject({ row: null, keys: keysOfFile.length, tasks: 1 });
    expect(await stateOf(cell)).toEqual(before);
  });

  it('of a closing is not finished once the file was shared again', async () => {
    const cell = await aCellWithTheFile();
    const store = fileStore(cell.table);
    await store.toClose((await store.get(tenant, fileId))!, at);
    const listed: (readonly ObjectTask[])[] = [];
    for await (const some of tasksAtRest(cell.table, () => later)) listed.push(some);
    await changeFile({ store, objects: cell.objects, clock: () => at }, fileId, 'shared', ada);

    // As an index that lags behind tells it.
    const quarantine = {} as FileDeps['quarantine'];
    const tasks = async function* () {
      yield* listed;
    };
    const hasTime = () => true;
    await finishTasks({ store, objects: cell.objects, quarantine, clock: () => later, tasks, hasTime });

    expect(listed).toMatchObject([[{ what: 'close' }]]);
    expect(await stateOf(cell)).toMatchObject({ row: 'shared', said: 'shared', tasks: 0 });
  });

  it('keeps nothing else waiting where it fails, and is tried again', async () => {
    const cell = aCell();
    const store = fileStore(cell.table);
    const files = [0, 1, 2].map(() => aFile({ tenant: newId('org'), status: 'READY' }));
    for (const each of files) {
      await store.create(each, []);
      await cell.objects.put(each.tenant, workbookModelKey(each.fileId), 'model', '');
      await store.remove(each.tenant, each.fileId, () => [], at);
    }
    const { remove } = cell.objects;
    cell.objects.remove = async (of, key) => {
      if (of === files[1]!.tenant) throw new Error('the bucket is down');
      return remove(of, key);
    };

    await expect(finishIn(cell)).rejects.toThrow('the sweep met with errors, 1 of them');
    expect(cell.keys()).toEqual([`tenants/${files[1]!.tenant}/${workbookModelKey(files[1]!.fileId)}`]);
    cell.objects.remove = remove;

    expect([await finishIn(cell), cell.keys()]).toEqual([1, []]);
  });

  it('is finished where what was noted after it cannot be read, which is told', async () => {
    const cell = aCell();
    const store = fileStore(cell.table);
    const each = aFile({ status: 'READY' });
    await store.create(each, []);
    await cell.objects.put(each.tenant, workbookModelKey(each.fileId), 'model', '');
    await store.remove(each.tenant, each.fileId, () => [], at);
    const breaksOff = async function* () {
      yield* tasksAtRest(cell.table, () => later);
      throw new Error('the index is throttled');
    };

    await expect(finishIn(cell, () => true, breaksOff())).rejects.toThrow('the sweep met with errors, 1 of them');

    expect(cell.keys()).toEqual([]);
  });

  it('of one organization is finished in a sweep that has no time for all that another one left, and those in the next', async () => {
    const cell = aCell();
    const store = fileStore(cell.table);
    const [many, one] = [newId('org'), newId('org')];
    // The sweep would find the one last.
    for (const of of [...Array(200).fill(many), one]) {
      const each = aFile({ tenant: of, status: 'READY' });
      await store.create(each, []);
      await cell.objects.put(of, workbookModelKey(each.fileId), 'model', '');
      await store.remove(of, each.fileId, () => [], at);
    }
    let begun = 0;
    const hasTime = () => {
      begun += 1;
      return begun <= 20;
    };

    expect(await finishIn(cell, hasTime)).toBe(20);

    expect(cell.keys()).toHaveLength(181);
    expect(cell.keys().filter((key) => key.includes(one))).toEqual([]);
    expect([await finishIn(cell), cell.keys()]).toEqual([181, []]);
  });

  it('of a reader whose file was deleted while it read is removed when no reader can be at work any more', async () => {
    const service = aFilesService();
    const { fileId: read } = (await service.upload(Buffer.from('PK'))).json;
    let deleted: Promise<unknown> | undefined;
    const reading = service.arriveWith(
      {
        guard: async () => ({ ok: true, value: {} as never }),
        readWorkbook: () => ({}) as never,
        inspectWorkbook: () =>
          ({ sheets: [], names: [], inputs: [], outputs: [], candidateInputs: [], unsupported: [] }) as never,
        encodeWorkbook: () => new Uint8Array(1),
        objects: {
          ...service.objects,
          put: async (...object) => {
            deleted ??= service.request({ method: 'DELETE', path: `/api/files/${read}` });
            await deleted;
            await service.objects.put(...object);
          },
          remove: () => Promise.reject(new Error('the reader is killed')),
        },
      },
      read,
    );
    await expect(reading).rejects.toThrow('killed');
    expect(service.objectKeys()).toHaveLength(3);

    service.pass(9);
    expect([await service.finish(), service.objectKeys().length]).toEqual([0, 3]);
    service.pass(2);
    expect([await service.finish(), service.objectKeys()]).toEqual([1, []]);
    expect(await service.finish()).toBe(0);
  });
});
