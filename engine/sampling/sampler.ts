import { chunkLength } from './chunks.ts';
import { type Permutation, permutationOf, permuted } from './permutation.ts';
import { type Address, fillPhilox, keyOf } from './philox.ts';
import { fillSobol, SOBOL_DIMENSIONS } from './sobol.ts';

export const samplingMethods = ['monte-carlo', 'latin-hypercube', 'sobol'] as const;
export type SamplingMethod = (typeof samplingMethods)[number];

/** One uniform variable of the model: a draw of a stream. */
export interface Dimension {
  /** See streamsOf. */
  stream: number;
  /** 0 for the first draw of the stream; the element's number where a cell draws several. */
  draw: number;
}

export interface SamplerSettings {
  method: SamplingMethod;
  seed: number | bigint;
  iterations: number;
  chunkSize: number;
  dimensions: readonly Dimension[];
}

export interface Sampler {
  /**
   * out[start + i] = the uniform number, in [2^-53, 1 - 2^-53], of dimension `dimension` (its place in the settings) in iteration
   * `offset` + i of chunk `chunk`, for i < length. The same numbers however a chunk is cut; nothing is allocated per call but a
   * permutation's tables when the chunk changes.
   */
  fillUniforms(
    dimension: number,
    chunk: number,
    offset: number,
    length: number,
    out: Float64Array,
    start?: number,
  ): void;
  /** How many dimensions are sampled by Philox although Sobol was asked for, having no direction numbers. */
  readonly beyondSobol: number;
}

const LOWEST = 1.1102230246251565e-16; // 2^-53
const HIGHEST = 1 - LOWEST;

const clamp = (u: number): number => (u < LOWEST ? LOWEST : Math.min(u, HIGHEST));

type Fill = (
  dimension: number,
  chunk: number,
  offset: number,
  length: number,
  out: Float64Array,
  start: number,
) => void;

const monteCarlo =
  ({ chunkSize }: SamplerSettings, addresses: readonly Omit<Address, 'purpose'>[]): Fill =>
  (dimension, chunk, offset, length, out, start) =>
    fillPhilox({ ...addresses[dimension]!, purpose: 'value' }, chunk * chunkSize + offset, out, start, length);

const latinHypercube = (
  { chunkSize, iterations }: SamplerSettings,
  addresses: readonly Omit<Address, 'purpose'>[],
): Fill => {
  // The latest permutation of each dimension: a chunk is sampled block by block, dimension after dimension.
  const latest: { chunk: number; permutation: Permutation }[] = [];
  return (dimension, chunk, offset, length, out, start) => {
    const address = addresses[dimension]!;
    let entry = latest[dimension];
    if (entry?.chunk !== chunk) {
      entry = { chunk, permutation: permutationOf(address, chunk, chunkLength(chunk, chunkSize, iterations)) };
      latest[dimension] = entry;
    }
    const { permutation } = entry;
    const width = 1 / permutation.size;
    fillPhilox({ ...address, purpose: 'withinStratum' }, chunk * chunkSize + offset, out, start, length);
    for (let i = 0; i < length; i++) {
      out[start + i] = clamp((permuted(permutation, offset + i) + out[start + i]!) * width);
    }
  };
};

const sobol = (settings: SamplerSettings, addresses: readonly Omit<Address, 'purpose'>[]): Fill => {
  const random = monteCarlo(settings, addresses);
  return (dimension, chunk, offset, length, out, start) => {
    if (dimension >= SOBOL_DIMENSIONS) {
      random(dimension, chunk, offset, length, out, start);
      return;
    }
    fillSobol(dimension, addresses[dimension]!, chunk * settings.chunkSize + offset, out, start, length);
    for (let i = start; i < start + length; i++) out[i] = clamp(out[i]!);
  };
};

const methods = { 'monte-carlo': monteCarlo, 'latin-hypercube': latinHypercube, sobol } as const;

/** Starts the sampler of one run. A slice, a retry or another machine starts its own and gets the same numbers. */
export const createSampler = (settings: SamplerSettings): Sampler => {
  const key = keyOf(settings.seed);
  const addresses = settings.dimensions.map(({ stream, draw }) => ({ key, stream, draw }));
  const fill = methods[settings.method](settings, addresses);
  return {
    fillUniforms: (dimension, chunk, offset, length, out, start = 0) =>
      fill(dimension, chunk, offset, length, out, start),
    beyondSobol: settings.method === 'sobol' ? Math.max(0, settings.dimensions.length - SOBOL_DIMENSIONS) : 0,
  };
};
