import type { EventFor } from '../../events/envelope.ts';
import type { simulationCancelledV1, simulationRequestedV1 } from '../../events/simulation.ts';
import type { TenantId } from '../../shared/identity.ts';
import { fail, type RunDeps, type RunInput } from './run.ts';
import { isActive, type SimulationId, type SimulationRecord } from './simulation.ts';
import type { ActiveSimulations } from './store.ts';

/** The state machine, as far as a simulation needs it. An execution's name is its simulation's id. */
export interface Executions {
  /** Starts the execution; one that exists already is a success. */
  start(input: RunInput): Promise<void>;
  stop(id: SimulationId): Promise<void>;
  /** Its status by Step Functions, undefined when there is none. */
  status(id: SimulationId): Promise<{ status: string; error?: string; cause?: string } | undefined>;
}

export interface ExecutionDeps extends RunDeps {
  executions: Executions;
}

/**
 * Order does not matter to these two: each looks at the simulation as it stands, and nothing leads back to QUEUED or out of
 * CANCELLED. What was cancelled or deleted before its request arrives is not started, and no tenant starts or stops what
 * is another's, whatever an event says.
 */
export const startExecution = async (
  { store, executions }: ExecutionDeps,
  { tenantid, data }: EventFor<typeof simulationRequestedV1>,
): Promise<void> => {
  const simulation = await store.get(tenantid, data.simulationId);
  if (simulation?.status === 'QUEUED') await executions.start(runInput(simulation));
};

export const stopExecution = async (
  { store, executions }: ExecutionDeps,
  { tenantid, data }: EventFor<typeof simulationCancelledV1>,
): Promise<void> => {
  const simulation = await store.get(tenantid, data.simulationId);
  if (simulation?.status === 'CANCELLED') await executions.stop(data.simulationId);
};

/** For a run whose row is about to go: its workers look for that every second, and then give up. */
export const stopForGood = async (
  executions: Executions,
  { simulationId, status }: SimulationRecord,
): Promise<void> => {
  if (isActive(status)) await executions.stop(simulationId);
};

const runInput = ({ tenant, simulationId, correlationId, causationId, traceparent }: SimulationRecord): RunInput => ({
  tenant,
  simulationId,
  correlationId,
  causationId: causationId ?? correlationId,
  traceparent: traceparent ?? null,
});

/** An execution that timed out, was aborted or broke a limit ran no Catch: its end is recorded here. */
export const recordEnd = async (
  deps: ExecutionDeps,
  end: { tenant: TenantId; simulationId: SimulationId; status: string; error?: string; cause?: string },
): Promise<void> => {
  if (end.status === 'RUNNING' || end.status === 'SUCCEEDED') return;
  await fail(deps, {
    tenant: end.tenant,
    simulationId: end.simulationId,
    error: { Error: end.error ?? end.status, ...(end.cause === undefined ? {} : { Cause: end.cause }) },
  });
};

const grace = { queuedMs: 60_000, runningMs: 60_000 };
const batch = 200;

/**
 * The last net: a simulation that is QUEUED without an execution is started, one whose execution has ended without
 * saying so is ended. Whatever message was lost, no run stays RUNNING for ever.
 */
export const reconcile = async (deps: ExecutionDeps & { active: ActiveSimulations }): Promise<{ looked: number }> => {
  const simulations = await deps.active(batch);
  for (const simulation of simulations) await reconcileOne(deps, simulation);
  return { looked: simulations.length };
};

const reconcileOne = async (deps: ExecutionDeps, simulation: SimulationRecord): Promise<void> => {
  const { tenant, simulationId, status, createdAt, startedAt } = simulation;
  const ageMs = deps.clock().getTime() - Date.parse(startedAt ?? createdAt);
  if (ageMs < (status === 'QUEUED' ? grace.queuedMs : grace.runningMs)) return;
  const execution = await deps.executions.status(simulationId);
  if (execution === undefined) {
    if (status === 'QUEUED') await deps.executions.start(runInput(simulation));
    else await recordEnd(deps, { tenant, simulationId, status: 'ABORTED' });
    return;
  }
  if (execution.status !== 'RUNNING') {
    const lost = execution.status === 'SUCCEEDED' ? { ...execution, status: 'ABORTED' } : execution;
    await recordEnd(deps, { tenant, simulationId, ...lost });
  }
};
