import type { SamplingMethod } from '../sampling/sampler.ts';
import { CLASS_ERROR } from './classes.ts';
import { type Histogram, histogramOf } from './histogram.ts';
import { type Interval, meanInterval } from './intervals.ts';
import { modeOf } from './mode.ts';
import { type NodeValues, OUTPUT } from './node.ts';
import { type Ordered, orderedValues, percentile } from './order.ts';
import type { StatisticsPlan } from './plan.ts';
import { type InputSensitivity, sensitivityOf } from './sensitivity.ts';
import { type ErrorCount, type SliceState, totalOf } from './state.ts';

/** Percentiles that every summary holds. */
export const PERCENTILES = [
  0.1, 1, 2.5, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 97.5, 99, 99.9,
];

/** The statistics of numbers; null stands for what does not exist, such as the variance of one number. */
export interface NumberSummary {
  mean: number;
  standardDeviation: number | null;
  variance: number | null;
  skewness: number | null;
  kurtosis: number | null;
  min: number;
  max: number;
  mode: number;
  /** By percent, as text: "2.5". */
  percentiles: Record<string, number>;
  /** Largest relative error of the percentiles: 0 where samples were kept. */
  percentileError: number;
  meanConfidence: Interval | null;
  histogram: Histogram;
  sensitivity: InputSensitivity[];
}

export interface OutputSummary {
  iterations: number;
  errors: { count: number; first: number | null; kinds: readonly ErrorCount[] };
  /** Iterations per text, by its number. */
  texts: readonly { text: number; count: number }[];
  /** The values were TRUE and FALSE: the mean is the probability of TRUE. */
  boolean: boolean;
  /** null where no iteration gave a number. */
  numbers: NumberSummary | null;
}

/** Moments as statistics: variance over n - 1; skewness m3 / m2^1.5 and kurtosis m4 / m2² over n, 3 for a normal variable. */
export const momentStatistics = (
  node: NodeValues,
): Pick<NumberSummary, 'mean' | 'variance' | 'standardDeviation' | 'skewness' | 'kurtosis'> => {
  const count = node[OUTPUT.count]!;
  const [m2, m3, m4] = [node[OUTPUT.m2]! / count, node[OUTPUT.m3]! / count, node[OUTPUT.m4]! / count];
  const variance = count > 1 ? node[OUTPUT.m2]! / (count - 1) : null;
  return {
    mean: node[OUTPUT.mean]!,
    variance,
    standardDeviation: variance === null ? null : Math.sqrt(variance),
    skewness: m2 > 0 ? m3 / (m2 * Math.sqrt(m2)) : null,
    kurtosis: m2 > 0 ? m4 / (m2 * m2) : null,
  };
};

const summariseNumbers = (
  plan: StatisticsPlan,
  node: NodeValues,
  ordered: Ordered,
  integers: boolean,
  sampling: SamplingMethod,
): NumberSummary => ({
  ...momentStatistics(node),
  min: node[OUTPUT.minimum]!,
  max: node[OUTPUT.maximum]!,
  mode: modeOf(ordered, integers),
  percentiles: Object.fromEntries(PERCENTILES.map((percent) => [String(percent), percentile(ordered, percent)])),
  percentileError: ordered.exact ? 0 : CLASS_ERROR,
  meanConfidence: meanInterval(node, sampling),
  histogram: histogramOf(ordered, integers),
  sensitivity: sensitivityOf(node, plan.inputs),
});

/** Everything about one output of a run, or of the part of it that the state covers. */
export const summariseOutput = (
  plan: StatisticsPlan,
  state: SliceState,
  output: number,
  sampling: SamplingMethod,
  ordered = orderedValues(state.outputs[output]!, plan.keepSamples),
): OutputSummary => {
  const own = state.outputs[output]!;
  const node = totalOf(state, output);
  const count = node[OUTPUT.count]!;
  const errors = own.errors.reduce((sum, error) => sum + error.count, 0);
  return {
    iterations: state.iterations,
    errors: {
      count: errors,
      first: errors === 0 ? null : Math.min(...own.errors.map((error) => error.first)),
      kinds: own.errors,
    },
    texts: own.texts,
    boolean: count > 0 && own.booleans === count,
    numbers: count === 0 ? null : summariseNumbers(plan, node, ordered, own.integers, sampling),
  };
};

/**
 * Value at risk and expected shortfall at a level such as 0.95 of the bad tail: the percentile, and the mean of the values beyond it (with
 * the share of the value on the border that the level leaves).
 * Source: C. Acerbi, D. Tasche, On the coherence of expected shortfall, J. Banking & Finance 26 (2002).
 */
export const tailRisk = (
  ordered: Ordered,
  level: number,
  tail: 'low' | 'high',
): { valueAtRisk: number; expectedShortfall: number } => {
  const weight = ordered.count * (1 - level);
  const at = (i: number): number => ordered.at(tail === 'low' ? i : ordered.count - 1 - i);
  const whole = Math.min(ordered.count, Math.floor(weight + 1e-9));
  let sum = 0;
  for (let i = 0; i < whole; i++) sum += at(i);
  const rest = Math.max(0, weight - whole);
  if (rest > 0 && whole < ordered.count) sum += rest * at(whole);
  return {
    valueAtRisk: percentile(ordered, 100 * (tail === 'low' ? 1 - level : level)),
    expectedShortfall: weight > 0 ? sum / Math.max(weight, whole) : at(0),
  };
};

/** P(X <= x). */
export const probabilityAtMost = (ordered: Ordered, x: number): number => ordered.atMost(x) / ordered.count;
