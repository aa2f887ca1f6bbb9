import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../table/table.ts';
import type { RateDecision } from './decision.ts';
import { aFleet, defaults, type PolicySettings } from './fleet.testkit.ts';

type Fate = 'arrives' | 'is lost' | 'is not acknowledged';

/** Requests and answers of the table arrive in any order, and some do not arrive. */
const scheduled =
  (scheduler: fc.Scheduler, nextFate: () => Fate) =>
  (table: Table): Table => ({
    ...table,
    async update(input) {
      const fate = nextFate();
      await scheduler.schedule(Promise.resolve(), 'asked');
      if (fate === 'is lost') throw new Error('no route to host');
      try {
        return await table.update(input);
      } finally {
        await scheduler.schedule(Promise.resolve(), 'answered');
        // biome-ignore lint/correctness/noUnsafeFinally: whatever the table answered, nobody hears of it
        if (fate === 'is not acknowledged') throw new Error('connection reset');
      }
    },
  });

interface Settings extends PolicySettings {
  processes: number;
}

const settingsOf = fc.record<Settings>({
  processes: fc.integer({ min: 1, max: 5 }),
  requestsPerSecond: fc.integer({ min: 1, max: 100 }),
  burst: fc.integer({ min: 1, max: 50 }),
  blockSize: fc.integer({ min: 1, max: 20 }),
});

/** What is asked for at once, after a pause: by which process, at what cost. */
const roundsOf = fc.array(
  fc.record({
    pauseMs: fc.integer({ min: 0, max: 700 }),
    asked: fc.array(fc.record({ process: fc.nat(), cost: fc.constantFrom(1, 1, 1, 2, 7) }), { maxLength: 12 }),
  }),
  { maxLength: 25 },
);

interface Answer extends RateDecision {
  at: number;
  process: number;
  cost: number;
}

/** Runs the rounds; nothing of a round is under way any more when the next one begins. */
const run = async (
  settings: Settings,
  rounds: readonly { pauseMs: number; asked: readonly { process: number; cost: number }[] }[],
  scheduler: fc.Scheduler,
  options: { nextFate?: () => Fate; skews?: readonly number[] } = {},
) => {
  const { processes, ...limit } = settings;
  const through = scheduled(scheduler, options.nextFate ?? (() => 'arrives'));
  const fleet = aFleet({ processes, settings: limit, through, skews: options.skews ?? [] });
  const answers: Answer[] = [];
  for (const { pauseMs, asked } of rounds) {
    fleet.wait(pauseMs);
    const at = fleet.now();
    const takes = asked.map(async ({ process, cost }) => {
      const decision = await fleet.limiters[process % processes]!.take('key', cost);
      answers.push({ ...decision, at, process: process % processes, cost: Math.min(cost, limit.burst) });
    });
    await scheduler.waitFor(Promise.all(takes));
  }
  return answers;
};

const seconds = (from: number, to: number) => (to - from) / 1000;

/** That what was given from any time to any other is within a bound for so many seconds. */
const expectInEveryWindow = (answers: readonly Answer[], bound: (windowSeconds: number) => number) => {
  const given = answers.filter(({ allowed }) => allowed);
  const times = [...new Set(given.map(({ at }) => at))];
  for (const from of times) {
    for (const to of times.filter((time) => time >= from)) {
      const tokens = given.filter(({ at }) => at >= from && at <= to).reduce((sum, { cost }) => sum + cost, 0);
      expect(tokens).toBeLessThanOrEqual(bound(seconds(from, to)));
    }
  }
};

/** What processes may hold: a block each, and together no more than comes in while a lease lasts. */
const overshoot = ({ processes, requestsPerSecond, burst, blockSize }: Settings) =>
  Math.min(processes * Math.max(blockSize, Math.min(7, burst)), requestsPerSecond * 1);

