import type { OutputResults } from '../../api/schemas.ts';
import { hasWholeBins } from './outcomes.ts';

type Histogram = NonNullable<OutputResults['histogram']>;

export interface Cumulative {
  /** The share of iterations up to each point, rising to 1. */
  points: readonly (readonly [x: number, share: number])[];
  /** The share jumps at each point and stays until the next; else it is linear between them. */
  isStepped: boolean;
}

/** Counts whole numbers one by one; else joins what the histogram counts with the percentiles, the finer of the two. */
export const cumulativeOf = (output: Pick<OutputResults, 'histogram' | 'percentiles' | 'min' | 'max'>): Cumulative => {
  const { histogram, percentiles, min, max } = output;
  if (histogram !== null && hasWholeBins(output)) return { points: steps(histogram), isStepped: true };
  if (min !== null && min === max) return { points: [[min, 1]], isStepped: true };
  const points: [number, number][] = histogram === null ? [] : countedShares(histogram);
  for (const [percent, x] of Object.entries(percentiles ?? {})) points.push([x, Number(percent) / 100]);
  if (min !== null) points.push([min, 0]);
  if (max !== null) points.push([max, 1]);
  points.sort(([x1, share1], [x2, share2]) => x1 - x2 || share1 - share2);
  // Both round a little, and a share never falls.
  let highest = 0;
  const rising = points.map(([x, share]) => {
    highest = Math.max(highest, share);
    return [x, highest] as const;
  });
  return { points: rising, isStepped: false };
};

const countedShares = ({ edges, counts }: Histogram): [number, number][] => {
  const total = countOf({ counts });
  let sum = 0;
  return edges.map((edge, index) => {
    sum += index === 0 ? 0 : (counts[index - 1] ?? 0);
    return [edge, total === 0 ? 0 : sum / total];
  });
};

/** Each whole number in the middle of its bin. */
const steps = (histogram: Histogram): [number, number][] =>
  countedShares(histogram)
    .slice(1)
    .map(([edge, share]) => [edge - 0.5, share]);

/** All the iterations that a histogram stands for. */
export const countOf = ({ counts }: Pick<Histogram, 'counts'>): number => counts.reduce((sum, count) => sum + count, 0);

/** P(X <= x). */
export const shareUpTo = ({ points, isStepped }: Cumulative, x: number): number => {
  const after = points.findIndex(([point]) => point > x);
  if (after === 0) return 0;
  if (after < 0) return points.length === 0 ? Number.NaN : 1;
  const [x1, share1] = points[after - 1]!;
  const [x2, share2] = points[after]!;
  return isStepped ? share1 : share1 + ((share2 - share1) * (x - x1)) / (x2 - x1);
};
