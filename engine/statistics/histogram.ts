import { type Ordered, percentile } from './order.ts';
import { cbrt, floorLog10, powerOf10 } from './powers.ts';

export interface Histogram {
  /** One more than counts; the first and last bin reach to the minimum and maximum where values lie beyond the inner edges. */
  edges: number[];
  counts: number[];
}

const MOST_BINS = 200;

/** The smallest of 1, 2, 2.5, 5 times a power of 10 that is at least `width`. */
const roundWidth = (width: number): number => {
  const unit = powerOf10(floorLog10(width));
  const factor = [1, 2, 2.5, 5].find((f) => f * unit >= width * (1 - 1e-9)) ?? 10;
  return factor * unit;
};

/** Multiples of a width as exactly as doubles can say: 3 x 0.1 is 0.3. */
const multiple = (k: number, width: number): number => {
  const digits = Math.max(0, 2 - floorLog10(width));
  if (digits > 15) return k * width;
  const scale = powerOf10(digits);
  return Math.round(k * width * scale) / scale;
};

const fromWidth = (ordered: Ordered, low: number, high: number, width: number): number[] => {
  const [first, last] = [Math.floor(low / width), Math.ceil(high / width)];
  const edges = Array.from({ length: Math.max(1, last - first) + 1 }, (_, i) => multiple(first + i, width));
  const [minimum, maximum] = [ordered.at(0), ordered.at(ordered.count - 1)];
  if (minimum < edges[0]!) edges.unshift(minimum);
  if (maximum > edges.at(-1)!) edges.push(maximum);
  return edges;
};

const edgesOf = (ordered: Ordered, integers: boolean): number[] => {
  const [minimum, maximum] = [ordered.at(0), ordered.at(ordered.count - 1)];
  if (integers && maximum - minimum < MOST_BINS) {
    // One bin per whole number, which stands in its middle.
    return Array.from({ length: maximum - minimum + 2 }, (_, i) => minimum - 0.5 + i);
  }
  if (minimum === maximum) return [minimum - 0.5, minimum + 0.5];
  const [low, high] = [percentile(ordered, 0.1), percentile(ordered, 99.9)];
  const quartiles = percentile(ordered, 75) - percentile(ordered, 25);
  const range = high > low ? high - low : maximum - minimum;
  const ideal = quartiles > 0 ? (2 * quartiles) / cbrt(ordered.count) : range / 50;
  // Two bins less than the most, for what rounding to edges adds.
  const width = roundWidth(Math.max(ideal, range / (MOST_BINS - 2)));
  return fromWidth(ordered, high > low ? low : minimum, high > low ? high : maximum, width);
};

/**
 * Bins by Freedman and Diaconis' rule between the 0.1 % and 99.9 % percentiles, on round edges, at most 200, and an overflow bin at
 * either end; one bin per whole number where all values are whole.
 * Source: D. Freedman, P. Diaconis, On the histogram as a density estimator, Z. Wahrscheinlichkeitstheorie 57 (1981).
 */
export const histogramOf = (ordered: Ordered, integers: boolean): Histogram => {
  const edges = edgesOf(ordered, integers);
  return { edges, counts: ordered.countBetween(edges) };
};
