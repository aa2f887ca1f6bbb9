import type {
  Plan,
  Program,
  Runner,
  SimulationRequest,
  SimulationResults,
  WaveProgress,
  Workbook,
} from '../../engine/index.ts';
import type { Problem, Result } from '../../engine/result.ts';
import {
  publishSimulationCompleted,
  publishSimulationFailed,
  publishSimulationProgress,
  publishSimulationStarted,
} from '../../events/simulation.ts';
import type { TenantId } from '../../shared/identity.ts';
import { type Objects, tenantObjectKey } from '../../shared/objects.ts';
import { programKey, runFolder, runResultsKey, type SimulationSharing } from '../../shared/runs.ts';
import type { Write } from '../../shared/table/table.ts';
import type { SimulationId, SimulationRecord } from './simulation.ts';
import { eventContext } from './simulations.ts';
import type { SimulationStore } from './store.ts';

/**
 * What the state machine does, a function per state:
 * prepare -> (slices -> merge, once per wave) -> [the results service stores] -> complete, and fail for whatever goes wrong.
 * A run with a stop rule has several waves, any other one; those that take no longer than it takes to ask others, prepare does itself.
 * Only names of objects and small numbers pass between states.
 */
export interface RunDeps {
  store: SimulationStore;
  clock: () => Date;
}
export interface ComputeDeps extends RunDeps {
  objects: Objects;
}
/** The engine's say on waves. */
interface WaveDeps {
  mergeStates(program: Program, states: Uint8Array[]): Uint8Array;
  nextWave(program: Program, progress: WaveProgress): Slice;
  /** Undefined when the run has ended. */
  afterWave(program: Program, state: Uint8Array, progress: WaveProgress): WaveProgress | undefined;
}
export interface PrepareDeps extends SliceDeps, WaveDeps {
  beforeFirstWave: WaveProgress;
  workbook(tenant: TenantId, fileId: string): Promise<Workbook | undefined>;
  plan(workbook: Workbook, request: SimulationRequest): Result<Plan, Problem[]>;
  compile(plan: Plan): Promise<Program>;
  encodeProgram(program: Program): Uint8Array;
  /** Whether the run would have to be computed again for what its request asks. */
}
export interface SliceDeps extends ComputeDeps {
  decodeProgram(bytes: Uint8Array): Program;
  createRunner(program: Program): Promise<Runner>;
}
export interface MergeDeps extends ComputeDeps, WaveDeps {
  decodeProgram(bytes: Uint8Array): Program;
  summarise(program: Program, state: Uint8Array): SimulationResults;
}

export interface RunInput {
  tenant: TenantId;
  simulationId: SimulationId;
  correlationId: string;
  causationId: string;
  traceparent: string | null;
}
/** A run of whole chunks. */
export interface Slice {
  firstChunk: number;
  chunks: number;
}

/** Thrown by a worker that is no longer wanted; the execution ends and nothing is published. */
export class SimulationCancelled extends Error {
  override name = 'SimulationCancelled';
}
/** Thrown for what the user can mend; its message is what the simulation shows as its cause. */
export class SimulationRefused extends Error {
  override name = 'SimulationRefused';
}

const slicesKey = (id: SimulationId, wave: number) => `${runFolder(id)}/waves/${wave}.json`;
const stateKey = (id: SimulationId, { firstChunk }: Slice) => `${runFolder(id)}/states/${firstChunk}`;
/** The state of all waves before this one. */
const mergedKey = (id: SimulationId, wave: number) => `${runFolder(id)}/merged/${wave}`;

/** A slice is this long on one core, so that a retry loses little and the overhead of a worker stays small. */
const sliceSeconds = 30;
/** What one worker can do in this time is not worth dividing. */
const aloneSeconds = 8;
/** A division into more than this many slices would make the list of slices and the merge large. */
const maxSlices = 10_000;

