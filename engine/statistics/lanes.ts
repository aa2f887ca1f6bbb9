/**
 * Sums over a chunk, in WebAssembly. They go in four lanes: lane j adds the elements j, j + 4, j + 8, ... in order, and the lanes meet as
 * (0 + 1) + (2 + 3). The scheme is part of the contract: another one would give other last bits.
 */
import {
  assembly,
  type Code,
  type FunctionText,
  f64,
  get,
  i32,
  type Local,
  set,
  upTo,
  v128,
  when,
} from '../kernels/assembler.ts';

const word = i32.const;
const eight = (index: Code): Code => i32.shiftLeft(index, word(3));

type Allot = (type: 'i32' | 'f64' | 'v128') => Local;

/**
 * Adds up a term of the elements 0..count-1, whose address is a byte offset, in four lanes: `pair` is the term of two elements, `one` that of
 * one. Several sums share the loop.
 */
const inLanes = (
  count: Local,
  local: Allot,
  terms: readonly { pair: (at: Code, offset: number) => Code; one: (at: Code) => Code; sum: Local }[],
): Code[] => {
  const [at, whole] = [local('i32'), local('i32')];
  const lanes = terms.map(() => [local('v128'), local('v128')] as const);
  const rest = [0, 1, 2, 3].map(() => local('f64'));
  return [
    set(whole, eight(i32.and(get(count), word(-4)))),
    upTo(
      at,
      get(whole),
      32,
      terms.flatMap(({ pair }, t) =>
        lanes[t]!.map((lane, half) => set(lane, v128.add(get(lane), pair(get(at), 16 * half)))),
      ),
    ),
    ...terms.flatMap(({ one, sum }, t): Code[] => [
      ...rest.map((value, j) => set(value, v128.lane(get(lanes[t]![j >> 1]!), j % 2 === 0 ? 0 : 1))),
      ...[0, 1, 2].map((j) =>
        when(i32.greater(get(count), i32.add(i32.shiftRight(get(whole), word(3)), word(j))), [
          set(rest[j]!, f64.add(get(rest[j]!), one(i32.add(get(whole), word(8 * j))))),
        ]),
      ),
      set(sum, f64.add(f64.add(get(rest[0]!), get(rest[1]!)), f64.add(get(rest[2]!), get(rest[3]!)))),
    ]),
  ];
};

/** (values, count) */
const sum: FunctionText = {
  parameters: ['i32', 'i32'],
  result: 'f64',
  build: ([values, count], local) => {
    const total = local('f64');
    const from = (at: Code) => i32.add(get(values!), at);
    return [
      ...inLanes(count!, local, [
        { sum: total, pair: (at, offset) => v128.load(from(at), offset), one: (at) => f64.load(from(at)) },
      ]),
      get(total),
    ];
  },
};

/** Sums of (a - meanA) (b - meanB). */
const productsOf = (count: Local, local: Allot, wanted: readonly (readonly [Local, Local, Local, Local, Local])[]) => {
  const splats = wanted.flatMap(([, meanA, , meanB]) => [meanA, meanB].map((mean) => ({ mean, splat: local('v128') })));
  return [
    ...splats.map(({ mean, splat }) => set(splat, v128.splatReal(get(mean)))),
    ...inLanes(
      count,
      local,
      wanted.map(([a, meanA, b, meanB, total], t) => ({
        sum: total,
        pair: (at: Code, offset: number) =>
          v128.mul(
            v128.sub(v128.load(i32.add(get(a), at), offset), get(splats[2 * t]!.splat)),
            v128.sub(v128.load(i32.add(get(b), at), offset), get(splats[2 * t + 1]!.splat)),
          ),
        one: (at: Code) =>
          f64.mul(
            f64.sub(f64.load(i32.add(get(a), at)), get(meanA)),
            f64.sub(f64.load(i32.add(get(b), at)), get(meanB)),
          ),
      })),
    ),
  ];
};

/** (a, b, count, meanA, meanB) -> the sum of (a - meanA) (b - meanB) */
const products: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'f64', 'f64'],
  result: 'f64',
  build: ([a, b, count, meanA, meanB], local) => {
    const total = local('f64');
    return [...productsOf(count!, local, [[a!, meanA!, b!, meanB!, total]]), get(total)];
  },
};

/** (a, b, c, d, count, meanA, meanB, meanC, target): two such sums, of a with b and of c with d (whose mean is 0), to `target`. */
const twoProducts: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'f64', 'f64', 'i32'],
  build: ([a, b, c, d, count, meanA, meanB, meanC, target], local) => {
    const [first, second, zero] = [local('f64'), local('f64'), local('f64')];
    return [
      ...productsOf(count!, local, [
        [a!, meanA!, b!, meanB!, first],
        [c!, meanC!, d!, zero, second],
      ]),
      f64.store(get(target!), get(first)),
      f64.store(get(target!), get(second), 8),
    ];
  },
};

/** (uniforms, count, classes, counts, classes in all): the class of each uniform number, a byte, and how many are in each class, a word. */
const classify: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'i32', 'f64'],
  build: ([uniforms, count, classes, counts, classesInAll], local) => {
    const [at, place, own] = [local('i32'), local('i32'), local('i32')];
    return [
      upTo(at, get(count!), 1, [
        set(own, i32.fromReal(f64.mul(f64.load(i32.add(get(uniforms!), eight(get(at)))), get(classesInAll!)))),
        i32.store8(i32.add(get(classes!), get(at)), get(own)),
        set(place, i32.add(get(counts!), i32.shiftLeft(get(own), word(2)))),
        i32.store(get(place), i32.add(i32.load(get(place)), word(1))),
      ]),
    ];
  },
};

/** (values, count, classes, sums): adds each value to the sum of its class. */
const addByClass: FunctionText = {
  parameters: ['i32', 'i32', 'i32', 'i32'],
  build: ([values, count, classes, sums], local) => {
    const [at, place] = [local('i32'), local('i32')];
    return [
      upTo(at, get(count!), 1, [
        set(place, i32.add(get(sums!), eight(i32.load8(i32.add(get(classes!), get(at)))))),
        f64.store(get(place), f64.add(f64.load(get(place)), f64.load(i32.add(get(values!), eight(get(at)))))),
      ]),
    ];
  },
};

/** (values, places, count) -> the sum of the values at these places, words, in their order. */
const addAt: FunctionText = {
  parameters: ['i32', 'i32', 'i32'],
  result: 'f64',
  build: ([values, places, count], local) => {
    const [at, total] = [local('i32'), local('f64')];
    const place = i32.load(i32.add(get(places!), i32.shiftLeft(get(at), word(2))));
    return [
      upTo(at, get(count!), 1, [set(total, f64.add(get(total), f64.load(i32.add(get(values!), eight(place)))))]),
      get(total),
    ];
  },
};

export const startLanes = assembly({ sum, products, twoProducts, classify, addByClass, addAt });
