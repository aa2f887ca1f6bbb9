import type { OutputResults } from '../../api/schemas.ts';

type Histogram = NonNullable<OutputResults['histogram']>;

/** The share of iterations up to each point, rising from 0 to 1 and linear between. */
export type Cumulative = readonly (readonly [x: number, share: number])[];

/** Joins what the histogram counts with the percentiles, which are the finer of the two. */
export const cumulativeOf = ({
  histogram,
  percentiles,
  min,
  max,
}: Pick<OutputResults, 'histogram' | 'percentiles' | 'min' | 'max'>): Cumulative => {
  const points: [number, number][] = histogram === null ? [] : countedShares(histogram);
  for (const [percent, x] of Object.entries(percentiles ?? {})) points.push([x, Number(percent) / 100]);
  if (min !== null) points.push([min, 0]);
  if (max !== null) points.push([max, 1]);
  points.sort(([x1, share1], [x2, share2]) => x1 - x2 || share1 - share2);
  // Both round a little, and a share never falls.
  let highest = 0;
  return points.map(([x, share]) => {
    highest = Math.max(highest, share);
    return [x, highest];
  });
};

const countedShares = (histogram: Histogram): [number, number][] => {
  const { edges, counts, below } = histogram;
  const total = countOf(histogram);
  let sum = below;
  return edges.map((edge, index) => {
    sum += index === 0 ? 0 : (counts[index - 1] ?? 0);
    return [edge, total === 0 ? 0 : sum / total];
  });
};

/** All the iterations that a histogram stands for. */
export const countOf = ({ counts, below, above }: Histogram): number =>
  counts.reduce((sum, count) => sum + count, below + above);

/** P(X <= x). */
export const shareUpTo = (cumulative: Cumulative, x: number): number => {
  const after = cumulative.findIndex(([point]) => point > x);
  if (after === 0) return 0;
  if (after < 0) return cumulative.length === 0 ? Number.NaN : 1;
  const [x1, share1] = cumulative[after - 1]!;
  const [x2, share2] = cumulative[after]!;
  return share1 + ((share2 - share1) * (x - x1)) / (x2 - x1);
};
