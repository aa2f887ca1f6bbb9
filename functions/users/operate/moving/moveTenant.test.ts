import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eraseTenant } from '../../../../events/consume/erase.ts';
import { publishFileDeleted } from '../../../../events/file.ts';
import { newId } from '../../../../shared/ids.ts';
import { erasedKey, OrganizationErased } from '../../../../shared/table/erased.ts';
import { partition } from '../../../../shared/table/table.ts';
import { TenantMoved, TenantMoving } from '../../../../shared/tenancy/fence.ts';
import { placementKey, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { usageStore } from '../../../billing/store.ts';
import { aFile } from '../../../files/file.testkit.ts';
import { activeFiles, fileStore } from '../../../files/store.ts';
import { inboxStore } from '../../../notifications/store.ts';
import { resultStore } from '../../../results/store.ts';
import { noticedMs } from './fences.ts';
import { abortMove, CannotMove, type MovePorts, moveTenant, purgeCopies } from './moveTenant.ts';
import { aPlatform, Killed } from './moving.testkit.ts';
import { byteOrder } from './pairs.ts';
import { TakenOver } from './placing.ts';
import { eachService } from './services.ts';

type Platform = Awaited<ReturnType<typeof aPlatform>>;

const options = { waitMs: 60_000, fenceMs: 30_000, purgeAfterDays: 7, kind: 'move' } as const;
const days = 24 * 3600 * 1000;

/** A tenant that has worked in the pooled cell, beside another one. */
const aTenant = async () => {
  const platform = await aPlatform();
  const other = newId('org');
  await platform.organizations(other);
  const { cellOf } = platform;
  const { tables, buckets } = cellOf('pooled');
  for (const tenant of [platform.tenant, other]) {
    for (const visibility of ['shared', 'private'] as const) {
      const file = aFile({ tenant, status: 'READY', visibility });
      await fileStore(tables.files).create(file, []);
      buckets.files!.put(tenant, `files/${file.fileId}/model`, `the model of ${file.fileId}`);
      buckets.files!.put(tenant, `files/${file.fileId}/content`, `the content of ${file.fileId}`);
    }
    const simulationId = newId('sim');
    await tables.simulations.transact([
      {
        label: 'simulation',
        put: {
          pk: partition(tenant, 'SIMULATION'),
          sk: simulationId,
          simulationId,
          tenant,
          status: 'COMPLETED',
          request: '{}',
        },
      },
      { label: 'slice', put: { pk: partition(tenant, simulationId), sk: 'SLICE#0', iterations: 5 } },
    ]);
    buckets.runs!.put(tenant, `simulations/${simulationId}/program`, 'a program');
    const found = { simulationId, generatedAt: '2026-03-01T12:00:00.000Z', outputs: 1, iterations: 10 };
    await resultStore(tables.results).add(tenant, found, []);
    const exported = {
      exportId: newId('exp'),
      simulationId,
      format: 'json',
      status: 'READY',
      bytes: 3,
      error: null,
    } as const;
    await resultStore(tables.results).addExport(
      tenant,
      { ...exported, createdAt: new Date(platform.time.now).toISOString() },
      [],
    );
    buckets.results!.put(tenant, `results/${simulationId}/results.json`, '{}');
    const event = { id: newId('evt'), tenantid: tenant, time: '2026-03-01T12:00:00.000Z' };
    const now = new Date(platform.time.now);
    await usageStore(tables.billing).add(event, { day: '2026-03-01', simulations: 1, iterations: 10 }, [], now);
    const notificationId = newId('ntf');
    const notification = { notificationId, kind: 'simulation.completed', createdAt: now.toISOString() };
    await inboxStore(tables.notifications).add(event, newId('usr'), notification as never, [], now);
  }
  return { ...platform, other };
};

/** What waits for something else. */
const gate = () => {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
};

const withoutSlices = ({ rows, objects }: ReturnType<Platform['dataOf']>) => ({
  rows: rows.filter((row) => !row.includes('SLICE#')),
  objects,
});
const nothing = { rows: [], objects: {} };

/** What somebody does with the tenant's files over gateways, and what was acknowledged of it. */
const aWriter = ({ tenant, gateway, fenced, cellOf }: Platform) => {
  const gateways = [gateway(500), gateway(5000)];
  const kept = new Map<string, string>();
  const outcomes = { written: 0, refused: 0 };
  // What several ask for at the same time is done one after the other.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
  const write = async (choice: number): Promise<void> => {
    const cell = await gateways[choice % 2]!();
    const store = fileStore(fenced(cell, 'files', 'request'));
    const [id] = [...kept.keys()].slice(Math.floor(choice / 6) % Math.max(1, kept.size));
    try {
      if (choice % 3 === 0 || id === undefined) {
        const file = aFile({ tenant, status: 'READY' });
        await store.create(file, []);
        cellOf(cell).buckets.files!.put(tenant, `files/${file.fileId}/model`, file.fileId);
        kept.set(file.fileId, 'shared 1');
      } else if (choice % 3 === 1) {
        const file = await store.get(tenant, id as `fil_${string}`);
        if (file === undefined) throw new Error(`${id} is lost`);
        const visibility = file.visibility === 'shared' ? 'private' : 'shared';
        if (await store.setVisibility(file, visibility)) kept.set(id, `${visibility} ${file.revision + 1}`);
      } else {
        if (await store.remove(tenant, id as `fil_${string}`, () => [])) kept.delete(id);
        cellOf(cell).buckets.files!.drop(tenant, `files/${id}/model`);
      }
      outcomes.written += 1;
    } catch (error) {
      if (!(error instanceof TenantMoving || error instanceof TenantMoved)) throw error;
      outcomes.refused += 1;
    }
  };
  const seenIn = async (cell: string): Promise<Map<string, string>> => {
    const { items } = await fileStore(cellOf(cell).tables.files).list(tenant, { limit: 1000, startAfter: undefined });
    return new Map(items.map(({ fileId, visibility, revision }) => [fileId, `${visibility} ${revision}`]));
  };
  return {
    step: (choice: number) => inTurn(() => write(choice)),
    kept,
    outcomes,
    seenIn,
    /** What is read through a gateway, wherever that believes the tenant is, is what was acknowledged. */
    read: () =>
      inTurn(async () => {
        for (const cell of gateways) expect(await seenIn(await cell())).toEqual(kept);
      }),
  };
};

describe('a tenant that is moved', () => {
  it('is in its new cell with all that it had and nothing else, and nobody else is moved along', async () => {
    const platform = await aTenant();
    const { tenant, other, ports, dataOf, where } = platform;
    const before = withoutSlices(dataOf('pooled'));
    const others = dataOf('pooled', other);

    const moved = await moveTenant(ports(), tenant, 'acme', options);

    expect(before.rows).toHaveLength(10);
    expect(Object.keys(before.objects)).toEqual(['files', 'runs', 'results']);
    expect(await where()).toBe('acme');
    expect(dataOf('acme')).toEqual(before);
    expect([dataOf('pooled', other), dataOf('acme', other)]).toEqual([others, nothing]);
    const until = Date.parse(moved.oldDataUntil ?? '') - platform.time.now;
    expect([until > 6.9 * days, until <= 7 * days]).toEqual([true, true]);
  });

  it('is waited for by the schedules of its new cell alone', async () => {
    const { tenant, ports, cellOf } = await aTenant();
    const waiting = aFile({ tenant });
    await fileStore(cellOf('pooled').tables.files).create(waiting, []);

    await moveTenant(ports(), tenant, 'acme', options);

    const [here, there] = ['acme', 'pooled'].map((cell) => activeFiles(cellOf(cell).tables.files)(10));
    expect(await here).toEqual([waiting]);
    expect(await there).toEqual([]);
  });

  it('writes where it is, and nowhere else any more', async () => {
    const { tenant, ports, fenced } = await aTenant();
    await moveTenant(ports(), tenant, 'acme', options);
    const create = (cell: string, writer: 'request' | 'work') =>
      fileStore(fenced(cell, 'files', writer)).create(aFile({ tenant }), []);

    const at = { request: create('pooled', 'request'), work: create('pooled', 'work') };
    await expect(at.request).rejects.toThrow(TenantMoved);
    await expect(at.work).rejects.toMatchObject({ to: { cell: 'acme', names: 'simsheet--acme' } });
    await create('acme', 'request');
    await create('acme', 'work');
  });

  it('loses no write that was acknowledged, however often the move is killed and whoever writes meanwhile', async () => {
    let writtenInAll = 0;
    let refusedInAll = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(260), before: fc.boolean(), pauseMs: fc.constantFrom(0, 4000, 60_000) }), {
          maxLength: 4,
        }),
        fc.infiniteStream(
          fc.record({ steps: fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2), choice: fc.nat(1000), ms: fc.nat(60) }),
        ),
        async (kills, schedule) => {
          const platform = await aPlatform();
          const { tenant, ports, time, where, fenced } = platform;
          const writer = aWriter(platform);
          for (let choice = 0; choice < 4; choice += 1) await writer.step(choice * 3);
          /** Everything else that happens before a step of the move. */
          let turns = 0;
          const meanwhile = async () => {
            const { steps, choice, ms } = schedule.next().value;
            turns += 1;
            time.now += ms;
            for (let n = 0; n < steps; n += 1) await writer.step(choice + 7 * n);
            if (turns % 8 === 0) await writer.read();
          };
          const run = async (kill: (typeof kills)[number] | null) => {
            let calls = 0;
            let dead = false;
            const around = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
              if (dead) throw new Killed();
              calls += 1;
              await meanwhile();
              if (kill === null || calls < kill.at) return act();
              dead = true;
              if (!kill.before) await act();
              throw new Killed();
            };
            await moveTenant(ports(around), tenant, 'acme', { ...options, waitMs: 3_600_000 });
          };

          for (const kill of kills) {
            await run(kill).catch((error) => {
              if (!(error instanceof Killed || error instanceof CannotMove)) throw error;
            });
            time.now += kill.pauseMs;
            await writer.step(kill.at);
          }
          // Whoever writes all the time may make it say that it was too slow; some time nobody does.
          for (let attempt = 0; (await where()) !== 'acme'; attempt += 1) {
            expect(attempt).toBeLessThan(10);
            await run(null).catch((error) => {
              if (!(error instanceof CannotMove)) throw error;
            });
          }
          // Some of what comes next goes by a gateway that has not noticed.
          for (let choice = 0; choice < 20; choice += 1) {
            time.now += 500;
            await writer.step(choice);
            await writer.read();
          }

          expect(await writer.seenIn('acme')).toEqual(writer.kept);
          const objects = Object.keys(platform.dataOf('acme').objects.files ?? {});
          expect(objects.toSorted(byteOrder)).toEqual(
            [...writer.kept.keys()].map((fileId) => `tenants/${tenant}/files/${fileId}/model`).toSorted(byteOrder),
          );
          await expect(fileStore(fenced('pooled', 'files', 'work')).create(aFile({ tenant }), [])).rejects.toThrow(
            TenantMoved,
          );
          writtenInAll += writer.outcomes.written;
          refusedInAll += writer.outcomes.refused;
        },
      ),
      { numRuns: 25 },
    );
    // Else nothing was shown.
    expect(writtenInAll).toBeGreaterThan(500);
    expect(refusedInAll).toBeGreaterThan(25);
  });
});

