/**
 * Sorting doubles by their bits, least significant digits first. Only the 33 bits below what all keys have in common are looked at: hardly
 * any two of a chunk's values agree in them, so that a pass of insertions brings the last ones in order; where many do, all bits are sorted.
 * A comparison sort takes several times as long.
 */
import {
  assembly,
  type Code,
  choose,
  clear,
  during,
  type FunctionText,
  f64,
  get,
  i32,
  i64,
  type Local,
  repeat,
  set,
  upTo,
  when,
} from '../kernels/assembler.ts';

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;
const PASSES = 3;
/** What one round of passes sorts. */
const BITS = PASSES * DIGIT;
/** A chunk: places of its values fit into the 16 bits that a round leaves free. */
const LARGEST_ORDERED = 65_536;
/** Insertions per value, on the average, beyond which all bits are sorted. */
const PATIENCE = 8;

/** Counters of the passes come first in memory, then a chunk's or a run's arrays. */
const COUNTERS = 4 * BUCKETS * PASSES;
const ARRAYS = COUNTERS;

const word = i32.const;
const eight = (index: Code): Code => i32.shiftLeft(index, word(3));

/** The bits of a double as a number that compares as the doubles do: negative ones inverted, others with the sign bit set. */
const orderedKey = (bits: Code, scratch: Local): Code => [
  ...set(scratch, bits),
  ...i64.xor(get(scratch), i64.or(i64.shiftRightSigned(get(scratch), i64.const(63n)), i64.const(-0x8000000000000000n))),
];
const realBits = (key: Code, scratch: Local): Code => [
  ...set(scratch, key),
  ...i64.xor(
    get(scratch),
    choose(i64.less(get(scratch), i64.const(-0x8000000000000000n)), i64.const(-1n), i64.const(-0x8000000000000000n)),
  ),
];

