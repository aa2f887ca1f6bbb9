import type { SamplingMethod } from '../sampling/sampler.ts';
import { deviationInterval, type Interval, meanInterval, percentileInterval } from './intervals.ts';
import { OUTPUT } from './node.ts';
import { orderedValues, percentile } from './order.ts';
import type { StatisticsPlan } from './plan.ts';
import { type SliceState, totalOf } from './state.ts';

export interface StopRule {
  statistic: 'mean' | 'standardDeviation' | 'percentile';
  /** 0..100, for the statistic percentile. */
  percentile?: number;
  tolerance: number;
  /** The tolerance is a share of the statistic (default), else in its unit. */
  relative?: boolean;
  confidence?: number;
  minimumIterations?: number;
}

const MINIMUM_ITERATIONS = 1000;

const within = (interval: Interval | null, value: number, rule: StopRule): boolean => {
  if (!interval) return false;
  const allowed = rule.relative === false ? rule.tolerance : rule.tolerance * Math.abs(value);
  return (interval.high - interval.low) / 2 <= allowed;
};

/** Whether an output's statistic is known as precisely as the rule asks. Of an output that gives no numbers nothing is asked. */
export const isPrecise = (
  plan: StatisticsPlan,
  state: SliceState,
  output: number,
  sampling: SamplingMethod,
  rule: StopRule,
): boolean => {
  if (state.iterations < (rule.minimumIterations ?? MINIMUM_ITERATIONS)) return false;
  const node = totalOf(state, output);
  if (node[OUTPUT.count]! === 0) return true;
  if (node[OUTPUT.count]! < 2) return false;
  if (rule.statistic === 'mean') return within(meanInterval(node, sampling, rule.confidence), node[OUTPUT.mean]!, rule);
  if (rule.statistic === 'standardDeviation') {
    const deviation = Math.sqrt(node[OUTPUT.m2]! / (node[OUTPUT.count]! - 1));
    return within(deviationInterval(node, sampling, rule.confidence), deviation, rule);
  }
  const { samples } = state.outputs[output]!;
  const ordered = orderedValues(state.outputs[output]!, plan.keepSamples);
  const percent = rule.percentile ?? 50;
  const interval = percentileInterval(ordered, percent, sampling, {
    ...(rule.confidence !== undefined && { confidence: rule.confidence }),
    // An iteration that gave no number shifts the others: which chunk they are from is not known then.
    ...(plan.keepSamples && ordered.count === state.iterations && { inOrder: { samples, chunkSize: plan.chunkSize } }),
  });
  return within(interval, percentile(ordered, percent), rule);
};
