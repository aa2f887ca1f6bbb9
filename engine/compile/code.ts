/** WebAssembly instructions as they are written. */
import { unsigned } from '../kernels/emit.ts';

export const LOCAL_GET = 0x20;
export const LOCAL_SET = 0x21;
export const LOCAL_TEE = 0x22;

export class Code {
  bytes: Uint8Array = new Uint8Array(1024);
  length = 0;
  push(...values: readonly number[]): void {
    this.append(values);
  }
  append(values: ArrayLike<number>): void {
    if (this.length + values.length > this.bytes.length) {
      const larger = new Uint8Array(2 * (this.length + values.length));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(values, this.length);
    this.length += values.length;
  }
  simd(opcode: number, ...immediates: readonly number[]): void {
    this.push(0xfd, ...unsigned(opcode), ...immediates);
  }
  /** The same in both lanes. */
  constant(bytes: readonly number[]): void {
    this.simd(0x0c, ...bytes, ...bytes);
  }
  local(kind: number, index: number): void {
    this.push(kind, ...unsigned(index));
  }
  done(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

interface Gap {
  at: number;
  /** A constant, or an instruction on a value that lives in a local. */
  constant?: readonly number[];
  instruction?: number;
  value?: number;
}

export interface Finished {
  /** What comes before the loop. */
  before: Uint8Array;
  body: Uint8Array;
  /** How many locals there are. */
  locals: number;
  /** Where the held value is. */
  held: number;
}

/**
 * The body of a loop, whose locals are chosen when all of it is known: a constant that comes more than once is set before the loop (18
 * bytes once instead of each time, and it stays in a register), and values share a local where one is no longer read when the next is set.
 */
export class LoopCode {
  readonly code = new Code();
  readonly gaps: Gap[] = [];
  values = 0;

  constant(bytes: readonly number[]): void {
    this.gaps.push({ at: this.code.length, constant: bytes });
  }

  /** A value that will be set once per round before it is read. */
  newValue(): number {
    return this.values++;
  }

  local(instruction: number, value: number): void {
    this.gaps.push({ at: this.code.length, instruction, value });
  }

  /** `first` is the number of the first local; what `held` says stays from one round to the next. */
  finish(first: number, held?: number): Finished {
    const before = new Code();
    const constants = new Map<string, number>();
    const places = Map.groupBy(
      this.gaps.filter(({ constant }) => constant),
      ({ constant }) => String(constant),
    );
    let next = first;
    for (const [key, gaps] of [...places].toSorted(([, a], [, b]) => b.length - a.length)) {
      if (gaps.length < 2) break;
      before.constant(gaps[0]!.constant!);
      before.local(LOCAL_SET, next);
      constants.set(key, next++);
    }

    const last = new Map<number, number>();
    for (const [i, { value }] of this.gaps.entries()) if (value !== undefined) last.set(value, i);
    const localOf = new Map<number, number>();
    if (held !== undefined) localOf.set(held, next++);
    const free: number[] = [];
    const body = new Code();
    let done = 0;
    for (const [i, { at, constant, instruction, value }] of this.gaps.entries()) {
      body.append(this.code.bytes.subarray(done, at));
      done = at;
      if (constant) {
        const local = constants.get(String(constant));
        if (local === undefined) body.constant(constant);
        else body.local(LOCAL_GET, local);
        continue;
      }
      let local = localOf.get(value!);
      if (local === undefined) {
        local = free.pop() ?? next++;
        localOf.set(value!, local);
      }
      body.local(instruction!, local);
      if (last.get(value!) === i && value !== held) free.push(local);
    }
    body.append(this.code.bytes.subarray(done, this.code.length));
    return { before: before.done(), body: body.done(), locals: next - first, held: localOf.get(held ?? -1) ?? -1 };
  }
}
