import { type Double2, divDouble2, quickTwoSum, twoProduct, twoSum } from './doubleDouble.ts';
import {
  abs,
  add,
  type Bits,
  bitsAdd,
  bitsAnd,
  bitsEq,
  eq,
  le,
  lowBitsOfInteger,
  mul,
  nearest,
  neg,
  polynomial,
  type Real,
  select,
  sub,
} from './expression.ts';

/** Beyond this Excel answers #NUM!, and so the kernels answer NaN: 2^27. */
export const LARGEST_ANGLE = 134217728;
const TWO_OVER_PI = 0.6366197723675814;
/** pi/2 in parts of 26 bits; their products with a quadrant number below 2^27 are exact, except the last part's. */
const HALF_PI = [
  1.5707963109016418, 1.5893254712295857e-8, 6.123233932053594e-17, 6.368317055225283e-25, 1.082856673921914e-32,
] as const;

/** An angle as quadrant number (its low bits) and a rest within pi/4, as a sum of two doubles. */
const reduceAngle = (x: Real): { quadrant: Bits; r: Double2 } => {
  const n = nearest(mul(x, TWO_OVER_PI));
  const a = twoSum(sub(x, mul(n, HALF_PI[0])), neg(mul(n, HALF_PI[1])));
  const b = twoSum(a.high, neg(mul(n, HALF_PI[2])));
  const c = twoSum(b.high, neg(mul(n, HALF_PI[3])));
  const low = add(add(a.low, b.low), sub(c.low, mul(n, HALF_PI[4])));
  return { quadrant: lowBitsOfInteger(n), r: quickTwoSum(c.high, low) };
};

/** Coefficients: fdlibm, k_sin.c and k_cos.c (Sun Microsystems, 1993). */
const SIN = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
];
const COS = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
];

const sinOfReduced = (r: Double2): Double2 => {
  const z = mul(r.high, r.high);
  const cube = mul(mul(r.high, z), polynomial(z, SIN));
  return quickTwoSum(r.high, add(cube, mul(r.low, sub(1, mul(z, 0.5)))));
};

const cosOfReduced = (r: Double2): Double2 => {
  const square = twoProduct(r.high, r.high);
  const z = square.high;
  const first = quickTwoSum(1, mul(z, -0.5));
  const rest = sub(mul(mul(z, z), polynomial(z, COS)), add(mul(square.low, 0.5), mul(r.high, r.low)));
  return quickTwoSum(first.high, add(first.low, rest));
};

const within = (x: Real, result: Real): Real => select(le(abs(x), LARGEST_ANGLE), result, Number.NaN);

/** The sine of an angle `turns` quadrants further on. */
const sinFrom = (x: Real, turns: bigint): Real => {
  const { quadrant, r } = reduceAngle(x);
  const turned = bitsAdd(quadrant, turns);
  const value = select(bitsEq(bitsAnd(turned, 1n), 1n), cosOfReduced(r).high, sinOfReduced(r).high);
  return within(x, select(bitsEq(bitsAnd(turned, 2n), 2n), neg(value), value));
};

/** Sine of an angle in radians; NaN beyond 2^27. */
export const sin = (x: Real): Real => select(eq(x, 0), x, sinFrom(x, 0n));
/** Cosine of an angle in radians; NaN beyond 2^27. */
export const cos = (x: Real): Real => sinFrom(x, 1n);

/** Tangent of an angle in radians; NaN beyond 2^27. */
export const tan = (x: Real): Real => {
  const { quadrant, r } = reduceAngle(x);
  const odd = bitsEq(bitsAnd(quadrant, 1n), 1n);
  const [s, c] = [sinOfReduced(r), cosOfReduced(r)];
  const above = { high: select(odd, neg(c.high), s.high), low: select(odd, neg(c.low), s.low) };
  const below = { high: select(odd, s.high, c.high), low: select(odd, s.low, c.low) };
  return select(eq(x, 0), x, within(x, divDouble2(above, below).high));
};
