import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileStatus } from '../../../../shared/api/files.ts';
import type { TenantId } from '../../../../shared/identity.ts';
import { newId } from '../../../../shared/ids.ts';
import { noLimits } from '../../../../shared/limits/limits.ts';
import { type MemoryTable, memoryTable } from '../../../../shared/table/memoryTable.ts';
import { partition } from '../../../../shared/table/table.ts';
import { TenantMoved } from '../../../../shared/tenancy/fence.ts';
import { placementKey } from '../../../../shared/tenancy/tenancy.ts';
import { aFile } from '../../../files/file.testkit.ts';
import type { FileId } from '../../../files/file.ts';
import { fileStore, fromItem, toItem } from '../../../files/store.ts';
import * as fileUsage from '../../../files/usage.ts';
import { aSimulation } from '../../../simulations/simulations.testkit.ts';
import * as simulations from '../../../simulations/store.ts';
import * as simulationUsage from '../../../simulations/usage.ts';
import { fencesOf } from '../moving/fences.ts';
import { aPlatform } from '../moving/moving.testkit.ts';
import { concurrentSimulations, storedBytes } from './counted.ts';
import { compare, correct } from './recount.ts';
import { type RecountTenantPorts, recountTenant } from './recountTenant.ts';

const now = new Date('2026-03-20T12:00:00Z');
const wait = async () => {};

/** The same table, where something else happens before each of its steps. */
const busy = (table: MemoryTable, step: () => Promise<unknown>): MemoryTable => ({
  ...table,
  async get(key) {
    await step();
    return table.get(key);
  },
  async page(pk, options) {
    await step();
    return table.page(pk, options);
  },
  async transact(writes) {
    await step();
    return table.transact(writes);
  },
});

/** Files of an organization, some of them from before anything was counted. */
const filesOf = (tenant: TenantId, table = memoryTable()) => {
  const store = fileStore(table);
  const rows = () =>
    table
      .items()
      .filter(({ pk }) => pk === partition(tenant, 'FILE'))
      .map(fromItem);
  return {
    table,
    store,
    rows,
    async counted(size: number, status: FileStatus = 'READY') {
      const file = aFile({ tenant, size, counted: size, status });
      await store.create(file, [fileUsage.admitting(file, noLimits)]);
      return file.fileId;
    },
    async old(size: number, status: FileStatus = 'READY') {
      const { counted: _, ...row } = toItem(aFile({ tenant, size, status }));
      await table.transact([{ label: 'file', put: row }]);
      return row.fileId;
    },
    /** Something went wrong once. */
    drift: (by: number) => table.transact([fileUsage.admitting({ tenant, counted: by }, noLimits)]),
    counter: () => fileUsage.readStoredBytes(table, tenant),
    recount: (apply: boolean, through = table) =>
      (apply ? correct : compare)({ table: through, tenant, wait }, storedBytes(through, tenant)),
  };
};

