import { emit, F64, type Form, type FunctionCode, I32, unsigned, V128 } from './emit.ts';
import { parameter, type Real } from './expression.ts';

/** A kernel: how many numbers it takes and the expression that it is. */
export interface Kernel {
  parameters: number;
  build: (...parameters: Real[]) => Real;
}

/** The code of a kernel, for whoever links it into a module: parameters and result are f64, or v128 in the form f64x2. */
export const kernelCode = (kernel: Kernel, form: Form): FunctionCode =>
  emit(kernel.build(...Array.from({ length: kernel.parameters }, (_, i) => parameter(i))), kernel.parameters, form);

// The standard library's types know WebAssembly only together with the browser's document.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
};

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const name = (text: string): number[] => vector([...new TextEncoder().encode(text)].map((byte) => [byte]));
const functionType = (parameters: readonly number[], results: readonly number[]): number[] => [
  0x60,
  ...vector(parameters.map((type) => [type])),
  ...vector(results.map((type) => [type])),
];

const body = (locals: readonly number[], instructions: readonly number[]): number[] => {
  const content = [...vector(locals.map((type) => [1, type])), ...instructions, 0x0b];
  return [...unsigned(content.length), ...content];
};

/**
 * A loop over blocks of numbers in memory: (source address, target address, count, constant parameters...) and count is even.
 * The kernel's first parameter runs over the block; the others stay.
 */
const blockLoop = (kernelIndex: number, extra: number): number[] => {
  const [source, target, count] = [0, 1, 2];
  const get = (index: number): number[] => [0x20, ...unsigned(index)];
  const advance = (index: number): number[] => [...get(index), 0x41, 16, 0x6a, 0x21, index];
  const constants = Array.from({ length: extra }, (_, i) => [...get(3 + i), 0xfd, 0x14]).flat(); // f64x2.splat
  return body(
    [],
    [
      ...[0x03, 0x40], // loop
      ...[...get(target), ...get(source), 0xfd, 0x00, 3, 0, ...constants, 0x10, ...unsigned(kernelIndex)],
      ...[0xfd, 0x0b, 3, 0],
      ...[...advance(source), ...advance(target)],
      ...[...get(count), 0x41, 2, 0x6b, 0x22, count, 0x0d, 0], // count -= 2, again while it is not 0
      0x0b,
    ],
  );
};

export interface KernelModule {
  /** The kernel for one number each. */
  scalar: (...parameters: number[]) => number;
  /** target[i] = kernel(source[i], ...constants) for i in start..end-1, the same bits as `scalar`. They may be the same array. */
  block: (source: Float64Array, target: Float64Array, start: number, end: number, ...constants: number[]) => void;
}

const BLOCK = 4096;

/** Compiles kernels into one WebAssembly module and starts it, at once: a few kilobytes each. */
export const instantiate = <Name extends string>(
  kernels: Readonly<Record<Name, Kernel>>,
): Readonly<Record<Name, KernelModule>> => {
  const names = Object.keys(kernels) as Name[];
  const types: number[][] = [];
  const codes: number[][] = [];
  const exports: number[][] = [];
  const define = (type: number[], code: number[]): number => {
    types.push(type);
    return codes.push(code) - 1;
  };
  const compiled = (code: FunctionCode): number[] => body(code.locals, [...code.instructions]);

  for (const key of names) {
    const kernel = kernels[key];
    const parameters = (type: number): number[] => Array.from({ length: kernel.parameters }, () => type);
    const one = define(functionType(parameters(F64), [F64]), compiled(kernelCode(kernel, 'f64')));
    const extra = Math.max(0, kernel.parameters - 1);
    const two = define(functionType(parameters(V128), [V128]), compiled(kernelCode(kernel, 'f64x2')));
    const loop = define(
      functionType([I32, I32, I32, ...Array.from({ length: extra }, () => F64)], []),
      blockLoop(two, extra),
    );
    exports.push([...name(key), 0, ...unsigned(one)], [...name(`${key}.block`), 0, ...unsigned(loop)]);
  }
  exports.push([...name('memory'), 2, 0]);

  const bytes = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(3, vector(types.map((_, i) => unsigned(i)))),
    ...section(5, vector([[0, 1]])),
    ...section(7, vector(exports)),
    ...section(10, vector(codes)),
  ]);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  const memory = instance.exports.memory as { buffer: ArrayBuffer };
  const window = new Float64Array(memory.buffer, 0, BLOCK);

  const blockOf =
    (run: (source: number, target: number, count: number, ...constants: number[]) => void): KernelModule['block'] =>
    (source, target, start, end, ...constants) => {
      for (let from = start; from < end; from += BLOCK) {
        const count = Math.min(BLOCK, end - from);
        window.set(source.subarray(from, from + count));
        run(0, 0, count + (count % 2), ...constants);
        target.set(count === BLOCK ? window : window.subarray(0, count), from);
      }
    };

  return Object.fromEntries(
    names.map((key) => [
      key,
      {
        scalar: instance.exports[key] as KernelModule['scalar'],
        block: blockOf(instance.exports[`${key}.block`] as Parameters<typeof blockOf>[0]),
      },
    ]),
  ) as Record<Name, KernelModule>;
};
