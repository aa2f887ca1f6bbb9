import type { TenantId } from '../../../../shared/identity.ts';
import type { Counter } from '../../../../shared/limits/counter.ts';
import { type LimitName, noLimits } from '../../../../shared/limits/limits.ts';
import type { Write } from '../../../../shared/table/table.ts';
import { updateWrite } from '../../../../shared/table/updateInput.ts';
import type { FencedTable } from '../../../../shared/tenancy/fencedTable.ts';
import * as files from '../../../files/store.ts';
import * as fileUsage from '../../../files/usage.ts';
import { isActive, type SimulationRecord } from '../../../simulations/simulation.ts';
import * as simulations from '../../../simulations/store.ts';
import * as simulationUsage from '../../../simulations/usage.ts';

/** Something that counts against a limit, as its row stands. */
export interface Thing {
  id: string;
  /** Raised by each write that changes what it counts with. */
  version: number;
  /** What was counted for it, as its row says: what its end gives back. */
  counted: number;
  /** What it should count with. */
  due: number;
  /** Counts what is due, and says so in its row, which must be as it was read: whoever changes it at the same time begins anew. */
  count(): readonly Write[];
}

/** A counter, and all that it counts. */
export interface Counted {
  limit: LimitName;
  counter: Counter;
  things(): AsyncIterable<Thing>;
}

export const storedBytes = (table: FencedTable, tenant: TenantId): Counted => {
  const { list } = files.fileStore(table);
  return {
    limit: 'storedBytes',
    counter: fileUsage.storedOf(tenant),
    async *things() {
      for await (const file of each((page) => list(tenant, page))) {
        const { fileId, revision, counted } = file;
        const due = fileUsage.countOf(file);
        const count = () => [
          updateWrite('file', keyIn(files.toItem(file)), {
            set: { counted: due, revision: revision + 1 },
            when: [[['revision', '=', revision]]],
          }),
          fileUsage.admitting({ tenant, counted: due - counted }, noLimits),
        ];
        yield { id: fileId, version: revision, counted, due, count };
      }
    },
  };
};

/**
 * Runs under way. What they ask for is counted with them, of the month in which they began: their end gives
 * back the rest of it. Those that have ended count with nothing: that they are there tells of the ones that end meanwhile.
 */
export const concurrentSimulations = (table: FencedTable, tenant: TenantId): Counted => {
  const { list } = simulations.simulationStore(table);
  return {
    limit: 'concurrentSimulations',
    counter: simulationUsage.activeOf(tenant),
    async *things() {
      for await (const simulation of each((page) => list(tenant, page))) {
        const { simulationId, sequence, status } = simulation;
        const due = isActive(status) ? 1 : 0;
        const counted = simulation.counted === null ? 0 : due;
        const count = () => {
          const asked = askedFor(simulation);
          return [
            updateWrite('simulation', keyIn(simulations.toItem(simulation)), {
              set: { counted: asked, sequence: sequence + 1 },
              when: [[['sequence', '=', sequence]]],
            }),
            ...simulationUsage.admitting({ tenant, counted: asked }, noLimits),
          ];
        };
        yield { id: simulationId, version: sequence, counted, due, count };
      }
    },
  };
};

const askedFor = ({ createdAt, total }: Pick<SimulationRecord, 'createdAt' | 'total'>) =>
  simulationUsage.countedFrom(new Date(createdAt), total);

/** Iterations of the simulations of this month that are still there, and how many of those are not counted. */
export const iterationsThere = async (
  table: FencedTable,
  tenant: TenantId,
  now: Date,
): Promise<{ there: number; uncounted: number }> => {
  const { list } = simulations.simulationStore(table);
  const month = simulationUsage.monthAt(now);
  let [there, uncounted] = [0, 0];
  for await (const simulation of each((page) => list(tenant, page))) {
    const counted =
      simulation.counted ?? simulationUsage.countedAfter({ ...simulation, counted: askedFor(simulation) });
    if (counted?.month !== month) continue;
    there += counted.iterations;
    if (simulation.counted === null) uncounted += 1;
  }
  return { there, uncounted };
};

const pageSize = 500;

async function* each<Row>(
  list: (page: {
    limit: number;
    startAfter: string | undefined;
  }) => Promise<{ items: Row[]; nextSortKey: string | null }>,
): AsyncGenerator<Row> {
  let startAfter: string | undefined;
  do {
    const { items, nextSortKey } = await list({ limit: pageSize, startAfter });
    yield* items;
    startAfter = nextSortKey ?? undefined;
  } while (startAfter !== undefined);
}

const keyIn = ({ pk, sk }: { pk: string; sk: string }) => ({ pk, sk });
