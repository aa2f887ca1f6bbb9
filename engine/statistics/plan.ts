/** What accumulating, merging and summarising need to know of a run: a function of the request alone. */
export interface StatisticsPlan {
  iterations: number;
  chunkSize: number;
  outputs: number;
  inputs: number;
  /** Samples are kept, and percentiles exact; else they are counted in classes, see classes.ts. */
  keepSamples: boolean;
}

/** Samples of one run may take this much memory, in bytes. */
const SAMPLE_MEMORY = 256 * 1024 * 1024;

export const statisticsPlan = (run: Omit<StatisticsPlan, 'keepSamples'>): StatisticsPlan => ({
  ...run,
  keepSamples: run.iterations <= Math.floor(SAMPLE_MEMORY / (8 * run.outputs)),
});

/** Tags of an output's iterations. Errors count from `firstError` on: firstError + kind. */
export const TAGS = { number: 0, boolean: 1, text: 2, firstError: 16 } as const;

/** One chunk as the runner hands it over. Arrays may be longer than the chunk. */
export interface ChunkData {
  chunk: number;
  length: number;
  /** Values, with a tag per iteration where not all are numbers. A text's value is its number in the table of texts. */
  outputs: readonly { values: Float64Array; tags?: Uint8Array }[];
  /** The uniform number and the value that each input drew. */
  inputs: readonly { uniforms: Float64Array; values: Float64Array }[];
}
