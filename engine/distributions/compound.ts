/** More values than this in one iteration are not added up. */
export const mostSeverities = 100_000;

/** What each value loses, and the most that counts of it. */
export interface Layer {
  /** A value below it counts as 0; 0 for none. */
  deductible: number;
  limit: number;
}

/**
 * Compound: the sum of a random number of independent values. `uniform(i)` is the uniform number of value i, from 1 on: they are added in
 * that order. NaN where the count is no whole number from 0 to `mostSeverities`.
 * Source: @RISK function reference, RiskCompound.
 */
export function compoundSum(
  count: number,
  severity: (u: number) => number,
  uniform: (element: number) => number,
  { deductible, limit }: Layer,
): number {
  if (!Number.isInteger(count) || count < 0 || count > mostSeverities) return Number.NaN;
  let sum = 0;
  for (let i = 1; i <= count; i++) {
    const value = severity(uniform(i));
    const paid = deductible === 0 ? value : Math.max(0, value - deductible);
    sum += Math.min(limit, paid);
  }
  return sum;
}
