import {
  add,
  type Bits,
  bitsAdd,
  bitsAnd,
  bitsConstant,
  bitsOr,
  bitsXor,
  floor,
  fromBits,
  lowBitsOfInteger,
  mul,
  type Real,
  shiftLeft,
  shiftRightUnsigned,
  sub,
  wordProduct,
} from '../kernels/expression.ts';
import { instantiate, type Kernel } from '../kernels/module.ts';
import { fillSequence, type Sequence, type Strata, wordsInRow } from './fill.ts';

/**
 * Philox4x32-10: ten rounds that turn a counter and a key into four random words of 32 bits; no state, so that any number of a
 * run can be had alone.
 * Source: J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC11; its known answers are in the test.
 */
const MULTIPLIERS = [0xd2511f53n, 0xcd9e8d57n] as const;
const WEYL = [0x9e3779b9n, 0xbb67ae85n] as const;
const ROUNDS = 10;
const WORD = 0xffffffffn;

type Words = readonly [Bits, Bits, Bits, Bits];

const philox = (counter: Words, key: readonly [Bits, Bits]): Words => {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const left = wordProduct(a, MULTIPLIERS[0]);
    const right = wordProduct(c, MULTIPLIERS[1]);
    [a, b, c, d] = [
      bitsXor(bitsXor(shiftRightUnsigned(right, 32), b), k0),
      bitsAnd(right, WORD),
      bitsXor(bitsXor(shiftRightUnsigned(left, 32), d), k1),
      bitsAnd(left, WORD),
    ];
    k0 = bitsAnd(bitsAdd(k0, WEYL[0]), WORD);
    k1 = bitsAnd(bitsAdd(k1, WEYL[1]), WORD);
  }
  return [a, b, c, d];
};

/** A non-negative integer-valued double below 2^51, as bits. */
const integer = (x: Real): Bits => bitsAnd(lowBitsOfInteger(x), 0x7ffffffffffffn);

/**
 * The counter is [iteration low, iteration high | purpose, stream, draw block]: iteration below 2^53, purpose below 2^3, the
 * others below 2^32. The second word holds bits 32 to 47 of the iteration, the purpose, and bits 48 to 52. The key is the seed.
 */
const wordsAt = (iteration: Real, purpose: Real, stream: Real, block: Real, keyLow: Real, keyHigh: Real): Words => {
  const above = floor(mul(iteration, 2 ** -32));
  const low = sub(iteration, mul(above, 2 ** 32));
  const upper = integer(above);
  const split = bitsOr(bitsAnd(upper, 0xffffn), shiftLeft(shiftRightUnsigned(upper, 16), 19));
  const high = bitsOr(split, shiftLeft(integer(purpose), 16));
  return philox([integer(low), high, integer(stream), integer(block)], [integer(keyLow), integer(keyHigh)]);
};

/** (v + 1/2) 2^-52 for the upper 52 bits v of two words: never 0 nor 1, and every step exact. */
const uniformOf = (low: Bits, high: Bits): Real => {
  const v = shiftRightUnsigned(bitsOr(shiftLeft(high, 32), low), 12);
  const whole = sub(fromBits(bitsOr(v, 0x4330000000000000n)), 4503599627370496); // 2^52
  return mul(add(whole, 0.5), 2.220446049250313e-16);
};

const wordAsReal = (word: Bits): Real =>
  sub(fromBits(bitsOr(word, bitsConstant(0x4330000000000000n))), 4503599627370496);

type Six = [Real, Real, Real, Real, Real, Real];
const kernel = (result: (words: Words) => Real): Kernel => ({
  parameters: 6,
  build: (...counter) => result(wordsAt(...(counter as Six))),
});

/**
 * Kernels over (iteration, purpose, stream, draw block, key low, key high). A block of four words holds two draws: draw d is the
 * even or odd half of block floor(d / 2).
 */
export const philoxKernels = {
  uniformEven: kernel(([a, b]) => uniformOf(a, b)),
  uniformOdd: kernel(([, , c, d]) => uniformOf(c, d)),
  word0: kernel(([a]) => wordAsReal(a)),
  word1: kernel(([, b]) => wordAsReal(b)),
  word2: kernel(([, , c]) => wordAsReal(c)),
  word3: kernel(([, , , d]) => wordAsReal(d)),
} as const satisfies Record<string, Kernel>;

const running = instantiate(philoxKernels);

/** A 64-bit seed as the two words of the key. */
export interface Key {
  low: number;
  high: number;
}

/** The key of a seed, an integer of at most 64 bits. */
export const keyOf = (seed: number | bigint): Key => {
  const bits = BigInt.asUintN(64, BigInt(seed));
  return { low: Number(bits & WORD), high: Number(bits >> 32n) };
};

/** What a random number is for: numbers of different purposes are independent even at the same counter. */
export const PURPOSES = {
  value: 0,
  withinStratum: 1,
  permutation: 2,
  scrambling: 3,
  frailty: 4,
  degreesOfFreedom: 5,
  rank: 6,
  resampling: 7,
} as const;
export type Purpose = keyof typeof PURPOSES;

/** One sequence of random numbers. */
export interface Address {
  key: Key;
  purpose: Purpose;
  stream: number;
  draw: number;
}

/** The uniform number of one iteration. */
export const uniformAt = ({ key, purpose, stream, draw }: Address, iteration: number): number =>
  (draw % 2 === 0 ? running.uniformEven : running.uniformOdd).scalar(
    iteration,
    PURPOSES[purpose],
    stream,
    Math.floor(draw / 2),
    key.low,
    key.high,
  );

const sequenceOf = ({ key, purpose, stream }: Address, block: number): Sequence => ({
  purpose: PURPOSES[purpose],
  stream,
  block,
  keyLow: key.low,
  keyHigh: key.high,
});

/** out[start + i] = the uniform number of iteration `first` + i, for `length` iterations; within its stratum where strata are given. */
export const fillPhilox = (
  address: Address,
  first: number,
  out: Float64Array,
  start: number,
  length: number,
  strata?: Strata,
): void => {
  const { draw } = address;
  fillSequence(sequenceOf(address, Math.floor(draw / 2)), draw % 2 === 1, first, out, start, length, strata);
};

/** The words of consecutive counters, four of them each, from that of the iteration `first` on. */
export const wordsFrom = (address: Address, first: number, counters: number): Uint32Array =>
  wordsInRow(sequenceOf(address, address.draw), first, counters);