/** (values, keys, end of values) -> how many leading bits all keys share; 64 if they are equal. */
const makeKeys: FunctionText = {
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

const countDigits = (key: Local, at: Local): Code[] =>
  Array.from({ length: PASSES }, (_, pass) => [
    ...set(at, counter(get(key), pass)),
    ...i32.store(get(at), i32.add(i32.load(get(at)), word(1))),
  ]);

/** Counters become the addresses where their digits go. */
const sumCounters = (pass: number, target: Local, at: Local, sum: Local, size: Local): Code[] => [
  set(sum, get(target)),
  set(at, word(4 * BUCKETS * pass)),
  upTo(at, word(4 * BUCKETS * (pass + 1)), 4, [
    set(size, i32.load(get(at))),
    i32.store(get(at), get(sum)),
    set(sum, i32.add(get(sum), eight(get(size)))),
  ]),
];

/** One pass: every number of `from` to its place in `to`. */
const scatter = (
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

/**
 * (keys, order, a, b, bytes, shift): sorts `order` by the 33 highest bits of the keys shifted to the left; where they agree it stays as it is.
 * A number of `a` holds 48 bits of a key and 16 of its place.
 */
const orderRound: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  build: ([keys, order, a, b, bytes, shift], local) => {
    const [i, at, place, size] = [local('i32'), local('i32'), local('i32'), local('i32')];
    const [key, distance] = [local('i64'), local('i64')];
    return [
      clear(word(0), word(COUNTERS)),
      set(distance, i64.fromI32(get(shift!))),
      upTo(i, get(bytes!), 8, [
        set(place, i32.load(i32.add(get(order!), i32.shiftRight(get(i), word(1))))),
        set(
          key,
          i64.or(
            i64.and(
              i64.shiftLeft(i64.load(i32.add(get(keys!), eight(get(place)))), get(distance)),
              i64.const(-0x10000n),
            ),
            i64.fromI32(get(place)),
          ),
        ),
        i64.store(i32.add(get(a!), get(i)), get(key)),
        ...countDigits(key, at),
      ]),
      ...[0, 1, 2].flatMap((pass) => [
        ...sumCounters(pass, b!, at, place, size),
        ...scatter(pass, a!, b!, bytes!, { key, i, at, place }),
      ]),
      set(i, word(0)),
      upTo(i, get(bytes!), 8, [
        i32.store(
          i32.add(get(order!), i32.shiftRight(get(i), word(1))),
          i32.and(i32.load(i32.add(get(a!), get(i))), word(0xffff)),
        ),
      ]),
    ];
  },
};

/**
 * (values, order, sorted, end of sorted, patience) -> 1 if done: lines the values up by `order` and brings those back in order that are
 * not; gives up beyond so many steps.
 */
const lineUp: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
  result: 'i32',
  build: ([values, order, sorted, end, patience], local) => {
    const [from, at, slot, place, steps] = [local('i32'), local('i32'), local('i32'), local('i32'), local('i32')];
    const value = local('f64');
    const before = f64.greater(f64.load(i32.sub(get(at), word(8))), get(value));
    return [
      set(from, get(sorted!)),
      upTo(from, get(end!), 8, [
        set(place, i32.load(get(order!))),
        set(value, f64.load(i32.add(get(values!), eight(get(place))))),
        set(at, get(from)),
        when(i32.greater(get(from), get(sorted!)), [
          when(before, [
            set(slot, get(order!)),
            repeat(
              [
                f64.store(get(at), f64.load(i32.sub(get(at), word(8)))),
                i32.store(get(slot), i32.load(i32.sub(get(slot), word(4)))),
                set(at, i32.sub(get(at), word(8))),
                set(slot, i32.sub(get(slot), word(4))),
                set(steps, i32.add(get(steps), word(1))),
              ],
              choose(i32.greater(get(at), get(sorted!)), before, word(0)),
            ),
            i32.store(get(slot), get(place)),
          ]),
        ]),
        f64.store(get(at), get(value)),
        set(order!, i32.add(get(order!), word(4))),
        when(i32.greater(get(steps), get(patience!)), [word(0), [0x0f]]),
      ]),
      word(1),
    ];
  },
};

/** (keys, other, bytes, shift) -> where the result is: sorts keys by the 33 highest bits left after shifting. */
const keyRound: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'i32'],
  result: 'i32',
  build: ([keys, other, bytes, shift], local) => {
    const [i, at, place, size] = [local('i32'), local('i32'), local('i32'), local('i32')];
    const [key, distance] = [local('i64'), local('i64')];
    const rotate = (code: Code): Code => [...code, ...get(distance), 0x89]; // i64.rotl
    const each = (change: Code, body: readonly Code[]): Code[] => [
      set(i, get(keys!)),
      upTo(i, i32.add(get(keys!), get(bytes!)), 8, [set(key, change), i64.store(get(i), get(key)), ...body]),
    ];
    return [
      clear(word(0), word(COUNTERS)),
      set(distance, i64.fromI32(get(shift!))),
      ...each(rotate(i64.load(get(i))), countDigits(key, at)),
      ...[0, 1, 2].flatMap((pass) => [
        ...sumCounters(pass, other!, at, place, size),
        ...scatter(pass, keys!, other!, bytes!, { key, i, at, place }),
      ]),
      set(distance, i64.fromI32(i32.sub(word(64), get(shift!)))),
      ...each(rotate(i64.load(get(i))), []),
      get(keys!),
    ];
  },
};