describe('the bytes of files', () => {
  it('are shown as they are counted, and as they are, without a change', async () => {
    const files = filesOf(newId('org'));
    await files.counted(5);
    await files.old(300);
    await files.old(20, 'UPLOADING');
    await files.old(7, 'REJECTED');
    const before = files.table.items();

    const found = await files.recount(false);

    expect(found).toEqual({ limit: 'storedBytes', counted: 5, there: 325, uncounted: 2, corrected: false });
    expect(files.table.items()).toEqual(before);
  });

  it('are counted from then on as if they had been from the start, and given back in the end', async () => {
    const tenant = newId('org');
    const files = filesOf(tenant);
    const ids = [await files.counted(5), await files.old(300)];
    const arriving = await files.old(20, 'UPLOADING');

    expect(await files.recount(true)).toMatchObject({ counted: 5, there: 325, uncounted: 2, corrected: true });
    expect(await files.counter()).toBe(325);
    expect(await files.recount(true)).toMatchObject({ counted: 325, there: 325, uncounted: 0, corrected: false });

    await files.store.move(tenant, arriving, 'reject', () => ({}));
    for (const fileId of ids) await files.store.remove(tenant, fileId, () => []);
    expect(await files.counter()).toBe(0);
  });

  it.each([-3, 40])('are counted as they are where the number was off by %d', async (by) => {
    const files = filesOf(newId('org'));
    await files.counted(10);
    await files.drift(by);

    expect(await files.recount(true)).toMatchObject({ counted: 10 + by, there: 10, uncounted: 0, corrected: true });

    expect(await files.counter()).toBe(10);
  });

  it('are of one organization', async () => {
    const table = memoryTable();
    const [mine, theirs] = [filesOf(newId('org'), table), filesOf(newId('org'), table)];
    await mine.old(10);
    await theirs.old(300);

    await mine.recount(true);

    expect([await mine.counter(), await theirs.counter()]).toEqual([10, 0]);
  });

  it('are not taken for more while one comes and another of the same size goes', async () => {
    const tenant = newId('org');
    const files = filesOf(tenant);
    const going = await files.counted(10);
    let steps = 0;
    // The counter, the files, the counter; then one comes, the files, the other goes, the counter.
    const meanwhile = async () => {
      steps += 1;
      if (steps === 4) await files.counted(10);
      if (steps === 5) await files.store.remove(tenant, going, () => []);
    };

    const found = await files.recount(false, busy(files.table, meanwhile));

    expect(found).toMatchObject({ counted: 10, there: 10 });
    expect(steps).toBeGreaterThan(5);
  });

  it('are counted right while people work, or it is said that they work too much; never is the number further off', async () => {
    const outcomes = { right: 0, tooBusy: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ size: fc.integer({ min: 1, max: 50 }), isOld: fc.boolean() }), { maxLength: 8 }),
        fc.constantFrom(0, 0, 1, -1, 3),
        fc.constantFrom(0, 1, 3),
        fc.infiniteStream(fc.nat(1000)),
        async (present, drift, busyness, choices) => {
          const tenant = newId('org');
          const files = filesOf(tenant);
          for (const { size, isOld } of present) await (isOld ? files.old(size) : files.counted(size));
          await files.drift(drift);
          const off = async () => (await files.counter()) - files.rows().reduce((sum, { counted }) => sum + counted, 0);
          const choose = () => choices.next().value;
          const somebody = async () => {
            if (choose() % 20 >= busyness) return;
            const rows = files.rows();
            const { fileId } = rows[choose() % Math.max(1, rows.length)] ?? {};
            if (fileId === undefined || choose() % 2 === 0) await files.counted(1 + (choose() % 50), 'PROCESSING');
            else await somethingWith(fileId);
          };
          const somethingWith = async (fileId: FileId) => {
            const file = await files.store.get(tenant, fileId);
            if (file !== undefined && choose() % 3 === 0) await files.store.setVisibility(file, 'private');
            else if (file?.status === 'PROCESSING') await files.store.move(tenant, fileId, 'reject', () => ({}));
            else await files.store.remove(tenant, fileId, () => []);
          };

          const outcome = await files.recount(true, busy(files.table, somebody)).then(
            () => 'right' as const,
            (error) => {
              if (error.code !== 'too-busy') throw error;
              return 'tooBusy' as const;
            },
          );

          outcomes[outcome] += 1;
          expect(await off()).toBe(outcome === 'right' ? 0 : drift);
          if (outcome === 'right') {
            expect(files.rows().filter((file) => file.counted !== fileUsage.countOf(file))).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
    // Else nothing was shown.
    expect([outcomes.right > 100, outcomes.tooBusy > 0]).toEqual([true, true]);
  });

  it('lose nothing that somebody removes while they are being counted', async () => {
    const tenant = newId('org');
    const files = filesOf(tenant);
    const [gone] = [await files.old(300), await files.old(10)];
    // It was read for its removal before it is counted, and is removed afterwards.
    let isFirst = true;
    const slow = fileStore({
      ...files.table,
      async transact(writes) {
        if (isFirst) {
          isFirst = false;
          await files.recount(true);
        }
        return files.table.transact(writes);
      },
    });

    await slow.remove(tenant, gone, () => []);

    expect(await files.counter()).toBe(10);
  });
});

