/**
 * Sums over a chunk in four lanes: lane j adds the elements j, j + 4, j + 8, ... in order, and the lanes meet as (0 + 1) + (2 + 3).
 * The scheme is part of the contract: another one would give other last bits.
 */
export const laneSum = (values: Float64Array, count: number): number => {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  if (whole < count) a += values[whole]!;
  if (whole + 1 < count) b += values[whole + 1]!;
  if (whole + 2 < count) c += values[whole + 2]!;
  return a + b + (c + d);
};

/** Sum of (x - meanX) (y - meanY), in the same lanes. */
export const laneProducts = (x: Float64Array, meanX: number, y: Float64Array, meanY: number, count: number): number => {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (x[i]! - meanX) * (y[i]! - meanY);
    b += (x[i + 1]! - meanX) * (y[i + 1]! - meanY);
    c += (x[i + 2]! - meanX) * (y[i + 2]! - meanY);
    d += (x[i + 3]! - meanX) * (y[i + 3]! - meanY);
  }
  if (whole < count) a += (x[whole]! - meanX) * (y[whole]! - meanY);
  if (whole + 1 < count) b += (x[whole + 1]! - meanX) * (y[whole + 1]! - meanY);
  if (whole + 2 < count) c += (x[whole + 2]! - meanX) * (y[whole + 2]! - meanY);
  return a + b + (c + d);
};
