import { type Double2, twoProduct, twoSum } from './doubleDouble.ts';
import { clampExponent, expOfDouble2 } from './exponential.ts';
import {
  abs,
  add,
  constant,
  copySign,
  div,
  eq,
  lt,
  mul,
  neg,
  polynomial,
  type Real,
  select,
  sub,
} from './expression.ts';

/**
 * Rational approximations of the error function on |x| < 0.84375, < 1.25, < 1 / 0.35 and beyond; in the last two of
 * log(x erfc(x) e^(x²)) + 0.5625 as a function of 1 / x².
 * Coefficients: fdlibm, s_erf.c (Sun Microsystems, 1993).
 */
const PIECES = [
  {
    below: 0.84375,
    above: [
      0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5,
    ],
    under: [
      1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -3.960228278775368e-6,
    ],
  },
  {
    below: 1.25,
    above: [
      -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
      0.035478304325618236, -0.002166375594868791,
    ],
    under: [
      1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
      0.011984499846799107,
    ],
  },
  {
    below: 1 / 0.35,
    above: [
      -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
      -184.60509290671104, -81.2874355063066, -9.814329344169145,
    ],
    under: [
      1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
      108.63500554177944, 6.570249770319282, -0.0604244152148581,
    ],
  },
  {
    below: Number.POSITIVE_INFINITY,
    above: [
      -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
      -1025.0951316110772, -483.5191916086514,
    ],
    under: [
      1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
      474.52854120695537, -22.44095244658582,
    ],
  },
] as const;

/** erf(1) rounded to a few bits, about which the second piece is an expansion. */
const ERF_1 = 0.8450629115104675;

interface Pieces {
  /** erf(z) where z < 0.84375 */
  near: Real;
  /** erfc(z) elsewhere */
  tail: Real;
  isNear: ReturnType<typeof lt>;
}

/** The error function of z >= 0, given z² exactly. */
const pieces = (z: Real, square: Double2): Pieces => {
  const pickFrom = (side: 'above' | 'under', i: number): Real =>
    PIECES.slice(0, -1).reduceRight<Real>(
      (later, piece) => select(lt(z, piece.below), piece[side][i] ?? 0, later),
      constant(PIECES[3][side][i] ?? 0),
    );
  const isNear = lt(z, PIECES[0].below);
  const isMiddle = lt(z, PIECES[1].below);
  const argument = select(isNear, square.high, select(isMiddle, sub(z, 1), div(1, square.high)));
  const coefficients = (side: 'above' | 'under', length: number): Real[] =>
    Array.from({ length }, (_, i) => pickFrom(side, i));
  const ratio = div(polynomial(argument, coefficients('above', 8)), polynomial(argument, coefficients('under', 9)));
  const exponent = twoSum(neg(square.high), add(-0.5625, ratio));
  const far = div(expOfDouble2(clampExponent({ high: exponent.high, low: sub(exponent.low, square.low) })), z);
  return { near: add(z, mul(z, ratio)), tail: select(isMiddle, sub(1 - ERF_1, ratio), far), isNear };
};

/** The error function, 2/sqrt(pi) times the integral of e^(-t²) from 0 to x. */
export const erf = (x: Real): Real => {
  const z = abs(x);
  const { near, tail, isNear } = pieces(z, twoProduct(z, z));
  const result = copySign(select(isNear, near, sub(1, tail)), x);
  return select(lt(z, 6), result, select(eq(x, x), copySign(constant(1), x), x));
};

const complementary = (x: Real, z: Real, square: Double2): Real => {
  const { near, tail, isNear } = pieces(z, square);
  const negative = lt(x, 0);
  const signed = copySign(near, x);
  return select(isNear, add(0.5, sub(0.5, signed)), select(negative, sub(2, tail), tail));
};

/** 1 - erf(x), accurate in the upper tail. */
export const erfc = (x: Real): Real => {
  const z = abs(x);
  const result = complementary(x, z, twoProduct(z, z));
  return select(lt(z, 28), result, select(lt(x, 0), 2, select(eq(x, x), 0, x)));
};

/** Phi(x), the standard normal distribution function, accurate in the lower tail. */
export const normalCdf = (x: Real): Real => {
  const size = abs(x);
  const square = twoProduct(size, size);
  const z = mul(size, Math.SQRT1_2);
  const half = { high: mul(square.high, 0.5), low: mul(square.low, 0.5) };
  const result = mul(complementary(neg(x), z, half), 0.5);
  return select(lt(size, 39), result, select(lt(x, 0), 0, select(eq(x, x), 1, x)));
};
