/** Points for scatter plots of outputs over the inputs that drive them. */
import type { JointSample } from '../statistics/index.ts';
import { mostDrivers } from './drivers.ts';
import type { Program } from './program.ts';
import type { OutputResults, SimulationResults } from './results.ts';

const mostPoints = 1_000;
/** Of all columns together, so that the results stay below about a megabyte of them. */
const mostNumbers = 100_000;
/** Finer than a plot can show. */
const digits = 6;

/**
 * The first iterations' values of the outputs and of every input that is among the strongest of one of them, a column each: a plot pairs
 * two columns.
 */
export function scatterOf(
  { inputs, outputs }: Program,
  results: readonly OutputResults[],
  sample: JointSample,
): SimulationResults['scatter'] {
  const wanted = new Set(
    results.flatMap(({ sensitivity }) => sensitivity.slice(0, mostDrivers).map(({ input }) => input)),
  );
  const shown = inputs.flatMap(({ cell }, column) => (wanted.has(cell) ? [{ cell, column }] : []));
  if (shown.length === 0) return null;
  const points = Math.min(mostPoints, Math.floor(mostNumbers / (shown.length + outputs.length)));
  const columnOf = (cell: string, column: number) => ({
    cell,
    values: Array.from(sample.columns[column]!.subarray(0, points), (value) =>
      Number.isFinite(value) ? Number(value.toPrecision(digits)) : null,
    ),
  });
  return {
    inputs: shown.map(({ cell, column }) => columnOf(cell, column)),
    outputs: outputs.map(({ cell }, i) => columnOf(cell, inputs.length + i)),
  };
}
