/** Sorts as many values as there are, without their places; see radix.ts. */
import {
  assembly,
  type Code,
  choose,
  clear,
  during,
  type FunctionText,
  get,
  i32,
  i64,
  type Local,
  set,
  upTo,
  when,
} from '../kernels/assembler.ts';
import { BITS, COUNTERS, countDigits, makeKeys, PATIENCE, scatter, sumCounters, word } from './radix.ts';

/** The bits of the double that an ordered key stands for. */
const realBits = (key: Code, scratch: Local): Code => [
  ...set(scratch, key),
  ...i64.xor(
    get(scratch),
    choose(i64.less(get(scratch), i64.const(-0x8000000000000000n)), i64.const(-1n), i64.const(-0x8000000000000000n)),
  ),
];

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

const start = assembly({ makeKeys, keyRound, settleKeys });

/** Kept from one sorting of values to the next unless it is very large. */
let running: ReturnType<typeof start> | undefined;
const KEPT = 64 * 2 ** 20;

/** The values in ascending order, as many as there are. No NaN, no -0. */
export const sortedValues = (parts: readonly Float64Array[]): Float64Array => {
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = 8 * count;
  if (!running || running.memory.byteLength < COUNTERS + 2 * bytes) running = start(COUNTERS + 2 * bytes);
  const { call, memory } = running;
  const [first, second] = [COUNTERS, COUNTERS + bytes];
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
