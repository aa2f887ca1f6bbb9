import type { OutputResults } from '../../api/schemas.ts';

type Shape = Pick<OutputResults, 'histogram' | 'min' | 'max'>;

/** Whether all values are whole and each has a bin of its own, which it stands in the middle of. */
export const hasWholeBins = ({ histogram, min, max }: Shape): boolean =>
  histogram !== null &&
  min !== null &&
  max !== null &&
  Number.isInteger(min) &&
  histogram.edges.length === max - min + 2 &&
  histogram.edges[0] === min - 0.5;

/** Whether the output is always 0 or 1: it says whether something happens, and its mean is the probability of that. */
export const isYesOrNo = (output: Shape): boolean => output.min === 0 && output.max === 1 && hasWholeBins(output);

export interface Tail {
  count: number;
  /** The value farthest out. */
  outermost: number;
}

/** The part of a histogram that is drawn, and what lies outside. */
export interface Extent {
  from: number;
  to: number;
  /** The width that all bins but the outermost have. */
  binWidth: number;
  below: Tail | null;
  above: Tail | null;
}

/** An outermost bin that is this many times wider than the others holds rare values far away, and would squeeze them. */
const widestDrawn = 3;

/** The first and the last bin reach to the minimum and the maximum, however far those are. */
export const extentOf = ({ edges, counts }: NonNullable<OutputResults['histogram']>): Extent => {
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const middle = Math.floor(counts.length / 2);
  const binWidth = (edges[middle + 1] ?? last) - (edges[middle] ?? first);
  const limit = widestDrawn * binWidth;
  const [second, lastButOne] = [edges[1] ?? last, edges.at(-2) ?? first];
  const below = second - first > limit ? { count: counts[0] ?? 0, outermost: first } : null;
  const above = last - lastButOne > limit ? { count: counts.at(-1) ?? 0, outermost: last } : null;
  return { from: below ? second : first, to: above ? lastButOne : last, binWidth, below, above };
};
