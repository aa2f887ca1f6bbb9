/**
 * Counts of values in fixed classes, for runs too long to keep samples: a class is all doubles that share the upper 28 bits, sign,
 * exponent and 16 bits of the fraction, so that a value is known to within 2^-17 of itself. The classes are the same for every
 * run and the counts are integers, so that counting commutes.
 */
export interface ClassCounts {
  /** Class numbers, ascending. */
  keys: Uint32Array;
  counts: Float64Array;
}

/** Largest relative error of a value taken as the middle of its class: 2^-17. */
export const CLASS_ERROR = 7.62939453125e-6;
/** Of a class, the bits of the fraction that its numbers share. */
export const FRACTION_BITS = 16;
const FRACTION_BITS_DROPPED = 20 - FRACTION_BITS;

const view = new DataView(new ArrayBuffer(8));

/** The class of a number: classes ascend as their numbers do. */
export const classOf = (value: number): number => {
  view.setFloat64(0, value);
  const high = view.getUint32(0);
  const ordered = high & 0x80000000 ? ~high >>> 0 : (high | 0x80000000) >>> 0;
  return ordered >>> FRACTION_BITS_DROPPED;
};

/** The lowest number of a class, or the highest of the one before it. */
export const classEdge = (key: number): number => {
  const ordered = (key << FRACTION_BITS_DROPPED) >>> 0;
  const negative = (ordered & 0x80000000) === 0;
  view.setUint32(0, negative ? ~ordered >>> 0 : (ordered & 0x7fffffff) >>> 0);
  view.setUint32(4, negative ? 0xffffffff : 0);
  return view.getFloat64(0);
};

/** The number that stands for a class: its middle; 0 for the class of 0. */
export const classMiddle = (key: number): number => {
  // Beyond the highest class lies Infinity.
  const [low, high] = [classEdge(key), Math.min(classEdge(key + 1), Number.MAX_VALUE)];
  if (low === 0) return 0;
  return low + (high - low) / 2;
};

/** The lowest and the highest of the numbers that agree with x but for its last `bits` bits. */
export const cellOf = (x: number, bits: number): readonly [number, number] => {
  view.setFloat64(0, x);
  const all = view.getBigUint64(0);
  const open = (1n << BigInt(bits)) - 1n;
  view.setBigUint64(0, all & ~open);
  const small = view.getFloat64(0);
  view.setBigUint64(0, all | open);
  const large = view.getFloat64(0);
  // -0 is 0, which has a cell of its own.
  return small < 0 || large < 0 ? [large, small === 0 ? -Number.MIN_VALUE : small] : [small, large];
};

/** The number in the middle of these, for bits in 1..32. */
export const middleOf = (x: number, bits: number): number => {
  view.setFloat64(0, x);
  const low = view.getUint32(4);
  const open = bits === 32 ? 0xffffffff : (1 << bits) - 1;
  view.setUint32(4, (low & ~open) | (2 ** (bits - 1)));
  return x === 0 ? 0 : view.getFloat64(0);
};

/** Counts sorted values. */
export const countClasses = (sorted: Float64Array, count: number): ClassCounts => {
  const keys: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < count; i++) {
    const key = classOf(sorted[i]!);
    if (keys[keys.length - 1] === key) counts[counts.length - 1]! += 1;
    else {
      keys.push(key);
      counts.push(1);
    }
  }
  return { keys: Uint32Array.from(keys), counts: Float64Array.from(counts) };
};

export const mergeClasses = (a: ClassCounts, b: ClassCounts): ClassCounts => {
  const keys = new Uint32Array(a.keys.length + b.keys.length);
  const counts = new Float64Array(keys.length);
  let [i, j, n] = [0, 0, 0];
  while (i < a.keys.length || j < b.keys.length) {
    const left = i < a.keys.length ? a.keys[i]! : Infinity;
    const right = j < b.keys.length ? b.keys[j]! : Infinity;
    keys[n] = Math.min(left, right);
    counts[n] = (left <= right ? a.counts[i]! : 0) + (right <= left ? b.counts[j]! : 0);
    if (left <= right) i += 1;
    if (right <= left) j += 1;
    n += 1;
  }
  return { keys: keys.slice(0, n), counts: counts.slice(0, n) };
};
