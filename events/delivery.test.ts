/**
 * From the transaction to the effect, with everything going wrong that can: the bus refuses or loses its answer, the stream
 * is off, brings records twice or not at all, the relay's and the consumer's processes die between any two of their calls,
 * runs overlap in any order, clocks are off, the index is late.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryTable } from '../shared/table/memoryTable.ts';
import { absent, type Item, type Table } from '../shared/table/table.ts';
import { once } from './consume/once.ts';
import type { Envelope } from './envelope.ts';
import { readOutboxItem } from './relay/outboxItem.ts';
import { outboxStore } from './relay/outboxStore.ts';
import { anEvent, type Behaviour, refusal, startMs, tenant } from './relay/relay.testkit.ts';
import { type RelayDependencies, relay } from './relay/relay.ts';
import { sweeper } from './relay/sweep.ts';

type Answer = 'accept' | 'throttle' | 'down' | 'blame' | 'lose the answer';
/** A process that dies at one of its calls: before that call did anything, or after it and before it got the answer. */
type Death = { atCall: number; when: 'before' | 'after' } | null;
type Run = { from: 'stream' | 'schedule'; death: Death };
type Step =
  | { kind: 'publish'; file: number; offMs: number }
  | { kind: 'stream'; isOn: boolean }
  | { kind: 'pass'; seconds: number }
  | { kind: 'refresh' }
  | { kind: 'run'; runs: Run[] };

