import { describe, expect, it } from 'vitest';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { accepts, aFile, anEvent, anOutbox, refusal, startMs } from './relay.testkit.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const eventsOf = (file: number, from: number, to: number) =>
  range(from, to).map((sequence) => anEvent({ file, sequence }));

describe('the relay', () => {
  it('brings events to the bus in order and marks them sent, to go after a week', async () => {
    const outbox = anOutbox();
    const events = eventsOf(0, 1, 30);
    await outbox.write(...events.toReversed());

    const { published } = await outbox.relay(events.toReversed());

    expect(outbox.sequencesOf(0)).toEqual(range(1, 30));
    expect(published).toHaveLength(30);
    expect(new Set(outbox.statuses())).toEqual(new Set(['SENT']));
    expect(outbox.table.items()[0]).toMatchObject({ expiresAt: startMs / 1000 + 7 * 24 * 3600 });
    expect(outbox.table.items().filter((item) => 'pending' in item)).toEqual([]);
  });

  it('sends sequences as numbers, with gaps, and equal ones all', async () => {
    const outbox = anOutbox();
    const events = [100, 9, 10, 9, 2 ** 53 - 1, 0].map((sequence) => anEvent({ sequence }));
    await outbox.write(...events);

    await outbox.relay(events);

    expect(outbox.sequencesOf(0)).toEqual([0, 9, 9, 10, 100, 2 ** 53 - 1]);
  });

  it('fills calls with events of many aggregates, never with two of one', async () => {
    const outbox = anOutbox();
    const events = range(0, 39).flatMap((file) => eventsOf(file, 1, 2));
    await outbox.write(...events);

    await outbox.relay(events);

    expect(outbox.sent).toHaveLength(80);
    expect(Math.max(...outbox.calls.map((call) => call.length))).toBe(10);
    for (const call of outbox.calls) expect(new Set(call.map(({ subject }) => subject)).size).toBe(call.length);
  });

  it('brings what was left of an aggregate along, before the new events', async () => {
    const outbox = anOutbox();
    const [old, ...rest] = eventsOf(0, 1, 3);
    await outbox.write(old!, ...rest);

    await outbox.relay(rest);

    expect(outbox.sequencesOf(0)).toEqual([1, 2, 3]);
  });

  it('sends what the index does not show yet, and not what was sent meanwhile', async () => {
    const table = memoryTable();
    const blind = { ...table, queryIndex: async () => ({ items: [], nextSortKey: null }) };
    const outbox = anOutbox(accepts, blind);
    const events = eventsOf(0, 1, 2);
    await outbox.write(...events);

    await outbox.relay(events);
    await outbox.relay(events);

    expect(outbox.sequencesOf(0)).toEqual([1, 2]);
  });

  it('stops an aggregate at the first event that the bus refuses, and goes on with the others', async () => {
    const outbox = anOutbox(({ subject, sequence }) =>
      subject === aFile(0) && sequence === 2 ? refusal('InternalFailure') : { accepted: true },
    );
    const events = [...eventsOf(0, 1, 4), ...eventsOf(1, 1, 4)];
    await outbox.write(...events);

    await outbox.relay(events);

    expect(outbox.sequencesOf(0)).toEqual([1]);
    expect(outbox.sequencesOf(1)).toEqual([1, 2, 3, 4]);
    expect(outbox.statuses().filter((status) => status === 'PENDING')).toHaveLength(3);
  });

  it.each([
    ['a throttled entry', () => refusal('ThrottlingException')],
    [
      'a bus out of reach',
      () => {
        throw new Error('connect ECONNREFUSED');
      },
    ],
  ])(
    'tries %s again until its time is over, counts nothing against the event, and sends it next time',
    async (_, behave) => {
      const outbox = anOutbox(behave);
      const events = eventsOf(0, 1, 3);
      await outbox.write(...events);

      for (let run = 0; run < 8; run += 1) await outbox.relay(events);

      expect(outbox.calls.length).toBeGreaterThan(30);
      expect(outbox.statuses()).toEqual(['PENDING', 'PENDING', 'PENDING']);
      outbox.behave(accepts);
      await outbox.sweep();
      expect(outbox.sequencesOf(0)).toEqual([1, 2, 3]);
    },
  );

  it('asks a bus that is down by a few calls, however many events wait', async () => {
    const outbox = anOutbox(() => {
      throw new Error('503');
    });
    const events = range(0, 99).map((file) => anEvent({ file }));
    await outbox.write(...events);

    await outbox.relay(events, 10);

    expect(outbox.calls.length).toBeLessThan(60);
    expect(new Set(outbox.statuses())).toEqual(new Set(['PENDING']));
  });

  it('parks an event that the bus refuses for what it is at the fifth time, with the reason', async () => {
    const outbox = anOutbox(({ sequence }) =>
      sequence === 2 ? refusal('MalformedDetail', 'entry') : { accepted: true },
    );
    const events = [...eventsOf(0, 1, 3), anEvent({ file: 1 })];
    await outbox.write(...events);

    await outbox.relay(events);
    const before = outbox.statuses();
    for (let minute = 1; minute < 5; minute += 1) {
      outbox.clock.ms += 61_000;
      await outbox.sweep();
    }

    expect(before).toEqual(['SENT', 'PENDING', 'PENDING', 'SENT']);
    expect(outbox.statuses()).toEqual(['SENT', 'PARKED', 'PENDING', 'SENT']);
    expect(outbox.table.items()[1]).toMatchObject({ attempts: 5, reason: 'MalformedDetail: told so' });
  });

  it('parks an item that cannot be read at once, and holds back nothing but the later events of its aggregate', async () => {
    const outbox = anOutbox();
    const broken = anEvent({ sequence: 2 });
    const bodies = ['{', 'null', '"text"', '{"specversion":"1.0"}', ''];
    for (const [file, outboxBody] of bodies.entries()) {
      const item = { ...broken.put, pk: `TENANT#${file}`, pending: `TENANT#${file}`, outbox: outboxBody };
      await outbox.write(
        { put: item },
        { put: { ...anEvent({ file, sequence: 3 }).put, pk: item.pk, pending: item.pk } },
      );
    }
    const fine = anEvent({ file: 9 });
    await outbox.write(fine);
    const all = outbox.table.items().map((put) => ({ put }));

    const { parked, broken: errors } = await outbox.relay(all);

    expect(parked).toBe(bodies.length);
    expect(errors).toEqual([]);
    expect(outbox.sent.map(({ subject }) => subject)).toEqual([aFile(9)]);
    expect(outbox.statuses().filter((status) => status === 'PENDING')).toHaveLength(bodies.length);
    expect(outbox.table.items()[0]?.reason).toMatch(/^it cannot be read: /);
  });

  it('lets the later events go on when a parked one is discarded, and itself when it is released', async () => {
    const outbox = anOutbox(() => refusal('InvalidArgument', 'entry'));
    const events = [...eventsOf(0, 1, 2), ...eventsOf(1, 1, 2)];
    await outbox.write(...events);
    for (let run = 0; run < 5; run += 1) await outbox.relay(events);
    const [first, , third] = outbox.table.items() as { pk: string; sk: string }[];
    outbox.behave(accepts);
    await outbox.relay(events);
    expect(outbox.sent).toEqual([]);

    await outbox.deps.outbox.discard(first!, 'a test of ours', new Date(startMs));
    await outbox.deps.outbox.release(third!);
    await outbox.relay(events);

    expect(outbox.sequencesOf(0)).toEqual([2]);
    expect(outbox.sequencesOf(1)).toEqual([1, 2]);
    expect(outbox.statuses()).toEqual(['DISCARDED', 'SENT', 'SENT', 'SENT']);
  });

  it('says which aggregate it could not read, and relays the others', async () => {
    const table = memoryTable();
    const failing = {
      ...table,
      queryIndex: (index: string, pk: string, options: { limit: number }) =>
        pk.endsWith(aFile(0)) ? Promise.reject(new Error('the table is down')) : table.queryIndex(index, pk, options),
    };
    const outbox = anOutbox(accepts, failing);
    const events = [anEvent({ file: 0 }), anEvent({ file: 1 })];
    await outbox.write(...events);

    const { broken } = await outbox.relay(events);

    expect(broken.map(({ message }) => message)).toEqual(['the table is down']);
    expect(outbox.statuses()).toEqual(['PENDING', 'SENT']);
  });

  it('counts how long events took, and no time less than none', async () => {
    const outbox = anOutbox();
    const events = [anEvent({ file: 0, at: startMs - 1500 }), anEvent({ file: 1, at: startMs + 3_600_000 })];
    await outbox.write(...events);

    const { published } = await outbox.relay(events);

    expect(published.map(({ lagMs }) => lagMs)).toEqual([1500, 0]);
  });
});
