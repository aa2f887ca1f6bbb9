import { addDouble2, type Double2, divDouble2, quickTwoSum, sqrtDouble2, twoProduct, twoSum } from './doubleDouble.ts';
import { expm1Parts, reduceExponential } from './exponential.ts';
import {
  abs,
  add,
  constant,
  copySign,
  div,
  eq,
  gt,
  le,
  lesser,
  lt,
  mul,
  neg,
  polynomial,
  type Real,
  scale,
  select,
  sub,
} from './expression.ts';
import { log1pParts } from './logarithm.ts';

/** Half of e^x as a sum of two doubles, without overflow where the half is finite. */
const halfExponential = (x: Real): Double2 => {
  const { k, p } = reduceExponential({ high: lesser(x, 800), low: constant(0) });
  const sum = quickTwoSum(1, p.high);
  const whole = quickTwoSum(sum.high, add(sum.low, p.low));
  return { high: scale(whole.high, sub(k, 1)), low: scale(whole.low, sub(k, 1)) };
};

/** 1/3!, 1/5!, ... 1/21! */
const SINH = [3, 5, 7, 9, 11, 13, 15, 17, 19, 21].map((n) => {
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return 1 / factorial;
});

/** Hyperbolic sine. */
export const sinh = (x: Real): Real => {
  const size = abs(x);
  const half = halfExponential(size);
  const far = add(half.high, sub(half.low, div(0.25, half.high)));
  const square = mul(size, size);
  const near = add(size, mul(mul(size, square), polynomial(square, SINH)));
  // The infinite half has no low part worth adding.
  const result = select(le(size, 1), near, select(gt(size, 720), Infinity, far));
  return copySign(select(eq(x, x), result, x), x);
};

/** Hyperbolic cosine. */
export const cosh = (x: Real): Real => {
  const half = halfExponential(abs(x));
  const result = add(half.high, add(half.low, div(0.25, half.high)));
  return select(eq(x, x), select(gt(abs(x), 720), Infinity, result), x);
};

/** Hyperbolic tangent. */
export const tanh = (x: Real): Real => {
  const size = lesser(abs(x), 22);
  const { p } = expm1Parts(mul(size, 2));
  const below = twoSum(p.high, 2);
  const result = divDouble2(p, quickTwoSum(below.high, add(below.low, p.low)));
  return select(eq(x, x), select(eq(x, 0), x, copySign(result.high, x)), x);
};

/** Area hyperbolic sine. */
export const asinh = (x: Real): Real => {
  const size = abs(x);
  const large = gt(size, 268435456); // 2^28: log(2x) from here on
  const moderate = lesser(size, 268435456);
  const square = twoProduct(moderate, moderate);
  const one = twoSum(1, square.high);
  const root = sqrtDouble2(quickTwoSum(one.high, add(one.low, square.low)));
  const below = twoSum(1, root.high);
  const quotient = divDouble2(square, quickTwoSum(below.high, add(below.low, root.low)));
  const f = addDouble2({ high: moderate, low: constant(0) }, quotient);
  const farther = twoSum(size, -1);
  const parts = log1pParts(
    { high: select(large, farther.high, f.high), low: select(large, farther.low, f.low) },
    select(large, 1, 0),
  );
  const result = copySign(parts.high, x);
  return select(lt(size, 1e-8), x, select(lt(size, Infinity), result, x));
};

/** Area hyperbolic cosine; NaN below 1. */
export const acosh = (x: Real): Real => {
  const large = gt(x, 268435456);
  const t = twoSum(lesser(x, 268435456), -1);
  // sqrt(x² - 1) = sqrt(t (t + 2))
  const square = twoProduct(t.high, t.high);
  const twice = { high: mul(t.high, 2), low: mul(t.low, 2) };
  const crossed = { high: square.high, low: add(square.low, mul(mul(t.high, t.low), 2)) };
  const root = sqrtDouble2(addDouble2(twice, crossed));
  const f = addDouble2(t, root);
  const farther = twoSum(x, -1);
  const parts = log1pParts(
    { high: select(large, farther.high, f.high), low: select(large, farther.low, f.low) },
    select(large, 1, 0),
  );
  const inside = select(gt(x, 1), parts.high, select(eq(x, 1), 0, Number.NaN));
  return select(lt(x, Infinity), inside, x);
};

/** Area hyperbolic tangent; infinite at -1 and 1, NaN beyond. */
export const atanh = (x: Real): Real => {
  const size = abs(x);
  const below = twoSum(1, neg(size));
  const f = divDouble2({ high: mul(size, 2), low: constant(0) }, below);
  const parts = log1pParts(f);
  const inside = select(lt(size, 1), mul(parts.high, 0.5), select(eq(size, 1), Infinity, Number.NaN));
  return select(eq(x, 0), x, copySign(inside, x));
};
