import { describe, expect, it } from 'vitest';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { markerDays, once } from './once.ts';

const day = 24 * 3600 * 1000;
const event = {
  id: 'evt_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  tenantid: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  time: '2026-03-01T12:00:00.000Z',
} as const;
const happened = Date.parse(event.time);

const aLedger = () => {
  const table = memoryTable();
  const count = { pk: 'count', sk: 'count' };
  const apply = (now: number, keptForDays?: number, consumer = 'billing') =>
    once({ table, consumer, now: new Date(now), ...(keptForDays === undefined ? {} : { keptForDays }) }, event, [
      {
        label: 'count',
        update: { ...count, expression: 'ADD events :one' },
        condition: { ExpressionAttributeValues: { ':one': 1 } },
      },
    ]);
  const marker = () => table.items().find(({ pk }) => String(pk).endsWith('#CONSUMED'));
  return { table, apply, marker, counted: async () => (await table.get(count))?.events };
};

describe('an event that comes again', () => {
  it.each([
    ['at once', 0],
    ['a day later', day],
    ['when the archive is replayed', 30 * day],
  ])('%s changes nothing', async (_name, later) => {
    const { apply, counted, marker } = aLedger();
    await apply(happened + 1000, markerDays);

    expect(await apply(happened + 1000 + later, markerDays)).toBe(false);

    expect(await counted()).toBe(1);
    expect(marker()?.expiresAt).toBeGreaterThan((happened + later) / 1000);
  });

  it('to two processes at the same time is applied by one of them', async () => {
    const { apply, counted } = aLedger();

    const applied = await Promise.all([apply(happened), apply(happened), apply(happened)]);

    expect(applied.filter(Boolean)).toHaveLength(1);
    expect(await counted()).toBe(1);
  });

  it('is applied by each consumer for itself', async () => {
    const { apply, counted } = aLedger();
    await apply(happened, markerDays, 'billing');

    expect(await apply(happened, markerDays, 'notifications')).toBe(true);

    expect(await counted()).toBe(2);
  });
});

describe('the marker of an event', () => {
  it.each([
    ['is right', 0],
    ['is two years behind', -730 * day],
    ['is two years ahead', 730 * day],
  ])('is kept for 90 days at least where the clock of the consumer %s', async (_name, off) => {
    const { apply, marker } = aLedger();

    await apply(happened + off, markerDays);

    expect(marker()?.expiresAt).toBeGreaterThanOrEqual(happened / 1000 + markerDays * 24 * 3600);
  });

  it('is kept for ever by a ledger', async () => {
    const { apply, marker } = aLedger();

    await apply(happened);

    expect(marker()).toEqual({ pk: `TENANT#${event.tenantid}#CONSUMED`, sk: `billing#${event.id}` });
  });

  it('is not made when the effect is refused for another reason, so that the event is tried again', async () => {
    const { table, marker } = aLedger();

    await expect(
      once({ table, consumer: 'billing', now: new Date(happened) }, event, [
        { label: 'full', put: { pk: 'a', sk: 'b' }, condition: { ConditionExpression: 'attribute_exists(pk)' } },
      ]),
    ).rejects.toThrow(/refused: full/);

    expect(marker()).toBeUndefined();
  });
});