/** What passes from state to state: which wave comes next, and where the list of its slices is. */
export interface Wave extends WaveProgress {
  /** Nothing is left to compute. */
  ended: boolean;
  slicesKey: string;
  chunkSeconds: number;
}

/** Compiles the model, times its first chunk, computes as many waves as are not worth dividing, and divides the next. */
export const prepare = async (deps: PrepareDeps, { tenant, simulationId }: RunInput): Promise<Wave> => {
  const simulation = await begin(deps, tenant, simulationId);
  const { fileId, ...request } = simulation.request;
  const workbook = await deps.workbook(tenant, fileId);
  if (workbook === undefined) throw new SimulationRefused('The workbook was deleted before the simulation began.');
  const planned = deps.plan(workbook, request);
  if (!planned.ok) throw new SimulationRefused(planned.error.map(({ detail }) => detail).join(' '));

  const program = await deps.compile(planned.value);
  const runner = await deps.createRunner(program);
  const chunkSeconds = await secondsPerChunk(runner, program);
  // Compiling may have taken a while, in which the run was cancelled or erased: then nothing is left behind.
  await wanted(deps, tenant, simulationId);
  await deps.objects.put(tenant, programKey(simulationId), deps.encodeProgram(program), 'application/octet-stream');

  let progress = deps.beforeFirstWave;
  let state: Uint8Array | undefined;
  for (let left = aloneSeconds; ; ) {
    const wave = deps.nextWave(program, progress);
    left -= wave.chunks * chunkSeconds;
    if (left < 0) break;
    const computed = await computeSlice(deps, tenant, simulationId, wave, runner, program, true);
    state = state === undefined ? computed : deps.mergeStates(program, [state, computed]);
    const next = deps.afterWave(program, state, progress);
    progress = next ?? { ...progress, wave: progress.wave + 1 };
    if (next !== undefined) continue;
    await keepMerged(deps, tenant, simulationId, progress, state);
    return { ...progress, ended: true, slicesKey: '', chunkSeconds };
  }
  if (state !== undefined) await keepMerged(deps, tenant, simulationId, progress, state);
  return divideWave(deps, program, tenant, simulationId, progress, chunkSeconds);
};

const keepMerged = (
  { objects }: ComputeDeps,
  tenant: TenantId,
  id: SimulationId,
  { wave }: WaveProgress,
  state: Uint8Array,
) => objects.put(tenant, mergedKey(id, wave), state, 'application/octet-stream');

const divideWave = async (
  { objects, nextWave }: ComputeDeps & Pick<WaveDeps, 'nextWave'>,
  program: Program,
  tenant: TenantId,
  id: SimulationId,
  progress: WaveProgress,
  chunkSeconds: number,
): Promise<Wave> => {
  const slices = divide(nextWave(program, progress), chunkSeconds);
  const key = slicesKey(id, progress.wave);
  await objects.put(tenant, key, JSON.stringify(slices), 'application/json');
  return { ...progress, ended: false, slicesKey: tenantObjectKey(tenant, key), chunkSeconds };
};

const begin = async ({ store, clock }: RunDeps, tenant: TenantId, id: SimulationId): Promise<SimulationRecord> => {
  const now = clock();
  const moved = await store.move(tenant, id, 'start', { startedAt: now.toISOString() }, (simulation) => [
    publishSimulationStarted(eventContext(simulation, now), {
      simulationId: id,
      userId: simulation.createdBy,
      iterations: simulation.total,
    }),
  ]);
  if (moved.ok) return moved.value;
  // Preparing is tried again after a crash: then the simulation runs already.
  if (moved.error.code === 'wrong-status' && moved.error.actual.status === 'RUNNING') return moved.error.actual;
  throw new SimulationCancelled(`${id} is not to be run`);
};

/** The first runs also pay for what happens once, so the shortest of a few counts. */
const secondsPerChunk = async (runner: Runner, program: Program): Promise<number> => {
  const startedAt = performance.now();
  const iterations = await runner.measure();
  return ((performance.now() - startedAt) / 1000 / iterations) * program.chunkSize;
};

