/**
 * The one request document: what the API's body, the command line's request file and an example's `*.simulation.json` hold, and what
 * a result keeps so that it can be run again. The schema knows the form alone; `planSimulation` checks it against the workbook.
 */
import * as z from 'zod';

/** Iterations of one run: as many as a number in JSON counts exactly, and the counter of the random numbers holds. */
export const maximumIterations = Number.MAX_SAFE_INTEGER;
export const maximumInputs = 1_000;
export const maximumOutputs = 200;
export const maximumInputsOfSobolIndices = 50;

const cell = z
  .string('a cell is text such as "Model!B3"')
  .trim()
  .min(1, 'write a cell such as "Model!B3", or a defined name')
  .max(300, 'a cell is at most 300 characters: write it as "Model!B3"')
  .describe('A cell such as `Model!B3`, or a defined name of one cell.');
const label = z
  .string('a name is text')
  .trim()
  .min(1, 'leave the name out rather than empty: then it comes from the workbook')
  .max(200, 'a name has at most 200 characters')
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'a name has no control characters');

const input = z
  .strictObject({
    cell,
    name: label.optional(),
    distribution: z
      .string('a distribution is a formula such as "triangular(80, 100, 150)"')
      .trim()
      .min(1, 'write a distribution such as "triangular(80, 100, 150)"')
      .max(8192, 'a distribution has at most 8,192 characters')
      .describe('A formula such as `truncate(normal(Model!F2, 10), 0, 200)`.'),
  })
  .meta({ id: 'SimulationInput' });

const output = z
  .strictObject({
    cell,
    name: label.optional(),
    tail: z
      .enum(['lower', 'upper'], 'tail is "lower" (small values are bad) or "upper" (large values are bad)')
      .optional()
      .describe('The side on which value at risk and expected shortfall are taken; lower where it is left out.'),
  })
  .meta({ id: 'SimulationOutput' });

const cells = z
  .array(cell, 'cells is a list such as ["Model!B3", "Model!B4"]')
  .min(2, 'a correlation is between at least two inputs')
  .max(500, 'a correlation is between at most 500 inputs');

const ellipticalCorrelation = {
  cells,
  measure: z
    .enum(
      ['spearman', 'pearson', 'kendall', 'copula'],
      'measure is "spearman" (the default), "pearson", "kendall" or "copula"',
    )
    .optional()
    .describe('What the matrix holds; spearman where it is left out.'),
  matrix: z
    .array(z.array(z.number('a correlation is a number').min(-1, 'at least -1').max(1, 'at most 1')))
    .describe('A row and a column per cell: symmetric, 1 on the diagonal.'),
};
const archimedeanCorrelation = {
  cells,
  tau: z
    .number('tau is a number')
    .gt(-1, 'tau is above -1')
    .lt(1, 'tau is below 1')
    .optional()
    .describe("Kendall's; give either this or theta."),
  theta: z.number('theta is a number').optional().describe("The copula's own parameter."),
  survival: z
    .boolean('survival is true or false')
    .optional()
    .describe('Turned around, so that its lower tail is the upper one.'),
};

const correlation = z
  .discriminatedUnion(
    'copula',
    [
      z.strictObject({ copula: z.literal('gaussian'), ...ellipticalCorrelation }),
      z.strictObject({
        copula: z.literal('t'),
        ...ellipticalCorrelation,
        degreesOfFreedom: z.number('degreesOfFreedom is a number').gt(0, 'degreesOfFreedom is above 0').max(1e6),
      }),
      z.strictObject({ copula: z.literal('clayton'), ...archimedeanCorrelation }),
      z.strictObject({ copula: z.literal('gumbel'), ...archimedeanCorrelation }),
      z.strictObject({ copula: z.literal('frank'), ...archimedeanCorrelation }),
    ],
    'copula is one of gaussian, t, clayton, gumbel, frank',
  )
  .meta({
    id: 'Correlation',
    description: 'Gaussian and t by a matrix, the others by one parameter that all pairs share.',
  });

export const samplingMethods = ['latin-hypercube', 'monte-carlo', 'sobol'] as const;

