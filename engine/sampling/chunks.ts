/** A chunk, the unit of stratification and accumulation, holds this many iterations unless a stop rule asks for smaller ones. */
export const CHUNK_SIZE = 65536;
const SMALLEST_CHUNK = 1024;

/** Iterations per chunk: a function of the request alone. */
export const chunkSizeOf = (iterations: number, stops: boolean): number =>
  stops ? Math.min(CHUNK_SIZE, Math.max(SMALLEST_CHUNK, Math.floor(iterations / 64))) : CHUNK_SIZE;

/** How many iterations a chunk holds: all but the last are full. */
export const chunkLength = (chunk: number, chunkSize: number, iterations: number): number =>
  Math.max(0, Math.min(chunkSize, iterations - chunk * chunkSize));