describe('a fence', () => {
  it('stands for no longer than it says, whatever becomes of the move', async () => {
    const platform = await aTenant();
    const { tenant, ports, fenced, time, where } = platform;
    const create = () => fileStore(fenced('pooled', 'files', 'request')).create(aFile({ tenant }), []);
    let dead = false;
    const untilFenced = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
      if (dead) throw new Killed();
      const answer = await act();
      dead = (await tenancyOf(platform.users, tenant)).placement?.move?.state === 'FENCED';
      return answer;
    };
    await expect(moveTenant(ports(untilFenced), tenant, 'acme', options)).rejects.toThrow(Killed);

    await expect(create()).rejects.toMatchObject({ retryAfterMs: expect.any(Number) });
    time.now += 31_000;
    await create();

    expect(await where()).toBe('pooled');
  });

  it('that a writer takes down, because its time was over, lets the move not end as if nothing was written', async () => {
    const platform = await aTenant();
    const { tenant, ports, fenced, time, where, dataOf } = platform;
    const late = aFile({ tenant, status: 'READY' });
    let written = false;
    const { said, ...given } = ports();
    const slow = {
      ...given,
      say: (line: string) => void said.push(line),
      // Between the last comparison and the flip the command sleeps, and its clock with it; a writer's does not.
      across: async (...args: Parameters<typeof given.across>) => {
        const [writes] = args;
        const isFlip = writes.some(
          ({ write }) => 'put' in write && write.put.state === 'MOVED' && write.put.fenceId !== undefined,
        );
        if (isFlip && !written && said.some((line) => line.startsWith('compared'))) {
          written = true;
          time.now += 60_000;
          await fileStore(fenced('pooled', 'files', 'request')).create(late, []);
          time.now -= 60_000;
        }
        return given.across(...args);
      },
    };

    await moveTenant(slow, tenant, 'acme', options);

    expect(written).toBe(true);
    expect(said.join('\n')).toContain('took the fence down');
    expect(await where()).toBe('acme');
    expect(dataOf('acme').rows.some((row) => row.includes(late.fileId))).toBe(true);
  });

  it('is not put up while a simulation runs, which may take its time', async () => {
    const { tenant, ports, cellOf, fenced, where } = await aTenant();
    const running = { pk: partition(tenant, 'SIMULATION'), sk: newId('sim') };
    const { simulations } = cellOf('pooled').tables;
    const status = (put: object) =>
      simulations.transact([{ label: 'run', put: { ...running, simulationId: running.sk, tenant, ...put } }]);
    await status({ status: 'RUNNING', active: 'ACTIVE' });
    const given = ports();
    let writes = 0;
    const wait: typeof given.wait = async (milliseconds) => {
      await given.wait(milliseconds);
      await fileStore(fenced('pooled', 'files', 'request')).create(aFile({ tenant }), []);
      writes += 1;
    };

    await expect(moveTenant({ ...given, wait }, tenant, 'acme', options)).rejects.toThrow(
      `the simulation ${running.sk} is RUNNING`,
    );
    expect([await where(), writes > 5]).toEqual(['pooled', true]);
    await status({ status: 'COMPLETED' });
    await moveTenant(ports(), tenant, 'acme', options);
    expect(await where()).toBe('acme');
  });

  it('lets a file be read to its end, while no new one is taken', async () => {
    const { tenant, ports, cellOf, fenced, dataOf } = await aTenant();
    const { files } = cellOf('pooled').tables;
    const reading = aFile({ tenant, status: 'PROCESSING', version: 'v1' });
    await fileStore(files).create(reading, []);
    const given = ports();
    const refused: unknown[] = [];
    const wait: typeof given.wait = async (milliseconds) => {
      await given.wait(milliseconds);
      if (!given.said.some((line) => line.startsWith('fenced'))) return;
      await fileStore(fenced('pooled', 'files', 'request'))
        .create(aFile({ tenant }), [])
        .catch((error) => refused.push(error));
      await fileStore(fenced('pooled', 'files', 'work'))
        .move(tenant, reading.fileId, 'accept', () => ({}))
        .catch((error) => refused.push(error));
    };

    await moveTenant({ ...given, wait }, tenant, 'acme', options);

    expect(refused[0]).toBeInstanceOf(TenantMoving);
    const row = dataOf('acme').rows.find((each) => each.includes(reading.fileId));
    expect(row).toContain('READY');
  });

  it('waits for events to be sent, and says so where they are not', async () => {
    const { tenant, ports, cellOf, where } = await aTenant();
    const { files } = cellOf('pooled').tables;
    const fileId = newId('fil');
    const context = {
      tenant,
      subject: fileId,
      sequence: 1,
      at: new Date('2026-03-01T12:00:00Z'),
      correlationId: 'cor_1',
    };
    const told = publishFileDeleted(context, { fileId });
    await files.transact([told]);

    await expect(moveTenant(ports(), tenant, 'acme', options)).rejects.toThrow('1 events of it wait to be sent');
    if (!('put' in told)) throw new Error('it puts nothing');
    await files.transact([{ label: 'sent', put: { ...told.put, status: 'SENT', pending: undefined } }]);
    await moveTenant(ports(), tenant, 'acme', options);

    expect(await where()).toBe('acme');
    const events = cellOf('acme')
      .tables.files.items()
      .filter(({ outbox }) => outbox !== undefined);
    expect(events).toEqual([]);
  });
});

