/** The results document: what a run answers, kept with the request that gives the same again. */
import * as z from 'zod';
import { samplingMethods, simulationRequest } from '../request.ts';

/** null where a statistic does not exist: of no iterations, of a text, of a constant. */
const statistic = z.number().nullable();

const errors = z
  .object({
    count: z.int(),
    first: z
      .object({
        iteration: z.int().describe('From 0.'),
        error: z.string(),
        cell: z.string().optional(),
        formula: z.string().optional(),
        inputs: z
          .array(z.object({ cell: z.string(), value: z.union([z.number(), z.string(), z.boolean()]) }))
          .optional()
          .describe('The values of the cells that the formula reads, as far as they are in the model.'),
      })
      .nullable()
      .describe('Of the smallest iteration with an error, in which cell it arose and from what.'),
  })
  .meta({ id: 'IterationErrors' });

const histogram = z
  .object({
    edges: z
      .array(z.number())
      .describe(
        'One more than counts: bin i holds edges[i] <= x < edges[i + 1], the last one its upper edge too. The first and last bin reach to the minimum and maximum where values lie beyond the inner edges.',
      ),
    counts: z.array(z.int()),
  })
  .meta({ id: 'Histogram' });

/** Over the iterations without error. Definitions: docs/statistics.md. */
const distributionStatistics = {
  iterations: z.int(),
  errors,
  mean: statistic,
  standardDeviation: statistic.describe('With n - 1.'),
  variance: statistic,
  skewness: statistic,
  kurtosis: statistic.describe('3 for a normal distribution.'),
  min: statistic,
  max: statistic,
  mode: statistic,
  percentiles: z
    .record(z.string(), z.number())
    .nullable()
    .describe('Hyndman and Fan\'s type 7, by percent: "5" is the value that 5 % lie below.'),
  percentileError: z
    .number()
    .describe(
      '0 where percentiles are exact; else the most by which they can err, as a share of the values that they lie between.',
    ),
  histogram: histogram.nullable(),
};

const sensitivity = z
  .object({
    input: z.string().describe("The input's cell."),
    name: z.string(),
    rankCorrelation: statistic.describe("Spearman's; null where either is constant."),
    correlation: statistic.describe("Pearson's."),
    contributionToVariance: statistic.describe(
      'Share of the sum of squared rank correlations, 0 to 1, with the sign of the correlation.',
    ),
    correlated: z
      .boolean()
      .describe(
        'The request or the workbook correlates this input with others: its correlations and its contribution hold some of theirs.',
      ),
    regressionCoefficient: statistic.describe(
      "Of the linear regression: by how many of its standard deviations the output moves with one of the input's. null where the input is not among the 50 strongest, or was left out as collinear.",
    ),
    tornado: z
      .object({ base: z.number(), means: z.array(z.number().nullable()), low: z.number(), high: z.number() })
      .nullable()
      .optional()
      .describe(
        "The output's mean with the input in its k-th tenth, and over all: the bars of a tornado, the line of a spider plot.",
      ),
    scenario: z
      .object({ low: z.number(), high: z.number() })
      .optional()
      .describe("The input's mean percentile, 0 to 1, when the output is in its lowest and in its highest tenth."),
    sobolIndices: z
      .object({ first: z.number(), total: z.number() })
      .nullable()
      .describe(
        "The share of the output's variance by the input alone, and with all that it does in concert; null unless the request asks for them.",
      ),
  })
  .meta({ id: 'Sensitivity' });

