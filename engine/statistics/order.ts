import { classMiddle } from './classes.ts';
import { sortedValues } from './sortedValues.ts';
import type { OutputState } from './state.ts';

/** The values of an output in ascending order: themselves, or the middles of the classes that they were counted in. */
export interface Ordered {
  count: number;
  /** The i-th smallest value, 0 <= i < count. */
  at(i: number): number;
  /** How many values are <= x. */
  atMost(x: number): number;
  /** How many values lie in each of the bins [edges[i], edges[i + 1]), the last one closed. */
  countBetween(edges: readonly number[]): number[];
  /** Whether the values are the samples themselves, or those among them that percentiles need. */
  exact: boolean;
}

/** Values or the middles of their classes, ascending, each with how often it came. */
export interface Counted {
  values: Float64Array;
  counts: Float64Array;
}

const firstAbove = (sorted: Float64Array, x: number, count: number): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
};
const firstFrom = (sorted: Float64Array, x: number, count: number): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
};

const ofSamples = (parts: readonly Float64Array[]): Ordered => {
  const sorted = sortedValues(parts);
  const count = sorted.length;
  return {
    count,
    exact: true,
    at: (i) => sorted[i]!,
    atMost: (x) => firstAbove(sorted, x, count),
    countBetween: (edges) => {
      const starts = edges.map((edge, i) =>
        i === edges.length - 1 ? firstAbove(sorted, edge, count) : firstFrom(sorted, edge, count),
      );
      return starts.slice(1).map((start, i) => start - starts[i]!);
    },
  };
};

const ofCounted = ({ values: middles, counts }: Counted, exact: boolean): Ordered => {
  const sums = new Float64Array(counts.length);
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    total += counts[i]!;
    sums[i] = total;
  }
  const before = (place: number): number => (place === 0 ? 0 : sums[place - 1]!);
  return {
    count: total,
    exact,
    at: (i) => middles[firstAbove(sums, i, sums.length)]!,
    atMost: (x) => before(firstAbove(middles, x, middles.length)),
    countBetween: (edges) => {
      const starts = edges.map((edge, i) =>
        before(
          i === edges.length - 1 ? firstAbove(middles, edge, middles.length) : firstFrom(middles, edge, middles.length),
        ),
      );
      return starts.slice(1).map((start, i) => start - starts[i]!);
    },
  };
};

export const orderedValues = (state: OutputState, keepSamples: boolean): Ordered =>
  keepSamples
    ? ofSamples(state.samples)
    : ofCounted(
        state.refined ?? { values: Float64Array.from(state.classes.keys, classMiddle), counts: state.classes.counts },
        state.refined?.exact ?? false,
      );

/** Percentile `percent` in 0..100 by Hyndman and Fan's definition 7, which is Excel's PERCENTILE.INC. */
export const percentile = (ordered: Ordered, percent: number): number => {
  const place = ((ordered.count - 1) * percent) / 100;
  const below = Math.floor(place);
  const low = ordered.at(below);
  if (below === place) return low;
  return low + (place - below) * (ordered.at(below + 1) - low);
};
