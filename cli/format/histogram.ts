/** The histogram of the results as it is drawn, whether with characters or as a chart. */
import type { OutputResults } from '../../engine/index.ts';

type Histogram = NonNullable<OutputResults['histogram']>;

export interface Bin {
  from: number;
  to: number;
  count: number;
}

/** The bins; the outermost, which reach to the extremes, as wide as their neighbours, with all that they hold. */
export function binsOf({ edges, counts }: Histogram): Bin[] {
  const shown = edges.slice();
  if (edges.length > 4) {
    const step = edges[2]! - edges[1]!;
    shown[0] = Math.max(edges[0]!, edges[1]! - step);
    shown[shown.length - 1] = Math.min(edges.at(-1)!, edges.at(-2)! + step);
  }
  return counts.map((count, i) => ({ from: shown[i]!, to: shown[i + 1]!, count }));
}

/** Neighbours joined until there are at most `most`. */
export function joined(bins: readonly Bin[], most: number): Bin[] {
  const size = Math.ceil(bins.length / most);
  return Array.from({ length: Math.ceil(bins.length / size) }, (_, i) => {
    const part = bins.slice(i * size, (i + 1) * size);
    return { from: part[0]!.from, to: part.at(-1)!.to, count: part.reduce((sum, { count }) => sum + count, 0) };
  });
}

/** Of an output whose values are whole numbers, a bin for each: the number in its middle. */
export function wholeValues(bins: readonly Bin[]): number[] | undefined {
  const values = bins.map(({ from, to }) => (from + to) / 2);
  return bins.every(({ from, to }, i) => to - from === 1 && Number.isInteger(values[i])) ? values : undefined;
}
