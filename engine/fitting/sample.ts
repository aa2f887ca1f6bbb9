import { log } from '../kernels/index.ts';

/** Data to fit to, with the sums that several families need. */
export interface Sample {
  readonly sorted: Float64Array;
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Divided by n. */
  readonly variance: number;
  readonly median: number;
  readonly whole: boolean;
  /** Of the logarithms; NaN where a number is not positive. */
  readonly meanLog: number;
}

export const sampleOf = (data: readonly number[]): Sample => {
  const sorted = Float64Array.from(data).sort();
  const count = sorted.length;
  const mean = average(sorted, (x) => x);
  return {
    sorted,
    count,
    low: sorted[0]!,
    high: sorted[count - 1]!,
    mean,
    variance: average(sorted, (x) => (x - mean) * (x - mean)),
    median: (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2,
    whole: sorted.every(Number.isInteger),
    meanLog: sorted[0]! > 0 ? average(sorted, log) : Number.NaN,
  };
};

/** From the smallest number on, so that the bits do not depend on the order of the data. */
export const average = (sorted: Float64Array, f: (x: number) => number): number => {
  let sum = 0;
  for (const x of sorted) sum += f(x);
  return sum / sorted.length;
};
