/** A discrete distribution on finitely many values, sorted, with their cumulative probabilities (the last exactly 1). */
export interface ValueTable {
  readonly values: Float64Array;
  readonly cumulative: Float64Array;
}

/** Values and weights as a table; equal values are joined. */
export const valueTable = (values: readonly number[], weights: readonly number[]): ValueTable => {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  const xs: number[] = [];
  const sums: number[] = [];
  let sum = 0;
  for (const i of order) {
    if (weights[i] === 0) continue;
    sum += weights[i]!;
    if (xs.at(-1) === values[i]) sums[sums.length - 1] = sum / total;
    else {
      xs.push(values[i]!);
      sums.push(sum / total);
    }
  }
  sums[sums.length - 1] = 1;
  return { values: Float64Array.from(xs), cumulative: Float64Array.from(sums) };
};

/** The first position whose entry is >= u in an increasing array; its length where there is none. */
export const firstAtLeast = (sorted: Float64Array, u: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! >= u) high = middle;
    else low = middle + 1;
  }
  return low;
};

export const tableCdf = (x: number, { values, cumulative }: ValueTable): number => {
  const place = firstAtLeast(values, x);
  if (values[place] === x) return cumulative[place]!;
  return place === 0 ? 0 : cumulative[place - 1]!;
};

export const tableQuantile = (u: number, { values, cumulative }: ValueTable): number =>
  values[Math.min(firstAtLeast(cumulative, u), values.length - 1)]!;

/** Sum of f(x) times the probability of x. */
export const tableExpectation = ({ values, cumulative }: ValueTable, f: (x: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += f(values[i]!) * (cumulative[i]! - (i === 0 ? 0 : cumulative[i - 1]!));
  return sum;
};
