import { addDouble2, type Double2, divDouble2, mulDouble2, quickTwoSum, twoSum } from './doubleDouble.ts';
import { LN2 } from './exponential.ts';
import {
  add,
  bitsSub,
  constant,
  div,
  eq,
  fromBits,
  gt,
  lt,
  mul,
  polynomial,
  powerOfTwo,
  type Real,
  realOfInteger,
  select,
  shiftLeft,
  shiftRight,
  sub,
  toBits,
} from './expression.ts';

/** The bits of sqrt(1/2): subtracting them makes the exponent change at sqrt(2), not at 2. */
const SQRT_HALF_BITS = 0x3fe6a09e667f3bcdn;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** A positive normal number as 2^k m, sqrt(1/2) <= m < sqrt(2). */
const splitExponent = (x: Real): { k: Real; m: Real } => {
  const bits = toBits(x);
  const exponent = shiftRight(bitsSub(bits, SQRT_HALF_BITS), 52);
  return { k: realOfInteger(exponent), m: fromBits(bitsSub(bits, shiftLeft(exponent, 52))) };
};

/** The same for subnormal numbers too. */
const splitAnyExponent = (x: Real): { k: Real; m: Real } => {
  const tiny = lt(x, SMALLEST_NORMAL);
  const { k, m } = splitExponent(select(tiny, mul(x, 18014398509481984), x)); // 2^54
  return { k: sub(k, select(tiny, 54, 0)), m };
};

/** log: -Infinity at 0, NaN below, itself at Infinity and NaN. */
const atTheEdges = (x: Real, result: Real): Real =>
  select(lt(x, Infinity), select(gt(x, 0), result, select(eq(x, 0), -Infinity, Number.NaN)), x);

/** Coefficients of log((1 + s) / (1 - s)) / s - 2: fdlibm, e_log.c (Sun Microsystems, 1993). */
const LG = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

/** Natural logarithm. */
export const log = (x: Real): Real => {
  const { k, m } = splitAnyExponent(x);
  const f = sub(m, 1);
  const s = div(f, add(2, f));
  const z = mul(s, s);
  const half = mul(mul(f, f), 0.5);
  const r = mul(z, polynomial(z, LG));
  const low = add(mul(s, add(half, r)), mul(k, LN2[1]));
  return atTheEdges(x, sub(mul(k, LN2[0]), sub(sub(half, low), f)));
};

const THIRD = { high: 0.3333333333333333, low: 1.850371707708594e-17 };
const FIFTH = { high: 0.2, low: -1.1102230246251566e-17 };
/** 1/7, 1/9, ... of the series of the area tangent, to s^29: |s| <= 0.172 makes the remainder smaller than 2^-70. */
const AREA_TANGENT = Array.from({ length: 13 }, (_, i) => 1 / (2 * i + 7));

/** log(1 + g) to about 2^-68, for sqrt(1/2) <= 1 + g < sqrt(2). */
const logOfReduced = (g: Double2): Double2 => {
  const below = twoSum(2, g.high);
  const s = divDouble2(g, quickTwoSum(below.high, add(below.low, g.low)));
  const z = mulDouble2(s, s);
  const tail = mul(z.high, polynomial(z.high, AREA_TANGENT));
  const fifth = quickTwoSum(FIFTH.high, add(FIFTH.low, tail));
  const thirdTail = mulDouble2(z, fifth);
  const third = twoSum(THIRD.high, thirdTail.high);
  const thirdSum = quickTwoSum(third.high, add(third.low, add(THIRD.low, thirdTail.low)));
  const correction = mulDouble2(mulDouble2(z, thirdSum), s);
  const half = twoSum(s.high, correction.high);
  const sum = quickTwoSum(half.high, add(half.low, add(s.low, correction.low)));
  return { high: mul(sum.high, 2), low: mul(sum.low, 2) };
};

const addMultipleOfLn2 = (k: Real, logarithm: Double2): Double2 => {
  const whole = quickTwoSum(mul(k, LN2[0]), mul(k, LN2[1]));
  return addDouble2({ high: whole.high, low: add(whole.low, mul(k, LN2[2])) }, logarithm);
};

/** log x to about 2^-66 for x > 0; the edges as for log, with a low part of no meaning. */
export const logParts = (x: Real): Double2 => {
  const { k, m } = splitAnyExponent(x);
  const g = sub(m, 1);
  const parts = addMultipleOfLn2(k, logOfReduced({ high: g, low: constant(0) }));
  return { high: atTheEdges(x, parts.high), low: parts.low };
};

/** log(2^extra (1 + f)) for f > -1, exact to about 2^-66 however small f is. */
export const log1pParts = (f: Double2, extra: Real | number = 0): Double2 => {
  const one = twoSum(1, f.high);
  const u = quickTwoSum(one.high, add(one.low, f.low));
  const { k, m } = splitExponent(u.high);
  // Beyond 2^60 the low part is far below the logarithm's last bit.
  const low = select(gt(k, 60), 0, mul(u.low, powerOfTwo(sub(0, k))));
  const far = quickTwoSum(sub(m, 1), low);
  const near = eq(k, 0);
  const g = { high: select(near, f.high, far.high), low: select(near, f.low, far.low) };
  return addMultipleOfLn2(add(k, extra), logOfReduced(g));
};

/** log(1 + x) without cancellation. */
export const log1p = (x: Real): Real => {
  const parts = log1pParts({ high: x, low: constant(0) });
  const inside = select(gt(x, -1), parts.high, select(eq(x, -1), -Infinity, Number.NaN));
  return select(lt(x, Infinity), select(eq(x, 0), x, inside), x);
};

const splitLogarithm = (x: Real): { k: Real; fraction: Double2 } => {
  const { k, m } = splitAnyExponent(x);
  const g = sub(m, 1);
  return { k, fraction: logOfReduced({ high: g, low: constant(0) }) };
};

const constantPair = (high: number, low: number): Double2 => ({
  high: constant(high),
  low: constant(low),
});

/** Logarithm to base 2, exact at the powers of 2. */
export const log2 = (x: Real): Real => {
  const { k, fraction } = splitLogarithm(x);
  const scaled = mulDouble2(fraction, constantPair(1.4426950408889634, 2.0355273740931033e-17));
  const sum = twoSum(k, scaled.high);
  return atTheEdges(x, add(sum.high, add(sum.low, scaled.low)));
};

/** log10 2 in three parts; k times the first two is exact. */
const LOG10_2 = [0.3010299955494702, 1.1451100896502087e-10, 1.519752067714119e-20] as const;

/** Logarithm to base 10, exact at the powers of 10. */
export const log10 = (x: Real): Real => {
  const { k, fraction } = splitLogarithm(x);
  const scaled = mulDouble2(fraction, constantPair(0.4342944819032518, 1.098319650216765e-17));
  const whole = quickTwoSum(mul(k, LOG10_2[0]), mul(k, LOG10_2[1]));
  const sum = addDouble2({ high: whole.high, low: add(whole.low, mul(k, LOG10_2[2])) }, scaled);
  return atTheEdges(x, add(sum.high, sum.low));
};
