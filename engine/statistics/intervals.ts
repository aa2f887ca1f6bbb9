import { studentT } from '../distributions/studentT.ts';
import { normalQuantile } from '../kernels/index.ts';
import type { SamplingMethod } from '../sampling/sampler.ts';
import { type NodeValues, OUTPUT } from './node.ts';
import { type Ordered, percentile } from './order.ts';
import { type InOrder, replicatedDeviation, replicatedMean, replicatedShare } from './replicates.ts';

export interface Interval {
  low: number;
  high: number;
  /** How it was found: from independent iterations, from hypercubes or sequences, or as if iterations were independent (too wide). */
  method: 'classical' | 'replicates' | 'conservative';
}

/** Chunk means needed before their spread is trusted. */
const LEAST_REPLICATES = 16;

const twoSided = (confidence: number): number => 0.5 + confidence / 2;

const tInterval = (mean: number, variance: number, count: number, confidence: number): [number, number] => {
  const half = studentT.quantile(twoSided(confidence), [count - 1, 0, 1]) * Math.sqrt(variance / count);
  return [mean - half, mean + half];
};

const around = (value: number, half: number | undefined): Interval | null =>
  half === undefined ? null : { low: value - half, high: value + half, method: 'replicates' };

/** The confidence interval of the mean; null where there are too few iterations, with Sobol sampling fewer than its replicates need. */
export const meanInterval = (node: NodeValues, sampling: SamplingMethod, confidence = 0.95): Interval | null => {
  const count = node[OUTPUT.count]!;
  if (count < 2) return null;
  if (sampling === 'sobol') return around(node[OUTPUT.mean]!, replicatedMean(node, confidence));
  const chunks = node[OUTPUT.chunks]!;
  if (sampling === 'latin-hypercube' && chunks >= LEAST_REPLICATES) {
    const variance = node[OUTPUT.chunkM2]! / (chunks - 1);
    // Chunks are equally large, so their mean of means is the mean but for a last part chunk.
    const [low, high] = tInterval(node[OUTPUT.mean]!, variance, chunks, confidence);
    return { low, high, method: 'replicates' };
  }
  const [low, high] = tInterval(node[OUTPUT.mean]!, node[OUTPUT.m2]! / (count - 1), count, confidence);
  return { low, high, method: sampling === 'monte-carlo' ? 'classical' : 'conservative' };
};

/**
 * The confidence interval of a percentile by order statistics: ranks n p -+ z sqrt(n p (1 - p)), or, with Sobol sampling, as far apart as the
 * replicates say; null there without the values in the order of their iterations.
 */
export const percentileInterval = (
  ordered: Ordered,
  percent: number,
  sampling: SamplingMethod,
  { confidence = 0.95, inOrder }: { confidence?: number; inOrder?: InOrder } = {},
): Interval | null => {
  if (ordered.count < 2) return null;
  const p = percent / 100;
  const share =
    sampling === 'sobol'
      ? inOrder && replicatedShare(inOrder, ordered, percentile(ordered, percent), confidence)
      : normalQuantile(twoSided(confidence)) * Math.sqrt((p * (1 - p)) / ordered.count);
  if (share === undefined) return null;
  const half = share * ordered.count;
  const place = (rank: number): number => Math.min(ordered.count - 1, Math.max(0, rank));
  return {
    low: ordered.at(place(Math.floor(ordered.count * p - half) - 1)),
    high: ordered.at(place(Math.ceil(ordered.count * p + half))),
    method: sampling === 'monte-carlo' ? 'classical' : sampling === 'sobol' ? 'replicates' : 'conservative',
  };
};

/**
 * The confidence interval of the standard deviation, by the sampling variance of s: (kurtosis - 1) s^2 / (4 n). Conservative with Latin
 * hypercube sampling; by replicates with Sobol sampling, null where it has too few.
 * Source: Stuart and Ord, Kendall's Advanced Theory of Statistics I, 10.5 (delta method).
 */
export const deviationInterval = (node: NodeValues, sampling: SamplingMethod, confidence = 0.95): Interval | null => {
  const count = node[OUTPUT.count]!;
  const m2 = node[OUTPUT.m2]!;
  if (count < 2) return null;
  const deviation = Math.sqrt(m2 / (count - 1));
  if (sampling === 'sobol') return around(deviation, replicatedDeviation(node, confidence));
  const kurtosis = m2 === 0 ? 1 : (node[OUTPUT.m4]! * count) / (m2 * m2);
  const half = normalQuantile(twoSided(confidence)) * deviation * Math.sqrt(Math.max(0, kurtosis - 1) / (4 * count));
  return {
    low: deviation - half,
    high: deviation + half,
    method: sampling === 'monte-carlo' ? 'classical' : 'conservative',
  };
};
