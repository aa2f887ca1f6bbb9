/**
 * Excel looks at numbers with 15 significant digits where it compares and rounds; see interpret/rounding.ts for the rules. Lanes need
 * it only near ties, so that compiled code calls this for blocks in which some lane is near one.
 */
import { twoProduct } from '../kernels/doubleDouble.ts';
import {
  abs,
  add,
  constant,
  copySign,
  div,
  eq,
  floor,
  ge,
  lt,
  mul,
  type Real,
  select,
  sub,
  trunc,
} from '../kernels/expression.ts';
import { instantiate, type Kernel, type KernelModule } from '../kernels/module.ts';

/** Where `to15` is exact: powers of ten up to 10^22 are doubles. Zero is exact, too. */
export const to15Range = { low: 1e-8, high: 1e36 };

/**
 * The double nearest to the number with 15 significant digits that is nearest to x, ties away from zero: Number(x.toPrecision(15)).
 * The scaled number is held exactly as a sum of two doubles, and the digits are an integer below 2^50, so that the last operation,
 * a product or quotient with an exact power of ten, is the only one that rounds.
 */
const to15 = (x: Real): Real => {
  const size = abs(x);
  let up: Real = constant(1e22);
  let down: Real = constant(1);
  for (let exponent = -7; exponent <= 35; exponent++) {
    const reached = ge(size, Number(`1e${exponent}`));
    const shift = 14 - exponent;
    up = select(reached, shift > 0 ? Number(`1e${shift}`) : 1, up);
    down = select(reached, shift < 0 ? Number(`1e${-shift}`) : 1, down);
  }
  const scaledUp = twoProduct(size, up);
  const quotient = div(size, down);
  const back = twoProduct(quotient, down);
  const rest = div(sub(sub(size, back.high), back.low), down);
  const divided = ge(down, 2);
  const high = select(divided, quotient, scaledUp.high);
  const low = select(divided, rest, scaledUp.low);
  const whole = floor(high);
  const overHalf = add(sub(sub(high, whole), 0.5), low);
  const digits = select(ge(overHalf, 0), add(whole, 1), whole);
  const rounded = select(divided, mul(digits, down), div(digits, up));
  return select(eq(x, 0), 0, copySign(rounded, x));
};

/**
 * The exact remainder with the sign of x, as C's fmod, for quotients below 2^52. A quotient that was rounded up to the next whole number
 * leaves a remainder of the wrong sign, from which one divisor is missing.
 */
const remainder = (x: Real, divisor: Real): Real => {
  const product = twoProduct(trunc(div(x, divisor)), divisor);
  const rest = sub(sub(x, product.high), product.low);
  const wrongSign = lt(mul(rest, copySign(constant(1), x)), 0);
  return select(wrongSign, add(rest, copySign(divisor, x)), rest);
};

export const helperKernels = {
  to15: { parameters: 1, build: to15 },
  remainder: { parameters: 2, build: remainder },
} as const satisfies Record<string, Kernel>;
export type HelperName = keyof typeof helperKernels;
export const isHelper = (name: string): name is HelperName => name in helperKernels;

let running: Readonly<Record<HelperName, KernelModule>> | undefined;
/** The helpers for one number each, started when first asked for. */
export const helperScalars = (): Readonly<Record<HelperName, KernelModule>> => {
  running ??= instantiate(helperKernels);
  return running;
};
