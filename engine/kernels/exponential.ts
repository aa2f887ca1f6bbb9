import { type Double2, quickTwoSum, twoSum } from './doubleDouble.ts';
import {
  abs,
  add,
  constant,
  estrin,
  gt,
  lt,
  mul,
  nearest,
  neg,
  powerOfTwo,
  type Real,
  scale,
  select,
  sub,
} from './expression.ts';

const LOG2_E = 1.4426950408889634;
/** ln 2 in three parts; k times the first two is exact for |k| < 2^21. */
export const LN2 = [0.6931471803691238, 1.9082149288430703e-10, 4.275175589747649e-20] as const;

const factorials = (from: number, to: number): number[] => {
  const reciprocals: number[] = [];
  let factorial = 1;
  for (let n = 1; n <= to; n++) {
    factorial *= n;
    if (n >= from) reciprocals.push(1 / factorial);
  }
  return reciprocals;
};
/** 1/2!, 1/3!, ... 1/13!: the remainder of Taylor's series is below 2^-57 of it for |r| <= ln 2 / 2. */
const TAYLOR = factorials(2, 13);

/** e^(high + low) = 2^k (1 + p). */
export interface ReducedExponential {
  k: Real;
  p: Double2;
}

/** Reduces the argument of an exponential, |high| < 2000. */
export const reduceExponential = ({ high, low }: Double2): ReducedExponential => {
  const k = nearest(mul(high, LOG2_E));
  const first = sub(high, mul(k, LN2[0]));
  const r = twoSum(first, neg(mul(k, LN2[1])));
  const rest = add(r.low, sub(low, mul(k, LN2[2])));
  const square = mul(r.high, r.high);
  const curved = mul(square, estrin(r.high, TAYLOR));
  // A rest as large as 2^-46 multiplies the whole derivative.
  const tail = add(curved, mul(rest, add(1, add(r.high, curved))));
  return { k, p: quickTwoSum(r.high, tail) };
};

/** e^(high + low) rounded once, where the sum is at most about 2000 in size. */
export const expOfDouble2 = (x: Double2): Real => {
  const { k, p } = reduceExponential(x);
  const sum = quickTwoSum(1, p.high);
  return scale(add(sum.high, add(sum.low, p.low)), k);
};

/** Keeps an exponent where its exponential is still 0, finite or infinite as it should be. */
export const clampExponent = (x: Double2): Double2 => {
  const wide = gt(abs(x.high), 800);
  return {
    high: select(gt(x.high, 800), 800, select(lt(x.high, -800), -800, x.high)),
    low: select(wide, 0, x.low),
  };
};

/** e^x. */
export const exp = (x: Real): Real => {
  const y = select(gt(x, 800), 800, select(lt(x, -800), -800, x));
  const k = nearest(mul(y, LOG2_E));
  const high = sub(y, mul(k, LN2[0]));
  const low = mul(k, LN2[1]);
  const r = sub(high, low);
  const lost = sub(sub(high, r), low);
  return scale(add(1, add(r, add(mul(mul(r, r), estrin(r, TAYLOR)), lost))), k);
};

/** e^x - 1 without cancellation. */
export const expm1 = (x: Real): Real => {
  const high = select(gt(x, 800), 800, select(lt(x, -60), -60, x));
  const { k, p } = expm1Parts(high);
  const direct = expOfDouble2({ high, low: constant(0) });
  return select(gt(k, 60), direct, add(p.high, p.low));
};

/** e^x - 1 as a sum of two doubles, right where x < 40; k tells the binary exponent of e^x. */
export const expm1Parts = (x: Real): { k: Real; p: Double2 } => {
  const { k, p } = reduceExponential({ high: x, low: constant(0) });
  const power = powerOfTwo(k);
  const sum = twoSum(sub(power, 1), mul(power, p.high));
  return { k, p: quickTwoSum(sum.high, add(sum.low, mul(power, p.low))) };
};
