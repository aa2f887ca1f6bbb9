import { createSorter } from '../statistics/sorter.ts';
import { chunkLength, placeInReplicate, replicateOf } from './chunks.ts';
import type { Dependence } from './correlation.ts';
import { applyDependence, stratifyByRank } from './dependence.ts';
import { type Permutation, permutationOf } from './permutation.ts';
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
  /** Groups of dimensions that depend on each other; a dimension is in one group at most. */
  dependences?: readonly Dependence[];
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
    const from = { ...address, purpose: 'withinStratum' } as const;
    fillPhilox(from, chunk * chunkSize + offset, out, start, length, { ...entry.permutation, index: offset });
  };
};

const sobol = (settings: SamplerSettings, addresses: readonly Omit<Address, 'purpose'>[]): Fill => {
  const random = monteCarlo(settings, addresses);
  return (dimension, chunk, offset, length, out, start) => {
    if (dimension >= SOBOL_DIMENSIONS) {
      random(dimension, chunk, offset, length, out, start);
      return;
    }
    const { chunkSize } = settings;
    const piece = {
      replicate: replicateOf(chunk),
      index: placeInReplicate(chunk) * chunkSize + offset,
      iteration: chunk * chunkSize + offset,
    };
    fillSobol(dimension, addresses[dimension]!, piece, out, start, length);
    for (let i = start; i < start + length; i++) out[i] = clamp(out[i]!);
  };
};

const methods = { 'monte-carlo': monteCarlo, 'latin-hypercube': latinHypercube, sobol } as const;

/** A group's columns, a whole chunk at a time: ranks within the chunk need all of it. */
const dependent = (
  settings: SamplerSettings,
  addresses: readonly Omit<Address, 'purpose'>[],
  dependence: Dependence,
  independent: Fill,
): Fill => {
  const { method, chunkSize, iterations } = settings;
  const { dimensions } = dependence;
  const size = Math.min(chunkSize, iterations);
  const columns = dimensions.map(() => new Float64Array(size));
  const shared = [new Float64Array(size), new Float64Array(size)] as const;
  const within = new Float64Array(size);
  const sorter = createSorter(size);
  let latest = -1;
  const prepare = (chunk: number): void => {
    const length = chunkLength(chunk, chunkSize, iterations);
    const first = chunk * chunkSize;
    const leader = addresses[dimensions[0]!]!;
    fillPhilox({ ...leader, purpose: 'degreesOfFreedom' }, first, shared[0], 0, length);
    fillPhilox({ ...leader, purpose: 'frailty' }, first, shared[1], 0, length);
    for (const [i, dimension] of dimensions.entries()) independent(dimension, chunk, 0, length, columns[i]!, 0);
    applyDependence(dependence, { columns, shared, length });
    if (method !== 'latin-hypercube') return;
    for (const [i, dimension] of dimensions.entries()) {
      fillPhilox({ ...addresses[dimension]!, purpose: 'withinStratum' }, first, within, 0, length);
      stratifyByRank(columns[i]!, within, length, sorter);
    }
  };
  return (dimension, chunk, offset, length, out, start) => {
    if (chunk !== latest) prepare(chunk);
    latest = chunk;
    out.set(columns[dimensions.indexOf(dimension)]!.subarray(offset, offset + length), start);
  };
};

/** Starts the sampler of one run. A slice, a retry or another machine starts its own and gets the same numbers. */
export const createSampler = (settings: SamplerSettings): Sampler => {
  const { method, seed, dimensions, dependences = [] } = settings;
  const key = keyOf(seed);
  const addresses = dimensions.map(({ stream, draw }) => ({ key, stream, draw }));
  const independent = methods[method](settings, addresses);
  // Strata come back by rank; the copula itself starts from plain random numbers.
  const raw = method === 'latin-hypercube' ? monteCarlo(settings, addresses) : independent;
  const fills = dimensions.map(() => independent);
  for (const dependence of dependences) {
    const fill = dependent(settings, addresses, dependence, raw);
    for (const dimension of dependence.dimensions) fills[dimension] = fill;
  }
  return {
    fillUniforms: (dimension, chunk, offset, length, out, start = 0) =>
      fills[dimension]!(dimension, chunk, offset, length, out, start),
    beyondSobol: method === 'sobol' ? Math.max(0, dimensions.length - SOBOL_DIMENSIONS) : 0,
  };
};