describe('the simulations under way', () => {
  const tenant = aSimulation().tenant;
  const cancelled = (table: MemoryTable, completed: number) =>
    simulations.simulationStore(table).move(tenant, aSimulation().simulationId, 'cancel', { completed }, () => []);
  const someRun = async (given: Parameters<typeof aSimulation>[0] = {}) => {
    const table = memoryTable();
    const simulation = aSimulation({ status: 'RUNNING', createdAt: '2026-02-27T12:00:00.000Z', ...given });
    await table.transact([{ label: 'simulation', put: simulations.toItem(simulation) }]);
    const used = async () => {
      const { simulations: active } = await simulationUsage.readUsage(table, tenant, now);
      const { iterations } = await simulationUsage.readUsage(table, tenant, new Date(simulation.createdAt));
      return [active, iterations];
    };
    const recount = (apply: boolean, through = table) =>
      (apply ? correct : compare)({ table: through, tenant, wait }, concurrentSimulations(through, tenant));
    return { table, used, recount };
  };

  it('are counted with what they ask for, and give back what was not computed to the month in which they began', async () => {
    const { table, used, recount } = await someRun();
    expect(await recount(false)).toMatchObject({ counted: 0, there: 1, uncounted: 1 });
    expect(await used()).toEqual([0, 0]);

    expect(await recount(true)).toMatchObject({ counted: 0, there: 1, uncounted: 1, corrected: true });

    expect(await used()).toEqual([1, 1000]);
    await cancelled(table, 400);
    expect(await used()).toEqual([0, 400]);
  });

  it('are none when they have ended, also where one ends while it is being counted', async () => {
    const { table, used, recount } = await someRun();
    let isFirst = true;
    const racing: MemoryTable = {
      ...table,
      async transact(writes) {
        if (isFirst) {
          isFirst = false;
          await cancelled(table, 400);
        }
        return table.transact(writes);
      },
    };

    await recount(true, racing);

    expect(await used()).toEqual([0, 0]);
    expect(await recount(false)).toMatchObject({ counted: 0, there: 0, uncounted: 0 });
  });

  it('are given back by an end that was under way when they were counted', async () => {
    const { table, used, recount } = await someRun();
    let isFirst = true;
    const slow: MemoryTable = {
      ...table,
      async transact(writes) {
        if (isFirst) {
          isFirst = false;
          await recount(true);
        }
        return table.transact(writes);
      },
    };

    await cancelled(slow, 400);

    expect(await used()).toEqual([0, 400]);
  });

  it('are as many as there are where the number was off', async () => {
    const { table, used, recount } = await someRun({ status: 'COMPLETED' });
    const counted = simulationUsage.countedFrom(now, 0);
    await table.transact(simulationUsage.admitting({ tenant, counted }, noLimits));

    expect(await recount(true)).toMatchObject({ counted: 1, there: 0, corrected: true });

    expect(await used()).toEqual([0, 0]);
  });
});

