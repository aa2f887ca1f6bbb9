import { type Double2, divDouble2, quickTwoSum, sqrtDouble2, twoSum } from './doubleDouble.ts';
import {
  abs,
  add,
  both,
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
  select,
  sub,
} from './expression.ts';

const PI: readonly [number, number] = [3.141592653589793, 1.2246467991473532e-16];
const HALF_PI: readonly [number, number] = [1.5707963267948966, 6.123233995736766e-17];

/** Coefficients of (atan t - t) / -t^3: fdlibm, s_atan.c (Sun Microsystems, 1993). */
const ATAN = [
  0.3333333333333293, -0.19999999999876483, 0.14285714272503466, -0.11111110405462356, 0.09090887133436507,
  -0.0769187620504483, 0.06661073137387531, -0.058335701337905735, 0.049768779946159324, -0.036531572744216916,
  0.016285820115365782,
];

/** Below `below`, atan q = angle + atan((q - slope) / (1 + slope q)); the slope is whole + half. */
const STEPS = [
  { below: 0.4375, whole: 0, half: 0, angle: [0, 0] },
  { below: 0.6875, whole: 0, half: 0.5, angle: [0.4636476090008061, 2.2698777452961687e-17] },
  { below: 1.1875, whole: 1, half: 0, angle: [0.7853981633974483, 3.061616997868383e-17] },
  { below: 2.4375, whole: 1, half: 0.5, angle: [0.982793723247329, 1.3903311031230998e-17] },
] as const;

/** The angle of the ratio above / below, both >= 0 and of moderate size, not both 0. */
const angleOfRatio = (above: Real, below: Real): Double2 => {
  const ratio = div(above, below);
  const pick = (column: (step: (typeof STEPS)[number]) => number, beyond: number): Real =>
    STEPS.reduceRight<Real>((later, step) => select(lt(ratio, step.below), column(step), later), constant(beyond));
  const whole = pick((s) => s.whole, 0);
  const half = pick((s) => s.half, 0);
  const angle: Double2 = { high: pick((s) => s.angle[0], HALF_PI[0]), low: pick((s) => s.angle[1], HALF_PI[1]) };

  const risen = twoSum(mul(whole, below), mul(half, below));
  const run = twoSum(mul(whole, above), mul(half, above));
  const numerator = twoSum(above, neg(risen.high));
  const denominator = twoSum(below, run.high);
  const steep = lt(ratio, STEPS[3].below);
  const t = divDouble2(
    {
      high: select(steep, numerator.high, neg(below)),
      low: select(steep, sub(numerator.low, risen.low), 0),
    },
    {
      high: select(steep, denominator.high, above),
      low: select(steep, add(denominator.low, run.low), 0),
    },
  );
  const z = mul(t.high, t.high);
  const sum = quickTwoSum(angle.high, t.high);
  const first = eq(angle.high, 0);
  const tail = add(add(t.low, angle.low), neg(mul(mul(t.high, z), polynomial(z, ATAN))));
  return quickTwoSum(select(first, t.high, sum.high), add(select(first, 0, sum.low), tail));
};

/** Arc tangent, in radians. */
export const atan = (x: Real): Real => {
  const parts = angleOfRatio(lesser(abs(x), 1152921504606847000), constant(1));
  return select(eq(x, x), copySign(parts.high, x), x);
};

/** The angle of the point (x, y), in radians, -pi..pi; 0 at the origin. The arguments are y first, as in C and not as in Excel. */
export const atan2 = (y: Real, x: Real): Real => {
  const largest = select(gt(abs(x), abs(y)), abs(x), abs(y));
  const factor = select(
    gt(largest, 3.273390607896142e150),
    2.409919865102884e-181,
    select(lt(largest, 3.8725919148493183e-121), 4.149515568880993e180, 1),
  );
  const parts = angleOfRatio(mul(abs(y), factor), mul(abs(x), factor));
  const turned = twoSum(PI[0], neg(parts.high));
  const behind = add(turned.high, add(turned.low, sub(PI[1], parts.low)));
  const angle = select(eq(largest, 0), 0, select(lt(x, 0), behind, parts.high));
  return copySign(angle, y);
};

/** Coefficients of (asin x - x) / x^3 as a rational function of x^2: fdlibm, e_asin.c (Sun Microsystems, 1993). */
const ASIN_ABOVE = [
  0.16666666666666666, -0.3255658186224009, 0.20121253213486293, -0.04005553450067941, 0.0007915349942898145,
  3.479331075960212e-5,
];
const ASIN_BELOW = [1, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194];

/** asin s = s + s R(s^2) up to one half; beyond, the half angle's sine s = sqrt((1 - x) / 2) takes its place. */
const halfAngle = (x: Real): { central: ReturnType<typeof le>; s: Double2; extra: Real } => {
  const size = abs(x);
  const central = lt(size, 0.5);
  const rest = mul(sub(1, size), 0.5);
  const root = sqrtDouble2({ high: rest, low: constant(0) });
  // At 1 the root is 0 and its correction 0 / 0.
  const low = select(eq(rest, 0), 0, root.low);
  const z = select(central, mul(x, x), rest);
  const s = { high: select(central, x, select(eq(rest, 0), 0, root.high)), low: select(central, 0, low) };
  const r = mul(z, div(polynomial(z, ASIN_ABOVE), polynomial(z, ASIN_BELOW)));
  return { central, s, extra: add(mul(s.high, r), s.low) };
};

/** whole - 2^doubled (s + extra), rounded once. */
const complement = (whole: readonly [number, number], s: Real, extra: Real): Real => {
  const sum = twoSum(whole[0], neg(s));
  return add(sum.high, add(sum.low, sub(whole[1], extra)));
};

/** Arc sine, in radians; NaN outside -1..1. */
export const asin = (x: Real): Real => {
  const { central, s, extra } = halfAngle(x);
  const outer = complement(HALF_PI, mul(s.high, 2), mul(extra, 2));
  const result = select(central, add(s.high, extra), copySign(outer, x));
  return select(both(le(abs(x), 1), eq(x, x)), select(eq(x, 0), x, result), Number.NaN);
};

/** Arc cosine, in radians; NaN outside -1..1. */
export const acos = (x: Real): Real => {
  const { central, s, extra } = halfAngle(x);
  const outer = select(lt(x, 0), complement(PI, mul(s.high, 2), mul(extra, 2)), mul(add(s.high, extra), 2));
  return select(le(abs(x), 1), select(central, complement(HALF_PI, s.high, extra), outer), Number.NaN);
};
