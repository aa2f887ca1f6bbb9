import { describe, expect, it } from 'vitest';
import { accepts, aFile, anEvent, anOutbox, refusal, startMs } from './relay.testkit.ts';

const minute = 60_000;

describe('the sweeper', () => {
  it('sends what has waited for more than a minute, and leaves what is younger to the stream', async () => {
    const outbox = anOutbox();
    await outbox.write(
      anEvent({ file: 0, at: startMs - minute - 1 }),
      anEvent({ file: 1, at: startMs - minute + 1000 }),
    );

    await outbox.sweep();

    expect(outbox.sent.map(({ subject }) => subject)).toEqual([aFile(0)]);
  });

  it('sends the oldest first', async () => {
    const outbox = anOutbox();
    const ages = [3, 7, 5, 9, 2];
    await outbox.write(...ages.map((age, file) => anEvent({ file, at: startMs - age * minute })));

    const { oldestMs } = await outbox.sweep();

    expect(outbox.sent.map(({ subject }) => subject)).toEqual([3, 1, 2, 0, 4].map(aFile));
    expect(oldestMs).toBe(9 * minute);
  });

  it.each([
    ['from the future', startMs + 10 * minute],
    ['from long ago', 0],
  ])('sends at once what a clock that is off says is %s', async (_, at) => {
    const outbox = anOutbox();
    await outbox.write(anEvent({ at }));

    await outbox.sweep();

    expect(outbox.statuses()).toEqual(['SENT']);
  });

  it('sends an event that tells no time', async () => {
    const outbox = anOutbox();
    const { put } = anEvent();
    await outbox.write({ put: { ...put, since: 'yesterday' } });

    const { oldestMs } = await outbox.sweep();

    expect(outbox.statuses()).toEqual(['SENT']);
    expect(oldestMs).toBe(0);
  });

  it('goes on where it ended when more waits than one run looks at', async () => {
    const outbox = anOutbox(() => refusal('InternalFailure'));
    const { table } = outbox;
    const seen: number[] = [];
    const scanIndex = table.scanIndex.bind(table);
    table.scanIndex = async (index, options) => {
      const page = await scanIndex(index, options);
      seen.push(page.items.length);
      return page;
    };
    const { put } = anEvent({ at: startMs - 2 * minute });
    for (let n = 0; n < 10_500; n += 1)
      await table.transact([{ label: 'event', put: { ...put, pk: 'P', sk: `OUTBOX#${n}`, pending: 'P' } }]);

    await outbox.sweep(1);
    const first = seen.splice(0).reduce((a, b) => a + b, 0);
    await outbox.sweep(1);
    const second = seen.splice(0).reduce((a, b) => a + b, 0);

    expect([first, second]).toEqual([10_000, 500]);
  });

  it('tells how many events are parked, and does not count the age of those that they hold back', async () => {
    const outbox = anOutbox(({ subject }) =>
      subject === aFile(0) ? refusal('MalformedDetail', 'entry') : { accepted: true },
    );
    const events = [
      anEvent({ file: 0, sequence: 1, at: startMs - 10 * minute }),
      anEvent({ file: 0, sequence: 2, at: startMs - 10 * minute }),
      anEvent({ file: 1, at: startMs - 2 * minute }),
    ];
    await outbox.write(...events.slice(0, 2));
    for (let run = 0; run < 5; run += 1) await outbox.sweep();
    await outbox.write(events[2]!);
    outbox.behave(accepts);

    const swept = await outbox.sweep();

    expect(swept).toMatchObject({ parkedInAll: 1, oldestMs: 2 * minute });
    expect(outbox.statuses()).toEqual(['PARKED', 'PENDING', 'SENT']);
  });
});