describe('the cell that a tenant comes to', () => {
  /** A command that dies when its flip has happened. */
  const flipAndDie = async (platform: Platform, change: (given: MovePorts) => Partial<MovePorts> = () => ({})) => {
    const { tenant, users, ports } = platform;
    let dead = false;
    const given = ports(async (act) => {
      if (dead) throw new Killed();
      const answer = await act();
      dead = (await tenancyOf(users, tenant)).placement?.move?.state === 'FLIPPED';
      return answer;
    });
    await expect(moveTenant({ ...given, ...change(given) }, tenant, 'acme', options)).rejects.toThrow(Killed);
  };
  const creating = ({ tenant, fenced }: Platform) =>
    fileStore(fenced('acme', 'files', 'request')).create(aFile({ tenant }), []);

  it.each([
    ['is late by far', ({ clock }: MovePorts) => ({ clock: () => clock() - 60_000 })],
    ['is right', () => ({})],
  ])('takes no writes before gateways have noticed, where the clock of the command %s', async (_, change) => {
    const platform = await aTenant();
    await flipAndDie(platform, change);

    platform.time.now += noticedMs - 1;

    await expect(creating(platform)).rejects.toThrow(TenantMoving);
  });

  it('takes no writes before that, where the flip was held up on its way', async () => {
    const platform = await aTenant();
    const { time, users, tenant } = platform;
    await flipAndDie(platform, ({ across, say }) => {
      let isCompared = false;
      return {
        say: (line) => {
          isCompared ||= line.startsWith('compared');
          say(line);
        },
        across: async (writes) => {
          const isFlip = isCompared && (await tenancyOf(users, tenant)).cell === 'pooled';
          if (isFlip) time.now += 20_000;
          return across(writes);
        },
      };
    });

    await expect(creating(platform)).rejects.toThrow(TenantMoving);
  });

  it('takes writes when the command ends, or the next one where it has died, or after two minutes', async () => {
    const [ended, gone, alone] = [await aTenant(), await aTenant(), await aTenant()];

    await moveTenant(ended.ports(), ended.tenant, 'acme', options);
    await flipAndDie(gone);
    await moveTenant(gone.ports(), gone.tenant, 'acme', options);
    await flipAndDie(alone);
    alone.time.now += 120_001;

    for (const platform of [ended, gone, alone]) await creating(platform);
  });

  it('is noticed by gateways before the old data goes, however early', async () => {
    const platform = await aTenant();
    const { tenant, ports, time, dataOf } = platform;
    await flipAndDie(platform);
    const [flippedAt, before] = [time.now, dataOf('pooled')];
    let goneAt: number | undefined;

    await purgeCopies(
      ports(async (act) => {
        const answer = await act();
        if (goneAt === undefined && !isDeepStrictEqual(dataOf('pooled'), before)) goneAt = time.now;
        return answer;
      }),
      tenant,
      true,
    );

    expect(goneAt).toBeGreaterThanOrEqual(flippedAt + noticedMs);
    expect(dataOf('pooled')).toEqual(nothing);
    await creating(platform);
  });
});

