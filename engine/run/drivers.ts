/** What drives an output: the inputs by their influence, and the linear model that explains it best. */
import { type JointSample, type NumberSummary, regress } from '../statistics/index.ts';
import type { Program } from './program.ts';
import type { OutputResults } from './results.ts';

/** A regression and scatter plots take up the strongest inputs, by rank correlation. */
export const mostDrivers = 50;

export function driversOf(
  program: Program,
  output: number,
  numbers: NumberSummary | null,
  sample: JointSample | undefined,
): Pick<OutputResults, 'sensitivity' | 'regression'> {
  const entries = numbers?.sensitivity ?? [];
  const strongest = entries.slice(0, mostDrivers).map(({ input }) => input);
  const model = sample && linearModel(sample, strongest, program.inputs.length + output);
  const named = Map.groupBy(program.inputs, ({ name }) => name);
  const correlated = new Set(program.dependences.flatMap(({ dimensions }) => dimensions));
  return {
    sensitivity: entries.map((entry, place) => {
      const { cell, name, draw } = program.inputs[entry.input]!;
      return {
        input: cell,
        // Labels of two cells may be the same: then only the cell tells them apart.
        name: named.get(name)!.length > 1 && name !== cell ? `${name} (${cell})` : name,
        rankCorrelation: entry.rankCorrelation,
        correlation: entry.correlation,
        contributionToVariance: entry.contributionToVariance,
        correlated: draw !== undefined && correlated.has(draw),
        regressionCoefficient: model?.standardised[place] ?? null,
        tornado: entry.tornado.every(Number.isFinite)
          ? { base: numbers!.mean, means: entry.means, low: entry.tornado[0], high: entry.tornado[1] }
          : null,
        scenario: entry.scenario,
        sobolIndices: entry.sobolIndices,
      };
    }),
    regression: model
      ? {
          iterations: model.iterations,
          rSquared: model.rSquared,
          dropped: model.dropped.map((place) => program.inputs[strongest[place]!]!.cell),
        }
      : null,
  };
}

/** The regression of a column on others, over the rows in which all are numbers; undefined where these are too few or all the same. */
function linearModel({ columns }: JointSample, inputs: readonly number[], output: number) {
  const wanted = [...inputs, output].map((column) => columns[column]!);
  const rows = [...wanted.at(-1)!.keys()].filter((row) => wanted.every((column) => Number.isFinite(column[row])));
  // A plane through as many points as it has coefficients explains nothing.
  if (inputs.length === 0 || rows.length < inputs.length + 2) return undefined;
  const complete = wanted.map((column) => Float64Array.from(rows, (row) => column[row]!));
  const y = complete.pop()!;
  if (y.every((value) => value === y[0])) return undefined;
  return { ...regress(complete, y), iterations: rows.length };
}
