import { twoProduct } from './doubleDouble.ts';
import { clampExponent, expOfDouble2 } from './exponential.ts';
import {
  abs,
  add,
  bitsAnd,
  bitsEq,
  bitsOr,
  bitsSub,
  both,
  copySign,
  div,
  eq,
  floor,
  fromBits,
  le,
  lowBitsOfInteger,
  lt,
  mul,
  nearest,
  neg,
  not,
  polynomial,
  type Real,
  realOfInteger,
  scale,
  select,
  shiftRightUnsigned,
  sub,
  toBits,
} from './expression.ts';
import { logParts } from './logarithm.ts';

/** Integer exponents up to this size go by repeated squaring: part of the contract, see README.md. */
export const LARGEST_SQUARED_EXPONENT = 1024;

const powerBySquaring = (base: Real, exponent: Real): Real => {
  const n = lowBitsOfInteger(abs(exponent));
  let result: Real | undefined;
  let square = base;
  for (let bit = 1n; bit <= BigInt(LARGEST_SQUARED_EXPONENT); bit *= 2n) {
    const factor = select(bitsEq(bitsAnd(n, bit), bit), square, 1);
    result = result ? mul(result, factor) : factor;
    square = mul(square, square);
  }
  const power = result!;
  return select(lt(exponent, 0), div(1, power), power);
};

const powerByLogarithm = (base: Real, exponent: Real): Real => {
  const logarithm = logParts(abs(base));
  const product = twoProduct(exponent, logarithm.high);
  const magnitude = expOfDouble2(
    clampExponent({ high: product.high, low: add(product.low, mul(exponent, logarithm.low)) }),
  );
  const whole = eq(exponent, nearest(exponent));
  const half = mul(exponent, 0.5);
  const odd = both(whole, not(eq(half, nearest(half))));
  const negative = select(whole, select(odd, neg(magnitude), magnitude), Number.NaN);
  return select(lt(base, 0), negative, magnitude);
};

/** base^exponent: an integer exponent of at most 1024 in size by squaring, others as exp(exponent log base). 0^0 is 1. */
export const pow = (base: Real, exponent: Real): Real => {
  const squared = both(eq(exponent, nearest(exponent)), le(abs(exponent), LARGEST_SQUARED_EXPONENT));
  return select(squared, powerBySquaring(base, exponent), powerByLogarithm(base, exponent));
};

/** The cube root of 1..2 by a parabola, within 0.1 %. */
const ROOT_GUESS = [0.62568723, 0.43356059, -0.05836172];

/** Real cube root. */
export const cbrt = (x: Real): Real => {
  const size = abs(x);
  const tiny = lt(size, 2.2250738585072014e-308);
  const bits = toBits(select(tiny, mul(size, 18014398509481984), size)); // 2^54
  const exponent = realOfInteger(bitsSub(shiftRightUnsigned(bits, 52), 1023n));
  const mantissa = fromBits(bitsOr(bitsAnd(bits, 0xfffffffffffffn), 0x3ff0000000000000n));
  const third = floor(mul(add(exponent, 0.5), 1 / 3));
  const rest = sub(exponent, mul(third, 3));
  const m = mul(mantissa, select(eq(rest, 0), 1, select(eq(rest, 1), 2, 4)));
  let t = mul(
    polynomial(mantissa, ROOT_GUESS),
    select(eq(rest, 0), 1, select(eq(rest, 1), 1.2599210498948732, 1.5874010519681994)),
  );
  for (let step = 0; step < 2; step++) {
    const cube = mul(mul(t, t), t);
    t = mul(t, div(add(cube, add(m, m)), add(add(cube, cube), m))); // Halley: three times the digits
  }
  const square = twoProduct(t, t);
  const cube = twoProduct(square.high, t);
  const missing = sub(sub(sub(m, cube.high), cube.low), mul(square.low, t));
  const root = add(t, div(missing, mul(3, square.high)));
  const result = copySign(scale(root, sub(third, select(tiny, 18, 0))), x);
  return select(both(lt(size, Infinity), not(eq(x, 0))), result, x);
};
