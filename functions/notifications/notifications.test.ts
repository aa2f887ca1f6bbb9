import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulationCompletedV1, simulationFailedV1 } from '../../events/simulation.ts';
import type { Identity } from '../../shared/identity.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { listNotifications, type NotificationDeps, notifyCompleted, notifyFailed } from './notifications.ts';
import { inboxStore } from './store.ts';

const identity: Identity = {
  userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  organizationId: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  role: 'viewer',
  permissions: [],
  operator: false,
  credential: { kind: 'token', id: 'tok_1' },
};
const colleague: Identity = { ...identity, userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBD' };
const simulationId = 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const context = {
  tenant: identity.organizationId,
  subject: simulationId,
  sequence: 4,
  at: new Date('2026-03-01T12:00:00Z'),
  correlationId: 'cor_1',
};

const aService = () => ({ store: inboxStore(memoryTable()), clock: () => new Date('2026-03-01T12:00:01Z') });
const completed = simulationCompletedV1.create(context, {
  simulationId,
  userId: identity.userId,
  name: 'Launch',
  iterations: 10_000,
});

describe('the inbox', () => {
  it('tells whoever started a simulation that it is done, once however often the event comes', async () => {
    const deps = aService();
    await Promise.all([notifyCompleted(deps, completed), notifyCompleted(deps, completed)]);
    await notifyCompleted(deps, completed);

    const { items } = (await listNotifications(deps, { limit: 10 }, identity)).value;

    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: 'simulation.completed', title: 'Launch is done', simulationId });
    expect(items[0]?.detail).toContain('10,000 iterations');
  });

  it('gives the cause of a failure', async () => {
    const deps = aService();
    const error = { code: 'simulation-refused', detail: 'Model!B3 holds a text.' };
    await notifyFailed(
      deps,
      simulationFailedV1.create(context, { simulationId, userId: identity.userId, name: 'Launch', error }),
    );

    const { items } = (await listNotifications(deps, { limit: 10 }, identity)).value;

    expect(items[0]).toMatchObject({ kind: 'simulation.failed', detail: 'Model!B3 holds a text.' });
  });

  it('is the same in whatever order events come, however often, and whenever they are handled', async () => {
    const error = { code: 'simulation-refused', detail: 'Model!B3 holds a text.' };
    const of = { simulationId, userId: identity.userId, name: 'Launch' } as const;
    const later = { ...context, at: new Date('2026-03-01T12:00:05Z') };
    const deliveries = [
      (deps: NotificationDeps) => notifyCompleted(deps, completed),
      (
        (failed) => (deps: NotificationDeps) =>
          notifyFailed(deps, failed)
      )(simulationFailedV1.create(later, { ...of, error })),
      (
        (again) => (deps: NotificationDeps) =>
          notifyCompleted(deps, again)
      )(simulationCompletedV1.create(later, { ...of, iterations: 7 })),
    ];
    const inboxAfter = async (order: readonly number[], handledAt: Date) => {
      const deps = { store: inboxStore(memoryTable()), clock: () => handledAt };
      for (const index of order) await deliveries[index]!(deps);
      return (await listNotifications(deps, { limit: 100 }, identity)).value.items;
    };
    const inOrder = await inboxAfter([0, 1, 2], later.at);
    expect(inOrder.map(({ createdAt }) => createdAt)).toEqual([
      '2026-03-01T12:00:05.000Z',
      '2026-03-01T12:00:05.000Z',
      '2026-03-01T12:00:00.000Z',
    ]);

    const all = [0, 1, 2];
    const orders = fc
      .array(fc.constantFrom(...all), { maxLength: 4 })
      .chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }));
    await fc.assert(
      fc.asyncProperty(orders, fc.date({ noInvalidDate: true, min: context.at }), async (order, handledAt) => {
        expect(await inboxAfter(order, handledAt)).toEqual(inOrder);
      }),
    );
  });

  it("is everybody's own", async () => {
    const deps = aService();
    await notifyCompleted(deps, completed);

    expect((await listNotifications(deps, { limit: 10 }, colleague)).value.items).toEqual([]);
  });
});
