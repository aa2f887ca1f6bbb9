import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../table/table.ts';
import { aFleet, ending, fails, held, times, works } from './fleet.testkit.ts';

const minute = 60_000;
const leaseMs = 30_000 + 5000;

/** Requests and answers of the table arrive in any order. */
const scheduled =
  (scheduler: fc.Scheduler) =>
  (table: Table): Table => ({
    ...table,
    async get(key) {
      await scheduler.schedule(Promise.resolve(), 'read asked');
      const item = await table.get(key);
      await scheduler.schedule(Promise.resolve(), 'read answered');
      return item;
    },
    async update(input) {
      await scheduler.schedule(Promise.resolve(), `asked ${input.UpdateExpression}`);
      try {
        return await table.update(input);
      } finally {
        await scheduler.schedule(Promise.resolve(), 'answered');
      }
    },
  });

type Scheduled = ReturnType<typeof aFleet> & {
  finish<Value>(work: Promise<Value>): Promise<Value>;
  /** Until it is one's turn among all that waits. */
  pause(): Promise<void>;
};

const holds = (property: (fleet: Scheduled) => Promise<void>, options: Parameters<typeof aFleet>[0] = {}) =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const fleet = aFleet({ processes: 5, through: scheduled(scheduler), ...options });
      await property({
        ...fleet,
        finish: (work) => scheduler.waitFor(work),
        pause: () => scheduler.schedule(Promise.resolve(), 'pause'),
      });
    }),
    { numRuns: 25 },
  );

/** Starts calls in all processes at once, whose operations wait until all of them have begun. */
const together = ({ breakers }: Scheduled, calls: number, operation: () => Promise<unknown>) => {
  const all = Promise.withResolvers<void>();
  let begun = 0;
  return Promise.all(
    Array.from({ length: calls }, (_, n) =>
      ending(
        breakers[n % breakers.length]!.call(async () => {
          begun += 1;
          if (begun === calls) all.resolve();
          await all.promise;
          return operation();
        }),
      ),
    ),
  );
};

const open = async (fleet: Scheduled) => {
  await fleet.finish(times(5, () => fleet.breakers[0]!.call(fails)));
  // Everybody looks again.
  fleet.wait(minute);
};

