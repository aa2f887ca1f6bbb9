import type * as z from 'zod';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Rows } from '../../events/consume/erase.ts';
import type { Kept } from '../../events/consume/export.ts';
import { rowsOfDataExports } from '../../events/consume/exportProgress.ts';
import { rowsOfIdempotency } from '../../events/consume/idempotencyRows.ts';
import { simulationView } from '../../shared/api/simulations.ts';
import type { TenantId } from '../../shared/identity.ts';
import { id } from '../../shared/ids.ts';
import { isErased, OrganizationErased, unlessErased } from '../../shared/table/erased.ts';
import { absent, type Item, partition, type Refusal, type Table, type Write } from '../../shared/table/table.ts';
import { type Check, updateWrite } from '../../shared/table/updateInput.ts';
import type { FencedTable } from '../../shared/tenancy/fencedTable.ts';
import {
  allows,
  isActive,
  progressStep,
  type SimulationId,
  type SimulationRecord,
  type Step,
  steps,
} from './simulation.ts';
import { countedAfter, readUsage, releasing, rowsOfCounters, type Usage } from './usage.ts';

/**
 * | access                       | key                                                                 |
 * | ---------------------------- | ------------------------------------------------------------------- |
 * | a simulation, a tenant's list | pk TENANT#<org>#SIMULATION, sk <simulationId> (sorts by creation)   |
 * | a counted slice              | pk TENANT#<org>#<simulationId>, sk SLICE#<first chunk>              |
 * | all that have not ended      | index `active` (sparse, for the reconciler only): active = ACTIVE   |
 * | what counts against limits   | usage.ts                                                            |
 * | events to send               | pk TENANT#<org>#<simulationId>, sk OUTBOX#<sequence>#<event>#<v>    |
 */
export interface SimulationStore {
  /** A refusal is that of a condition of what goes alongside, such as a limit's. */
  create(simulation: SimulationRecord, alongside: readonly Write[]): Promise<Result<null, Refusal>>;
  get(tenant: TenantId, id: SimulationId): Promise<SimulationRecord | undefined>;
  list(
    tenant: TenantId,
    page: { limit: number; startAfter: string | undefined },
  ): Promise<{ items: SimulationRecord[]; nextSortKey: string | null }>;
  /** Takes the step if the simulation's state allows it, with the change and the events that it makes. */
  move(
    tenant: TenantId,
    id: SimulationId,
    step: Step,
    change: Partial<Pick<SimulationRecord, 'startedAt' | 'endedAt' | 'error' | 'completed' | 'total'>>,
    events: (moved: SimulationRecord) => readonly Write[],
  ): Promise<Result<SimulationRecord, MoveError>>;
  /**
   * Counts a slice's iterations while the run is RUNNING, once however often it is reported. The events go with the write
   * that is first beyond a step of the progress, and with no other.
   */
  countSlice(simulation: SimulationRecord, firstChunk: number, iterations: number, events: Tell): Promise<void>;
  /** Sets the progress of a run that one process does alone; the events as above. */
  setProgress(simulation: SimulationRecord, completed: number, events: Tell): Promise<void>;
  /** Sets who sees it, with the events that this makes; none if it is so already. Undefined if it is not there. */
  setVisibility(
    tenant: TenantId,
    id: SimulationId,
    visibility: SimulationRecord['visibility'],
    events: (changed: SimulationRecord) => readonly Write[],
  ): Promise<SimulationRecord | undefined>;
  /** Removes a simulation that has ended; false if it was changed or removed since it was read. */
  remove(simulation: SimulationRecord, alongside: readonly Write[]): Promise<boolean>;
  /** What counts against limits. */
  usage(tenant: TenantId, now: Date): Promise<Usage>;
}

/** Simulations of all tenants that have not ended. */
export type ActiveSimulations = (limit: number) => Promise<SimulationRecord[]>;

/** What is told of a run that has come so far. */
type Tell = (simulation: SimulationRecord) => readonly Write[];

export type MoveError = { code: 'not-found' } | { code: 'wrong-status'; actual: SimulationRecord };

const kind = 'SIMULATION';
const keyOf = (tenant: TenantId, id: SimulationId) => ({ pk: partition(tenant, kind), sk: id });

export const toItem = (simulation: SimulationRecord) => ({
  ...keyOf(simulation.tenant, simulation.simulationId),
  ...simulation,
  // As text: a table's numbers have fewer digits and a smaller range than those of a request.
  request: JSON.stringify(simulation.request),
  ...(isActive(simulation.status) ? { active: 'ACTIVE' } : {}),
});

