/**
 * The smallest integer k in low..high with cdf(k) >= u, searched from a guess: galloping, then halving.
 */
export const discreteQuantile = (
  u: number,
  cdf: (k: number) => number,
  guess: number,
  low: number,
  high: number,
): number => {
  let k = Math.min(high, Math.max(low, Math.round(Number.isNaN(guess) ? low : guess)));
  let step = 1;
  if (cdf(k) >= u) {
    // The answer is at most k: find a point below it.
    let above = k;
    while (k > low && cdf(k) >= u) {
      above = k;
      k = Math.max(low, k - step);
      step *= 2;
    }
    if (cdf(k) >= u) return k;
    return halve(u, cdf, k, above);
  }
  let below = k;
  while (k < high && cdf(k) < u) {
    below = k;
    k = Math.min(high, k + step);
    step *= 2;
  }
  return cdf(k) < u ? high : halve(u, cdf, below, k);
};

/** cdf(below) < u <= cdf(above). */
const halve = (u: number, cdf: (k: number) => number, below: number, above: number): number => {
  let [left, right] = [below, above];
  while (right - left > 1) {
    const middle = left + Math.floor((right - left) / 2);
    // Beyond 2^53 not every integer is a number.
    if (middle === left || middle === right) break;
    if (cdf(middle) >= u) right = middle;
    else left = middle;
  }
  return right;
};
