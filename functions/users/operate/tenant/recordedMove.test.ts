import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../../../shared/api/audit.ts';
import { memoryTable } from '../../../../shared/table/memoryTable.ts';
import { fenceKey } from '../../../../shared/tenancy/fence.ts';
import { isUnderWay, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { auditStore } from '../../audit/auditStore.ts';
import { abortMove, CannotMove, type MovePorts, moveTenant, purgeCopies } from '../moving/moveTenant.ts';
import { aPlatform, Killed } from '../moving/moving.testkit.ts';
import { placeTenant } from '../moving/placeTenant.ts';
import { operatorLog } from '../operatorLog.ts';
import { recordedMove } from './recordedMove.ts';

const options = { waitMs: 60_000, fenceMs: 30_000, purgeAfterDays: 7, kind: 'move' } as const;

/** A tenant that operators move, and its audit log. */
const aMove = async () => {
  const platform = await aPlatform();
  const { tenant, ports, time, users } = platform;
  const store = auditStore(memoryTable());
  platform.cellOf('pooled').buckets.files!.put(tenant, 'files/fil_1/model', 'a model');

  /** A command of somebody's, who dies at a step, before it is taken or when it has been. */
  const command = (who: string, kill?: { at: number; before: boolean }) => {
    let calls = 0;
    let isDead = false;
    const around = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
      if (isDead) throw new Killed();
      calls += 1;
      if (calls !== kill?.at) return act();
      isDead = true;
      if (!kill.before) await act();
      throw new Killed();
    };
    const log = operatorLog({
      audit: { write: (entry, days) => around(() => store.write(entry, days)) },
      isThere: async () => true,
      operator: async () => who,
      keptForDays: async () => 365,
      clock: () => new Date(time.now),
      unwritten: () => {},
    });
    type Telling = Pick<MovePorts, 'correlationId' | 'happened'>;
    const reach = (telling: Telling): MovePorts => ({ ...ports(around), ...telling });
    return {
      move: (to: string) =>
        recordedMove(log, tenant, { action: 'startMove', resources: [tenant, to] }, (telling) =>
          moveTenant(reach(telling), tenant, to, options),
        ),
      place: (to: string) =>
        recordedMove(log, tenant, { action: 'placeOrganization', resources: [tenant, to] }, (telling) =>
          placeTenant({ ...reach(telling), dataIn: async () => [] }, tenant, to),
        ),
      abort: () =>
        recordedMove(log, tenant, { action: 'abortMove', resources: [tenant] }, (telling) =>
          abortMove(reach(telling), tenant),
        ),
      purge: () =>
        recordedMove(log, tenant, { action: 'purgeMovedData', resources: [tenant] }, (telling) =>
          purgeCopies(reach(telling), tenant, true),
        ),
    };
  };
  /** From the oldest. */
  const told = async (): Promise<AuditRecord[]> => {
    const { records } = await store.page(tenant, { from: new Date(0), limit: 100 });
    return records.toReversed();
  };
  const isMoving = async () => {
    const { placement } = await tenancyOf(users, tenant);
    return placement?.move !== undefined && isUnderWay(placement.move);
  };
  return { ...platform, command, told, isMoving };
};

type Command = ReturnType<Awaited<ReturnType<typeof aMove>>['command']>;

const unlessKilled = (error: unknown): void => {
  if (!(error instanceof Killed)) throw error;
};
const actionsOf = (records: readonly AuditRecord[]) => records.map(({ action, outcome }) => `${action} ${outcome}`);
const aKill = () => fc.record({ at: fc.integer({ min: 1, max: 180 }), before: fc.boolean() });