describe('of two commands that move a tenant', () => {
  it.each([
    ['a purge', ({ ports, tenant }: Platform) => purgeCopies(ports(), tenant, true)],
    ['a move to where it is', ({ ports, tenant }: Platform) => moveTenant(ports(), tenant, 'pooled', options)],
    ['a move to elsewhere', ({ ports, tenant }: Platform) => moveTenant(ports(), tenant, 'beta', options)],
    ['a move to nowhere', ({ ports, tenant }: Platform) => moveTenant(ports(), tenant, 'gamma', options)],
  ])('the one that is under way is not hindered by %s', async (_, other) => {
    const platform = await aTenant();
    const { tenant, ports, users, where } = platform;
    let refusals = 0;
    const given = ports();
    const wait: typeof given.wait = async (milliseconds) => {
      if ((await tenancyOf(users, tenant)).placement?.move?.state === 'FENCED') {
        await expect(other(platform)).rejects.toThrow(/is being moved to acme|there is no cell/);
        refusals += 1;
      }
      return given.wait(milliseconds);
    };

    await moveTenant({ ...given, wait }, tenant, 'acme', options);

    expect(refusals).toBeGreaterThan(0);
    expect(await where()).toBe('acme');
  });

  it('the earlier one writes nothing any more, at whatever step it was held up and however late it goes on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(300), fc.nat(1000), async (at, choice) => {
        const platform = await aPlatform();
        const { tenant, ports, time, where } = platform;
        const writer = aWriter(platform);
        for (let n = 0; n < 5; n += 1) await writer.step(3 * n);
        let calls = 0;
        let release = () => {};
        const held = new Promise<void>((resolve) => {
          release = resolve;
        });
        let isHeld = () => {};
        const reached = new Promise<void>((resolve) => {
          isHeld = resolve;
        });
        const holding = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
          calls += 1;
          if (calls === at) {
            isHeld();
            await held;
          }
          return act();
        };

        const first = moveTenant(ports(holding), tenant, 'acme', options).then(
          () => null,
          (error) => error,
        );
        await Promise.race([reached, first]);
        await writer.step(choice);
        time.now += 31_000;
        await writer.step(choice + 1);
        await moveTenant(ports(), tenant, 'acme', options);
        time.now += 7000;
        for (let n = 0; n < 6; n += 1) await writer.step(choice + n);
        release();
        const error = await first;

        expect(error === null || error instanceof TakenOver).toBe(true);
        expect(await where()).toBe('acme');
        expect(await writer.seenIn('acme')).toEqual(writer.kept);
      }),
      { numRuns: 60 },
    );
  });

  it('is one, where they want to go to different cells', async () => {
    const { tenant, ports, where } = await aTenant();
    const stopping = {
      ...ports(),
      goOn: () => {
        throw new Error('stopped');
      },
    };
    await expect(moveTenant(stopping, tenant, 'acme', options)).rejects.toThrow('stopped');

    await expect(moveTenant(ports(), tenant, 'beta', options)).rejects.toThrow('is being moved to acme');

    expect(await where()).toBe('pooled');
  });
});