describe('a recount of an organization', () => {
  const anOrganization = async () => {
    const platform = await aPlatform();
    const { tenant, users, cellOf, time } = platform;
    const endings: string[] = [];
    const recount = (
      apply = true,
      tableIn: RecountTenantPorts['tableIn'] = (cell, service) => cellOf(cell).tables[service],
    ) =>
      recountTenant(
        {
          table: users,
          tableIn,
          clock: () => new Date(time.now),
          wait,
          async recorded(limit, run) {
            const end = (how: string) => endings.push(`${limit} ${how}`);
            return run().then(
              (found) => {
                end(found.corrected ? 'corrected' : 'right');
                return found;
              },
              (error) => {
                end(error.code);
                throw error;
              },
            );
          },
        },
        tenant,
        apply,
      );
    const placed = (row: object) =>
      users.transact([
        {
          label: 'placement',
          put: { ...placementKey(tenant), cell: 'pooled', revision: 1, since: '2026-03-01T12:00:00Z', ...row },
        },
      ]);
    return { ...platform, recount, placed, endings };
  };

  it('is of its cell, and shows of the iterations of a month those that are still there', async () => {
    const { tenant, recount, placed, cellOf, endings } = await anOrganization();
    await placed({ cell: 'acme' });
    const { tables } = cellOf('acme');
    await filesOf(tenant, tables.files).old(300);
    const createdAt = '2026-03-01T08:00:00.000Z';
    const runs = [
      aSimulation({ simulationId: newId('sim'), status: 'COMPLETED', completed: 600, createdAt }),
      aSimulation({ simulationId: newId('sim'), status: 'QUEUED', createdAt }),
      aSimulation({ simulationId: newId('sim'), status: 'COMPLETED', createdAt: '2026-02-01T08:00:00.000Z' }),
    ].map((run) => ({ ...run, tenant }));
    const counted = { month: '2026-03', iterations: 50 };
    runs.push({ ...aSimulation({ simulationId: newId('sim'), status: 'FAILED', counted }), tenant });
    await tables.simulations.transact([
      ...runs.map((run) => ({ label: 'simulation', put: simulations.toItem(run) })),
      // Of one that was deleted as well.
      ...simulationUsage.admitting({ tenant, counted: { month: '2026-03', iterations: 70 } }, noLimits),
    ]);

    const found = await recount();

    expect(found).toEqual({
      cell: 'acme',
      limits: [
        { limit: 'storedBytes', counted: 0, there: 300, uncounted: 1, corrected: true },
        { limit: 'concurrentSimulations', counted: 1, there: 1, uncounted: 1, corrected: true },
        { limit: 'iterationsPerMonth', counted: 1070, there: 1650, uncounted: 1, corrected: false },
      ],
    });
    expect(endings).toEqual(['storedBytes corrected', 'concurrentSimulations corrected']);
    expect(await fileUsage.readStoredBytes(tables.files, tenant)).toBe(300);
    expect(cellOf('pooled').tables.files.items()).toEqual([]);
  });

  it('says what it corrected also where it is too busy for what comes next', async () => {
    const { tenant, recount, cellOf, endings } = await anOrganization();
    const { files, simulations: runs } = cellOf('pooled').tables;
    await filesOf(tenant, files).old(300);
    const counted = { month: '2026-03', iterations: 1 };
    const another = () => runs.transact(simulationUsage.admitting({ tenant, counted }, noLimits));

    const recounted = recount(true, (_cell, service) => (service === 'files' ? files : busy(runs, another)));

    await expect(recounted).rejects.toMatchObject({ code: 'too-busy' });
    expect(endings).toEqual(['storedBytes corrected', 'concurrentSimulations too-busy']);
    expect(await fileUsage.readStoredBytes(files, tenant)).toBe(300);
  });

  it('is refused while it is moved', async () => {
    const { recount, placed } = await anOrganization();
    const startedAt = '2026-03-01T12:00:00Z';
    await placed({ move: { id: 'm', from: 'pooled', to: 'acme', state: 'COPYING', startedAt } });

    await expect(recount(false)).rejects.toMatchObject({ code: 'is-moved', message: expect.stringContaining('acme') });
  });

  it('changes nothing of one that has moved away meanwhile', async () => {
    const { tenant, recount, cellOf, ports } = await anOrganization();
    const { files } = cellOf('pooled').tables;
    await filesOf(tenant, files).old(300);
    const [here, there] = [await ports().cell('pooled'), await ports().cell('acme')];
    await ports().across(fencesOf(tenant, 'm').awaiting(here, there));
    const before = files.items();

    await expect(recount()).rejects.toThrow(TenantMoved);

    expect(files.items()).toEqual(before);
  });
});
