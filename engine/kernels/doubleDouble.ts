import { add, bitsAnd, div, fromBits, mul, type Real, sqrt, sub, toBits } from './expression.ts';

/**
 * Numbers kept as an unevaluated sum high + low, about 106 bits, for the steps of a kernel that one double cannot carry.
 * Without fused multiply-add (its absence is part of the contract), products are split.
 * Source: T. J. Dekker, A floating-point technique for extending the available precision, Numer. Math. 18 (1971).
 */
export interface Double2 {
  readonly high: Real;
  readonly low: Real;
}

type RealLike = Real | number;

/** a + b exactly. */
export const twoSum = (a: RealLike, b: RealLike): Double2 => {
  const high = add(a, b);
  const back = sub(high, a);
  return { high, low: add(sub(a, sub(high, back)), sub(b, back)) };
};

/** a + b exactly, where |a| >= |b| or a = 0. */
export const quickTwoSum = (a: RealLike, b: RealLike): Double2 => {
  const high = add(a, b);
  return { high, low: sub(b, sub(high, a)) };
};

/** High part: the first 26 bits, by masking, which cannot overflow as Veltkamp's multiplication can. */
const split = (a: Real): Double2 => {
  const high = fromBits(bitsAnd(toBits(a), -0x8000000n));
  return { high, low: sub(a, high) };
};

/** a b to within 2^-106. */
export const twoProduct = (a: Real, b: Real): Double2 => {
  const high = mul(a, b);
  const x = split(a);
  const y = a === b ? x : split(b);
  const low = add(add(add(sub(mul(x.high, y.high), high), mul(x.high, y.low)), mul(x.low, y.high)), mul(x.low, y.low));
  return { high, low };
};

export const addDouble2 = (a: Double2, b: Double2): Double2 => {
  const sum = twoSum(a.high, b.high);
  return quickTwoSum(sum.high, add(sum.low, add(a.low, b.low)));
};

export const mulDouble2 = (a: Double2, b: Double2): Double2 => {
  const product = twoProduct(a.high, b.high);
  return quickTwoSum(product.high, add(product.low, add(mul(a.high, b.low), mul(a.low, b.high))));
};

export const divDouble2 = (a: Double2, b: Double2): Double2 => {
  const quotient = div(a.high, b.high);
  const product = twoProduct(quotient, b.high);
  const rest = add(sub(sub(a.high, product.high), product.low), sub(a.low, mul(quotient, b.low)));
  return quickTwoSum(quotient, div(rest, b.high));
};

export const sqrtDouble2 = (a: Double2): Double2 => {
  const root = sqrt(a.high);
  const square = twoProduct(root, root);
  const rest = add(sub(sub(a.high, square.high), square.low), a.low);
  return quickTwoSum(root, div(rest, add(root, root)));
};
