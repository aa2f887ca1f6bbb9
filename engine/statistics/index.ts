export { type Accumulator, createAccumulator } from './accumulate.ts';
export { decodeState, encodeState } from './encode.ts';
export { type Histogram, histogramOf } from './histogram.ts';
export { type Interval, meanInterval, percentileInterval } from './intervals.ts';
export { type Ordered, orderedValues, percentile } from './order.ts';
export { type ChunkData, type StatisticsPlan, statisticsPlan, TAGS } from './plan.ts';
export { type Regression, regress } from './regression.ts';
export { type InputSensitivity, sensitivityOf } from './sensitivity.ts';
export { type ErrorCount, mergeStates, type SliceState, totalOf } from './state.ts';
export { isPrecise, type StopRule } from './stopRule.ts';
export {
  momentStatistics,
  type NumberSummary,
  type OutputSummary,
  probabilityAtMost,
  summariseOutput,
  tailRisk,
} from './summary.ts';
