/** Blocks of random numbers in WebAssembly: Philox for four iterations side by side, and the strata that a permutation gives them. */
import {
  assembly,
  type Code,
  choose,
  type FunctionText,
  f64,
  get,
  i32,
  type Local,
  repeat,
  set,
  upTo,
  v128,
} from '../kernels/assembler.ts';

const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const WEYL = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;
export const PERMUTATION_ROUNDS = 6;
/** Entries of the largest table of a permutation, that of 2^24 elements. */
const LARGEST_TABLE = 4096;
/** Numbers that are worked on at a time. */
const WINDOW = 4096;

const word = i32.const;
const splatted = (value: number): Code => v128.words(value, value, value, value);

type Allot = (type: 'i32' | 'f64' | 'v128') => Local;
type Vectors = readonly [Local, Local, Local, Local];

/** Parameters of both functions below: where to write, where to end, then the counter's and the key's words as philox.ts says. */
const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;

/** Goes over counters in fours, from `target` to `end`, `bytes` for each four; `write` finds the four words of each in four vectors. */
const philox = (
  [target, end, low, high, stream, block, keyLow, keyHigh]: readonly Local[],
  local: Allot,
  bytes: number,
  write: (words: Vectors, target: Code) => readonly Code[],
): Code[] => {
  const words: Vectors = [local('v128'), local('v128'), local('v128'), local('v128')];
  const [a, b, c, d] = words;
  const [left, left2, right, right2] = [local('v128'), local('v128'), local('v128'), local('v128')];
  const [lows, highs, streams, blocks] = [local('v128'), local('v128'), local('v128'), local('v128')];
  const keys = Array.from({ length: ROUNDS }, () => [local('v128'), local('v128')] as const);
  const upper = (even: Local, odd: Local) => v128.pick(get(even), get(odd), [1, 3, 5, 7]);
  const lower = (even: Local, odd: Local) => v128.pick(get(even), get(odd), [0, 2, 4, 6]);
  return [
    set(lows, v128.addWords(v128.splatWord(get(low!)), v128.words(0, 1, 2, 3))),
    set(highs, v128.splatWord(get(high!))),
    set(streams, v128.splatWord(get(stream!))),
    set(blocks, v128.splatWord(get(block!))),
    ...keys.flatMap(([first, second], round) => [
      set(first, v128.splatWord(i32.add(get(keyLow!), word(Math.imul(round, WEYL[0]))))),
      set(second, v128.splatWord(i32.add(get(keyHigh!), word(Math.imul(round, WEYL[1]))))),
    ]),
    upTo(target!, get(end!), bytes, [
      set(a, get(lows)),
      set(b, get(highs)),
      set(c, get(streams)),
      set(d, get(blocks)),
      ...keys.flatMap(([first, second]) => [
        set(left, v128.lowProducts(get(a), splatted(MULTIPLIERS[0]))),
        set(left2, v128.highProducts(get(a), splatted(MULTIPLIERS[0]))),
        set(right, v128.lowProducts(get(c), splatted(MULTIPLIERS[1]))),
        set(right2, v128.highProducts(get(c), splatted(MULTIPLIERS[1]))),
        set(a, v128.xor(v128.xor(upper(right, right2), get(b)), get(first))),
        set(b, lower(right, right2)),
        set(c, v128.xor(v128.xor(upper(left, left2), get(d)), get(second))),
        set(d, lower(left, left2)),
      ]),
      ...write(words, get(target!)),
      set(lows, v128.addWords(get(lows), splatted(4))),
    ]),
  ];
};

/** (v + 1/2) 2^-52 for the upper 52 bits v of two words: never 0 nor 1, and every step exact. */
const uniforms = (low: Local, high: Local, half: 0 | 1): Code => {
  const pairs = v128.pick(get(low), get(high), half === 0 ? [0, 4, 1, 5] : [2, 6, 3, 7]);
  const whole = v128.sub(
    v128.or(v128.shiftRight(pairs, 12), v128.words(0, 0x43300000, 0, 0x43300000)),
    v128.reals(4503599627370496), // 2^52
  );
  return v128.mul(v128.add(whole, v128.reals(0.5)), v128.reals(2.220446049250313e-16));
};

/** The uniform numbers of consecutive iterations: the draw of even number of each block of words, or the odd one. */
const fillUniforms = (even: boolean): FunctionText => ({
  parameters,
  build: (given, local) =>
    philox(given, local, 32, ([a, b, c, d], target) => {
      const [low, high] = even ? [a, b] : [c, d];
      return [v128.store(target, uniforms(low, high, 0)), v128.store(target, uniforms(low, high, 1), 16)];
    }),
});

/** The words of four consecutive counters, 64 bytes: the first words of all four, then the second ones, and so on. */
const fillWords: FunctionText = {
  parameters,
  build: (given, local) =>
    philox(given, local, 64, (words, target) => words.map((w, i) => v128.store(target, get(w), 16 * i))),
};

const LOWEST = 1.1102230246251565e-16; // 2^-53

/**
 * (target, end, index, size, low bits, tables, bytes of a table, width): puts the number of element `index` and on into the stratum that the
 * permutation gives it.
 */
