export { createAccumulator } from './accumulate.ts';
export {
  decodeJointSample,
  decodePass,
  decodeState,
  encodeJointSample,
  encodePass,
  encodeState,
} from './encode.ts';
export { type JointSample, joinSamples, takeJointSample } from './jointSample.ts';
export { INPUT, inputOffset, type NodeValues } from './node.ts';
export { type Ordered, orderedValues, percentile } from './order.ts';
export { type ChunkData, type StatisticsPlan, statisticsPlan, TAGS } from './plan.ts';
export { countedOf, countWithin, mergePasses, nextPass, type Pass, type Wanted } from './refine.ts';
export { regress } from './regression.ts';
export { mergeStates, type SliceState } from './state.ts';
export { isPrecise } from './stopRule.ts';
export {
  type NumberSummary,
  type OutputSummary,
  PERCENTILES,
  probabilityAtMost,
  summariseOutput,
  tailRisk,
} from './summary.ts';