/** What rows of an earlier version lack. */
type OfLater = 'traceparent' | 'told' | 'causationId' | 'visibility' | 'counted';

/** Our own writes are read back: the shape is ours, and a migration would change it here. */
export const fromItem = ({ pk: _pk, sk: _sk, active: _active, ...simulation }: Item): SimulationRecord => ({
  traceparent: undefined,
  told: 0,
  causationId: undefined,
  visibility: 'shared',
  counted: null,
  ...(simulation as unknown as Omit<SimulationRecord, OfLater>),
  request: JSON.parse(String(simulation.request)),
});

/** All that there is of a tenant; `end` stops a run that is under way. */
export const rowsOfSimulations = (
  tenant: TenantId,
  end: (simulation: SimulationRecord) => Promise<void>,
): readonly Rows[] => [
  {
    pk: partition(tenant, kind),
    below: ({ sk }) => [
      {
        pk: partition(tenant, String(sk)),
        prefix: slicePrefix,
        exported: { leftOut: 'how the work of a run was divided, which is gone after a week' },
      },
    ],
    end: (row) => end(fromItem(row)),
    exported: {
      file: 'simulations.ndjson',
      view: (row) => exportedSimulation.parse(exportedView(fromItem(row))),
      by: (row) => row.createdBy,
    },
  },
  rowsOfCounters(tenant),
  rowsOfDataExports(tenant),
  rowsOfIdempotency(tenant),
];

/** What an export has of a simulation: what the API shows of it, and who asked for it. */
const exportedSimulation = simulationView.extend({ createdBy: id('usr') });
const exportedView = (simulation: SimulationRecord): z.input<typeof exportedSimulation> => ({
  ...simulation,
  progress: { completed: simulation.completed, total: simulation.total },
});

/** What an export has of the objects of runs: nothing. */
export const keptOfRuns: readonly Kept[] = [
  { exported: { leftOut: 'runs: programs and parts from which results were made, which the results service exports' } },
];

const slicePrefix = 'SLICE#';
/** Longer than a run can take; nobody asks for them afterwards. */
const slicesKeptForSeconds = 7 * 24 * 3600;
const attempts = 5;

export const simulationStore = (table: FencedTable): SimulationStore => {
  const get: SimulationStore['get'] = async (tenant, id) => {
    const item = await table.get(keyOf(tenant, id));
    return item && fromItem(item);
  };

  return {
    get,

    async create(simulation, alongside) {
      const put: Write = { label: 'simulation', put: toItem(simulation), condition: absent };
      const result = await table.transact([put, unlessErased(simulation.tenant), ...alongside]);
      if (!result.ok && isErased(result.error)) throw new OrganizationErased(`${simulation.tenant} is erased`);
      if (!result.ok && result.error.some(({ label }) => label === put.label)) {
        throw new Error(`the id ${simulation.simulationId} is taken`);
      }
      return result;
    },

    async list(tenant, { limit, startAfter }) {
      const { items, nextSortKey } = await table.page(partition(tenant, kind), { limit, startAfter });
      return { items: items.map(fromItem), nextSortKey };
    },

    async move(tenant, id, step, change, events) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const before = await get(tenant, id);
        if (before === undefined) return failed({ code: 'not-found' });
        if (!allows(step, before)) return failed({ code: 'wrong-status', actual: before });

        const stepped: SimulationRecord = {
          ...before,
          ...change,
          status: steps[step].to,
          sealed: before.sealed || step === 'seal',
          sequence: before.sequence + 1,
        };
        const moved = { ...stepped, counted: countedAfter(stepped) };
        const result = await table.transact([moveWrite(before, moved), ...releasing(before, moved), ...events(moved)]);
        if (result.ok) return ok(moved);
      }
      throw new Error(`${id} changed under ${attempts} attempts to ${step} it`);
    },

    async countSlice(simulation, firstChunk, iterations, events) {
      const { tenant, simulationId } = simulation;
      const slice: Write = {
        label: 'slice',
        put: {
          pk: partition(tenant, simulationId),
          sk: `${slicePrefix}${firstChunk}`,
          iterations,
          expiresAt: Math.floor(Date.parse(simulation.startedAt ?? simulation.createdAt) / 1000) + slicesKeptForSeconds,
        },
        condition: absent,
      };
      const counted = { ...simulation, completed: simulation.completed + iterations };
      const count = (tell: Tell | null) =>
        table.transact([slice, ...progressWrites(simulation, counted, { add: { completed: iterations } }, tell)]);
      const told = await count(events);
      if (told.ok || told.error.some(({ label }) => label === slice.label)) return;
      // Another slice told of this step at the same moment, or the run has ended.
      await count(null);
    },

    async setProgress(simulation, completed, events) {
      const ahead: Check[] = [['completed', '<=', completed - 1]];
      const update = { set: { completed }, when: [ahead] };
      await table.transact(progressWrites(simulation, { ...simulation, completed }, update, events));
    },

    async setVisibility(tenant, id, visibility, events) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const before = await get(tenant, id);
        if (before === undefined || before.visibility === visibility) return before;
        const changed = { ...before, visibility, sequence: before.sequence + 1 };
        // Progress is counted by other writes meanwhile.
        const update = updateWrite('visibility', keyOf(tenant, id), {
          set: { visibility, sequence: changed.sequence },
          when: [[['sequence', '=', before.sequence]]],
        });
        if ((await table.transact([update, ...events(changed)])).ok) return changed;
      }
      throw new Error(`${id} changed under ${attempts} attempts to make it ${visibility}`);
    },

    async remove(simulation, alongside) {
      const removed = await table.transact([
        {
          label: 'simulation',
          remove: keyOf(simulation.tenant, simulation.simulationId),
          condition: {
            ConditionExpression: '#sequence = :sequence',
            ExpressionAttributeNames: { '#sequence': 'sequence' },
            ExpressionAttributeValues: { ':sequence': simulation.sequence },
          },
        },
        ...alongside,
      ]);
      return removed.ok;
    },

    usage: (tenant, now) => readUsage(table, tenant, now),
  };
};

