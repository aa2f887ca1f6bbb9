/** Sorts a chunk's values and tells where each stood; see radix.ts. */
import {
  assembly,
  choose,
  clear,
  type FunctionText,
  f64,
  get,
  i32,
  i64,
  repeat,
  set,
  upTo,
  when,
} from '../kernels/assembler.ts';
import { BITS, COUNTERS, countDigits, eight, makeKeys, PATIENCE, scatter, sumCounters, word } from './radix.ts';

/** A chunk: places of its values fit into the 16 bits that a round leaves free. */
const LARGEST_ORDERED = 65_536;

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

const start = assembly({ makeKeys, orderRound, lineUp });

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
  const [values, sorted, keys, a, b, order] = [0, 1, 2, 3, 4, 5].map((array) => COUNTERS + array * size);
  const { call, memory } = start(COUNTERS + 6 * size);
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