describe('an object that a command has under way', () => {
  /** Its copy to the other cell comes when `come` was called; `underWay` says that it is awaited. */
  const anObjectUnderWay = (given: ReturnType<Platform['ports']>) => {
    const [comes, underWay] = [gate(), gate()];
    let isFirst = true;
    const ports: typeof given = {
      ...given,
      async cell(name) {
        const data = await given.cell(name);
        const files = data.buckets.files!;
        const write: typeof files.write = async (...args) => {
          if (name === 'acme' && isFirst) {
            isFirst = false;
            underWay.open();
            await comes.passed;
          }
          return files.write(...args);
        };
        return { ...data, buckets: { ...data.buckets, files: { ...files, write } } };
      },
    };
    return { ports, underWay: underWay.passed, come: comes.open };
  };

  /** What a deletion does: the placement goes, and then each cell marks and erases. */
  const deletion = ({ tenant, users, cellOf, time }: Platform) => ({
    begin: () => users.transact([{ label: 'gone', remove: placementKey(tenant) }]),
    async erase() {
      const { tables, buckets } = cellOf('acme');
      for (const { service, rows, buckets: own } of eachService()) {
        const objects = own.map((purpose) => buckets[purpose]!.bucket);
        const clock = () => new Date(time.now);
        await eraseTenant({ table: tables[service], rows, objects, clock, wait: async () => {} }, tenant);
      }
    },
  });

  it.each(['before', 'after'] as const)('does not outlive a deletion where it comes %s the erasure', async (when) => {
    const platform = await aTenant();
    const { ports, underWay, come } = anObjectUnderWay(platform.ports());
    const { begin, erase } = deletion(platform);
    const moving = moveTenant(ports, platform.tenant, 'acme', options).catch((error) => error);
    await underWay;

    await begin();
    if (when === 'after') await erase();
    come();
    const error = await moving;
    if (when === 'before') await erase();

    expect(error instanceof TakenOver || error instanceof OrganizationErased).toBe(true);
    expect(platform.dataOf('acme')).toEqual(nothing);
  });

  it('does not outlive an abort, at whatever step of that it comes', async () => {
    let [at, calls] = [2, 3];
    while (at <= calls) {
      const platform = await aTenant();
      const { ports, underWay, come } = anObjectUnderWay(platform.ports());
      const moving = moveTenant(ports, platform.tenant, 'acme', options).catch((error) => error);
      await underWay;

      // Before that the abort has not taken the tenant in hand: the move would come to its end.
      at += 1;
      calls = 0;
      const aborting = platform.ports(async (act) => {
        calls += 1;
        if (calls === at) {
          come();
          await moving;
        }
        return act();
      });
      await abortMove(aborting, platform.tenant);
      come();

      expect(await moving).toBeInstanceOf(TakenOver);
      expect([at, platform.dataOf('acme')]).toEqual([at, nothing]);
    }
    expect(at).toBeGreaterThan(30);
  });

  it('stays where a later command of the same move relies on it', async () => {
    const platform = await aTenant();
    const { ports, underWay, come } = anObjectUnderWay(platform.ports());
    const moving = moveTenant(ports, platform.tenant, 'acme', options).catch((error) => error);
    await underWay;
    const given = platform.ports();
    // It comes when the later command has the tenant in hand and asks for where that is, before it compares.
    const cell: typeof given.cell = async (name) => {
      if (name === 'pooled') {
        come();
        await moving;
      }
      return given.cell(name);
    };

    await moveTenant({ ...given, cell }, platform.tenant, 'acme', options);

    expect(await moving).toBeInstanceOf(TakenOver);
    expect(platform.dataOf('acme').objects).toEqual(platform.dataOf('pooled').objects);
  });

  it('has come when the command says that it failed, so that an abort finds it', async () => {
    const { tenant, ports, dataOf } = await aTenant();
    const given = ports();
    let isFirst = true;
    const failing: typeof given = {
      ...given,
      async cell(name) {
        const data = await given.cell(name);
        const files = data.buckets.files!;
        const write: typeof files.write = async (...args) => {
          if (isFirst) {
            isFirst = false;
            throw new Error('the connection was lost');
          }
          await new Promise((resolve) => setTimeout(resolve, 20));
          return files.write(...args);
        };
        return { ...data, buckets: { ...data.buckets, files: { ...files, write } } };
      },
    };

    await expect(moveTenant(failing, tenant, 'acme', options)).rejects.toThrow('the connection was lost');
    await abortMove(ports(), tenant);
    await new Promise((resolve) => setTimeout(resolve, 40));

    expect(dataOf('acme')).toEqual(nothing);
  });
});