describe('whatever the order in which requests and answers of the store arrive', () => {
  it('fifty failures at once open the circuit once and count as fifty', () =>
    holds(async (fleet) => {
      await fleet.finish(together(fleet, 50, () => fleet.pause().then(fails)));

      const description = await fleet.finish(fleet.start().describe());
      expect(fleet.transitions.map(({ to }) => to)).toEqual(['OPEN']);
      expect(description).toMatchObject({ state: 'OPEN', epoch: 1, failures: 50 });
    }));

  it('a slow success that began before does not close an open circuit', () =>
    holds(async (fleet) => {
      const slow = held<string>();
      const began = Promise.withResolvers<void>();
      let begun = 0;
      const calls = fleet.breakers.map((breaker) =>
        breaker.call(() => {
          begun += 1;
          if (begun === fleet.breakers.length) began.resolve();
          return slow.operation();
        }),
      );
      await fleet.finish(began.promise);
      await fleet.finish(times(5, () => fleet.breakers[0]!.call(fails)));

      slow.resolve('at last');
      await fleet.finish(Promise.all(calls));

      expect((await fleet.store.read('files')).state).toBe('OPEN');
      expect(fleet.transitions.map(({ to }) => to)).toEqual(['OPEN']);
    }));

  it('three of fifty calls probe a circuit that may recover, and the others are refused', () =>
    holds(async (fleet) => {
      await open(fleet);
      const probe = held<string>();
      let begun = 0;

      const calls = Array.from({ length: 50 }, (_, n) =>
        ending(
          fleet.breakers[n % 5]!.call(() => {
            begun += 1;
            if (begun === 3) probe.resolve('fine');
            return probe.operation();
          }),
        ),
      );
      const endings = await fleet.finish(Promise.all(calls));

      // Calls that came when the third probe had closed it went ahead as usual.
      const closed = fleet.transitions.filter(({ to }) => to === 'CLOSED').length;
      expect(closed).toBe(1);
      expect(endings.filter((end) => end === 'fine')).toHaveLength(begun);
    }));

  it('no more than three probes run at a time, in all processes', () =>
    holds(async (fleet) => {
      await open(fleet);
      const caller = new AbortController();
      let begun = 0;

      const calls = Array.from({ length: 50 }, (_, n) =>
        fleet.breakers[n % 5]!.call(
          () => {
            begun += 1;
            return new Promise<never>(() => {});
          },
          { signal: caller.signal },
        ),
      );
      const refused = Promise.all(calls.map(ending).map((call) => call.then((end) => end === 'CircuitOpenError')));
      await fleet.finish(Promise.race([refused, settledTo(47, calls)]));

      expect(begun).toBe(3);
      caller.abort();
      await fleet.finish(refused);
    }));

  it('probes that never return leave their permits to others when their leases end', () =>
    holds(async (fleet) => {
      await open(fleet);
      const dead = new AbortController();
      const never = () => new Promise<never>(() => {});
      const lost = [0, 1, 2].map((n) => ending(fleet.breakers[n]!.call(never, { signal: dead.signal })));
      await fleet.finish(heldPermits(fleet, 3));

      const before = await fleet.finish(ending(fleet.breakers[3]!.call(works)));
      fleet.wait(leaseMs);
      const after = await fleet.finish(times(3, () => fleet.breakers[3]!.call(works)));

      expect(before).toBe('CircuitOpenError');
      expect(after).toEqual(['fine', 'fine', 'fine']);
      expect((await fleet.store.read('files')).state).toBe('CLOSED');
      dead.abort();
      await fleet.finish(Promise.all(lost));
    }));

  it.each(['fails', 'passes'])('a prober that %s after its lease ended changes nothing', (end) =>
    holds(
      async (fleet) => {
        await open(fleet);
        const stale = held<string>();
        const late = ending(fleet.breakers[0]!.call(stale.operation));
        await fleet.finish(heldPermits(fleet, 1));
        fleet.wait(leaseMs);
        const current = held<string>();
        const probing = ending(fleet.breakers[1]!.call(current.operation));
        const [first] = (await fleet.store.read('files')).permits;
        await fleet.finish(heldPermits(fleet, 1, first?.token));

        if (end === 'fails') stale.reject(new Error('no connection'));
        else stale.resolve('fine');
        await fleet.finish(late);
        const between = await fleet.store.read('files');
        current.resolve('fine');
        await fleet.finish(probing);

        expect(between).toMatchObject({ state: 'HALF_OPEN', epoch: 2 });
        expect(between.permits).toMatchObject([{ passed: false }]);
        expect(fleet.transitions.map(({ to }) => to)).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
      },
      { settings: { halfOpenProbes: 1 } },
    ),
  );

  it('a prober of an earlier epoch has no say in a later one', () =>
    holds(
      async (fleet) => {
        await open(fleet);
        const stale = held<string>();
        const late = ending(fleet.breakers[0]!.call(stale.operation));
        await fleet.finish(heldPermits(fleet, 1));
        fleet.wait(leaseMs);
        await fleet.finish(times(1, () => fleet.breakers[1]!.call(works)));
        const closed = await fleet.store.read('files');

        stale.reject(new Error('no connection'));
        await fleet.finish(late);

        expect(closed).toMatchObject({ state: 'CLOSED', epoch: 3 });
        expect(await fleet.store.read('files')).toEqual(closed);
      },
      { settings: { halfOpenProbes: 1 } },
    ));
});

/** Resolves when so many permits are held, by others than the token given. */
const heldPermits = async ({ store }: Scheduled, count: number, except?: string): Promise<void> => {
  for (;;) {
    const { permits } = await store.read('files');
    if (permits.filter(({ token }) => token !== except).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve));
  }
};

/** Resolves when so many of the calls have ended. */
const settledTo = (count: number, calls: readonly Promise<unknown>[]): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let settled = 0;
  for (const call of calls) {
    void ending(call).then(() => {
      settled += 1;
      if (settled === count) resolve();
    });
  }
  return promise;
};
