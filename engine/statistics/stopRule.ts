import type { SamplingMethod } from '../sampling/sampler.ts';
import { type Interval, meanInterval, percentileInterval } from './intervals.ts';
import { OUTPUT } from './node.ts';
import { orderedValues, percentile } from './order.ts';
import type { StatisticsPlan } from './plan.ts';
import { type SliceState, totalOf } from './state.ts';

export interface StopRule {
  statistic: 'mean' | 'percentile';
  /** 0..100, for the statistic percentile. */
  percentile?: number;
  tolerance: number;
  /** The tolerance is a share of the statistic (default), else in its unit. */
  relative?: boolean;
  confidence: number;
  minimumIterations?: number;
}

const MINIMUM_ITERATIONS = 1000;

const within = (interval: Interval | null, value: number, rule: StopRule): boolean => {
  if (!interval) return false;
  const allowed = rule.relative === false ? rule.tolerance : rule.tolerance * Math.abs(value);
  return (interval.high - interval.low) / 2 <= allowed;
};

/** Whether an output's statistic is known as precisely as the rule asks after this wave; a run stops after two such waves in a row. */
export const isPrecise = (
  plan: StatisticsPlan,
  state: SliceState,
  output: number,
  sampling: SamplingMethod,
  rule: StopRule,
): boolean => {
  if (state.iterations < (rule.minimumIterations ?? MINIMUM_ITERATIONS)) return false;
  const node = totalOf(state, output);
  if (node[OUTPUT.count]! < 2) return false;
  if (rule.statistic === 'mean') return within(meanInterval(node, sampling, rule.confidence), node[OUTPUT.mean]!, rule);
  const ordered = orderedValues(state.outputs[output]!, plan.keepSamples);
  const percent = rule.percentile ?? 50;
  return within(percentileInterval(ordered, percent, sampling, rule.confidence), percentile(ordered, percent), rule);
};