/** (keys, bytes, patience) -> 1 if done: keys that are nearly in order become doubles in order, in their place. */
const settleKeys: FunctionText = {
  parameters: ['i32', 'i32', 'i32'],
  result: 'i32',
  build: ([keys, bytes, patience], local) => {
    const [from, at, steps, end] = [local('i32'), local('i32'), local('i32'), local('i32')];
    const [key, scratch] = [local('i64'), local('i64')];
    const before = i64.greater(i64.load(i32.sub(get(at), word(8))), get(key));
    return [
      set(end, i32.add(get(keys!), get(bytes!))),
      set(from, i32.add(get(keys!), word(8))),
      upTo(from, get(end), 8, [
        set(key, i64.load(get(from))),
        set(at, get(from)),
        during(choose(i32.greater(get(at), get(keys!)), before, word(0)), [
          i64.store(get(at), i64.load(i32.sub(get(at), word(8)))),
          set(at, i32.sub(get(at), word(8))),
          set(steps, i32.add(get(steps), word(1))),
        ]),
        i64.store(get(at), get(key)),
        when(i32.greater(get(steps), get(patience!)), [word(0), [0x0f]]),
      ]),
      set(from, get(keys!)),
      upTo(from, get(end), 8, [i64.store(get(from), realBits(i64.load(get(from)), scratch))]),
      word(1),
    ];
  },
};

const start = assembly({ makeKeys, orderRound, lineUp, keyRound, settleKeys });

export interface Sorter {
  /** Sorts values[0..count-1] ascending into `sorted`; `order`[i] is where sorted[i] stood. No NaN, no -0. Equal values keep their order. */
  sort(values: Float64Array, count: number): void;
  readonly sorted: Float64Array;
  readonly order: Uint32Array;
}

/** For up to `capacity` values, at most a chunk. */
export const createSorter = (capacity: number): Sorter => {
  if (capacity > LARGEST_ORDERED) throw new Error(`A sorter takes at most ${LARGEST_ORDERED} values`);
  const size = 8 * capacity;
  const [values, sorted, keys, a, b, order] = [0, 1, 2, 3, 4, 5].map((array) => ARRAYS + array * size);
  const { call, memory } = start(ARRAYS + 6 * size);
  const given = new Float64Array(memory, values, capacity);
  const places = new Uint32Array(memory, order, capacity);
  return {
    sorted: new Float64Array(memory, sorted, capacity),
    order: places,
    sort(source, count) {
      given.set(count === source.length ? source : source.subarray(0, count));
      const bytes = 8 * count;
      const common = call.makeKeys(values!, keys!, values! + bytes);
      const identity = () => {
        for (let i = 0; i < count; i++) places[i] = i;
      };
      const round = (shift: number) => call.orderRound(keys!, order!, a!, b!, bytes, shift);
      const lined = (patience: number) => call.lineUp(values!, order!, sorted!, sorted! + bytes, patience) === 1;
      identity();
      if (common < 64) round(common);
      if (lined(PATIENCE * count)) return;
      identity();
      round(common + BITS);
      round(common);
      lined(0);
    },
  };
};

/** Kept from one sorting of values to the next unless it is very large. */
let running: ReturnType<typeof start> | undefined;
const KEPT = 64 * 2 ** 20;

/** The values in ascending order, as many as there are. No NaN, no -0. */
export const sortedValues = (parts: readonly Float64Array[]): Float64Array => {
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = 8 * count;
  if (!running || running.memory.byteLength < ARRAYS + 2 * bytes) running = start(ARRAYS + 2 * bytes);
  const { call, memory } = running;
  const [first, second] = [ARRAYS, ARRAYS + bytes];
  let filled = 0;
  const given = new Float64Array(memory, first, count);
  for (const part of parts) {
    given.set(part, filled);
    filled += part.length;
  }
  const common = call.makeKeys(first, first, first + bytes);
  let at = first;
  const round = (shift: number) => {
    // Three passes: the result is in the other array.
    at = call.keyRound(at, at === first ? second : first, bytes, shift);
  };
  if (common < 64) round(common);
  if (call.settleKeys(at, bytes, PATIENCE * count) === 0) {
    round(common + BITS);
    round(common);
    call.settleKeys(at, bytes, 0);
  }
  if (memory.byteLength > KEPT) running = undefined;
  return new Float64Array(memory, at, count).slice();
};
