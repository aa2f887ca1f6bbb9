/**
 * What a run of chunks says about one output, as one array of doubles: moments of the output first, then a block per input. Nodes merge
 * pairwise up the binary tree of chunk numbers, so the order of the additions never depends on the slicing.
 * Moments merge by P. Pebay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
 * moments, Sandia report SAND2008-6212.
 */
import { REPLICATES } from '../sampling/chunks.ts';

export const OUTPUT = {
  count: 0,
  mean: 1,
  m2: 2,
  m3: 3,
  m4: 4,
  minimum: 5,
  maximum: 6,
  /** Moments of the means of full chunks: Latin hypercube sampling's own error. */
  chunks: 7,
  chunkMean: 8,
  chunkM2: 9,
  /** Sum of squared deviations of the ranks within chunks. */
  rankSquares: 10,
  /** Iterations in the lowest and highest tenth of their chunk. */
  lowTail: 11,
  highTail: 12,
  /** A block of REPLICATE per replicate: what each of the sequences of Sobol sampling says alone. */
  replicates: 13,
} as const;

/** Count, mean and sum of squared deviations. */
export const REPLICATE = { count: 0, mean: 1, m2: 2 } as const;
const REPLICATE_FIELDS = 3;
export const OUTPUT_FIELDS = OUTPUT.replicates + REPLICATES * REPLICATE_FIELDS;

export const BINS = 10;
export const INPUT = {
  mean: 0,
  m2: 1,
  covariance: 2,
  /** Sums of squared deviations of u within chunks, and of products with the output's rank. */
  uniformSquares: 3,
  rankProducts: 4,
  /** Sums of u over the output's lowest and highest tenth. */
  lowTail: 5,
  highTail: 6,
  /** Per tenth of u: iterations, and the sum of the output. */
  binCounts: 7,
  binSums: 7 + BINS,
  /** Squared differences of the output when all random numbers are exchanged, all but the input's, the input's alone; see sobolIndices.ts. */
  exchangedAll: 7 + 2 * BINS,
  exchangedOthers: 8 + 2 * BINS,
  exchangedInput: 9 + 2 * BINS,
} as const;
export const INPUT_FIELDS = 10 + 2 * BINS;

export type NodeValues = Float64Array;

export const emptyNode = (inputs: number): NodeValues => {
  const node = new Float64Array(OUTPUT_FIELDS + inputs * INPUT_FIELDS);
  node[OUTPUT.minimum] = Infinity;
  node[OUTPUT.maximum] = -Infinity;
  return node;
};

export const replicateOffset = (replicate: number): number => OUTPUT.replicates + replicate * REPLICATE_FIELDS;

export const inputOffset = (input: number): number => OUTPUT_FIELDS + input * INPUT_FIELDS;

/** Two adjacent runs of chunks as one, the left one first. */
export const mergeNodes = (a: NodeValues, b: NodeValues): NodeValues => {
  // Sums first: whatever is not a moment adds up.
  const out = a.map((value, i) => value + b[i]!);
  const [na, nb] = [a[OUTPUT.count]!, b[OUTPUT.count]!];
  const n = na + nb;
  out[OUTPUT.minimum] = Math.min(a[OUTPUT.minimum]!, b[OUTPUT.minimum]!);
  out[OUTPUT.maximum] = Math.max(a[OUTPUT.maximum]!, b[OUTPUT.maximum]!);

  const [ca, cb] = [a[OUTPUT.chunks]!, b[OUTPUT.chunks]!];
  if (ca + cb > 0) {
    const delta = b[OUTPUT.chunkMean]! - a[OUTPUT.chunkMean]!;
    out[OUTPUT.chunkMean] = a[OUTPUT.chunkMean]! + (delta * cb) / (ca + cb);
    out[OUTPUT.chunkM2] = a[OUTPUT.chunkM2]! + b[OUTPUT.chunkM2]! + (delta * delta * ca * cb) / (ca + cb);
  }
  for (let at = OUTPUT.replicates; at < OUTPUT_FIELDS; at += REPLICATE_FIELDS) {
    const [countA, countB] = [a[at + REPLICATE.count]!, b[at + REPLICATE.count]!];
    // What one side has nothing of is as the other side says: the sum with zeros.
    if (countA === 0 || countB === 0) continue;
    const shift = b[at + REPLICATE.mean]! - a[at + REPLICATE.mean]!;
    const share = countB / (countA + countB);
    out[at + REPLICATE.mean] = a[at + REPLICATE.mean]! + shift * share;
    out[at + REPLICATE.m2]! += shift * shift * countA * share;
  }
  if (na === 0 || nb === 0) {
    const only = na === 0 ? b : a;
    for (const field of [OUTPUT.mean, OUTPUT.m2, OUTPUT.m3, OUTPUT.m4]) out[field] = only[field]!;
    for (let at = OUTPUT_FIELDS; at < out.length; at += INPUT_FIELDS) out[at + INPUT.mean] = only[at + INPUT.mean]!;
    return out;
  }

  const delta = b[OUTPUT.mean]! - a[OUTPUT.mean]!;
  const [m2a, m2b, m3a, m3b] = [a[OUTPUT.m2]!, b[OUTPUT.m2]!, a[OUTPUT.m3]!, b[OUTPUT.m3]!];
  const square = delta * delta;
  const weight = (na * nb) / n;
  out[OUTPUT.mean] = a[OUTPUT.mean]! + (delta * nb) / n;
  out[OUTPUT.m2] = m2a + m2b + square * weight;
  out[OUTPUT.m3] = m3a + m3b + (square * delta * weight * (na - nb)) / n + (3 * delta * (na * m2b - nb * m2a)) / n;
  out[OUTPUT.m4] =
    a[OUTPUT.m4]! +
    b[OUTPUT.m4]! +
    (square * square * weight * (na * na - na * nb + nb * nb)) / (n * n) +
    (6 * square * (na * na * m2b + nb * nb * m2a)) / (n * n) +
    (4 * delta * (na * m3b - nb * m3a)) / n;
  for (let at = OUTPUT_FIELDS; at < out.length; at += INPUT_FIELDS) {
    const shift = b[at + INPUT.mean]! - a[at + INPUT.mean]!;
    out[at + INPUT.mean] = a[at + INPUT.mean]! + (shift * nb) / n;
    out[at + INPUT.m2]! += shift * shift * weight;
    out[at + INPUT.covariance]! += shift * delta * weight;
  }
  return out;
};