const stop = z
  .strictObject({
    statistic: z.enum(
      ['mean', 'standardDeviation', 'percentile'],
      'statistic is "mean", "standardDeviation" or "percentile"',
    ),
    percentile: z
      .number('percentile is a number')
      .gt(0, 'above 0')
      .lt(100, 'below 100')
      .optional()
      .describe('Which one, of the statistic percentile.'),
    tolerance: z
      .number('tolerance is a number')
      .gt(0, 'tolerance is above 0')
      .describe('The most by which the statistic of every output may be off.'),
    relative: z
      .boolean('relative is true or false')
      .optional()
      .describe('The tolerance is a share of the statistic: true where it is left out.'),
    confidence: z
      .number('confidence is a number such as 0.95')
      .gt(0, 'confidence is above 0')
      .lt(1, 'confidence is below 1, such as 0.95')
      .optional()
      .describe('0.95 where it is left out.'),
    minimumIterations: z
      .int('minimumIterations is a whole number')
      .min(1)
      .optional()
      .describe('1,000 where it is left out.'),
  })
  .meta({ id: 'StopRule' });

/** Without `fileId`, which the API adds. Plain JSON: parsing changes nothing but spaces around texts. */
export const simulationRequest = z
  .strictObject({
    name: label.optional().describe('Of the simulation; made of its outputs where it is left out.'),
    inputs: z
      .array(input, 'inputs is a list of { cell, distribution }')
      .max(maximumInputs, `a simulation has at most ${maximumInputs} inputs`)
      .optional()
      .describe('Cells that vary, besides those whose own formula is random.'),
    outputs: z
      .array(output, 'outputs is a list of { cell }')
      .min(1, 'name at least one output: a cell whose distribution you want')
      .max(maximumOutputs, `a simulation has at most ${maximumOutputs} outputs`)
      .describe('Cells whose distribution you want.'),
    iterations: z
      .int('iterations is a whole number such as 10000')
      .min(1, 'iterations is at least 1')
      .max(maximumIterations, `iterations is at most ${maximumIterations}`)
      .optional()
      .describe('10,000 where it is left out.'),
    seed: z
      .union(
        [
          z.int().min(0, 'a seed is at least 0'),
          z
            .string()
            .regex(/^\d{1,20}$/, 'a seed is a whole number, as a number or as a text of digits')
            .refine((text) => !/^\d{1,20}$/.test(text) || BigInt(text) < 2n ** 64n, 'a seed is below 2^64'),
        ],
        'a seed is a whole number from 0 to 9007199254740991, or a text of digits below 2^64',
      )
      .optional()
      .describe('The same seed gives the same numbers; a random one is chosen and reported where it is left out.'),
    sampling: z
      .enum(samplingMethods, 'sampling is "latin-hypercube", "monte-carlo" or "sobol"')
      .optional()
      .describe('latin-hypercube where it is left out.'),
    correlations: z
      .array(correlation, 'correlations is a list')
      .max(100)
      .optional()
      .describe('Between inputs; those of the workbook hold besides.'),
    sobolIndices: z
      .boolean('sobolIndices is true or false')
      .optional()
      .describe(
        "Compute Sobol's indices, which takes as many times longer as there are inputs, and two more; at most 50.",
      ),
    exactPercentiles: z
      .boolean('exactPercentiles is true or false')
      .optional()
      .describe(
        'Of a run so long that percentiles would be within 0.0008 %, compute all iterations again to have them exactly; see docs/statistics.md.',
      ),
    seriesIndex: z
      .int('seriesIndex is a whole number such as 2')
      .min(1, 'seriesIndex counts from 1')
      .optional()
      .describe(
        'Which value each series of the workbook (RiskSimtable, PsiSimParam) takes: the first, with a warning, where it is left out.',
      ),
    stop: stop.optional().describe('End before all iterations are done, once a statistic is known well enough.'),
    now: z.iso
      .datetime({ local: true, error: 'now is a time such as "2026-01-31T12:00:00"' })
      .optional()
      .describe('The moment that NOW and TODAY give; their stored values where it is left out.'),
  })
  .meta({ id: 'SimulationRequest' });

export type SimulationRequest = z.infer<typeof simulationRequest>;
export type CorrelationRequest = z.infer<typeof correlation>;
export type SamplingMethod = (typeof samplingMethods)[number];

/** A request with every default filled in: it is itself a request, and gives the same bits again. */
export interface ResolvedRequest extends SimulationRequest {
  inputs: { cell: string; name: string; distribution: string }[];
  outputs: { cell: string; name: string; tail: 'lower' | 'upper' }[];
  iterations: number;
  seed: string | number;
  sampling: SamplingMethod;
}
