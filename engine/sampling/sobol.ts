import { directionNumbers, SOBOL_DIMENSIONS } from './joeKuo.ts';
import { type Address, fillPhilox, wordsFrom } from './philox.ts';

export { SOBOL_DIMENSIONS };

const reverse = (word: number): number => {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
};

/**
 * Owen's nested scrambling of a bit-reversed fraction by a hash in which every bit depends on the lower ones only.
 * Source: B. Burley, Practical hash-based Owen scrambling, J. Computer Graphics Techniques 9 (2020), with N. Vegdahl's constants.
 */
const scrambleReversed = (word: number, seed: number): number => {
  let x = word ^ Math.imul(word, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return x;
};

/** The point of index `index`, below 2^32, in dimension `dimension`, as a 32-bit fraction before scrambling. */
export const sobolWord = (dimension: number, index: number): number => {
  const v = directionNumbers[dimension]!;
  let word = 0;
  for (let rest = index, k = 0; rest > 0; rest = Math.floor(rest / 2), k++) if (rest % 2 === 1) word ^= v[k]!;
  return word >>> 0;
};

/** Where a piece of a run stands in it. */
export interface SobolPiece {
  /** Which of the sequences it is part of: each is scrambled on its own. */
  replicate: number;
  /** The sequence's index at its first point. */
  index: number;
  /** The run's iteration there. */
  iteration: number;
}

/**
 * out[start + i] = the scrambled point of index `index` + i. The scramble's seed is the replicate's random word of the dimension; the
 * digits beyond the 32nd, where scrambling is plain randomness, are the iteration's random numbers.
 */
export const fillSobol = (
  dimension: number,
  address: Omit<Address, 'purpose'>,
  { replicate, index, iteration }: SobolPiece,
  out: Float64Array,
  start: number,
  length: number,
): void => {
  const v = directionNumbers[dimension]!;
  const seed = wordsFrom({ ...address, purpose: 'scrambling' }, replicate, 1)[0]!;
  // Counting up flips the bits 0..k, where k is the number of trailing ones: their contributions together.
  const flips = new Uint32Array(32);
  for (let k = 0, sum = 0; k < 32; k++) {
    sum ^= v[k]!;
    flips[k] = sum;
  }
  fillPhilox({ ...address, purpose: 'withinStratum' }, iteration, out, start, length);
  let word = sobolWord(dimension, index);
  for (let i = 0; i < length; i++) {
    const scrambled = reverse(scrambleReversed(reverse(word), seed)) >>> 0;
    out[start + i] = (scrambled + out[start + i]!) * 2.3283064365386963e-10; // 2^-32
    const trailing = 31 - Math.clz32(~(index + i) & (index + i + 1));
    word ^= flips[trailing < 0 ? 31 : trailing]!;
  }
};