describe('what an organization is told of its move', () => {
  it('is that it began and that it has come, each with its time and once, however often the command was killed', async () => {
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(aKill(), { maxLength: 3 }), async (kills) => {
        const { command, told, time, tenant, where } = await aMove();
        const began = time.now;

        for (const kill of kills) {
          await command('arn:killed', kill).move('acme').catch(unlessKilled);
          if ((await where()) !== 'acme') broken += 1;
          time.now += 1000;
        }
        await command('arn:ended').move('acme');
        await command('arn:late').move('acme');

        const records = await told();
        expect(actionsOf(records)).toEqual(['startMove SUCCEEDED', 'completeMove SUCCEEDED']);
        expect(records.map(({ resources }) => resources)).toEqual(Array(2).fill([tenant, 'acme']));
        expect(new Set(records.map(({ correlationId }) => correlationId)).size).toBe(1);
        const [start, end] = records.map(({ at }) => Date.parse(at));
        expect([start! >= began, end! > start!, end! <= time.now]).toEqual([true, true, true]);
        expect(JSON.stringify(records)).not.toContain('arn:late');
      }),
      { numRuns: 40 },
    );
    // Else nothing was shown.
    expect(broken).toBeGreaterThan(10);
  });

  it('is that it has come also where that was not written down, and nobody remembers the fences', async () => {
    const { command, told, where, cellOf, tenant } = await aMove();
    for (let at = 1; (await where()) !== 'acme'; at += 1) {
      await command('arn:killed', { at, before: false }).move('acme').catch(unlessKilled);
    }
    expect(actionsOf(await told())).toEqual(['startMove SUCCEEDED']);
    for (const table of Object.values(cellOf('acme').tables))
      await table.transact([{ label: 'fence', remove: fenceKey(tenant) }]);

    await command('arn:ended').move('acme');

    expect(actionsOf(await told())).toEqual(['startMove SUCCEEDED', 'completeMove SUCCEEDED']);
  });

  it('is that it was given up, once, however often the command that did so was killed', async () => {
    let aborted = 0;
    await fc.assert(
      fc.asyncProperty(aKill(), aKill(), async (moving, aborting) => {
        const { command, told, isMoving, time } = await aMove();
        await command('arn:moving', moving).move('acme').catch(unlessKilled);
        if (!(await isMoving())) return;
        aborted += 1;

        time.now += 1000;
        await command('arn:killed', aborting).abort().catch(unlessKilled);
        time.now += 1000;
        if (await isMoving()) await command('arn:ended').abort();

        expect(actionsOf(await told())).toEqual(['startMove SUCCEEDED', 'abortMove SUCCEEDED']);
      }),
      { numRuns: 60 },
    );
    expect(aborted).toBeGreaterThan(20);
  });

  it('is one word of a place, also where it was broken off, and one of what was removed afterwards', async () => {
    const { command, told, tenant, time } = await aMove();
    const kills = [5, 20, 40].map((at) => ({ at, before: true }));

    for (const kill of kills) await command('arn:killed', kill).place('acme').catch(unlessKilled);
    await command('arn:ended').place('acme');
    time.now += 1000;
    await command('arn:purging').purge();

    expect(await told()).toMatchObject([
      { action: 'placeOrganization', outcome: 'SUCCEEDED', resources: [tenant, 'acme'] },
      {
        action: 'purgeMovedData',
        resources: [tenant, 'pooled'],
        actor: { credential: { kind: 'operator', id: 'arn:purging' } },
      },
    ]);
  });

  it('is that it has come also where the command died before it was written down, and what goes on is not a move to there', async () => {
    const goOn = {
      purge: (command: Command) => command.purge(),
      'a move to a third cell': (command: Command) => command.move('beta'),
    };
    for (const next of Object.values(goOn)) {
      const { command, told, where, cellOf, tenant, time } = await aMove();
      for (let at = 1; (await where()) !== 'acme'; at += 1) {
        await command('arn:killed', { at, before: false }).move('acme').catch(unlessKilled);
      }
      expect(actionsOf(await told())).toEqual(['startMove SUCCEEDED']);
      for (const table of Object.values(cellOf('acme').tables))
        await table.transact([{ label: 'fence', remove: fenceKey(tenant) }]);
      time.now += 60_000;

      await next(command('arn:ended'));

      const steps = (await told()).map(({ action, resources }) => `${action} ${resources[1]}`);
      expect(steps.filter((step) => step === 'completeMove acme')).toHaveLength(1);
      expect(steps.length).toBeGreaterThan(2);
    }
  });

  it('is that what it had left behind is removed, once, however often the command was killed', async () => {
    let broken = 0;
    for (const before of [true, false]) {
      for (let at = 1, ended = false; !ended; at += 1) {
        const { command, told, time, tenant, cellOf } = await aMove();
        await command('arn:moving').move('acme');
        time.now += 1000;
        const killed = await command('arn:killed', { at, before })
          .purge()
          .catch((error: unknown) => error);
        ended = !(killed instanceof Killed);
        if (!ended) broken += 1;
        time.now += 1000;

        await command('arn:ended').purge();

        const removed = (await told()).filter(({ action }) => action === 'purgeMovedData');
        expect({ at, before, removed: removed.map(({ resources }) => resources) }).toEqual({
          at,
          before,
          removed: [[tenant, 'pooled']],
        });
        expect(cellOf('pooled').buckets.files!.all(tenant)).toEqual({});
      }
    }
    expect(broken).toBeGreaterThan(10);
  });

  it('is that it was placed, whichever command finds it there after a kill', async () => {
    const goOn = {
      purge: (command: Command) => command.purge(),
      place: (command: Command) => command.place('acme'),
      'a move to there': (command: Command) => command.move('acme'),
      'a move to a third cell': (command: Command) => command.move('beta'),
    };
    for (const next of Object.values(goOn)) {
      const { command, told, where, cellOf, tenant, time } = await aMove();
      for (let at = 1; (await where()) !== 'acme'; at += 1)
        await command('arn:killed', { at, before: false }).place('acme').catch(unlessKilled);
      expect(await told()).toEqual([]);
      for (const table of Object.values(cellOf('acme').tables))
        await table.transact([{ label: 'fence', remove: fenceKey(tenant) }]);
      time.now += 60_000;

      await next(command('arn:ended'));
      await command('arn:late').place(await where());

      const steps = (await told()).map(({ action, resources }) => `${action} ${resources[1]}`);
      expect(steps.filter((step) => step.endsWith('acme'))).toEqual(['placeOrganization acme']);
    }
  });

  it('is of a place that a move went on with what it is of a move: it has data by now', async () => {
    const { command, told, isMoving } = await aMove();
    for (let at = 1; !(await isMoving()); at += 1)
      await command('arn:killed', { at, before: false }).place('acme').catch(unlessKilled);

    await command('arn:ended').move('acme');

    expect(actionsOf(await told())).toEqual(['startMove SUCCEEDED', 'completeMove SUCCEEDED']);
  });

  it('is also what failed after something was told of a command before', async () => {
    const { command, told, cellOf, time } = await aMove();
    await command('arn:moving').move('acme');
    const { bucket } = cellOf('pooled').buckets.files!;
    const { removeSome } = bucket;
    bucket.removeSome = async () => {
      throw new Error('no access');
    };
    await expect(command('arn:purging').purge()).rejects.toThrow('no access');
    bucket.removeSome = removeSome;
    time.now += 1000;
    await expect(command('arn:moving on').move('pooled')).rejects.toThrow('is kept there until');

    expect((await told()).map(({ action, outcome, resources }) => [action, outcome, resources[1]])).toEqual([
      ['startMove', 'SUCCEEDED', 'acme'],
      ['completeMove', 'SUCCEEDED', 'acme'],
      ['purgeMovedData', 'FAILED', undefined],
      ['startMove', 'FAILED', 'pooled'],
    ]);
  });

  it('is that it was given up, also where the command died and a move went on', async () => {
    let givenUp = 0;
    for (let at = 1, ended = false; !ended; at += 1) {
      const { command, told, isMoving, users, tenant } = await aMove();
      for (let step = 1; !(await isMoving()); step += 1)
        await command('arn:moving', { at: step, before: false }).move('acme').catch(unlessKilled);
      const killed = await command('arn:killed', { at, before: false })
        .abort()
        .catch((error: unknown) => error);
      ended = !(killed instanceof Killed);
      const { placement } = await tenancyOf(users, tenant);
      if (ended || placement?.move?.givenUpAt === undefined) continue;
      givenUp += 1;

      await command('arn:ended').move('acme');

      expect({ at, told: actionsOf(await told()).toSorted() }).toEqual({
        at,
        told: ['abortMove SUCCEEDED', 'completeMove SUCCEEDED', 'startMove SUCCEEDED'],
      });
    }
    expect(givenUp).toBeGreaterThan(1);
  });

  it('is of a place why it has to wait: nothing else says that it began', async () => {
    const { command, told, tenant, cellOf } = await aMove();
    const running = { pk: `TENANT#${tenant}#SIMULATION`, sk: 'sim_1', simulationId: 'sim_1', tenant, active: 'ACTIVE' };
    await cellOf('pooled').tables.simulations.transact([
      { label: 'run', put: { ...running, status: 'RUNNING', request: '{}' } },
    ]);

    await expect(command('arn:1').place('acme')).rejects.toThrow('is RUNNING');

    expect(await told()).toMatchObject([
      { action: 'placeOrganization', outcome: 'FAILED', problem: 'not-yet', resources: [tenant, 'acme'] },
    ]);
  });

  it('is why it was refused before it began; not that it has to wait', async () => {
    const { command, told, tenant, cellOf } = await aMove();
    await expect(command('arn:1').abort()).rejects.toThrow(CannotMove);
    const running = { pk: `TENANT#${tenant}#SIMULATION`, sk: 'sim_1', simulationId: 'sim_1', tenant, active: 'ACTIVE' };
    await cellOf('pooled').tables.simulations.transact([
      { label: 'run', put: { ...running, status: 'RUNNING', request: '{}' } },
    ]);
    await expect(command('arn:2').move('acme')).rejects.toThrow('is RUNNING');
    await expect(command('arn:3').move('beta')).rejects.toThrow('is being moved to acme');

    expect(actionsOf(await told()).toSorted()).toEqual(['abortMove FAILED', 'startMove FAILED', 'startMove SUCCEEDED']);
    expect(new Set((await told()).map(({ problem }) => problem))).toEqual(new Set([null, 'is-moved', 'not-moving']));
  });
});
