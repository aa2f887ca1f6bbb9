/**
 * WebAssembly by hand: instructions as functions of their operands, and modules of functions that work on memory in loops. Kernels are
 * expressions (expression.ts); what has loops, tables and several results, such as sorting, is written with this.
 * Opcodes: WebAssembly core specification, 5.4.
 */
import { F64, I32, I64, realBytes, signed, unsigned, V128 } from './emit.ts';

/** Instructions in their order, operands before what takes them. */
export type Code = readonly number[];
export interface Local {
  index: number;
}

const unary =
  (...opcode: number[]) =>
  (a: Code): Code => [...a, ...opcode];
const binary =
  (...opcode: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];
const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
/** Memory instructions: the address, and a constant added to it. */
const load =
  (...opcode: number[]) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, 0, ...unsigned(offset)];
const store =
  (...opcode: number[]) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...opcode, 0, ...unsigned(offset)];

export const get = ({ index }: Local): Code => [0x20, ...unsigned(index)];
export const set = ({ index }: Local, value: Code): Code => [...value, 0x21, ...unsigned(index)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(BigInt(value | 0))],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shiftLeft: binary(0x74),
  shiftRight: binary(0x76),
  equal: binary(0x46),
  less: binary(0x49),
  greater: binary(0x4b),
  atLeast: binary(0x4f),
  fromI64: unary(0xa7),
  fromReal: unary(0xaa),
  load: load(0x28),
  load8: load(0x2d),
  load16: load(0x2f),
  store: store(0x36),
  store8: store(0x3a),
};

export const i64 = {
  const: (value: bigint): Code => [0x42, ...signed(value)],
  and: binary(0x83),
  or: binary(0x84),
  xor: binary(0x85),
  shiftLeft: binary(0x86),
  shiftRightSigned: binary(0x87),
  shiftRight: binary(0x88),
  leadingZeros: unary(0x79),
  equal: binary(0x51),
  less: binary(0x54),
  greater: binary(0x56),
  fromI32: unary(0xad),
  /** The bits of a double. */
  fromReal: unary(0xbd),
  load: load(0x29),
  store: store(0x37),
};

export const f64 = {
  const: (value: number): Code => [0x44, ...realBytes(value)],
  add: binary(0xa0),
  sub: binary(0xa1),
  mul: binary(0xa2),
  floor: unary(0x9c),
  equal: binary(0x61),
  notEqual: binary(0x62),
  less: binary(0x63),
  greater: binary(0x64),
  fromI32: unary(0xb8),
  /** The double with these bits. */
  fromI64: unary(0xbf),
  load: load(0x2b),
  store: store(0x39),
};

/** Two doubles, or four words, side by side. */
export const v128 = {
  words: (a: number, b: number, c: number, d: number): Code => [
    ...vector(0x0c),
    ...new Uint8Array(Uint32Array.of(a, b, c, d).buffer),
  ],
  reals: (value: number): Code => [...vector(0x0c), ...realBytes(value), ...realBytes(value)],
  splatWord: unary(...vector(0x11)),
  splatReal: unary(...vector(0x14)),
  lane: (a: Code, lane: 0 | 1): Code => [...a, ...vector(0x21), lane],
  and: binary(...vector(0x4e)),
  or: binary(...vector(0x50)),
  xor: binary(...vector(0x51)),
  addWords: binary(...vector(0xae)),
  /** 64-bit products of the words 0 and 1, or 2 and 3. */
  lowProducts: binary(...vector(0xde)),
  highProducts: binary(...vector(0xdf)),
  /** Four of the eight words of two vectors. */
  pick: (a: Code, b: Code, words: readonly number[]): Code => [
    ...a,
    ...b,
    ...vector(0x0d),
    ...words.flatMap((word) => [4 * word, 4 * word + 1, 4 * word + 2, 4 * word + 3]),
  ],
  shiftRight: (a: Code, distance: number): Code => [...a, ...i32.const(distance), ...vector(0xcd)],
  add: binary(...vector(0xf0)),
  sub: binary(...vector(0xf1)),
  mul: binary(...vector(0xf2)),
  load: load(...vector(0x00)),
  store: store(...vector(0x0b)),
};

