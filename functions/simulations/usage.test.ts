import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan, Workbook } from '../../engine/index.ts';
import { ok } from '../../engine/result.ts';
import type { StartSimulation } from '../../shared/api/simulations.ts';
import { noLimits, type TenantLimits } from '../../shared/limits/limits.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { partition, type Table, type Write } from '../../shared/table/table.ts';
import { fencedTable } from '../../shared/tenancy/fencedTable.ts';
import { complete, fail } from './run.ts';
import { isActive, type SimulationId } from './simulation.ts';
import { aContext, aSimulation, clock, now, runInputOf, tenant } from './simulations.testkit.ts';
import { cancelSimulation, deleteSimulation, getUsage, type SimulationDeps, startSimulation } from './simulations.ts';
import { fromItem, simulationStore } from './store.ts';

const depsOver = (table: Table): SimulationDeps => ({
  store: simulationStore(fencedTable(table, 'request')),
  sharingOf: async () => undefined,
  workbook: async () => ({}) as Workbook,
  plan: (_workbook, request) =>
    ok({ request: { iterations: 1000, ...request }, outputs: [{ name: 'Profit' }] } as unknown as Plan),
  needsPasses: () => false,
  clock,
});

const withLimits = (given: Partial<TenantLimits>) => aContext({ limits: { ...noLimits, plan: 'trial', ...given } });

const starting = (deps: SimulationDeps, iterations: number, limits: Partial<TenantLimits>) =>
  startSimulation(
    deps,
    { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', outputs: [{ cell: 'A!A1' }], iterations } as unknown as StartSimulation,
    withLimits(limits),
  );

const idOf = (started: Awaited<ReturnType<typeof starting>>): SimulationId => {
  if (!started.ok) throw new Error(started.error.detail);
  return started.value.simulationId;
};

/** What the table has counted, beside what it would count if it did so now. */
const bookOf = (table: ReturnType<typeof memoryTable>) => {
  let deleted = 0;
  const rows = () =>
    table
      .items()
      .filter(({ pk }) => pk === partition(tenant, 'SIMULATION'))
      .map(fromItem);
  const counter = (sk: string, attribute: string) =>
    Number(table.items().find((item) => item.pk === partition(tenant, 'USAGE') && item.sk === sk)?.[attribute] ?? 0);
  return {
    rows,
    /** What was computed stays counted when its simulation is deleted. */
    remembering: (writes: readonly Write[]) => {
      const gone = rows().filter((row) =>
        writes.some((write) => 'remove' in write && write.remove.sk === row.simulationId),
      );
      return () => {
        for (const { counted } of gone) deleted += counted?.iterations ?? 0;
      };
    },
    counted: () => [counter('ACTIVE', 'simulations'), counter('MONTH#2026-03', 'iterations')] as const,
    there: () =>
      [
        rows().filter(({ status }) => isActive(status)).length,
        rows().reduce((sum, { counted }) => sum + (counted?.iterations ?? 0), deleted),
      ] as const,
  };
};

describe("what counts against an organization's limits", () => {
  const lives = ['complete', 'complete early', 'fail twice', 'cancel', 'cancel while it completes', 'stay'] as const;
  const client = fc.record({
    iterations: fc.constantFrom(50, 100, 150),
    life: fc.constantFrom(...lives),
    deletes: fc.boolean(),
  });

  it('is what there is at every moment and never beyond them, whatever races and whatever breaks off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(client, { minLength: 2, maxLength: 5 }),
        fc.record({
          concurrentSimulations: fc.integer({ min: 1, max: 3 }),
          iterationsPerMonth: fc.constantFrom(100, 250, 400),
        }),
        fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 3 }),
        async (s, clients, limits, breaks) => {
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
                const remember = name === 'transact' ? book.remembering(given[0] as never) : () => {};
                const result = await (target[name] as (...all: never[]) => Promise<{ ok?: boolean }>)(...given);
                if (result?.ok === true) remember();
                const [counted, there] = [book.counted(), book.there()];
                const isBeyond = counted[0] > limits.concurrentSimulations || counted[1] > limits.iterationsPerMonth;
                if (isBeyond || counted[0] !== there[0] || counted[1] !== there[1]) wrong.push({ counted, there });
                await s.schedule(Promise.resolve(), `${name} ${call} done`);
                if (breaks.includes(-call)) throw new Error('killed before it heard of it');
                return result;
              },
          });
          const deps = depsOver(table);
          const { store } = deps;

          const live = async ({ iterations, life, deletes }: (typeof clients)[number]) => {
            const started = await starting(deps, iterations, limits);
            if (!started.ok) return;
            const { simulationId } = started.value;
            const input = runInputOf(aSimulation({ simulationId }));
            const completes = async (computed: number) => {
              await store.move(tenant, simulationId, 'seal', { completed: computed, total: computed }, () => []);
              await complete(deps, input);
            };
            const fails = () => fail(deps, { ...input, error: { Error: 'x' } });
            const cancels = () => cancelSimulation(deps, simulationId, aContext());
            await store.move(tenant, simulationId, 'start', { startedAt: now.toISOString() }, () => []);
            const running = await store.get(tenant, simulationId);
            if (running) await store.setProgress(running, iterations / 2, () => []);
            if (life === 'complete') await completes(iterations);
            if (life === 'complete early') await completes(iterations / 2);
            if (life === 'fail twice') await Promise.all([fails(), fails()]);
            if (life === 'cancel') await cancels();
            if (life === 'cancel while it completes') await Promise.all([cancels(), completes(iterations)]);
            if (deletes) await deleteSimulation(deps, simulationId, aContext());
          };
          await s.waitFor(Promise.allSettled(clients.map(live)));

          expect(wrong).toEqual([]);
          // What nobody ends, the reconciler does; then there is room again.
          const left = depsOver(memory);
          for (const { simulationId, status } of book.rows()) {
            if (isActive(status)) {
              await fail(left, { ...runInputOf(aSimulation({ simulationId })), error: { Error: 'ABORTED' } });
            }
          }
          expect(book.counted()).toEqual(book.there());
          expect(book.counted()[0]).toBe(0);
          const roomLeft = limits.iterationsPerMonth - book.counted()[1];
          expect((await starting(left, Math.max(1, roomLeft), limits)).ok).toBe(roomLeft >= 1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leaves alone what was there before anything was counted', async () => {
    const table = memoryTable();
    const deps = depsOver(table);
    const old = aSimulation({ status: 'RUNNING' });
    await deps.store.create(old, []);

    await cancelSimulation(deps, old.simulationId, aContext());

    expect(bookOf(table).counted()).toEqual([0, 0]);
  });

  it('is shown with the limits and the moment at which the month begins anew', async () => {
    const deps = depsOver(memoryTable());
    await starting(deps, 700, {});
    const cancelled = idOf(await starting(deps, 300, {}));
    await cancelSimulation(deps, cancelled, aContext());

    expect(await getUsage(deps, withLimits({ concurrentSimulations: 2 }))).toEqual({
      ok: true,
      value: {
        usage: [
          { limit: 'concurrentSimulations', max: 2, used: 1, freesAt: null },
          { limit: 'iterationsPerMonth', max: null, used: 700, freesAt: '2026-04-01T00:00:00.000Z' },
        ],
      },
    });
  });
});

