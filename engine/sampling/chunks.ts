import type { SamplingMethod } from './sampler.ts';

/** A chunk, the unit of stratification and accumulation, holds this many iterations unless a stop rule asks for smaller ones. */
export const CHUNK_SIZE = 65536;
const SMALLEST_CHUNK = 1024;

/** A run with Sobol sampling is this many sequences, each scrambled on its own: how far they are apart tells how precise the run is. */
export const REPLICATES = 16;

/** The sequence that a chunk is part of: chunks take turns, so that every prefix of a run has its share of each. */
export const replicateOf = (chunk: number): number => chunk % REPLICATES;

/** How many chunks of its sequence come before a chunk. */
export const placeInReplicate = (chunk: number): number => Math.floor(chunk / REPLICATES);

/**
 * Iterations per chunk: a function of the request alone. With a stop rule a 64th of the run, or as many replicates of a Sobol sequence
 * as there are, each a power of two since it is even only there.
 */
export const chunkSizeOf = (iterations: number, stops: boolean, method: SamplingMethod): number => {
  if (!stops) return CHUNK_SIZE;
  const wanted = iterations / 64 / (method === 'sobol' ? REPLICATES : 1);
  const size = Math.min(CHUNK_SIZE, Math.max(SMALLEST_CHUNK, Math.floor(wanted)));
  return method === 'sobol' ? 2 ** (31 - Math.clz32(size)) : size;
};

/** How many iterations a chunk holds: all but the last are full. */
export const chunkLength = (chunk: number, chunkSize: number, iterations: number): number =>
  Math.max(0, Math.min(chunkSize, iterations - chunk * chunkSize));
