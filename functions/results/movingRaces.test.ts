import { describe, expect, it } from 'vitest';
import { resultsExportRequestedV1 } from '../../events/results.ts';
import { simulationDeletedV1 } from '../../events/simulation.ts';
import { newId } from '../../shared/ids.ts';
import type { Table } from '../../shared/table/table.ts';
import { fenceKey, heedFence } from '../../shared/tenancy/fence.ts';
import { fencedTable } from '../../shared/tenancy/fencedTable.ts';
import {
  aCell,
  beforeEachAccess,
  type Cell,
  copyTenant,
  type Interleaving,
  interleavingsOf,
  putFence,
} from '../../shared/tenancy/moving.testkit.ts';
import { writeExport } from './exports.ts';
import { eraseResults } from './results.ts';
import { resultStore } from './store.ts';

const at = new Date('2026-03-01T12:00:00Z');
const [tenant, simulationId, exportId] = [newId('org'), newId('sim'), newId('exp')];
const context = { tenant, sequence: 1, at, correlationId: 'cor_1' } as const;
const deleted = simulationDeletedV1.create({ ...context, subject: simulationId }, { simulationId });
const requested = resultsExportRequestedV1.create(
  { ...context, subject: exportId },
  { simulationId, exportId, format: 'json' },
);

/** One where a simulation has results, and an export of them was asked for. */
const aCellWithResults = async () => {
  const cell = aCell();
  const store = resultStore(cell.table);
  await store.add(tenant, { simulationId, generatedAt: at.toISOString(), outputs: 1, iterations: 1000 }, []);
  const asked = { exportId, simulationId, format: 'json', status: 'PENDING', bytes: null, error: null } as const;
  await store.addExport(tenant, { ...asked, createdAt: at.toISOString() }, []);
  await cell.objects.put(tenant, `results/${simulationId}/results.json`, '{}', '');
  return cell;
};

/** The consumer over a cell; `happens` before each access of the table or the bucket. */
const consumerOver = (cell: Cell, happens: () => Promise<void> = async () => {}) => {
  const table = beforeEachAccess<Table>(cell.table, happens);
  const objects = beforeEachAccess(cell.objects, happens);
  const deps = {
    store: resultStore(fencedTable(table, 'work', () => at.getTime())),
    objects,
    heed: (of: typeof tenant) => heedFence(table, of, at.getTime()),
    clock: () => at,
    upload: async (of: typeof tenant, key: string) => {
      await objects.put(of, key, 'export', '');
      return 6;
    },
  } as unknown as Parameters<typeof writeExport>[0];
  return { erase: () => eraseResults(deps as never, deleted), writeExport: () => writeExport(deps, requested) };
};

const accesses = 8;

/** Where the tenant is after a move in which the fence, the last look of the copying, and the end of the process came before these accesses. */
const inMove = async (
  act: (consumer: ReturnType<typeof consumerOver>) => Promise<void>,
  prepare: (here: Cell) => Promise<unknown>,
  how: Interleaving,
) => {
  const [here, other] = [await aCellWithResults(), aCell()];
  await prepare(here);
  let calls = 0;
  const happens = async () => {
    calls += 1;
    if (calls === how.fenced) await putFence(tenant, here, { state: 'FENCED', until: at.getTime() + 30_000 });
    if (calls === how.copied) await copyTenant(tenant, here, other);
    if (how.dies !== null && calls >= how.dies) throw new Error('died');
  };
  const isDone = await act(consumerOver(here, happens)).then(
    () => true,
    () => false,
  );
  expect(calls).toBeLessThanOrEqual(accesses);
  while (calls < accesses) await happens().catch(() => {});
  if (how.moved) await putFence(tenant, here, { state: 'MOVED', until: null });
  else await here.table.transact([{ label: 'fence', remove: fenceKey(tenant) }]);
  const there = how.moved ? other : here;
  // The message comes again where the tenant is.
  if (!isDone) await act(consumerOver(there));
  return there;
};

const interleavings = interleavingsOf(accesses);

describe('the results of a simulation that is deleted while its organization is moved', () => {
  it('are removed where the organization is then, wherever that breaks off', async () => {
    for (const how of interleavings) {
      const there = await inMove(
        (consumer) => consumer.erase(),
        async () => {},
        how,
      );

      expect({ how, keys: there.keys() }).toEqual({ how, keys: [] });
      expect(await resultStore(there.table).get(tenant, simulationId)).toBeUndefined();
    }
  });

  it('leave no export that was being written meanwhile', async () => {
    for (const how of interleavings) {
      let isErased = false;
      const there = await inMove(
        (consumer) => consumer.writeExport(),
        async (here) => {
          const { get } = here.objects;
          // What is exported is read just before it is removed, and the export written after that.
          here.objects.get = async (...given) => {
            const found = await get(...given);
            isErased ||= await consumerOver(here)
              .erase()
              .then(
                () => true,
                () => false,
              );
            return found;
          };
        },
        how,
      );
      if (!isErased) await consumerOver(there).erase();

      expect({ how, keys: there.keys() }).toEqual({ how, keys: [] });
    }
  });
});