export const divide = ({ firstChunk, chunks }: Slice, chunkSeconds: number): Slice[] => {
  const size = Math.max(1, Math.floor(sliceSeconds / chunkSeconds), Math.ceil(chunks / maxSlices));
  return Array.from({ length: Math.ceil(chunks / size) }, (_, index) => ({
    firstChunk: firstChunk + index * size,
    chunks: Math.min(size, chunks - index * size),
  }));
};

/** Computes one slice and keeps its state; done again after a crash it gives the same bytes and counts once. */
export const runSlice = async (
  deps: SliceDeps,
  { tenant, simulationId, ...slice }: RunInput & Slice,
): Promise<void> => {
  const bytes = await deps.objects.get(tenant, programKey(simulationId));
  if (bytes === undefined) throw new SimulationCancelled(`the program of ${simulationId} is gone`);
  const program = deps.decodeProgram(bytes);
  const state = await computeSlice(deps, tenant, simulationId, slice, await deps.createRunner(program), program, false);
  const simulation = await wanted(deps, tenant, simulationId);
  await deps.objects.put(tenant, stateKey(simulationId, slice), state, 'application/octet-stream');
  await deps.store.countSlice(simulation, slice.firstChunk, iterationsOf(program, slice), progressEvents(deps));
};

const iterationsOf = ({ chunkSize, iterations }: Program, { firstChunk, chunks }: Slice): number =>
  Math.min(chunks * chunkSize, iterations - firstChunk * chunkSize);

const lookEveryMs = 1000;

const wanted = async ({ store }: RunDeps, tenant: TenantId, id: SimulationId): Promise<SimulationRecord> => {
  const simulation = await store.get(tenant, id);
  if (simulation?.status !== 'RUNNING') throw new SimulationCancelled(`${id} is no longer running`);
  return simulation;
};

const progressEvents =
  ({ clock }: RunDeps) =>
  (simulation: SimulationRecord): Write[] => {
    const { simulationId, completed, total } = simulation;
    return [publishSimulationProgress(eventContext(simulation, clock()), { simulationId, completed, total })];
  };

const computeSlice = (
  deps: ComputeDeps,
  tenant: TenantId,
  simulationId: SimulationId,
  slice: Slice,
  runner: Runner,
  program: Program,
  /** Nobody else computes: how far this is, the run is. */
  alone: boolean,
): Promise<Uint8Array> => {
  const { store } = deps;
  const before = slice.firstChunk * program.chunkSize;
  let lookedAt = performance.now();
  return runner.run(slice, {
    /** Called between blocks: once a second it looks whether the run is still wanted, and says how far it is. */
    async onBlock(completed) {
      if (performance.now() - lookedAt < lookEveryMs) return;
      lookedAt = performance.now();
      const simulation = await wanted(deps, tenant, simulationId);
      if (!alone) return;
      await store.setProgress(simulation, before + completed, progressEvents(deps));
    },
  });
};

/** Merges a wave's states with those before; after the last one writes the results and seals the run against cancellation. */
export const merge = async (deps: MergeDeps, { tenant, simulationId, ...wave }: RunInput & Wave): Promise<Wave> => {
  const { objects } = deps;
  const program = deps.decodeProgram(await required(objects, tenant, programKey(simulationId)));
  let state = wave.wave > 0 ? await required(objects, tenant, mergedKey(simulationId, wave.wave)) : undefined;
  const slices: Slice[] = wave.ended
    ? []
    : JSON.parse(Buffer.from(await required(objects, tenant, slicesKey(simulationId, wave.wave))).toString());
  for (const slice of slices) {
    // One after the other: two states at most are in memory.
    const next = await required(objects, tenant, stateKey(simulationId, slice));
    state = state === undefined ? next : deps.mergeStates(program, [state, next]);
  }
  if (state === undefined) throw new Error(`${simulationId} has no slices`);
  const next = wave.ended ? undefined : deps.afterWave(program, state, wave);
  if (next !== undefined) {
    await wanted(deps, tenant, simulationId);
    await keepMerged(deps, tenant, simulationId, next, state);
    return divideWave(deps, program, tenant, simulationId, next, wave.chunkSeconds);
  }
  await publish(deps, tenant, simulationId, deps.summarise(program, state));
  return { ...wave, ended: true };
};

