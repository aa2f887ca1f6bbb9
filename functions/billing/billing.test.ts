import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulationCompletedV1 } from '../../events/simulation.ts';
import type { Identity } from '../../shared/identity.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { getUsage, recordUsage } from './billing.ts';
import { usageStore } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const identity: Identity = {
  userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  organizationId: tenant,
  role: 'owner',
  permissions: [],
  operator: false,
  credential: { kind: 'token', id: 'tok_1' },
};

const aService = () => ({ store: usageStore(memoryTable()), clock: () => new Date('2026-03-10T12:00:00Z') });

const completed = (day: string, iterations: number, of: typeof tenant | 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD' = tenant) =>
  simulationCompletedV1.create(
    {
      tenant: of,
      subject: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
      sequence: 4,
      at: new Date(`${day}T23:59:59Z`),
      correlationId: 'cor_1',
    },
    { simulationId: 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', userId: identity.userId, name: 'Launch', iterations },
  );

describe('usage', () => {
  it('is counted by the day on which a simulation ended, in UTC', async () => {
    const deps = aService();
    await recordUsage(deps, completed('2026-03-01', 1000));
    await recordUsage(deps, completed('2026-03-01', 500));
    await recordUsage(deps, completed('2026-03-02', 10));

    const usage = await getUsage(deps, {}, identity);

    expect(usage.value).toEqual({
      from: '2026-02-09',
      to: '2026-03-10',
      total: { simulations: 3, iterations: 1510 },
      days: [
        { day: '2026-03-02', simulations: 1, iterations: 10 },
        { day: '2026-03-01', simulations: 2, iterations: 1500 },
      ],
    });
  });

  it.each([
    ['of the last month where nothing is asked', {}, '2026-02-09', '2026-03-10'],
    ['until today', { from: '2026-03-01' }, '2026-03-01', '2026-03-10'],
    ['of a year at most', { from: '2001-01-01' }, '2001-01-01', '2002-01-01'],
    ['of a day that is to come', { from: '2027-05-01' }, '2027-05-01', '2027-05-01'],
    ['of a month until a day', { to: '2026-01-31' }, '2026-01-02', '2026-01-31'],
  ])('is %s', async (_name, period, from, to) => {
    expect((await getUsage(aService(), period, identity)).value).toMatchObject({ from, to, days: [] });
  });

  it('counts each event once, however often and in whatever order it is delivered', async () => {
    const events = [completed('2026-03-01', 1), completed('2026-03-01', 10), completed('2026-03-01', 100)];
    const deliveries = fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (order) => {
        const deps = aService();
        await Promise.all(order.map((index) => recordUsage(deps, events[index] ?? completed('2026-03-01', 0))));

        const { total } = (await getUsage(deps, {}, identity)).value;

        const delivered = [...new Set(order)];
        expect(total.iterations).toBe(delivered.reduce((sum, index) => sum + (events[index]?.data.iterations ?? 0), 0));
        expect(total.simulations).toBe(delivered.length);
      }),
    );
  });

  it('of another organization is not shown', async () => {
    const deps = aService();
    await recordUsage(deps, completed('2026-03-01', 1000, 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD'));

    expect((await getUsage(deps, {}, identity)).value.days).toEqual([]);
  });
});
