export { createAccumulator } from './accumulate.ts';
export { decodeJointSample, decodeState, encodeJointSample, encodeState } from './encode.ts';
export { type JointSample, joinSamples, takeJointSample } from './jointSample.ts';
export { INPUT, inputOffset, type NodeValues } from './node.ts';
export { type Ordered, orderedValues, percentile } from './order.ts';
export { type ChunkData, mostKeptIterations, type StatisticsPlan, statisticsPlan, TAGS } from './plan.ts';
export { regress } from './regression.ts';
export { mergeStates, type SliceState } from './state.ts';
export { isPrecise } from './stopRule.ts';
export {
  type NumberSummary,
  type OutputSummary,
  probabilityAtMost,
  summariseOutput,
  tailRisk,
} from './summary.ts';
