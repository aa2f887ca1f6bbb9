import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../table/table.ts';
import { aFleet, ending, fails, ServiceError, times, works } from './fleet.testkit.ts';

const minute = 60_000;
const leaseMs = 30_000 + 5000;

type Fate = 'answers' | 'is lost' | 'loses its answer' | 'dies';

/** A table in any order, which loses requests and answers as `fates` says; who asks it when it dies waits for ever. */
const unreliable =
  (scheduler: fc.Scheduler, fates: fc.Stream<Fate>, reliable: () => boolean) =>
  (table: Table): Table => {
    const through = async <Value>(label: string, work: () => Promise<Value>): Promise<Value> => {
      if (reliable()) return work();
      const fate = fates.next().value;
      await scheduler.schedule(Promise.resolve(), `${label} asked`);
      if (fate === 'is lost') throw new Error('the request was lost');
      const answer = await work();
      if (fate === 'dies') return new Promise(() => {});
      await scheduler.schedule(Promise.resolve(), `${label} answered`);
      if (fate === 'loses its answer') throw new Error('the answer was lost');
      return answer;
    };
    return {
      ...table,
      get: (key) => through('read', () => table.get(key)),
      update: (input) => through('write', () => table.update(input)),
    };
  };

interface Step {
  process: number;
  outcome: 'works' | 'fails' | 'poison';
  tenant: string;
  pauseMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  process: fc.nat(3),
  outcome: fc.constantFrom('works', 'fails', 'fails', 'poison'),
  tenant: fc.constantFrom('org_1', 'org_2', 'org_3', 'org_4'),
  pauseMs: fc.constantFrom(0, 0, 1000, minute, 2 * minute),
});

const fate: fc.Arbitrary<Fate> = fc.constantFrom(
  ...Array<Fate>(12).fill('answers'),
  'is lost',
  'loses its answer',
  'dies',
);

const operations = { works, fails, poison: () => Promise.reject(new ServiceError()) };

describe('a fleet whose store loses requests and answers, and whose processes die', () => {
  it('makes each transition once and gets well when its dependency does', () =>
    fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fate),
        fc.array(step, { minLength: 1, maxLength: 60 }),
        async (scheduler, fates, steps) => {
          let reliable = false;
          const fleet = aFleet({ processes: 4, through: unreliable(scheduler, fates, () => reliable) });

          const { task } = scheduler.scheduleSequence(
            steps.map(({ process, outcome, tenant, pauseMs }, n) => ({
              label: `step ${n}`,
              builder: async () => {
                fleet.wait(pauseMs);
                void ending(fleet.breakers[process]!.call(operations[outcome], { tenant }));
              },
            })),
          );
          await scheduler.waitFor(task);
          await scheduler.waitIdle();
          const stormy = fleet.transitions.filter(({ shared }) => shared);

          reliable = true;
          fleet.wait(leaseMs + 12 * minute);
          const later = fleet.start();
          await times(4, () => later.call(works));

          const epochs = stormy.map(({ epoch }) => epoch);
          expect(new Set(epochs).size).toBe(epochs.length);
          for (const { from, to, tenant } of stormy) {
            expect(['CLOSED OPEN', 'OPEN HALF_OPEN', 'HALF_OPEN OPEN', 'HALF_OPEN CLOSED', 'OPEN OPEN']).toContain(
              `${from} ${to}`,
            );
            // Only what was open for one tenant can open again for all.
            if (from === 'OPEN' && to === 'OPEN') expect(tenant).toBeNull();
          }
          expect(await later.describe()).toMatchObject({ state: 'CLOSED', shared: true });
        },
      ),
      { numRuns: 80 },
    ));

  it('never fails a call for its own sake', () =>
    fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fate.filter((value) => value !== 'dies')),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
        async (scheduler, fates, processes) => {
          const fleet = aFleet({ processes: 4, through: unreliable(scheduler, fates, () => false) });

          const calls = Promise.all(processes.map((process) => ending(fleet.breakers[process]!.call(works))));

          expect(await scheduler.waitFor(calls)).toEqual(processes.map(() => 'fine'));
        },
      ),
      { numRuns: 50 },
    ));
});
