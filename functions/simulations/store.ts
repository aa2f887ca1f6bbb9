import { failed, ok, type Result } from '../../engine/result.ts';
import type { TenantId } from '../../shared/identity.ts';
import { absent, type Item, partition, type Table, type Write } from '../../shared/table/table.ts';
import { allows, isActive, type SimulationId, type SimulationRecord, type Step, steps } from './simulation.ts';

/**
 * | access                       | key                                                                 |
 * | ---------------------------- | ------------------------------------------------------------------- |
 * | a simulation, a tenant's list | pk TENANT#<org>#SIMULATION, sk <simulationId> (sorts by creation)   |
 * | a counted slice              | pk TENANT#<org>#<simulationId>, sk SLICE#<first chunk>              |
 * | all that have not ended      | index `active` (sparse, for the reconciler only): active = ACTIVE   |
 * | events to send               | pk TENANT#<org>#<simulationId>, sk OUTBOX#<event>                   |
 */
export interface SimulationStore {
  create(simulation: SimulationRecord, alongside: readonly Write[]): Promise<void>;
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
  /** Counts a slice's iterations, once however often it is reported. */
  countSlice(
    tenant: TenantId,
    id: SimulationId,
    firstChunk: number,
    iterations: number,
    events: readonly Write[],
  ): Promise<void>;
  /** Sets the progress of a run that one process does alone. */
  setProgress(tenant: TenantId, id: SimulationId, completed: number, events: readonly Write[]): Promise<void>;
  /** Removes a simulation that has ended. */
  remove(simulation: SimulationRecord, alongside: readonly Write[]): Promise<void>;
  /** Simulations of all tenants that have not ended. */
  active(limit: number): Promise<SimulationRecord[]>;
}

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

/** Our own writes are read back: the shape is ours, and a migration would change it here. */
export const fromItem = ({ pk: _pk, sk: _sk, active: _active, ...simulation }: Item): SimulationRecord => ({
  traceparent: undefined,
  causationId: undefined,
  ...(simulation as unknown as Omit<SimulationRecord, 'traceparent' | 'causationId'>),
  request: JSON.parse(String(simulation.request)),
});

const attempts = 5;

export const simulationStore = (table: Table): SimulationStore => {
  const get: SimulationStore['get'] = async (tenant, id) => {
    const item = await table.get(keyOf(tenant, id));
    return item && fromItem(item);
  };

  return {
    get,

    async create(simulation, alongside) {
      const put: Write = { label: 'simulation', put: toItem(simulation), condition: absent };
      const result = await table.transact([put, ...alongside]);
      if (!result.ok) throw new Error(`the id ${simulation.simulationId} is taken`);
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

        const moved: SimulationRecord = {
          ...before,
          ...change,
          status: steps[step].to,
          sealed: before.sealed || step === 'seal',
          sequence: before.sequence + 1,
        };
        const result = await table.transact([moveWrite(before, moved), ...events(moved)]);
        if (result.ok) return ok(moved);
      }
      throw new Error(`${id} changed under ${attempts} attempts to ${step} it`);
    },

    async countSlice(tenant, id, firstChunk, iterations, events) {
      await table.transact([
        {
          label: 'slice',
          put: { pk: partition(tenant, id), sk: `SLICE#${firstChunk}`, iterations },
          condition: absent,
        },
        {
          label: 'progress',
          update: { ...keyOf(tenant, id), expression: 'ADD completed :iterations' },
          condition: {
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':iterations': iterations },
          },
        },
        ...events,
      ]);
    },

    async setProgress(tenant, id, completed, events) {
      await table.transact([
        {
          label: 'progress',
          update: { ...keyOf(tenant, id), expression: 'SET completed = :completed' },
          condition: {
            ConditionExpression: '#status = :running AND completed < :completed',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':completed': completed, ':running': 'RUNNING' },
          },
        },
        ...events,
      ]);
    },

    async remove(simulation, alongside) {
      await table.transact([
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
    },

    async active(limit) {
      const items = await table.queryIndex('active', 'ACTIVE', limit);
      return items.map(fromItem);
    },
  };
};

/** Progress is counted by other writes meanwhile, so a move sets only what it changes. */
const moveWrite = (before: SimulationRecord, moved: SimulationRecord): Write => ({
  label: 'simulation',
  update: {
    ...keyOf(before.tenant, before.simulationId),
    expression: [
      'SET #status = :status, #sealed = :sealed, #sequence = :sequence, startedAt = :startedAt, endedAt = :endedAt, #error = :error, #total = :total',
      moved.completed === before.completed ? '' : ', completed = :completed',
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
    },
  },
});