describe('a simulation beyond a limit', () => {
  it('waits for one of those that run, and starts when one has ended', async () => {
    const table = memoryTable();
    const deps = depsOver(table);
    const limits = { concurrentSimulations: 1 };
    const first = idOf(await starting(deps, 1000, limits));
    const before = table.items();

    const refused = await starting(deps, 1000, limits);

    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: 'limit-reached',
        reached: { limit: 'concurrentSimulations', max: 1, used: 1, requested: 1, freesAt: null },
        headers: { 'retry-after': '10' },
        detail: expect.stringMatching(/^1 of 1 simulations .*GET \/api\/simulations /),
      },
    });
    expect(table.items()).toEqual(before);
    await cancelSimulation(deps, first, aContext());
    expect((await starting(deps, 1000, limits)).ok).toBe(true);
  });

  it('of iterations a month is told how many there are left, and from when on there are more', async () => {
    const deps = depsOver(memoryTable());
    await starting(deps, 600, {});

    const refused = await starting(deps, 500, { iterationsPerMonth: 1000 });

    expect(refused).toMatchObject({
      ok: false,
      error: {
        reached: {
          limit: 'iterationsPerMonth',
          max: 1000,
          used: 600,
          requested: 500,
          freesAt: '2026-04-01T00:00:00.000Z',
        },
        headers: { 'retry-after': String((Date.parse('2026-04-01T00:00:00Z') - now.getTime()) / 1000) },
        detail: expect.stringContaining('Ask for 400 at most'),
      },
    });
    expect((await starting(deps, 400, { iterationsPerMonth: 1000 })).ok).toBe(true);
  });

  it('that asks for more than a whole month has is not told to wait', async () => {
    const refused = await starting(depsOver(memoryTable()), 1001, { iterationsPerMonth: 1000 });

    expect(refused).toMatchObject({
      ok: false,
      error: { reached: { used: 0, requested: 1001, freesAt: null }, detail: expect.stringContaining('1,000 a month') },
    });
    expect(refused).not.toHaveProperty('error.headers');
  });

  it('is refused also where a limit was lowered below what is used, and nothing ends because of it', async () => {
    const deps = depsOver(memoryTable());
    const running = [idOf(await starting(deps, 100, {})), idOf(await starting(deps, 100, {}))];

    const refused = await starting(deps, 100, { concurrentSimulations: 1 });

    expect(refused).toMatchObject({ ok: false, error: { reached: { max: 1, used: 2 } } });
    for (const id of running) expect((await deps.store.get(tenant, id))?.status).toBe('QUEUED');
  });

  it('counts in the month in which it began, whenever it ends', async () => {
    const table = memoryTable();
    const deps = depsOver(table);
    const id = idOf(await starting(deps, 1000, {}));
    const inApril = { ...deps, clock: () => new Date('2026-04-02T00:00:00Z') };

    await cancelSimulation(inApril, id, aContext());

    expect(bookOf(table).counted()).toEqual([0, 0]);
    expect(await getUsage(inApril, withLimits({}))).toMatchObject({ value: { usage: [{ used: 0 }, { used: 0 }] } });
  });
});
