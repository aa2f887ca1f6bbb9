import { BINS, INPUT, inputOffset, type NodeValues, OUTPUT } from './node.ts';

export interface InputSensitivity {
  /** Place of the input in the plan. */
  input: number;
  /** Spearman's correlation between the input's u and the output's rank, pooled over chunks. */
  rankCorrelation: number;
  /** Pearson's correlation between values. */
  correlation: number;
  /** Signed share of the squared rank correlations: the squares sum to 1 over the inputs. */
  contributionToVariance: number;
  /** The output's mean for each tenth of the input, lowest first; null where no iteration fell. */
  means: (number | null)[];
  /** Lowest and highest of these means: the bar of a tornado chart. */
  tornado: [number, number];
  /** The input's mean percentile, 0..1, when the output is in its lowest and in its highest tenth; 0.5 means no influence. */
  scenario: { low: number; high: number };
  /** First-order and total index by Jansen's estimators; null where they were not computed, or nothing varies. */
  sobolIndices: { first: number; total: number } | null;
}

const ratio = (covariance: number, a: number, b: number): number => {
  const scale = Math.sqrt(a) * Math.sqrt(b);
  if (!(scale > 0)) return 0;
  return Math.max(-1, Math.min(1, covariance / scale));
};

/** All inputs' sensitivities for one output, the strongest rank correlation first. */
export const sensitivityOf = (node: NodeValues, inputs: number): InputSensitivity[] => {
  const correlations = Array.from({ length: inputs }, (_, input) => {
    const at = inputOffset(input);
    return ratio(node[at + INPUT.rankProducts]!, node[at + INPUT.uniformSquares]!, node[OUTPUT.rankSquares]!);
  });
  const total = correlations.reduce((sum, r) => sum + r * r, 0);
  const one = (rankCorrelation: number, input: number): InputSensitivity => {
    const at = inputOffset(input);
    const means = Array.from({ length: BINS }, (_, bin) => {
      const count = node[at + INPUT.binCounts + bin]!;
      return count === 0 ? null : node[at + INPUT.binSums + bin]! / count;
    });
    const known = means.filter((mean) => mean !== null);
    const tail = (sum: number, count: number): number => (count === 0 ? 0.5 : sum / count);
    const exchanged = node[at + INPUT.exchangedAll]!;
    const share = total === 0 ? 0 : (rankCorrelation * rankCorrelation) / total;
    return {
      input,
      rankCorrelation,
      correlation: ratio(node[at + INPUT.covariance]!, node[at + INPUT.m2]!, node[OUTPUT.m2]!),
      contributionToVariance: rankCorrelation < 0 ? -share : share,
      means,
      tornado: [Math.min(...known), Math.max(...known)],
      scenario: {
        low: tail(node[at + INPUT.lowTail]!, node[OUTPUT.lowTail]!),
        high: tail(node[at + INPUT.highTail]!, node[OUTPUT.highTail]!),
      },
      sobolIndices:
        exchanged > 0
          ? {
              first: 1 - node[at + INPUT.exchangedOthers]! / exchanged,
              total: node[at + INPUT.exchangedInput]! / exchanged,
            }
          : null,
    };
  };
  return correlations
    .map(one)
    .sort((a, b) => Math.abs(b.rankCorrelation) - Math.abs(a.rankCorrelation) || a.input - b.input);
};
