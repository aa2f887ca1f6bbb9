import { studentT } from '../distributions/studentT.ts';
import { normalQuantile } from '../kernels/index.ts';
import type { SamplingMethod } from '../sampling/sampler.ts';
import { type NodeValues, OUTPUT } from './node.ts';
import type { Ordered } from './order.ts';

export interface Interval {
  low: number;
  high: number;
  /** How it was found: from independent iterations, from the means of chunks, or as if iterations were independent (too wide). */
  method: 'classical' | 'replicates' | 'conservative';
}

/** Chunk means needed before their spread is trusted. */
const LEAST_REPLICATES = 16;

const twoSided = (confidence: number): number => 0.5 + confidence / 2;

const tInterval = (mean: number, variance: number, count: number, confidence: number): [number, number] => {
  const half = studentT.quantile(twoSided(confidence), [count - 1, 0, 1]) * Math.sqrt(variance / count);
  return [mean - half, mean + half];
};

/** The confidence interval of the mean; null where the sampler allows none. */
export const meanInterval = (node: NodeValues, sampling: SamplingMethod, confidence = 0.95): Interval | null => {
  const count = node[OUTPUT.count]!;
  if (count < 2 || sampling === 'sobol') return null;
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

/** The confidence interval of a percentile by order statistics: ranks n p -+ z sqrt(n p (1 - p)). */
export const percentileInterval = (
  ordered: Ordered,
  percent: number,
  sampling: SamplingMethod,
  confidence = 0.95,
): Interval | null => {
  if (ordered.count < 2 || sampling === 'sobol') return null;
  const p = percent / 100;
  const half = normalQuantile(twoSided(confidence)) * Math.sqrt(ordered.count * p * (1 - p));
  const place = (rank: number): number => Math.min(ordered.count - 1, Math.max(0, rank));
  return {
    low: ordered.at(place(Math.floor(ordered.count * p - half) - 1)),
    high: ordered.at(place(Math.ceil(ordered.count * p + half))),
    method: sampling === 'monte-carlo' ? 'classical' : 'conservative',
  };
};

/**
 * The confidence interval of the standard deviation, by the sampling variance of s: (kurtosis - 1) s^2 / (4 n). Conservative with Latin
 * hypercube sampling; null where the sampler allows none.
 * Source: Stuart and Ord, Kendall's Advanced Theory of Statistics I, 10.5 (delta method).
 */
export const deviationInterval = (node: NodeValues, sampling: SamplingMethod, confidence = 0.95): Interval | null => {
  const count = node[OUTPUT.count]!;
  const m2 = node[OUTPUT.m2]!;
  if (count < 2 || sampling === 'sobol') return null;
  const deviation = Math.sqrt(m2 / (count - 1));
  const kurtosis = m2 === 0 ? 1 : (node[OUTPUT.m4]! * count) / (m2 * m2);
  const half = normalQuantile(twoSided(confidence)) * deviation * Math.sqrt(Math.max(0, kurtosis - 1) / (4 * count));
  return {
    low: deviation - half,
    high: deviation + half,
    method: sampling === 'monte-carlo' ? 'classical' : 'conservative',
  };
};