export const outputResults = z
  .object({
    cell: z.string(),
    name: z.string(),
    ...distributionStatistics,
    meanConfidence: z
      .tuple([z.number(), z.number()])
      .nullable()
      .describe('Of the mean; null where there is none: of one number, and with Sobol sampling below 16 chunks.'),
    meanConfidenceLevel: z.number(),
    meanConfidenceConservative: z
      .boolean()
      .describe('The interval is wider than needed: latin hypercube with too few chunks for a better one.'),
    tail: z.enum(['lower', 'upper']),
    valueAtRisk: statistic.describe("At 95 %: the percentile on the tail's side."),
    expectedShortfall: statistic.describe('At 95 %: the mean of what lies beyond the value at risk.'),
    categories: z
      .array(z.object({ value: z.union([z.string(), z.boolean()]), count: z.int() }))
      .nullable()
      .describe(
        'Of texts and booleans: how often each came; null for numbers. Of more than 200 texts the most frequent.',
      ),
    otherTexts: z
      .int()
      .optional()
      .describe('How many iterations gave a text beyond those in `categories`; left out where there are no others.'),
    sensitivity: z.array(sensitivity).describe('The strongest rank correlation first.'),
    regression: z
      .object({
        iterations: z.int(),
        rSquared: z.number().describe("The share of the output's variance that the linear model explains."),
        dropped: z
          .array(z.string())
          .describe('Cells of inputs left out because they are constant or a combination of stronger ones.'),
      })
      .nullable()
      .describe(
        "Linear, on the 50 strongest inputs, over the run's first iterations, at most 16,384; null where nothing varies.",
      ),
  })
  .meta({ id: 'OutputResults', description: 'Over the iterations without error. Definitions: docs/statistics.md.' });

export const inputResults = z
  .object({
    cell: z.string(),
    name: z.string(),
    distribution: z.string().describe("The request's distribution, or the cell's own formula."),
    ...distributionStatistics,
  })
  .meta({
    id: 'InputResults',
    description: "Of the run's first chunk: at most 65,536 of the values that the input had.",
  });

const scatterColumn = z.object({ cell: z.string(), values: z.array(z.number().nullable()) });

export const simulationResults = z.object({
  request: simulationRequest.describe('With every default filled in, so that it can be run again as it was.'),
  iterations: z.int(),
  converged: z
    .boolean()
    .nullable()
    .describe("Whether the stop rule's precision was reached; null without a stop rule."),
  seed: z.union([z.int(), z.string()]),
  sampling: z.enum(samplingMethods),
  series: z
    .object({
      index: z.int().describe('From 1.'),
      simulations: z.int(),
      values: z
        .array(z.object({ cell: z.string(), name: z.string(), value: z.number().nullable() }))
        .describe(
          'What each series holds in this simulation; null where it is no number, or differs between iterations.',
        ),
    })
    .optional()
    .describe('Which of several simulations this is, where the workbook has series (RiskSimtable, PsiSimParam).'),
  inputs: z.array(inputResults),
  outputs: z.array(outputResults),
  scatter: z
    .object({ inputs: z.array(scatterColumn), outputs: z.array(scatterColumn) })
    .nullable()
    .describe(
      'Points for scatter plots: the first iterations, at most 1,000, of each output and of the inputs that are among the 50 strongest of one, to 6 significant digits. Position k of every column is iteration k; null stands for what is no number. null without inputs.',
    ),
  correlations: z
    .array(
      z.object({
        cells: z.array(z.string()),
        copula: z.string(),
        asked: z
          .array(z.array(z.number()))
          .describe("What was asked, whatever the measure, as Spearman's rank correlations, and after repair."),
        achieved: z
          .array(z.array(z.number().nullable()))
          .describe('Over the first iterations; null where there are too few.'),
        repaired: z
          .boolean()
          .describe('The matrix asked for was no correlation matrix: the nearest one took its place.'),
      }),
    )
    .describe('Rank correlations of the inputs that the request or the workbook correlates.'),
  workbookResults: z
    .array(
      z.object({
        cell: z.string(),
        name: z.string(),
        value: z.union([z.number(), z.string(), z.boolean(), z.object({ error: z.string() })]),
        formula: z.string(),
      }),
    )
    .describe(
      'What the workbook computes from statistics of its own simulation, such as RiskMean, after the last iteration.',
    ),
  warnings: z.array(z.string()),
});

export type SimulationResults = z.infer<typeof simulationResults>;
export type OutputResults = z.infer<typeof outputResults>;
export type InputResults = z.infer<typeof inputResults>;
