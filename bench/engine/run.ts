/** A whole run of a program in this thread, timed stage by stage. */
import {
  compileSimulation,
  createRunner,
  mergeStates,
  planSimulation,
  type SimulationRequest,
  summarise,
  type Workbook,
} from '../../engine/index.ts';

export interface Timed {
  /** Seconds from the workbook to the program, and from the program to the results. */
  compile: number;
  whole: number;
  iterations: number;
  bytes: number;
  cells: number;
  lowered: number;
}

export async function timedRun(workbook: Workbook, request: SimulationRequest): Promise<Timed> {
  const from = performance.now();
  const plan = planSimulation(workbook, request);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const program = await compileSimulation(plan.value);
  const compiledAt = performance.now();
  const runner = await createRunner(program);
  const state = await runner.run({ firstChunk: 0, chunks: program.chunks });
  summarise(program, mergeStates(program, [state]));
  return {
    compile: (compiledAt - from) / 1000,
    whole: (performance.now() - compiledAt) / 1000,
    iterations: program.iterations,
    bytes: program.cone.module.length,
    cells: program.cells.length,
    lowered: program.cone.lowered,
  };
}
