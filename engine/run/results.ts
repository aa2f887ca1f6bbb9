/** The results document: what a run answers, kept with the request that gives the same again. */
import * as z from 'zod';
import { samplingMethods, simulationRequest } from '../request.ts';

/** null where a statistic does not exist: of no iterations, of a text, of a constant. */
const statistic = z.number().nullable();

const errors = z.object({
  count: z.int(),
  /** Of the smallest iteration with an error, in which cell it arose and from what. */
  first: z
    .object({
      /** From 0. */
      iteration: z.int(),
      error: z.string(),
      cell: z.string().optional(),
      formula: z.string().optional(),
      /** The values of the cells that the formula reads, as far as they are in the model. */
      inputs: z.array(z.object({ cell: z.string(), value: z.union([z.number(), z.string(), z.boolean()]) })).optional(),
    })
    .nullable(),
});

const histogram = z.object({
  /**
   * One more than counts: bin i holds edges[i] <= x < edges[i + 1], the last one its upper edge too. The first and last bin reach to
   * the minimum and maximum where values lie beyond the inner edges.
   */
  edges: z.array(z.number()),
  counts: z.array(z.int()),
});

/** Over the iterations without error. Definitions: docs/statistics.md. */
const distributionStatistics = {
  iterations: z.int(),
  errors,
  mean: statistic,
  /** With n - 1. */
  standardDeviation: statistic,
  variance: statistic,
  skewness: statistic,
  /** 3 for a normal distribution. */
  kurtosis: statistic,
  min: statistic,
  max: statistic,
  mode: statistic,
  /** Hyndman and Fan's type 7, by percent: "5" is the value that 5 % lie below. */
  percentiles: z.record(z.string(), z.number()).nullable(),
  /** 0 where percentiles are exact; else the most by which they can err, as a share of the values that they lie between. */
  percentileError: z.number(),
  histogram: histogram.nullable(),
};

const sensitivity = z.object({
  /** The input's cell. */
  input: z.string(),
  name: z.string(),
  /** Spearman's; null where either is constant. */
  rankCorrelation: statistic,
  /** Pearson's. */
  correlation: statistic,
  /** Share of the sum of squared rank correlations, 0 to 1, with the sign of the correlation. */
  contributionToVariance: statistic,
  /** The request or the workbook correlates this input with others: its correlations and its contribution hold some of theirs. */
  correlated: z.boolean(),
  /**
   * Of the linear regression: by how many of its standard deviations the output moves with one of the input's. null where the input is
   * not among the 50 strongest, or was left out as collinear.
   */
  regressionCoefficient: statistic,
  /** The output's mean with the input in its k-th tenth, and over all: the bars of a tornado, the line of a spider plot. */
  tornado: z
    .object({ base: z.number(), means: z.array(z.number().nullable()), low: z.number(), high: z.number() })
    .nullable()
    .optional(),
  /** The input's mean percentile, 0 to 1, when the output is in its lowest and in its highest tenth. */
  scenario: z.object({ low: z.number(), high: z.number() }).optional(),
  /** The share of the output's variance by the input alone, and with all that it does in concert; null unless the request asks for them. */
  sobolIndices: z.object({ first: z.number(), total: z.number() }).nullable(),
});

export const outputResults = z.object({
  cell: z.string(),
  name: z.string(),
  ...distributionStatistics,
  /** Of the mean; null where there is none: of one number, and with Sobol sampling below 16 chunks. */
  meanConfidence: z.tuple([z.number(), z.number()]).nullable(),
  meanConfidenceLevel: z.number(),
  /** The interval is wider than needed: latin hypercube with too few chunks for a better one. */
  meanConfidenceConservative: z.boolean(),
  tail: z.enum(['lower', 'upper']),
  /** At 95 %: the percentile on the tail's side, and the mean of what lies beyond. */
  valueAtRisk: statistic,
  expectedShortfall: statistic,
  /** Of texts and booleans: how often each came; null for numbers. */
  categories: z.array(z.object({ value: z.union([z.string(), z.boolean()]), count: z.int() })).nullable(),
  /** The strongest rank correlation first. */
  sensitivity: z.array(sensitivity),
  /** Linear, on the 50 strongest inputs, over the run's first iterations, at most 16,384; null where nothing varies. */
  regression: z
    .object({
      iterations: z.int(),
      /** The share of the output's variance that the linear model explains. */
      rSquared: z.number(),
      /** Cells of inputs left out because they are constant or a combination of stronger ones. */
      dropped: z.array(z.string()),
    })
    .nullable(),
});

/** Of the run's first chunk: at most 65,536 of the values that the input had. */
export const inputResults = z.object({
  cell: z.string(),
  name: z.string(),
  /** The request's distribution, or the cell's own formula. */
  distribution: z.string(),
  ...distributionStatistics,
});

const scatterColumn = z.object({ cell: z.string(), values: z.array(z.number().nullable()) });

export const simulationResults = z.object({
  /** With every default filled in, so that it can be run again as it was. */
  request: simulationRequest,
  iterations: z.int(),
  /** Whether the stop rule's precision was reached; null without a stop rule. */
  converged: z.boolean().nullable(),
  seed: z.union([z.int(), z.string()]),
  sampling: z.enum(samplingMethods),
  /** Which of several simulations this is, where the workbook has series (RiskSimtable, PsiSimParam). */
  series: z
    .object({
      /** From 1. */
      index: z.int(),
      simulations: z.int(),
      /** What each series holds in this simulation; null where it is no number, or differs between iterations. */
      values: z.array(z.object({ cell: z.string(), name: z.string(), value: z.number().nullable() })),
    })
    .optional(),
  inputs: z.array(inputResults),
  outputs: z.array(outputResults),
  /**
   * Points for scatter plots: the first iterations, at most 1,000, of each output and of the inputs that are among the 50 strongest of one,
   * to 6 significant digits. Position k of every column is iteration k; null stands for what is no number. null without inputs.
   */
  scatter: z.object({ inputs: z.array(scatterColumn), outputs: z.array(scatterColumn) }).nullable(),
  /** Rank correlations of the inputs that the request or the workbook correlates. */
  correlations: z.array(
    z.object({
      cells: z.array(z.string()),
      copula: z.string(),
      /** What was asked, whatever the measure, as Spearman's rank correlations, and after repair. */
      asked: z.array(z.array(z.number())),
      /** Over the first iterations; null where there are too few. */
      achieved: z.array(z.array(z.number().nullable())),
      /** The matrix asked for was no correlation matrix: the nearest one took its place. */
      repaired: z.boolean(),
    }),
  ),
  /** What the workbook computes from statistics of its own simulation, such as RiskMean, after the last iteration. */
  workbookResults: z.array(
    z.object({
      cell: z.string(),
      name: z.string(),
      value: z.union([z.number(), z.string(), z.boolean(), z.object({ error: z.string() })]),
      formula: z.string(),
    }),
  ),
  warnings: z.array(z.string()),
});

export type SimulationResults = z.infer<typeof simulationResults>;
export type OutputResults = z.infer<typeof outputResults>;
export type InputResults = z.infer<typeof inputResults>;
