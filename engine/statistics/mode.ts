import type { Ordered } from './order.ts';

const mostFrequent = (ordered: Ordered): number => {
  let [best, bestCount] = [ordered.at(0), 0];
  for (let i = 0; i < ordered.count; ) {
    const value = ordered.at(i);
    const next = ordered.atMost(value);
    if (next - i > bestCount) [best, bestCount] = [value, next - i];
    i = next;
  }
  return best;
};

/**
 * The half-sample mode: the shortest half of the values, the shortest half of that, and so on down to two or three.
 * Source: D. R. Bickel, R. Frühwirth, On a fast, robust estimator of the mode, Comput. Stat. Data Anal. 50 (2006).
 */
const halfSample = (ordered: Ordered): number => {
  let [from, count] = [0, ordered.count];
  while (count > 3) {
    const half = Math.ceil(count / 2);
    let [best, width] = [from, Infinity];
    for (let i = from; i + half <= from + count; i++) {
      const w = ordered.at(i + half - 1) - ordered.at(i);
      if (w < width) [best, width] = [i, w];
    }
    from = best;
    count = half;
  }
  const [a, b] = [ordered.at(from), ordered.at(from + count - 1)];
  if (count < 3) return a + (b - a) / 2;
  const middle = ordered.at(from + 1);
  if (middle - a === b - middle) return middle;
  return middle - a < b - middle ? a + (middle - a) / 2 : middle + (b - middle) / 2;
};

/** More values than this are thinned to evenly spaced ranks before the half-sample search. */
const MOST_VALUES = 100_000;
const thinned = (ordered: Ordered): Ordered => {
  if (ordered.count <= MOST_VALUES) return ordered;
  const step = ordered.count / MOST_VALUES;
  return { ...ordered, count: MOST_VALUES, at: (i) => ordered.at(Math.floor((i + 0.5) * step)) };
};

/** The most frequent value where values are whole numbers, the half-sample mode elsewhere. */
export const modeOf = (ordered: Ordered, integers: boolean): number =>
  integers ? mostFrequent(ordered) : halfSample(thinned(ordered));
