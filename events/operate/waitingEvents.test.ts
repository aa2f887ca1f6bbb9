import { describe, expect, it } from 'vitest';
import { outboxStore } from '../relay/outboxStore.ts';
import { anEvent, anOutbox, refusal, startMs } from '../relay/relay.testkit.ts';
import { discard, isOverdue, release, waitingEvents } from './waitingEvents.ts';

const now = startMs + 10 * 60_000;

/** Two services, in one of which an event is parked and holds back another. */
const anInstallation = async () => {
  const files = anOutbox(() => refusal('InvalidArgument', 'entry'));
  const events = [anEvent({ sequence: 1 }), anEvent({ sequence: 2 })];
  await files.write(...events);
  for (let run = 0; run < 5; run += 1) await files.relay(events);
  const users = anOutbox();
  await users.write(anEvent({ file: 1, at: now - 1000 }), anEvent({ file: 2, at: now - 120_000 }));
  const outboxes = [
    { service: 'files', outbox: outboxStore(files.table) },
    { service: 'users', outbox: outboxStore(users.table) },
  ];
  const idOf = async (sequence: number) =>
    (await waitingEvents(outboxes, now)).find(
      ({ service, row }) => service === 'files' && row.sk.startsWith(`OUTBOX#${String(sequence).padStart(16, '0')}#`),
    )?.id ?? '';
  return { outboxes, files, idOf };
};

describe('what operators see of the outboxes', () => {
  it('is what waits in all services, the oldest first, with what is wrong with it', async () => {
    const { outboxes } = await anInstallation();

    const waiting = await waitingEvents(outboxes, now);

    expect(
      waiting.map((event) => [event.service, event.row.status, event.waitedMs, event.row.attempts, isOverdue(event)]),
    ).toEqual([
      ['files', 'PARKED', 600_000, 5, true],
      ['files', 'PENDING', 600_000, 0, true],
      ['users', 'PENDING', 120_000, 0, true],
      ['users', 'PENDING', 1000, 0, false],
    ]);
    expect(waiting[0]?.row.reason).toBe('InvalidArgument: told so');
  });
});

describe('releasing', () => {
  it('gives a parked event its attempts again', async () => {
    const { outboxes, files, idOf } = await anInstallation();

    await release(outboxes, await idOf(1), now);

    expect(files.table.items()[0]).toMatchObject({ status: 'PENDING' });
    expect(files.table.items()[0]).not.toHaveProperty('attempts');
  });

  it('says so where there is nothing to release', async () => {
    const { outboxes, idOf } = await anInstallation();

    await expect(release(outboxes, await idOf(2), now)).rejects.toThrow(/is not parked/);
    await expect(release(outboxes, 'evt_unknown', now)).rejects.toThrow(/No event evt_unknown waits/);
  });
});

describe('discarding', () => {
  it('takes an event out, with the reason, and keeps it for 90 days', async () => {
    const { outboxes, files, idOf } = await anInstallation();

    await discard(outboxes, await idOf(1), 'a test', now);

    expect(files.table.items()[0]).toMatchObject({
      status: 'DISCARDED',
      discardedBecause: 'a test',
      expiresAt: now / 1000 + 90 * 24 * 3600,
    });
    expect(await idOf(1)).toBe('');
  });
});
