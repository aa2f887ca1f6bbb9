import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program, Runner } from '../../engine/index.ts';
import { resultsExportRequestedV1 } from '../../events/results.ts';
import { simulationDeletedV1 } from '../../events/simulation.ts';
import example from '../../openapi/results.example.json' with { type: 'json' };
import type { Identity } from '../../shared/identity.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { runResultsKey } from '../../shared/runs.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { writeExport } from './exports.ts';
import { eraseResults, getExport, getResults, takeResults } from './results.ts';
import { resultStore } from './store.ts';

const tenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const otherTenant = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD';
const simulationId = 'sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
const exportIds = ['exp_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', 'exp_01J8ZQ4Y7N8W3V5K2M6R9T0XBD'] as const;
const at = new Date('2026-03-01T12:00:00Z');
const context = { tenant, sequence: 1, at, correlationId: 'cor_1' } as const;
const identity: Identity = {
  userId: 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  organizationId: tenant,
  role: 'owner',
  permissions: [],
  operator: false,
  credential: { kind: 'token', id: 'tok_1' },
};

const document = { ...example, simulationId };

const requested = exportIds.map((exportId) =>
  resultsExportRequestedV1.create({ ...context, subject: exportId }, { simulationId, exportId, format: 'json' }),
);
const deleted = simulationDeletedV1.create({ ...context, subject: simulationId, sequence: 5 }, { simulationId });
const takeInput = { tenant, simulationId, correlationId: 'cor_1', causationId: 'evt_1', traceparent: null } as const;

/** The service with one run's results, and two exports that were asked for. */
const aService = async () => {
  const table = memoryTable();
  const { objects, keys } = memoryObjects();
  const runs = memoryObjects().objects;
  await runs.put(tenant, runResultsKey(simulationId), JSON.stringify(document), 'application/json');
  const store = resultStore(table);
  const deps: Parameters<typeof writeExport>[0] & Parameters<typeof takeResults>[0] = {
    store,
    objects,
    runs,
    presign: async () => 'https://results',
    decodeProgram: () => ({}) as Program,
    createRunner: async () => ({}) as Runner,
    async upload(of, key, contentType, parts) {
      const read: Uint8Array[] = [];
      for await (const part of parts) read.push(part);
      const bytes = Buffer.concat(read);
      await objects.put(of, key, bytes, contentType);
      return bytes.length;
    },
    clock: () => at,
    heed: async () => {},
  };
  await store.add(tenant, { simulationId, generatedAt: at.toISOString(), outputs: 1, iterations: 1000 }, []);
  await objects.put(tenant, `results/${simulationId}/results.json`, JSON.stringify(document), 'application/json');
  for (const exportId of exportIds) {
    const record = { exportId, simulationId, format: 'json', status: 'PENDING', bytes: null, error: null } as const;
    await store.addExport(tenant, { ...record, createdAt: at.toISOString() }, []);
  }
  const handle = {
    export0: () => writeExport(deps, requested[0]!),
    export1: () => writeExport(deps, requested[1]!),
    deleted: () => eraseResults(deps, deleted),
  };
  /** All that is left of it, events to send apart. */
  const state = () => ({
    items: table.items().filter(({ outbox }) => outbox === undefined),
    objects: new Set(keys()),
  });
  return { deps, store, table, objects, handle, state };
};
type Delivery = keyof Awaited<ReturnType<typeof aService>>['handle'];

const finalState = async (order: readonly Delivery[]) => {
  const service = await aService();
  for (const name of order) await service.handle[name]();
  return service.state();
};

/** Each at least once, some again, in any order. */
const deliveriesOf = (...names: Delivery[]) =>
  fc
    .array(fc.constantFrom(...names), { maxLength: 4 })
    .chain((again) => fc.shuffledSubarray([...names, ...again], { minLength: names.length + again.length }));

describe('what results and exports become of', () => {
  it('is the same in whatever order exports are asked for and the simulation is deleted, however often it is told', async () => {
    const inOrder = await finalState(['export0', 'export1', 'deleted']);
    expect(inOrder.objects.size).toBe(0);

    await fc.assert(
      fc.asyncProperty(deliveriesOf('export0', 'export1', 'deleted'), async (order) => {
        expect(await finalState(order)).toEqual(inOrder);
      }),
    );
  });

  it('is the same in whatever order exports are written', async () => {
    const inOrder = await finalState(['export0', 'export1']);
    expect(inOrder.objects.size).toBe(3);

    await fc.assert(
      fc.asyncProperty(deliveriesOf('export0', 'export1'), async (order) => {
        expect(await finalState(order)).toEqual(inOrder);
      }),
    );
  });
});

describe('a deleted simulation', () => {
  it('keeps nothing of results that a worker which was given up brings later', async () => {
    const { deps, handle, state } = await aService();
    await handle.deleted();

    await takeResults(deps, takeInput);

    expect(state().objects.size).toBe(0);
    expect(await getResults(deps, simulationId, identity)).toMatchObject({ ok: false });
  });

  it('keeps nothing of an export that is written while it is deleted', async () => {
    const { deps, handle, state } = await aService();
    const upload: typeof deps.upload = async (...given) => {
      await handle.deleted();
      return deps.upload(...given);
    };

    await writeExport({ ...deps, upload }, requested[0]!);

    expect(state().objects.size).toBe(0);
    const found = await getExport(deps, { simulationId, exportId: exportIds[0] }, identity);
    expect(found).toMatchObject({ ok: false, error: { code: 'export-not-found' } });
  });

  it("takes nothing of another organization's along, whatever the event says", async () => {
    const { deps, state } = await aService();
    const before = state();

    await eraseResults(deps, { ...deleted, tenantid: otherTenant });

    expect(state().objects).toEqual(before.objects);
    expect(await getResults(deps, simulationId, identity)).toMatchObject({ ok: true });
  });
});

describe('taking results over', () => {
  it('tells of them once, with what the run follows from', async () => {
    const table = memoryTable();
    const { deps } = await aService();
    const fresh = { ...deps, store: resultStore(table) };

    await takeResults(fresh, { ...takeInput, traceparent: '00-a-b-01' });
    await takeResults(fresh, takeInput);

    const events = table.items().flatMap(({ outbox }) => (outbox === undefined ? [] : [JSON.parse(String(outbox))]));
    expect(events).toMatchObject([
      { type: 'results.generated', correlationid: 'cor_1', causationid: 'evt_1', traceparent: '00-a-b-01' },
    ]);
  });
});