const death: fc.Arbitrary<Death> = fc.option(
  fc.record({ atCall: fc.nat({ max: 12 }), when: fc.constantFrom('before' as const, 'after' as const) }),
);
const run: fc.Arbitrary<Run> = fc.record({ from: fc.constantFrom('stream' as const, 'schedule' as const), death });
const hour = 3_600_000;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      file: fc.nat({ max: 2 }),
      offMs: fc.constantFrom(0, 0, 0, hour, -hour),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stream' as const), isOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(1, 61) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refresh' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('run' as const), runs: fc.array(run, { minLength: 1, maxLength: 3 }) }),
  },
);
const steps = fc.array(step, { minLength: 1, maxLength: 25 });
/** In bursts: what happens once may happen six times in a row, which gives a run no time and an event no attempts more. */
const answers = fc
  .array(
    fc.tuple(
      fc.constantFrom<Answer>('accept', 'accept', 'throttle', 'down', 'blame', 'lose the answer'),
      fc.integer({ min: 1, max: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((bursts) => bursts.flatMap(([answer, times]) => Array.from({ length: times }, () => answer)));

/** The table of a service, its index perhaps late, and the bus. */
const aWorld = (isLate: boolean, script: Answer[], scheduler: fc.Scheduler) => {
  const table = memoryTable();
  let shown: Table = table;
  const refresh = async () => {
    if (!isLate) return;
    const copy = memoryTable();
    for (const item of table.items())
      await copy.transact([{ label: 'copy', put: item as Item & { pk: string; sk: string } }]);
    shown = copy;
  };
  const asSeen: Table = {
    ...table,
    queryIndex: (...given) => shown.queryIndex(...given),
    scanIndex: (...given) => shown.scanIndex(...given),
  };
  const clock = { ms: startMs };
  const accepted: Envelope[] = [];
  const answer: Behaviour = (event) => {
    const next = script.shift() ?? 'accept';
    if (next === 'down') throw new Error('503');
    if (next === 'throttle') return refusal('ThrottlingException');
    if (next === 'blame') return refusal('InvalidArgument', 'entry');
    accepted.push(event);
    if (next === 'lose the answer') throw new Error('the connection broke');
    return { accepted: true };
  };

  /** A process's view of the world: each of its calls waits for its turn, and none answers once it is dead. */
  const process = (death: Death) => {
    let calls = 0;
    let die: () => void = () => {};
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    const call = async <T>(what: () => Promise<T>): Promise<T> => {
      const isLast = death !== null && calls >= death.atCall;
      calls += 1;
      await scheduler.schedule(Promise.resolve());
      if (!isLast) return what();
      if (death.when === 'after' && calls === death.atCall + 1) await what().catch(() => {});
      die();
      return new Promise<never>(() => {});
    };
    return { call, died };
  };

  const sweep = sweeper();
  const published: Item[] = [];
  const stream = { isOn: true, position: 0 };
  const go = async ({ from, death }: Run): Promise<void> => {
    const { call, died } = process(death);
    const deps: RelayDependencies = {
      outbox: outboxStore({
        ...asSeen,
        get: (...given) => call(() => asSeen.get(...given)),
        queryIndex: (...given) => call(() => asSeen.queryIndex(...given)),
        scanIndex: (...given) => call(() => asSeen.scanIndex(...given)),
        update: (...given) => call(() => asSeen.update(...given)),
      }),
      bus: { put: (entries) => call(async () => entries.map(({ detail }) => answer(JSON.parse(detail)))) },
      now: () => clock.ms,
      wait: (ms) =>
        call(async () => {
          clock.ms += ms;
        }),
      random: () => 0.5,
      warn: () => {},
    };
    const until = clock.ms + 500;
    const relayNew = async () => {
      if (!stream.isOn) return;
      // A batch that was not answered for comes again.
      const { position } = stream;
      const batch = published.slice(position, position + 4).map(readOutboxItem);
      const byFile = Map.groupBy(batch, ({ pk }) => pk);
      await relay(
        deps,
        [...byFile].map(([pk, known]) => ({ pk, known })),
        until,
      );
      stream.position = Math.max(stream.position, position + batch.length);
    };
    const work = from === 'stream' ? relayNew() : sweep(deps, until);
    await Promise.race([work, died]);
  };

  return {
    table,
    clock,
    accepted,
    refresh,
    published,
    go,
    async publish(file: number, offMs: number) {
      const key = { pk: `FILE#${file}`, sk: 'FILE' };
      const version = Number((await table.get(key))?.version ?? 0);
      const event = anEvent({ file, sequence: version + 1, at: clock.ms + offMs });
      const condition =
        version === 0
          ? absent
          : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': version } };
      const result = await table.transact([{ label: 'file', put: { ...key, version: version + 1 }, condition }, event]);
      if (!result.ok) throw new Error('the change was refused');
      published.push(event.put);
    },
    switchStream: (isOn: boolean) => {
      // What it did not bring while it was off, it never will.
      if (!stream.isOn) stream.position = published.length;
      stream.isOn = isOn;
    },
    /** All is well again: the schedule runs every minute, and an operator releases what is parked. */
    async settle() {
      script.length = 0;
      for (let minute = 0; minute < 3; minute += 1) {
        clock.ms += 61_000;
        for (const item of table.items().filter(({ status }) => status === 'PARKED')) {
          await outboxStore(table).release(readOutboxItem(item));
        }
        await refresh();
        await scheduler.waitFor(go({ from: 'schedule', death: null }));
      }
    },
  };
};
type World = ReturnType<typeof aWorld>;

const play = async (world: World, given: readonly Step[], scheduler: fc.Scheduler): Promise<void> => {
  for (const step of given) {
    if (step.kind === 'publish') await world.publish(step.file, step.offMs);
    else if (step.kind === 'stream') world.switchStream(step.isOn);
    else if (step.kind === 'pass') world.clock.ms += step.seconds * 1000;
    else if (step.kind === 'refresh') await world.refresh();
    else await scheduler.waitFor(Promise.all(step.runs.map(world.go)));
  }
  await world.settle();
};

/** Each event as it came for the first time. */
const firstOf = (events: readonly Envelope[]): Envelope[] =>
  events.filter(({ id }, index) => events.findIndex((other) => other.id === id) === index);

describe('an event of a committed change', () => {
  it('reaches the bus, and for the first time after its predecessors', async () => {
    await fc.assert(
      fc.asyncProperty(steps, answers, fc.scheduler(), async (given, script, scheduler) => {
        const world = aWorld(false, script, scheduler);

        await play(world, given, scheduler);

        const committed = world.published.map(({ outbox }): Envelope => JSON.parse(String(outbox)));
        const arrived = firstOf(world.accepted);
        for (const [subject, events] of Map.groupBy(committed, ({ subject }) => subject)) {
          expect(arrived.filter((event) => event.subject === subject).map(({ sequence }) => sequence)).toEqual(
            events.map(({ sequence }) => sequence),
          );
        }
        expect(world.table.items().filter((item) => 'pending' in item)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('reaches the bus although the index is late', async () => {
    await fc.assert(
      fc.asyncProperty(steps, answers, fc.scheduler(), async (given, script, scheduler) => {
        const world = aWorld(true, script, scheduler);
        await world.refresh();

        await play(world, given, scheduler);

        const ids = new Set(world.accepted.map(({ id }) => id));
        expect(world.published.filter(({ outbox }) => !ids.has(JSON.parse(String(outbox)).id))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('has its effect once, however often it arrives, in whatever order, and wherever the consumer dies', async () => {
    const mishaps = fc.array(fc.constantFrom('apply' as const, 'die before' as const, 'die after' as const), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(
        steps,
        answers,
        fc.scheduler(),
        mishaps,
        fc.infiniteStream(fc.nat()),
        async (given, script, scheduler, fates, choices) => {
          const world = aWorld(false, script, scheduler);
          await play(world, given, scheduler);

          const effects = memoryTable();
          const consume = (event: Envelope, fate = fates.shift() ?? 'apply') => {
            if (fate === 'die before') return Promise.reject(new Error('killed'));
            const effect = {
              label: 'effect',
              update: { pk: 'EFFECT', sk: event.id, expression: 'ADD times :one' },
              condition: { ExpressionAttributeValues: { ':one': 1 } },
            };
            const applied = once(
              { table: effects, consumer: 'counter', now: new Date(startMs) },
              { ...event, tenantid: tenant },
              [effect],
            );
            return fate === 'die after' ? applied.then(() => Promise.reject(new Error('killed'))) : applied;
          };
          // A queue that keeps no order and brings what was not finished again.
          const queue = [...world.accepted, ...world.accepted.filter((_, n) => n % 3 === 0)];
          while (queue.length > 0) {
            const [event] = queue.splice((choices.next().value ?? 0) % queue.length, 1);
            await consume(event!).catch(() => queue.push(event!));
          }

          const times = effects
            .items()
            .filter(({ pk }) => pk === 'EFFECT')
            .map(({ times }) => times);
          expect(times).toEqual(world.published.map(() => 1));
        },
      ),
      { numRuns: 150 },
    );
  });
});