describe('what a tenant leaves behind', () => {
  it('is kept until its time has come, and then goes but for the word where it is', async () => {
    const { tenant, other, ports, time, dataOf, cellOf } = await aTenant();
    const others = dataOf('pooled', other);
    await moveTenant(ports(), tenant, 'acme', options);
    const moved = dataOf('acme');
    const before = dataOf('pooled');

    const kept = await purgeCopies(ports(), tenant, false);
    expect([kept.map(({ cell }) => cell), dataOf('pooled')]).toEqual([['pooled'], before]);
    time.now += 7 * days + 1;
    expect(await purgeCopies(ports(), tenant, false)).toEqual([]);

    expect(dataOf('pooled')).toEqual(nothing);
    expect([dataOf('acme'), dataOf('pooled', other)]).toEqual([moved, others]);
    const fences = cellOf('pooled')
      .tables.billing.items()
      .filter(({ sk }) => sk === 'FENCE');
    expect(fences).toEqual([expect.objectContaining({ state: 'MOVED' })]);
  });

  it('is nothing where it had nothing', async () => {
    const { tenant, ports, users } = await aPlatform();

    const moved = await moveTenant(ports(), tenant, 'acme', options);

    expect(moved).toEqual({ cell: 'acme', oldDataUntil: null });
    const { placement } = await tenancyOf(users, tenant);
    expect([placement?.copies, placement?.move]).toEqual([undefined, undefined]);
    await moveTenant(ports(), tenant, 'pooled', options);
  });

  it('keeps it from coming back before it is purged; then it can come back', async () => {
    const { tenant, ports, time, dataOf, fenced, where } = await aTenant();
    await moveTenant(ports(), tenant, 'acme', options);
    time.now += 7000;
    await fileStore(fenced('acme', 'files', 'request')).create(aFile({ tenant, status: 'READY' }), []);
    const moved = dataOf('acme');

    await expect(moveTenant(ports(), tenant, 'pooled', options)).rejects.toThrow('purge');
    await purgeCopies(ports(), tenant, true);
    await moveTenant(ports(), tenant, 'pooled', options);
    time.now += 7000;

    expect(await where()).toBe('pooled');
    expect(dataOf('pooled')).toEqual(moved);
    await fileStore(fenced('pooled', 'files', 'work')).create(aFile({ tenant }), []);
    await expect(fileStore(fenced('acme', 'files', 'work')).create(aFile({ tenant }), [])).rejects.toMatchObject({
      to: { cell: 'pooled', names: 'simsheet' },
    });
  });

  it('is not removed by a purge that was held up until the tenant is back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (at) => {
        const { tenant, ports, dataOf } = await aTenant();
        await moveTenant(ports(), tenant, 'acme', options);
        let calls = 0;
        let dead = false;
        let rest: (() => Promise<unknown>) | undefined;
        const first = purgeCopies(
          ports(async (act) => {
            if (dead) throw new Killed();
            calls += 1;
            if (calls !== at) return act();
            dead = true;
            rest = act;
            throw new Killed();
          }),
          tenant,
          true,
        ).catch((error) => error);
        await first;
        await purgeCopies(ports(), tenant, true);
        await moveTenant(ports(), tenant, 'pooled', options);
        const back = dataOf('pooled');

        await rest?.().catch(() => {});

        // Of objects, what was sent already is done: docs/moving-a-tenant.md says so.
        expect(dataOf('pooled').rows).toEqual(back.rows);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a move that is given up', () => {
  it('leaves the tenant where it is and nothing where it was to go', async () => {
    const { tenant, ports, dataOf, where, fenced, users } = await aTenant();
    const before = dataOf('pooled');
    let passes = 0;
    const stopping = {
      ...ports(),
      goOn: () => {
        passes += 1;
        if (passes > 2) throw new Error('stopped');
      },
    };
    await expect(moveTenant(stopping, tenant, 'acme', options)).rejects.toThrow('stopped');
    expect(dataOf('acme')).not.toEqual(nothing);

    await abortMove(ports(), tenant);

    expect([await where(), dataOf('acme'), dataOf('pooled')]).toEqual(['pooled', nothing, before]);
    expect(await users.get(placementKey(tenant))).not.toHaveProperty('copies');
    await fileStore(fenced('pooled', 'files', 'request')).create(aFile({ tenant }), []);
    await expect(abortMove(ports(), tenant)).rejects.toThrow(CannotMove);
    await moveTenant(ports(), tenant, 'acme', options);
    expect(await where()).toBe('acme');
  });

  it('ends where the organization is deleted: nothing of it comes to the other cell any more', async () => {
    const { tenant, ports, cellOf, dataOf, users } = await aTenant();
    const given = ports();
    let calls = 0;
    const across: typeof given.across = async (writes) => {
      calls += 1;
      // What the deletion does, just before something is copied: the mark, and then the placement goes.
      if (calls === 3) {
        for (const service of ['files', 'simulations', 'results', 'billing', 'notifications'] as const)
          await cellOf('acme').tables[service].transact([{ label: 'mark', put: { ...erasedKey(tenant) } }]);
      }
      return given.across(writes);
    };

    await expect(moveTenant({ ...given, across }, tenant, 'acme', options)).rejects.toThrow(OrganizationErased);

    expect(dataOf('acme')).toEqual(nothing);
    await users.transact([{ label: 'gone', remove: placementKey(tenant) }]);
    await expect(moveTenant(ports(), tenant, 'acme', options)).rejects.toThrow(OrganizationErased);
  });
});
