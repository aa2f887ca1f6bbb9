/**
 * Sorting doubles by their bits, least significant digits first. Only the 33 bits below what all keys have in common are looked at: hardly
 * any two of a chunk's values agree in them, so that a pass of insertions brings the last ones in order; where many do, all bits are sorted.
 * A comparison sort takes several times as long.
 */
import { type Code, choose, type FunctionText, get, i32, i64, type Local, set, upTo } from '../kernels/assembler.ts';

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;
const PASSES = 3;
/** What one round of passes sorts. */
export const BITS = PASSES * DIGIT;
/** Insertions per value, on the average, beyond which all bits are sorted. */
export const PATIENCE = 8;

/** Counters of the passes come first in memory, then a chunk's or a run's arrays. */
export const COUNTERS = 4 * BUCKETS * PASSES;

export const word = i32.const;
export const eight = (index: Code): Code => i32.shiftLeft(index, word(3));

/** The bits of a double as a number that compares as the doubles do: negative ones inverted, others with the sign bit set. */
const orderedKey = (bits: Code, scratch: Local): Code => [
  ...set(scratch, bits),
  ...i64.xor(get(scratch), i64.or(i64.shiftRightSigned(get(scratch), i64.const(63n)), i64.const(-0x8000000000000000n))),
];

/** (values, keys, end of values) -> how many leading bits all keys share; 64 if they are equal. */
export const makeKeys: FunctionText = {
  parameters: ['i32', 'i32', 'i32'],
  result: 'i32',
  build: ([values, keys, end], local) => {
    const [key, scratch, low, high] = [local('i64'), local('i64'), local('i64'), local('i64')];
    return [
      set(low, i64.const(-1n)),
      upTo(values!, get(end!), 8, [
        set(key, orderedKey(i64.load(get(values!)), scratch)),
        set(low, choose(i64.less(get(key), get(low)), get(key), get(low))),
        set(high, choose(i64.greater(get(key), get(high)), get(key), get(high))),
        i64.store(get(keys!), get(key)),
        set(keys!, i32.add(get(keys!), word(8))),
      ]),
      i32.fromI64(i64.leadingZeros(i64.xor(get(low), get(high)))),
    ];
  },
};

/** Where a digit's counter is: the digits of pass 2 are the highest bits. */
const counter = (key: Code, pass: number): Code =>
  i32.add(
    word(4 * BUCKETS * pass),
    i32.and(i32.fromI64(i64.shiftRight(key, i64.const(BigInt(64 - BITS + DIGIT * pass - 2)))), word(4 * (BUCKETS - 1))),
  );

export const countDigits = (key: Local, at: Local): Code[] =>
  Array.from({ length: PASSES }, (_, pass) => [
    ...set(at, counter(get(key), pass)),
    ...i32.store(get(at), i32.add(i32.load(get(at)), word(1))),
  ]);

/** Counters become the addresses where their digits go. */
export const sumCounters = (pass: number, target: Local, at: Local, sum: Local, size: Local): Code[] => [
  set(sum, get(target)),
  set(at, word(4 * BUCKETS * pass)),
  upTo(at, word(4 * BUCKETS * (pass + 1)), 4, [
    set(size, i32.load(get(at))),
    i32.store(get(at), get(sum)),
    set(sum, i32.add(get(sum), eight(get(size)))),
  ]),
];

/** One pass: every number of `from` to its place in `to`. */
export const scatter = (
  pass: number,
  from: Local,
  to: Local,
  length: Local,
  l: Record<'key' | 'i' | 'at' | 'place', Local>,
) => [
  set(l.i, get(from)),
  upTo(l.i, i32.add(get(from), get(length)), 8, [
    set(l.key, i64.load(get(l.i))),
    set(l.at, counter(get(l.key), pass)),
    set(l.place, i32.load(get(l.at))),
    i64.store(get(l.place), get(l.key)),
    i32.store(get(l.at), i32.add(get(l.place), word(8))),
  ]),
  ...[set(l.i, get(from)), set(from, get(to)), set(to, get(l.i))],
];
