import type { Node, Real, ValueType } from './expression.ts';

/** How wide a kernel works: one number, or two side by side. */
export type Form = 'f64' | 'f64x2';

/** The code of one WebAssembly function: parameters and result are f64, or v128 in the form f64x2. */
export interface FunctionCode {
  parameters: number;
  /** Types of the locals after the parameters, as WebAssembly value types. */
  locals: readonly number[];
  /** Instructions that leave the result on the stack, without the closing `end`. */
  instructions: Uint8Array;
}

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;
export const V128 = 0x7b;

const LOCAL_GET = 0x20;
const LOCAL_TEE = 0x22;

/** Opcodes: WebAssembly core specification, 5.4.5 to 5.4.9 (vector ones follow the prefix 0xfd). */
const opcodes: Record<string, { f64: readonly number[]; f64x2: number }> = {
  add: { f64: [0xa0], f64x2: 0xf0 },
  sub: { f64: [0xa1], f64x2: 0xf1 },
  mul: { f64: [0xa2], f64x2: 0xf2 },
  div: { f64: [0xa3], f64x2: 0xf3 },
  abs: { f64: [0x99], f64x2: 0xec },
  neg: { f64: [0x9a], f64x2: 0xed },
  sqrt: { f64: [0x9f], f64x2: 0xef },
  ceil: { f64: [0x9b], f64x2: 0x74 },
  floor: { f64: [0x9c], f64x2: 0x75 },
  trunc: { f64: [0x9d], f64x2: 0x7a },
  nearest: { f64: [0x9e], f64x2: 0x94 },
  eq: { f64: [0x61], f64x2: 0x47 },
  ne: { f64: [0x62], f64x2: 0x48 },
  lt: { f64: [0x63], f64x2: 0x49 },
  gt: { f64: [0x64], f64x2: 0x4a },
  le: { f64: [0x65], f64x2: 0x4b },
  ge: { f64: [0x66], f64x2: 0x4c },
  both: { f64: [0x71], f64x2: 0x4e },
  either: { f64: [0x72], f64x2: 0x50 },
  not: { f64: [0x45], f64x2: 0x4d },
  bitsAdd: { f64: [0x7c], f64x2: 0xce },
  bitsSub: { f64: [0x7d], f64x2: 0xd1 },
  bitsAnd: { f64: [0x83], f64x2: 0x4e },
  bitsOr: { f64: [0x84], f64x2: 0x50 },
  bitsXor: { f64: [0x85], f64x2: 0x51 },
  shiftLeft: { f64: [0x86], f64x2: 0xcb },
  shiftRight: { f64: [0x87], f64x2: 0xcc },
  shiftRightUnsigned: { f64: [0x88], f64x2: 0xcd },
  bitsEq: { f64: [0x51], f64x2: 0xd6 },
  bitsLt: { f64: [0x53], f64x2: 0xd8 },
  select: { f64: [0x1b], f64x2: 0x52 },
  toBits: { f64: [0xbd], f64x2: -1 },
  fromBits: { f64: [0xbf], f64x2: -1 },
};

const scalarTypes: Record<ValueType, number> = { real: F64, bits: I64, mask: I32 };

/** LEB128, unsigned: sizes, indices and opcodes. */
export const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
};

/** LEB128, signed: integer constants. */
export const signed = (value: bigint): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const byte = Number(rest & 0x7fn);
    const last = (rest >> 7n === 0n && byte < 0x40) || (rest >> 7n === -1n && byte >= 0x40);
    bytes.push(last ? byte : byte | 0x80);
    if (last) return bytes;
  }
};

const view = new DataView(new ArrayBuffer(8));
/** The eight bytes of a double, lowest first. */
export const realBytes = (value: number): number[] => {
  view.setFloat64(0, value, true);
  return Array.from(new Uint8Array(view.buffer));
};
const integerBytes = (value: bigint): number[] => {
  view.setBigInt64(0, value, true);
  return Array.from(new Uint8Array(view.buffer));
};

/** Emits an expression over parameters 0..parameters-1 as straight-line WebAssembly. */
export const emit = (root: Real, parameters: number, form: Form): FunctionCode => {
  const uses = new Map<Node, number>();
  const count = (node: Node): void => {
    const seen = uses.get(node) ?? 0;
    uses.set(node, seen + 1);
    if (seen === 0) node.args.forEach(count);
  };
  count(root);

  const out: number[] = [];
  const locals: number[] = [];
  const kept = new Map<Node, number>();

  const newLocal = (type: number): number => parameters + locals.push(type) - 1;

  const leaf = (node: Node): boolean => {
    if (node.op === 'parameter') out.push(LOCAL_GET, ...unsigned(Number(node.immediate)));
    else if (node.op === 'constant') {
      const bytes = realBytes(Number(node.immediate));
      if (form === 'f64') out.push(0x44, ...bytes);
      else out.push(0xfd, 0x0c, ...bytes, ...bytes);
    } else if (node.op === 'bitsConstant') {
      const value = BigInt(node.immediate ?? 0);
      if (form === 'f64') out.push(0x42, ...signed(value));
      else out.push(0xfd, 0x0c, ...integerBytes(value), ...integerBytes(value));
    } else return false;
    return true;
  };

  const wordProduct = (word: bigint): void => {
    if (form === 'f64') {
      out.push(0x42, ...signed(word), 0x7e); // i64.mul
      return;
    }
    // The two words side by side in the low half, then i64x2.extmul_low_i32x4_u.
    const operand = newLocal(V128);
    const bytes = integerBytes(word | (word << 32n));
    out.push(LOCAL_TEE, ...unsigned(operand), LOCAL_GET, ...unsigned(operand));
    out.push(0xfd, 0x0d, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11); // i8x16.shuffle
    out.push(0xfd, 0x0c, ...bytes, ...bytes, 0xfd, ...unsigned(0xde));
  };

  const visit = (node: Node): void => {
    if (leaf(node)) return;
    const local = kept.get(node);
    if (local !== undefined) {
      out.push(LOCAL_GET, ...unsigned(local));
      return;
    }
    for (const argument of node.args) visit(argument);
    const shifts = node.op.startsWith('shift');
    // A scalar shift takes its distance as i64, a vector one as i32.
    if (shifts) out.push(form === 'f64' ? 0x42 : 0x41, ...signed(BigInt(node.immediate ?? 0)));
    const opcode = opcodes[node.op];
    if (node.op === 'wordProduct') wordProduct(BigInt(node.immediate ?? 0));
    else if (!opcode) throw new Error(`No WebAssembly instruction for ${node.op}`);
    else if (form === 'f64') out.push(...opcode.f64);
    else if (opcode.f64x2 >= 0) out.push(0xfd, ...unsigned(opcode.f64x2));
    if ((uses.get(node) ?? 0) > 1) {
      const index = newLocal(form === 'f64' ? scalarTypes[node.type] : V128);
      kept.set(node, index);
      out.push(LOCAL_TEE, ...unsigned(index));
    }
  };
  visit(root);
  return { parameters, locals, instructions: Uint8Array.from(out) };
};
