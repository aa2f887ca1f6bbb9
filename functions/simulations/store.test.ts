import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { allows, type Step, steps } from './simulation.ts';
import { aSimulation, now, otherTenant, tenant } from './simulations.testkit.ts';
import { activeSimulations, fromItem, simulationStore, toItem } from './store.ts';

const stored = async (given: Parameters<typeof aSimulation>[0] = {}) => {
  const table = memoryTable();
  const store = simulationStore(table);
  const simulation = aSimulation(given);
  await store.create(simulation, []);
  return { table, store, simulation, id: simulation.simulationId };
};

describe('the store of simulations', () => {
  it('gives back what was put into it', () => {
    const simulation = aSimulation({ error: { code: 'a', detail: 'b' }, traceparent: '00-1-2-01' });

    expect(fromItem(toItem(simulation))).toEqual(simulation);
  });

  it('shows a tenant its own simulations only', async () => {
    const { store, id } = await stored();

    expect(await store.get(otherTenant, id)).toBeUndefined();
    expect((await store.list(otherTenant, { limit: 10, startAfter: undefined })).items).toEqual([]);
    expect((await store.list(tenant, { limit: 10, startAfter: undefined })).items).toHaveLength(1);
  });

  it('takes exactly the steps that the table of steps allows, in any order', async () => {
    const step = fc.constantFrom(...(Object.keys(steps) as Step[]));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (taken) => {
        const { store, id } = await stored();
        for (const name of taken) {
          const before = (await store.get(tenant, id)) ?? aSimulation();
          const moved = await store.move(tenant, id, name, {}, () => []);
          const after = (await store.get(tenant, id)) ?? aSimulation();

          expect(moved.ok).toBe(allows(name, before));
          expect(after.sequence).toBe(before.sequence + (moved.ok ? 1 : 0));
          if (['COMPLETED', 'FAILED', 'CANCELLED'].includes(before.status)) expect(after).toEqual(before);
        }
      }),
    );
  });

  it('lets one of a cancellation and a seal win when both come at once', async () => {
    const { store, id } = await stored({ status: 'RUNNING' });

    const [cancelled, sealed] = await Promise.all([
      store.move(tenant, id, 'cancel', { endedAt: now.toISOString() }, () => []),
      store.move(tenant, id, 'seal', {}, () => []),
    ]);

    expect([cancelled.ok, sealed.ok].filter(Boolean)).toHaveLength(1);
  });

  it('counts a slice once however often it is reported', async () => {
    const { store, id, simulation } = await stored({ status: 'RUNNING' });

    await Promise.all([0, 0, 1, 0].map((chunk) => store.countSlice(simulation, chunk, 250, () => [])));

    expect((await store.get(tenant, id))?.completed).toBe(500);
  });

  it('never takes progress back, and none after the end', async () => {
    const { store, id, simulation } = await stored({ status: 'RUNNING' });
    await store.setProgress(simulation, 500, () => []);
    await store.setProgress(simulation, 400, () => []);
    await store.move(tenant, id, 'cancel', {}, () => []);
    await store.setProgress(simulation, 900, () => []);
    await store.countSlice(simulation, 0, 250, () => []);

    expect((await store.get(tenant, id))?.completed).toBe(500);
  });

  it('lists those that have not ended for the reconciler', async () => {
    const { table, store, id } = await stored();
    const active = activeSimulations(table);
    const before = await active(10);
    await store.move(tenant, id, 'cancel', {}, () => []);

    expect(before.map(({ simulationId }) => simulationId)).toEqual([id]);
    expect(await active(10)).toEqual([]);
  });
});
