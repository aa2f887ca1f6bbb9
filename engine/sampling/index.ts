export { CHUNK_SIZE, chunkLength, chunkSizeOf } from './chunks.ts';
export { type CorrelationRequest, type Dependence, type Measure, planCorrelation } from './correlation.ts';
export { keyOf, PURPOSES, type Purpose, philoxKernels, uniformAt } from './philox.ts';
export {
  createSampler,
  type Dimension,
  type Sampler,
  type SamplerSettings,
  type SamplingMethod,
  samplingMethods,
} from './sampler.ts';
export { streamOf, streamsOf } from './streams.ts';