const stratify: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64'],
  build: ([target, end, index, size, lowBits, tables, tableBytes, width], local) => {
    const [value, low, high, lowMask] = [local('i32'), local('i32'), local('i32'), local('i32')];
    const bases = Array.from({ length: PERMUTATION_ROUNDS }, () => local('i32'));
    const u = local('f64');
    const found = (base: Local, place: Local) => i32.load(i32.add(get(base), i32.shiftLeft(get(place), word(2))));
    return [
      set(lowMask, i32.sub(i32.shiftLeft(word(1), get(lowBits!)), word(1))),
      ...bases.map((base, round) =>
        set(base, round === 0 ? get(tables!) : i32.add(get(bases[round - 1]!), get(tableBytes!))),
      ),
      upTo(target!, get(end!), 8, [
        set(value, get(index!)),
        repeat(
          [
            set(low, i32.and(get(value), get(lowMask))),
            set(high, i32.shiftRight(get(value), get(lowBits!))),
            ...bases.map((base, round) =>
              round % 2 === 0
                ? set(high, i32.xor(get(high), found(base, low)))
                : set(low, i32.xor(get(low), found(base, high))),
            ),
            set(value, i32.or(i32.shiftLeft(get(high), get(lowBits!)), get(low))),
          ],
          i32.atLeast(get(value), get(size!)),
        ),
        set(u, f64.mul(f64.add(f64.fromI32(get(value)), f64.load(get(target!))), get(width!))),
        set(u, choose(f64.less(get(u), f64.const(LOWEST)), f64.const(LOWEST), get(u))),
        set(u, choose(f64.greater(get(u), f64.const(1 - LOWEST)), f64.const(1 - LOWEST), get(u))),
        f64.store(get(target!), get(u)),
        set(index!, i32.add(get(index!), word(1))),
      ]),
    ];
  },
};

const start = assembly({ even: fillUniforms(true), odd: fillUniforms(false), fillWords, stratify });

const TABLES = 8 * WINDOW;
const { call, memory } = start(TABLES + 4 * PERMUTATION_ROUNDS * LARGEST_TABLE);
const window = new Float64Array(memory, 0, WINDOW);
const wordWindow = new Uint32Array(memory, 0, 2 * WINDOW);
const tableWindow = new Uint32Array(memory, TABLES, PERMUTATION_ROUNDS * LARGEST_TABLE);

/** What is the same for consecutive iterations: see the counter in philox.ts. */
export interface Sequence {
  purpose: number;
  stream: number;
  block: number;
  keyLow: number;
  keyHigh: number;
}

/** Consecutive iterations in pieces that fit the window and share their upper word. */
const inPieces = (
  first: number,
  length: number,
  largest: number,
  each: (low: number, high: number, done: number, count: number) => void,
): void => {
  for (let done = 0; done < length; ) {
    const iteration = first + done;
    const high = Math.floor(iteration / 2 ** 32);
    const low = iteration - high * 2 ** 32;
    const count = Math.min(largest, length - done, 2 ** 32 - low);
    each(low, high, done, count);
    done += count;
  }
};
const upperWord = ({ purpose }: Sequence, high: number): number => high + purpose * 65_536;
const bytesOf = (count: number): number => 32 * Math.ceil(count / 4);

/** A permutation's tables as the module takes them, which is each in as much room as the largest; see permutation.ts. */
export interface Strata {
  tables: readonly Uint32Array[];
  lowBits: number;
  size: number;
  /** The element of the first number. */
  index: number;
}

/** out[start + i] = the uniform number of iteration `first` + i, within its stratum where strata are given. */
export const fillSequence = (
  sequence: Sequence,
  odd: boolean,
  first: number,
  out: Float64Array,
  start: number,
  length: number,
  strata?: Strata,
): void => {
  const { stream, block, keyLow, keyHigh } = sequence;
  const room = strata ? Math.max(...strata.tables.map((table) => table.length)) : 0;
  for (const [round, table] of (strata?.tables ?? []).entries()) tableWindow.set(table, round * room);
  inPieces(first, length, WINDOW, (low, high, done, count) => {
    call[odd ? 'odd' : 'even'](0, bytesOf(count), low, upperWord(sequence, high), stream, block, keyLow, keyHigh);
    if (strata) {
      const { index, size, lowBits } = strata;
      call.stratify(0, 8 * count, index + done, size, lowBits, TABLES, 4 * room, 1 / size);
    }
    out.set(count === WINDOW ? window : window.subarray(0, count), start + done);
  });
};

/** The words of `count` consecutive counters, four each. */
export const wordsInRow = (sequence: Sequence, first: number, count: number): Uint32Array => {
  const { stream, block, keyLow, keyHigh } = sequence;
  const words = new Uint32Array(4 * count);
  inPieces(first, count, WINDOW / 2, (low, high, done, pieces) => {
    call.fillWords(0, 2 * bytesOf(pieces), low, upperWord(sequence, high), stream, block, keyLow, keyHigh);
    // Four counters lie together, their first words before their second ones.
    for (let i = 0; i < pieces; i++)
      for (let j = 0; j < 4; j++) words[4 * (done + i) + j] = wordWindow[16 * (i >> 2) + 4 * j + (i & 3)]!;
  });
  return words;
};