const publish = async (
  { store, objects, clock }: ComputeDeps,
  tenant: TenantId,
  simulationId: SimulationId,
  summary: SimulationResults,
): Promise<void> => {
  const { createdBy, visibility, sequence } = await wanted({ store, clock }, tenant, simulationId);
  const sharing: SimulationSharing = { createdBy, visibility, sequence };
  const results = { simulationId, ...summary, sharing };
  await objects.put(tenant, runResultsKey(simulationId), JSON.stringify(results), 'application/json');
  // A run that its stop rule ended has done all that it had to do.
  const { iterations } = summary;
  const sealed = await store.move(tenant, simulationId, 'seal', { completed: iterations, total: iterations }, () => []);
  const again = !sealed.ok && sealed.error.code === 'wrong-status' && sealed.error.actual.sealed;
  if (!sealed.ok && !again) throw new SimulationCancelled(`${simulationId} is no longer running`);
};

const required = async (objects: Objects, tenant: TenantId, key: string): Promise<Uint8Array> => {
  const bytes = await objects.get(tenant, key);
  if (bytes === undefined) throw new Error(`the object ${key} is missing`);
  return bytes;
};

export const complete = async ({ store, clock }: RunDeps, { tenant, simulationId }: RunInput): Promise<void> => {
  const now = clock();
  await store.move(tenant, simulationId, 'complete', { endedAt: now.toISOString() }, (simulation) => [
    publishSimulationCompleted(eventContext(simulation, now), {
      simulationId,
      userId: simulation.createdBy,
      name: simulation.name,
      iterations: simulation.total,
    }),
  ]);
};

/** What Step Functions says of a failure: the error's name, and a cause that is the Lambda's error as JSON. */
export interface Failed extends Pick<RunInput, 'tenant' | 'simulationId'> {
  error: { Error?: string; Cause?: string };
}

/** Records the cause. A cancelled simulation stays CANCELLED: its step is not allowed from there. */
export const fail = async ({ store, clock }: RunDeps, { tenant, simulationId, error }: Failed): Promise<void> => {
  const now = clock();
  const cause = { code: codeOf(error.Error), detail: detailOf(error) };
  await store.move(tenant, simulationId, 'fail', { endedAt: now.toISOString(), error: cause }, (simulation) => [
    publishSimulationFailed(eventContext(simulation, now), {
      simulationId,
      userId: simulation.createdBy,
      name: simulation.name,
      error: cause,
    }),
  ]);
};

const codes: Record<string, string> = {
  SimulationRefused: 'simulation-refused',
  'States.Timeout': 'simulation-timed-out',
  TIMED_OUT: 'simulation-timed-out',
  ABORTED: 'simulation-aborted',
};
const codeOf = (name = 'unknown'): string => codes[name] ?? 'simulation-broke';

const detailOf = ({ Error: name = 'unknown', Cause: cause = '' }: Failed['error']): string => {
  if (name === 'SimulationRefused') return messageOf(cause);
  if (codes[name] === 'simulation-timed-out') return 'The run took longer than a run may take. Use fewer iterations.';
  if (codes[name] === 'simulation-aborted') return 'The run was stopped from outside.';
  return `The run broke (${name}): ${messageOf(cause) || 'no cause was given'}. Run it again; if it stays, report the simulation's id.`;
};

const messageOf = (cause: string): string => {
  try {
    const { errorMessage } = JSON.parse(cause);
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
};
