/** The engine's public door. The .xlsx reader is not behind it: see workbook/readWorkbook.ts. */
export { type FitOptions, type FittedDistribution, fitDistributions } from './fitting/fitDistributions.ts';
export { type Inspection, inspectWorkbook } from './model/inspect.ts';
export {
  type CorrelationRequest,
  maximumIterations,
  type ResolvedRequest,
  type SamplingMethod,
  type SimulationRequest,
  samplingMethods,
  simulationRequest,
} from './request.ts';
export type { Problem, Result } from './result.ts';
export { decodeProgram, encodeProgram } from './run/encodeProgram.ts';
export { mergePasses, needsPasses, nextPass, type RunPass } from './run/exactPercentiles.ts';
export { type Explanation, explainProgram } from './run/explain.ts';
export { type Plan, type PlannedInput, type PlannedOutput, planSimulation } from './run/plan.ts';
export {
  compileSimulation,
  type Program,
  type ProgramInput,
  type ProgramOutput,
} from './run/program.ts';
export { type ReplayedCell, replayIteration } from './run/replayIteration.ts';
export { type InputResults, type OutputResults, type SimulationResults, simulationResults } from './run/results.ts';
export { createRunner, type Runner, type RunOptions, RunStopped, type Samples } from './run/runner.ts';
export { mergeStates, withPass } from './run/state.ts';
export { summarise } from './run/summarise.ts';
export { afterWave, beforeFirstWave, nextWave, type WaveProgress } from './run/waves.ts';
export { decodeWorkbook, encodeWorkbook } from './workbook/encodeWorkbook.ts';
export { type DisplayCell, readCells } from './workbook/readCells.ts';
export type { CellValue, Workbook } from './workbook/workbook.ts';
