/**
 * A small language of straight-line arithmetic in which every elementary kernel is written once. An expression is emitted as
 * WebAssembly twice, for one number (f64) and for two side by side (f64x2), see emit.ts; both perform the same IEEE operations in
 * the same order, so their bits agree. There are no branches: both sides are computed and `select` picks one.
 */

export type ValueType = 'real' | 'bits' | 'mask';

/** One operation, or a leaf. Sharing is by identity: a node that two others use is computed once. */
export interface Node<Type extends ValueType = ValueType> {
  readonly type: Type;
  readonly op: string;
  readonly args: readonly Node[];
  /** A constant's value, a shift's distance or a parameter's index. */
  readonly immediate?: number | bigint;
}

/** An IEEE double. */
export type Real = Node<'real'>;
/** A 64-bit integer, mostly the bits of a double. */
export type Bits = Node<'bits'>;
/** The answer of a comparison. */
export type Mask = Node<'mask'>;

type RealLike = Real | number;
type BitsLike = Bits | bigint;

export const constant = (value: number): Real => ({ type: 'real', op: 'constant', args: [], immediate: value });
export const bitsConstant = (value: bigint): Bits => ({ type: 'bits', op: 'bitsConstant', args: [], immediate: value });
export const parameter = (index: number): Real => ({ type: 'real', op: 'parameter', args: [], immediate: index });

const real = (value: RealLike): Real => (typeof value === 'number' ? constant(value) : value);
const bits = (value: BitsLike): Bits => (typeof value === 'bigint' ? bitsConstant(value) : value);

const realOf2 =
  (op: string) =>
  (a: RealLike, b: RealLike): Real => ({ type: 'real', op, args: [real(a), real(b)] });
const realOf1 =
  (op: string) =>
  (a: RealLike): Real => ({ type: 'real', op, args: [real(a)] });
const comparison =
  (op: string) =>
  (a: RealLike, b: RealLike): Mask => ({ type: 'mask', op, args: [real(a), real(b)] });
const bitsOf2 =
  (op: string) =>
  (a: BitsLike, b: BitsLike): Bits => ({ type: 'bits', op, args: [bits(a), bits(b)] });
const shift =
  (op: string) =>
  (a: Bits, distance: number): Bits => ({ type: 'bits', op, args: [a], immediate: distance });
const maskOf2 =
  (op: string) =>
  (a: Mask, b: Mask): Mask => ({ type: 'mask', op, args: [a, b] });

export const add = realOf2('add');
export const sub = realOf2('sub');
export const mul = realOf2('mul');
export const div = realOf2('div');
export const sqrt = realOf1('sqrt');
export const abs = realOf1('abs');
export const neg = realOf1('neg');
export const floor = realOf1('floor');
export const ceil = realOf1('ceil');
export const trunc = realOf1('trunc');
/** To the nearest integer, ties to even. */
export const nearest = realOf1('nearest');

export const eq = comparison('eq');
export const lt = comparison('lt');
export const le = comparison('le');
export const gt = comparison('gt');
export const ge = comparison('ge');

export const both = maskOf2('both');
export const not = (a: Mask): Mask => ({ type: 'mask', op: 'not', args: [a] });

export const bitsAdd = bitsOf2('bitsAdd');
export const bitsSub = bitsOf2('bitsSub');
export const bitsAnd = bitsOf2('bitsAnd');
export const bitsOr = bitsOf2('bitsOr');
export const bitsXor = bitsOf2('bitsXor');
export const shiftLeft = shift('shiftLeft');
export const shiftRight = shift('shiftRight');
export const shiftRightUnsigned = shift('shiftRightUnsigned');
/** The 64-bit product of a word, a number below 2^32, and a constant word: not a full 64-bit product, which few processors have. */
export const wordProduct = (a: Bits, word: bigint): Bits => ({
  type: 'bits',
  op: 'wordProduct',
  args: [a],
  immediate: word,
});
export const bitsEq = (a: BitsLike, b: BitsLike): Mask => ({ type: 'mask', op: 'bitsEq', args: [bits(a), bits(b)] });

export const toBits = (a: Real): Bits => ({ type: 'bits', op: 'toBits', args: [a] });
export const fromBits = (a: Bits): Real => ({ type: 'real', op: 'fromBits', args: [a] });

/** `whenTrue` where the mask holds, `whenFalse` elsewhere. Both are computed. */
export const select = (mask: Mask, whenTrue: RealLike, whenFalse: RealLike): Real => ({
  type: 'real',
  op: 'select',
  args: [real(whenTrue), real(whenFalse), mask],
});

/** c[0] + c[1] x + c[2] x² + ..., by Horner's rule. */
export const polynomial = (x: Real, coefficients: readonly RealLike[]): Real =>
  coefficients.slice(0, -1).reduceRight<Real>((sum, c) => add(mul(sum, x), c), real(coefficients.at(-1) ?? 0));

/** The same polynomial by Estrin's scheme: more multiplications, shorter chains of dependence. */
export const estrin = (x: Real, coefficients: readonly RealLike[]): Real => {
  let terms = coefficients.map(real);
  for (let power = x; terms.length > 1; power = mul(power, power)) {
    const paired: Real[] = [];
    for (let i = 0; i < terms.length; i += 2) {
      const odd = terms[i + 1];
      paired.push(odd ? add(terms[i]!, mul(odd, power)) : terms[i]!);
    }
    terms = paired;
  }
  return terms[0]!;
};

/** The smaller of two numbers; the second where they cannot be compared. */
export const lesser = (a: RealLike, b: RealLike): Real => {
  const [x, y] = [real(a), real(b)];
  return select(lt(x, y), x, y);
};

const SIGN = -0x8000000000000000n;
/** The magnitude of the first with the sign of the second (of -0 too). */
export const copySign = (magnitude: Real, sign: Real): Real =>
  fromBits(bitsOr(toBits(abs(magnitude)), bitsAnd(toBits(sign), SIGN)));

/** 1.5 x 2^52: adding it leaves an integer of up to 51 bits in the low bits of the sum. */
const MAGIC = 6755399441055744;
const MAGIC_BITS = 0x4338000000000000n;

/** An integer-valued double, |x| < 2^51, as the low bits of an integer (the high bits hold rubbish: shift or mask them off). */
export const lowBitsOfInteger = (x: Real): Bits => toBits(add(x, MAGIC));
/** An integer, |n| < 2^51, as a double. */
export const realOfInteger = (n: Bits): Real => sub(fromBits(bitsAdd(n, MAGIC_BITS)), MAGIC);

/** 2^k for an integer-valued k in -1022..1023. */
export const powerOfTwo = (k: Real): Real => fromBits(bitsAdd(shiftLeft(lowBitsOfInteger(k), 52), 0x3ff0000000000000n));

/** x 2^k with one rounding, for an integer-valued k in -2044..2046 and x near 1. */
export const scale = (x: Real, k: Real): Real => {
  const half = floor(mul(k, 0.5));
  return mul(mul(x, powerOfTwo(half)), powerOfTwo(sub(k, half)));
};
