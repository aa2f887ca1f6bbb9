/**
 * How precise a run with Sobol sampling is. Its points are not independent, but its replicates are: each is a sequence scrambled on its
 * own, see sampling/sobol.ts. A statistic of the whole run is a mean over replicates weighted by their iterations, and the spread of what
 * each contributes tells its error, also where some have one chunk more than others (the linearised variance of a ratio estimator).
 * Source: A. B. Owen, Monte Carlo Theory, Methods and Examples, 17 (replicated randomised quasi-Monte Carlo); W. G. Cochran, Sampling
 * Techniques, 6.3 (ratio estimators).
 */
import { studentT } from '../distributions/studentT.ts';
import { REPLICATES, replicateOf } from '../sampling/chunks.ts';
import { type NodeValues, OUTPUT, REPLICATE, replicateOffset } from './node.ts';
import type { Ordered } from './order.ts';

/** Half of a two-sided t interval from what each replicate deviates by, times its share of the run. */
const halfWidth = (deviations: readonly number[], confidence: number): number => {
  const squares = deviations.reduce((sum, deviation) => sum + deviation * deviation, 0);
  const error = Math.sqrt((squares * REPLICATES) / (REPLICATES - 1));
  return studentT.quantile(0.5 + confidence / 2, [REPLICATES - 1, 0, 1]) * error;
};

interface Replicate {
  /** Of the run's values. */
  share: number;
  mean: number;
  /** Over n. */
  variance: number;
}

/** Undefined where one of the replicates has no value. */
const replicatesOf = (node: NodeValues): Replicate[] | undefined => {
  const replicates = Array.from({ length: REPLICATES }, (_, replicate): Replicate => {
    const at = replicateOffset(replicate);
    const count = node[at + REPLICATE.count]!;
    return {
      share: count / node[OUTPUT.count]!,
      mean: node[at + REPLICATE.mean]!,
      variance: node[at + REPLICATE.m2]! / count,
    };
  });
  return replicates.every(({ share }) => share > 0) ? replicates : undefined;
};

/** Half the interval of the mean. */
export const replicatedMean = (node: NodeValues, confidence: number): number | undefined => {
  const all = node[OUTPUT.mean]!;
  const deviations = replicatesOf(node)?.map(({ share, mean }) => share * (mean - all));
  return deviations && halfWidth(deviations, confidence);
};

/** Half the interval of the standard deviation: that of the variance by twice the deviation (delta method). */
export const replicatedDeviation = (node: NodeValues, confidence: number): number | undefined => {
  const all = node[OUTPUT.mean]!;
  const variance = node[OUTPUT.m2]! / node[OUTPUT.count]!;
  const deviations = replicatesOf(node)?.map(
    ({ share, mean, variance: own }) => share * (own + (mean - all) * (mean - all) - variance),
  );
  if (!deviations) return undefined;
  return variance === 0 ? 0 : halfWidth(deviations, confidence) / (2 * Math.sqrt(variance));
};

/** The values of a run in the order of its iterations, where every iteration gave one. */
export interface InOrder {
  samples: readonly Float64Array[];
  chunkSize: number;
}

/**
 * Half the interval of the share of values up to the percentile, which turns into one of the percentile by the values at both its ends.
 * Source: R. S. Woodruff, Confidence intervals for medians and other position measures, J. Am. Stat. Assoc. 47 (1952).
 */
export const replicatedShare = (
  { samples, chunkSize }: InOrder,
  { count, atMost }: Ordered,
  value: number,
  confidence: number,
): number | undefined => {
  if (count <= (REPLICATES - 1) * chunkSize) return undefined;
  const [counts, below] = [new Float64Array(REPLICATES), new Float64Array(REPLICATES)];
  let iteration = 0;
  for (const part of samples) {
    for (const x of part) {
      const replicate = replicateOf(Math.floor(iteration / chunkSize));
      counts[replicate]! += 1;
      if (x <= value) below[replicate]! += 1;
      iteration += 1;
    }
  }
  const all = atMost(value) / count;
  return halfWidth(
    Array.from(counts, (own, replicate) => (below[replicate]! - own * all) / count),
    confidence,
  );
};