/** One branch or the other. */
export const when = (condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...then.flat(),
  ...(otherwise.length > 0 ? [0x05, ...otherwise.flat()] : []),
  0x0b,
];
/** `whenTrue` if the condition is not 0; both are computed. */
export const choose = (condition: Code, whenTrue: Code, whenFalse: Code): Code => [
  ...whenTrue,
  ...whenFalse,
  ...condition,
  0x1b,
];
/** While the condition, an i32, is not 0. */
export const during = (condition: Code, body: readonly Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...condition, 0x45, 0x0d, 1],
  ...body.flat(),
  ...[0x0c, 0, 0x0b, 0x0b],
];
/** The body, again while the condition, an i32, is not 0. */
export const repeat = (body: readonly Code[], condition: Code): Code => [
  ...[0x03, 0x40],
  ...body.flat(),
  ...[...condition, 0x0d, 0, 0x0b],
];
/** The local counts up by `step` from what it is to below `end`, both unsigned. */
export const upTo = (counter: Local, end: Code, step: number, body: readonly Code[]): Code =>
  when(i32.less(get(counter), end), [
    repeat([...body, set(counter, i32.add(get(counter), i32.const(step)))], i32.less(get(counter), end)),
  ]);
/** Sets `size` bytes to 0. */
export const clear = (address: Code, size: Code): Code => [...address, ...i32.const(0), ...size, 0xfc, 0x0b, 0];

const types = { i32: I32, i64: I64, f64: F64, v128: V128 };
type Type = keyof typeof types;

export interface FunctionText {
  parameters: readonly Type[];
  result?: Type;
  build: (parameters: readonly Local[], local: (type: Type) => Local) => readonly Code[];
}

const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): number[] => [id, ...unsigned(content.length), ...content];
const name = (text: string): number[] => list([...new TextEncoder().encode(text)].map((byte) => [byte]));
const typeList = (given: readonly Type[]): number[] => list(given.map((type) => [types[type]]));

const bodyOf = ({ parameters, build }: FunctionText): number[] => {
  const locals: Type[] = [];
  const local = (type: Type): Local => ({ index: parameters.length + locals.push(type) - 1 });
  const code = build(
    parameters.map((_, index) => ({ index })),
    local,
  ).flat();
  const content = [...list(locals.map((type) => [1, types[type]])), ...code, 0x0b];
  return [...unsigned(content.length), ...content];
};

// The standard library's types know WebAssembly only together with the browser's document.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
  Memory: new (descriptor: { initial: number }) => { buffer: ArrayBuffer };
};

const PAGE = 65_536;

export interface Running<Name extends string> {
  call: Readonly<Record<Name, (...parameters: number[]) => number>>;
  memory: ArrayBuffer;
}

/**
 * A module of functions that all work on one memory of its own. It is compiled when first started; each start has another memory, which does
 * not grow.
 */
export const assembly = <Name extends string>(
  functions: Readonly<Record<Name, FunctionText>>,
): ((bytes: number) => Running<Name>) => {
  let module: object | undefined;
  const compile = (): object => {
    const texts = Object.entries<FunctionText>(functions);
    return new WebAssembly.Module(
      Uint8Array.from([
        ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        ...section(
          1,
          list(
            texts.map(([, { parameters, result }]) => [
              0x60,
              ...typeList(parameters),
              ...typeList(result ? [result] : []),
            ]),
          ),
        ),
        ...section(2, list([[...name('env'), ...name('memory'), 2, 0, 1]])),
        ...section(3, list(texts.map((_, i) => unsigned(i)))),
        ...section(7, list(texts.map(([key], i) => [...name(key), 0, ...unsigned(i)]))),
        ...section(10, list(texts.map(([, text]) => bodyOf(text)))),
      ]),
    );
  };
  return (bytes) => {
    module ??= compile();
    const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE)) });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { call: exports as Running<Name>['call'], memory: memory.buffer };
  };
};