export const activeSimulations =
  (table: Pick<Table, 'queryIndex'>): ActiveSimulations =>
  async (limit) => {
    const { items } = await table.queryIndex('active', 'ACTIVE', { limit });
    return items.map(fromItem);
  };

/** Of workers that get beyond a step together one tells of it: the one that writes it down. */
const progressWrites = (
  before: SimulationRecord,
  after: SimulationRecord,
  { set = {}, when = [], ...update }: Parameters<typeof updateWrite>[2],
  tell: Tell | null,
): readonly Write[] => {
  const key = keyOf(after.tenant, after.simulationId);
  const told = progressStep(after);
  const isNews = tell !== null && told > before.told;
  const firstToTell: Check[] = [
    ['told', 'absent'],
    ['told', '<=', told - 1],
  ];
  return [
    updateWrite('progress', key, {
      ...update,
      set: { ...set, ...(isNews ? { told } : {}) },
      when: [[['status', '=', 'RUNNING']], ...when, ...(isNews ? [firstToTell] : [])],
    }),
    ...(isNews ? tell(after) : []),
  ];
};

/** Progress is counted by other writes meanwhile, so a move sets only what it changes. */
const moveWrite = (before: SimulationRecord, moved: SimulationRecord): Write => ({
  label: 'simulation',
  update: {
    ...keyOf(before.tenant, before.simulationId),
    expression: [
      'SET #status = :status, #sealed = :sealed, #sequence = :sequence, startedAt = :startedAt, endedAt = :endedAt, #error = :error, #total = :total',
      moved.completed === before.completed ? '' : ', completed = :completed',
      moved.counted === before.counted ? '' : ', counted = :counted',
      isActive(moved.status) ? '' : ' REMOVE active',
    ].join(''),
  },
  condition: {
    ConditionExpression: '#sequence = :before',
    ExpressionAttributeNames: {
      '#status': 'status',
      '#sealed': 'sealed',
      '#sequence': 'sequence',
      '#error': 'error',
      '#total': 'total',
    },
    ExpressionAttributeValues: {
      ':status': moved.status,
      ':sealed': moved.sealed,
      ':sequence': moved.sequence,
      ':before': before.sequence,
      ':startedAt': moved.startedAt,
      ':endedAt': moved.endedAt,
      ':error': moved.error,
      ':total': moved.total,
      ...(moved.completed === before.completed ? {} : { ':completed': moved.completed }),
      ...(moved.counted === before.counted ? {} : { ':counted': moved.counted }),
    },
  },
});