describe('whatever the order in which requests and answers of the store arrive', () => {
  it('no window sees more than the burst, the rate, and what processes may hold', () =>
    fc.assert(
      fc.asyncProperty(settingsOf, roundsOf, fc.scheduler(), async (settings, rounds, scheduler) => {
        const answers = await run(settings, rounds, scheduler);

        expect(answers.every(({ shared }) => shared)).toBe(true);
        const { burst, requestsPerSecond } = settings;
        expectInEveryWindow(answers, (window) => burst + requestsPerSecond * window + overshoot(settings));
      }),
    ));

  it('the same holds while messages get lost, and each process alone gives a quarter of the limit on top', () => {
    const fates = fc.infiniteStream(
      fc.constantFrom<Fate>('arrives', 'arrives', 'arrives', 'is lost', 'is not acknowledged'),
    );
    return fc.assert(
      fc.asyncProperty(settingsOf, roundsOf, fc.scheduler(), fates, async (settings, rounds, scheduler, stream) => {
        const nextFate = () => stream.next().value as Fate;

        const answers = await run(settings, rounds, scheduler, { nextFate });

        const { burst, requestsPerSecond, processes } = settings;
        expectInEveryWindow(
          answers.filter(({ shared }) => shared),
          (window) => burst + requestsPerSecond * window + overshoot(settings),
        );
        const ownBurst = Math.max(1, Math.floor(burst / 4));
        for (let n = 0; n < processes; n += 1) {
          expectInEveryWindow(
            answers
              .filter(({ shared, process }) => !shared && process === n)
              .map((answer) => ({ ...answer, cost: Math.min(answer.cost, ownBurst) })),
            (window) => ownBurst + (requestsPerSecond / 4) * window,
          );
        }
      }),
    );
  });

  it('clocks that differ give away no more than comes in while they do', () => {
    const skewsOf = fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 5, maxLength: 5 });
    return fc.assert(
      fc.asyncProperty(settingsOf, roundsOf, fc.scheduler(), skewsOf, async (settings, rounds, scheduler, skews) => {
        const answers = await run(settings, rounds, scheduler, { skews });

        const own = skews.slice(0, settings.processes);
        const apart = seconds(Math.min(...own), Math.max(...own));
        const { burst, requestsPerSecond } = settings;
        expectInEveryWindow(answers, (window) => burst + requestsPerSecond * (window + apart) + overshoot(settings));
      }),
    );
  });

  it('a clock that is set back gives nothing away', () => {
    const jumpsOf = fc.array(
      fc.record({
        pauseMs: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -100_000, max: 0 })),
        asked: fc.array(fc.record({ process: fc.nat(), cost: fc.constantFrom(1, 3) }), { maxLength: 12 }),
      }),
      { maxLength: 25 },
    );
    return fc.assert(
      fc.asyncProperty(settingsOf, jumpsOf, fc.scheduler(), async (settings, jumps, scheduler) => {
        const answers = await run(settings, jumps, scheduler);

        const times = answers.map(({ at }) => at);
        const given = answers.filter(({ allowed }) => allowed).reduce((sum, { cost }) => sum + cost, 0);
        const elapsed = seconds(Math.min(...times), Math.max(...times));
        expect(given).toBeLessThanOrEqual(settings.burst + settings.requestsPerSecond * Math.max(0, elapsed));
      }),
    );
  });

  it('nobody is told of fewer than no tokens or more than the burst, or to come back at once', () =>
    fc.assert(
      fc.asyncProperty(settingsOf, roundsOf, fc.scheduler(), async (settings, rounds, scheduler) => {
        for (const { allowed, remaining, retryAfterSeconds, resetSeconds } of await run(settings, rounds, scheduler)) {
          expect(remaining).toBeGreaterThanOrEqual(0);
          expect(remaining).toBeLessThanOrEqual(settings.burst);
          expect(resetSeconds).toBeGreaterThanOrEqual(1);
          expect(retryAfterSeconds).toBe(allowed ? 0 : resetSeconds);
        }
      }),
    ));
});

describe('a sole process', () => {
  it('gets its whole rate, whatever the limit, if it asks often enough', () =>
    fc.assert(
      fc.asyncProperty(
        settingsOf.map((settings) => ({ ...settings, burst: settings.burst + 10, processes: 1 })),
        fc.integer({ min: 1, max: 50 }),
        async (settings, stepMs) => {
          const fleet = aFleet({ settings });
          const steps = Math.ceil(10_000 / stepMs);
          let given = 0;
          for (let n = 0; n <= steps; n += 1) {
            // As many as may have come in, and one more.
            for (let ask = 0; ask <= settings.burst; ask += 1) {
              const { allowed } = await fleet.limiters[0]!.take('key');
              if (!allowed) break;
              given += 1;
            }
            fleet.wait(stepMs);
          }

          const all = settings.burst + settings.requestsPerSecond * seconds(0, steps * stepMs);
          expect(given).toBeLessThanOrEqual(all);
          // But for a token on its way and a block that has not come together yet.
          expect(given).toBeGreaterThan(all * (1 - 1e-4) - 1 - defaults.blockSize * 2);
        },
      ),
      { numRuns: 30 },
    ));
});
