/**
 * From the expression graph to WebAssembly: for each step of a run a function that goes over a block of iterations, two lanes at a
 * time. Values that are used once stay on the stack, others live in locals; what a later function needs is written to a plane.
 *
 * Memory: the first 16 bytes hold the flag that a block has met what only the interpreter does right, the next 16 the flag that a trap has
 * held; then planes, one after the other. A wide plane has a place per iteration of a stripe, a scratch plane one per iteration of a block.
 */
import { elementaryKernels } from '../kernels/elementary.ts';
import { F64, realBytes, unsigned, V128 } from '../kernels/emit.ts';
import { type Kernel, kernelCode } from '../kernels/module.ts';
import { Code, LOCAL_GET, LOCAL_SET, LOCAL_TEE, LoopCode } from './code.ts';
import { helperKernels, to15Range } from './decimal.ts';
import type { Graph, KernelName, NodeId } from './graph.ts';
import { parametersOf } from './library.ts';

export interface Layout {
  /** Byte offset of each plane. */
  offsets: readonly number[];
  /** Whether a plane is wide. */
  wide: readonly boolean[];
}

export interface StepRoots {
  /** What to write: the node and its plane. */
  stores: readonly { node: NodeId; plane: number }[];
  /** Masks that flag the block where they hold. */
  traps: readonly NodeId[];
}

/** Where the flag of the traps lies. */
const TRAPPED = 16;

const kernels: Readonly<Record<string, Kernel>> = { ...elementaryKernels, ...helperKernels };

const vectorOpcodes: Readonly<Record<string, number>> = {
  add: 0xf0,
  sub: 0xf1,
  mul: 0xf2,
  div: 0xf3,
  abs: 0xec,
  sqrt: 0xef,
  ceil: 0x74,
  floor: 0x75,
  trunc: 0x7a,
  nearest: 0x94,
  smaller: 0xf6,
  larger: 0xf7,
  eq: 0x47,
  ne: 0x48,
  lt: 0x49,
  gt: 0x4a,
  le: 0x4b,
  ge: 0x4c,
  both: 0x4e,
  either: 0x50,
  not: 0x4d,
};
const AND = 0x4e;
const AND_NOT = 0x4f;
const BITSELECT = 0x52;
const ANY_TRUE = 0x53;
const SPLAT = 0x14;
const EXTRACT_LANE = 0x21;
const REPLACE_LANE = 0x22;
const V128_OR = 0x50;

/** Parameters of a step's function: where in a wide plane and in a scratch plane to begin, where in a wide plane to end. */
const WIDE = 0;
const SCRATCH = 1;
const END = 2;
const PARAMETERS = 3;
/** Beyond this depth of values that are used once a local is taken, so that neither we nor the engine recurse deeply. */
const deepest = 60;

/** The nodes that end a chain of values on the stack. */
function chainEnds(graph: Graph, own: ReadonlySet<NodeId>): Set<NodeId> {
  const depths = new Map<NodeId, number>();
  const ends = new Set<NodeId>();
  for (const id of own) {
    let depth = 0;
    for (const argument of graph.at(id).args) depth = Math.max(depth, depths.get(argument) ?? 0);
    depth++;
    if (depth > deepest) {
      ends.add(id);
      depth = 0;
    }
    depths.set(id, depth);
  }
  return ends;
}

/** The body of one step's loop over the nodes of a segment. */
class StepEmitter {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly kernelIndex: (name: KernelName) => number;
  readonly uses: Map<NodeId, number>;
  readonly loop = new LoopCode();
  readonly code = this.loop.code;
  /** Values in locals. */
  readonly kept = new Map<NodeId, number>();
  /** The value that gathers the traps. */
  trapped: number | undefined;
  /** Written by this step already, and readable from memory, but a local is quicker. */
  readonly planeOf: ReadonlyMap<NodeId, number>;
  readonly own: ReadonlySet<NodeId>;

  constructor(
    graph: Graph,
    layout: Layout,
    kernelIndex: (name: KernelName) => number,
    uses: Map<NodeId, number>,
    planeOf: ReadonlyMap<NodeId, number>,
    own: ReadonlySet<NodeId>,
  ) {
    this.graph = graph;
    this.layout = layout;
    this.kernelIndex = kernelIndex;
    this.uses = uses;
    this.planeOf = planeOf;
    this.own = own;
  }

  constant(value: number, asMask: boolean): void {
    const bytes = asMask ? new Array<number>(8).fill(value === 0 ? 0 : 255) : realBytes(value);
    this.loop.constant(bytes);
  }

  load(plane: number): void {
    this.code.local(LOCAL_GET, this.layout.wide[plane] ? WIDE : SCRATCH);
    this.code.simd(0x00, 3, ...unsigned(this.layout.offsets[plane]!));
  }

  store(plane: number, value: () => void): void {
    this.code.local(LOCAL_GET, this.layout.wide[plane] ? WIDE : SCRATCH);
    value();
    this.code.simd(0x0b, 3, ...unsigned(this.layout.offsets[plane]!));
  }

  /** -0 is stored as 0; masks are stored as they are. */
  stored(id: NodeId): void {
    this.value(id);
    if (this.graph.isMask(id)) return;
    this.constant(0, false);
    this.code.simd(vectorOpcodes.add!);
  }

  /** Leaves the node's value on the stack. */
  value(id: NodeId, asMask = false): void {
    const node = this.graph.at(id);
    if (node.op === 'constant') {
      this.constant(node.value!, asMask);
      return;
    }
    const local = this.kept.get(id);
    if (local !== undefined) {
      this.loop.local(LOCAL_GET, local);
      return;
    }
    if (node.op === 'load') this.load(node.plane!);
    else if (!this.own.has(id)) this.load(this.planeOf.get(id)!);
    else this.compute(id);
    if ((this.uses.get(id) ?? 0) > 1) this.keep(id, LOCAL_TEE);
  }

  keep(id: NodeId, instruction: number): void {
    const local = this.loop.newValue();
    this.kept.set(id, local);
    this.loop.local(instruction, local);
  }

  /** Makes sure that the node is in a local. */
  settle(id: NodeId): void {
    const { op } = this.graph.at(id);
    if (op === 'constant' || this.kept.has(id)) return;
    this.value(id);
    if (this.kept.has(id))
      this.code.push(0x1a); // drop
    else this.keep(id, LOCAL_SET);
  }

  compute(id: NodeId): void {
    const { op, args, kernel } = this.graph.at(id);
    if (op === 'select') {
      const [mask, whenTrue, whenFalse] = args as [NodeId, NodeId, NodeId];
      const zero = [whenTrue, whenFalse].findIndex((branch) => this.graph.constantOf(branch) === 0);
      if (zero >= 0) {
        this.value(zero === 0 ? whenFalse : whenTrue);
        this.value(mask, true);
        this.code.simd(zero === 0 ? AND_NOT : AND);
        return;
      }
      this.value(whenTrue);
      this.value(whenFalse);
      this.value(mask, true);
      this.code.simd(BITSELECT);
      return;
    }
    if (op === 'rarely') {
      this.rarely(id);
      return;
    }
    if (op === 'library') {
      this.library(id);
      return;
    }
    const masks = op === 'both' || op === 'either' || op === 'not';
    for (const argument of args) this.value(argument, masks);
    if (op === 'call') this.code.push(0x10, ...unsigned(this.kernelIndex(kernel!)));
    else this.code.simd(vectorOpcodes[op]!);
  }

  /** The call of an imported function, once for each of the two lanes. */
  library(id: NodeId): void {
    const { args, library } = this.graph.at(id);
    const { code } = this;
    for (const argument of args) this.settle(argument);
    for (const lane of [0, 1]) {
      for (const argument of args) {
        this.value(argument);
        code.simd(EXTRACT_LANE, lane);
      }
      code.push(0x10, ...unsigned(library!));
      if (lane === 0) code.simd(SPLAT);
      else code.simd(REPLACE_LANE, lane);
    }
  }

  /** result = fast; if any lane of the mask: result = mask ? kernel(args) : fast. */
  rarely(id: NodeId): void {
    const { args, kernel } = this.graph.at(id);
    const [mask, fast, ...rest] = args as [NodeId, NodeId, ...NodeId[]];
    for (const part of [mask, fast, ...rest]) this.settle(part);
    const result = this.loop.newValue();
    const { code } = this;
    this.value(fast);
    this.loop.local(LOCAL_SET, result);
    this.value(mask, true);
    code.simd(ANY_TRUE);
    code.push(0x04, 0x40); // if
    for (const part of rest) this.value(part);
    code.push(0x10, ...unsigned(this.kernelIndex(kernel!)));
    this.value(fast);
    this.value(mask, true);
    code.simd(BITSELECT);
    this.loop.local(LOCAL_SET, result);
    this.flagOutside(mask, rest[0]!);
    code.push(0x0b);
    this.loop.local(LOCAL_GET, result);
  }

  /** Gathers a trap: any bit but 0 flags the block. */
  trap(id: NodeId): void {
    const { code, graph } = this;
    this.trapped ??= this.loop.newValue();
    this.loop.local(LOCAL_GET, this.trapped);
    const x = finiteCheck(graph, id);
    if (x === undefined) this.value(id, true);
    else {
      // x - x is 0 for what is finite, and NaN, all of whose exponent's bits are set, for what is not.
      this.settle(x);
      this.value(x);
      this.value(x);
      code.simd(vectorOpcodes.sub!);
    }
    code.simd(V128_OR);
    this.loop.local(LOCAL_SET, this.trapped);
  }

  /** memory[0] |= mask and not (low <= |x| < high or x = 0): to15 is not exact there. */
  flagOutside(mask: NodeId, x: NodeId): void {
    const { code } = this;
    const size = (): void => {
      this.value(x);
      code.simd(0xec);
    };
    code.push(0x41, 0, 0x41, 0); // twice the address
    code.simd(0x00, 4, 0);
    size();
    this.constant(to15Range.low, false);
    code.simd(0x49); // lt
    this.value(x);
    this.constant(0, false);
    code.simd(0x48); // ne
    code.simd(0x4e); // and
    size();
    this.constant(to15Range.high, false);
    code.simd(0x4c); // ge
    code.simd(V128_OR);
    this.value(mask, true);
    code.simd(0x4e);
    code.simd(V128_OR);
    code.simd(0x0b, 4, 0);
  }
}

const list = (items: readonly (readonly number[])[]): number[] => {
  const bytes = unsigned(items.length);
  for (const item of items) for (const byte of item) bytes.push(byte);
  return bytes;
};
const section = (id: number, content: readonly number[]): number[] => {
  const bytes = [id, ...unsigned(content.length)];
  for (const byte of content) bytes.push(byte);
  return bytes;
};
const name = (text: string): number[] => list([...new TextEncoder().encode(text)].map((byte) => [byte]));

const bodyOf = (locals: readonly number[], instructions: Uint8Array): number[] => {
  const groups: [number, number][] = [];
  for (const type of locals) {
    const last = groups.at(-1);
    if (last && last[1] === type) last[0]++;
    else groups.push([1, type]);
  }
  const content = list(groups.map(([count, type]) => [...unsigned(count), type]));
  for (const byte of instructions) content.push(byte);
  content.push(0x0b);
  const body = unsigned(content.length);
  for (const byte of content) body.push(byte);
  return body;
};

/** x of a mask that says not(|x| < Infinity). */
function finiteCheck(graph: Graph, id: NodeId): NodeId | undefined {
  const { op, args } = graph.at(id);
  if (op !== 'not') return undefined;
  const inside = graph.at(args[0]!);
  if (inside.op !== 'lt' || graph.constantOf(inside.args[1]!) !== Number.POSITIVE_INFINITY) return undefined;
  const size = graph.at(inside.args[0]!);
  return size.op === 'abs' ? size.args[0] : undefined;
}

/** A step's function: (wide, scratch, end) -> (); all in bytes; at least one pair of lanes. */
function stepBody(emitter: StepEmitter, roots: StepRoots): number[] {
  const traps = new Set(roots.traps);
  const ends = chainEnds(emitter.graph, emitter.own);
  for (const id of emitter.own) {
    if (traps.has(id)) emitter.trap(id);
    else if (ends.has(id)) emitter.settle(id);
  }
  for (const { node, plane } of roots.stores) emitter.store(plane, () => emitter.stored(node));
  const { before, body, locals, held } = emitter.loop.finish(PARAMETERS, emitter.trapped);
  const code = new Code();
  code.append(before);
  code.push(0x03, 0x40); // loop
  code.append(body);
  code.push(LOCAL_GET, SCRATCH, 0x41, 16, 0x6a, LOCAL_SET, SCRATCH);
  code.push(LOCAL_GET, WIDE, 0x41, 16, 0x6a, LOCAL_TEE, WIDE, LOCAL_GET, END, 0x49, 0x0d, 0, 0x0b);
  if (emitter.trapped !== undefined) {
    code.push(0x41, 0, 0x41, 0); // twice the address
    code.simd(0x00, 4, TRAPPED);
    code.local(LOCAL_GET, held);
    code.simd(V128_OR);
    code.simd(0x0b, 4, TRAPPED);
  }
  return bodyOf(new Array<number>(locals).fill(V128), code.done());
}

/** How often each node is used by others of the step and by its stores. */
function countUses(graph: Graph, own: ReadonlySet<NodeId>, { stores, traps }: StepRoots): Map<NodeId, number> {
  const uses = new Map<NodeId, number>();
  const add = (id: NodeId, n: number) => uses.set(id, (uses.get(id) ?? 0) + n);
  for (const id of own) {
    const { op, args } = graph.at(id);
    // The pieces of a rare path are needed again within it, what the library takes for each lane.
    for (const argument of args) add(argument, op === 'rarely' || op === 'library' ? 2 : 1);
  }
  for (const { node } of stores) add(node, 1);
  for (const trap of traps) add(finiteCheck(graph, trap) ?? trap, 2);
  return uses;
}

export interface AssembledStep extends StepRoots {
  /** The nodes that the step computes, in their order. */
  nodes: ReadonlySet<NodeId>;
}

/** Steps over one graph. */
export interface Part {
  graph: Graph;
  steps: readonly AssembledStep[];
  /** Planes of nodes that other steps read. */
  planeOf: ReadonlyMap<NodeId, number>;
}

/** A module that imports `env.memory` and the library's functions, see `libraryImports`, and exports `step0`, `step1`, ..., the steps of all parts in their order. */
export function assemble(parts: readonly Part[], layout: Layout): Uint8Array<ArrayBuffer> {
  const imported = parts[0]?.graph.libraryCalls ?? [];
  const names: KernelName[] = [];
  const kernelIndex = (kernel: KernelName): number => {
    const known = names.indexOf(kernel);
    return imported.length + (known >= 0 ? known : names.push(kernel) - 1);
  };
  const bodies = parts.flatMap(({ graph, steps, planeOf }) =>
    steps.map(({ nodes, stores, traps }) => {
      const uses = countUses(graph, nodes, { stores, traps });
      return stepBody(new StepEmitter(graph, layout, kernelIndex, uses, planeOf, nodes), { stores, traps });
    }),
  );
  const linked = names.map((kernel) => kernelCode(kernels[kernel]!, 'f64x2'));
  const most = Math.max(0, ...linked.map(({ parameters }) => parameters));
  // Type 0 is a step's; type p is a kernel's with p parameters; then come those of imported functions.
  const types = [
    [0x60, 3, 0x7f, 0x7f, 0x7f, 0],
    ...Array.from({ length: most }, (_, i) => [0x60, ...list(new Array(i + 1).fill([V128])), 1, V128]),
    ...imported.map((call) => [0x60, ...list(new Array(parametersOf(call)).fill([F64])), 1, F64]),
  ];
  const imports = [
    [...name('env'), ...name('memory'), 2, 0, 1],
    ...imported.map((_, i) => [...name('env'), ...name(`library${i}`), 0, ...unsigned(1 + most + i)]),
  ];
  const kernelBodies = linked.map(({ locals, instructions }) => bodyOf(locals, instructions));
  const all = [...kernelBodies, ...bodies];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list(imports)),
    ...section(3, list([...linked.map(({ parameters }) => unsigned(parameters)), ...bodies.map(() => [0])])),
    ...section(
      7,
      list(bodies.map((_, i) => [...name(`step${i}`), 0, ...unsigned(imported.length + linked.length + i)])),
    ),
    ...section(10, list(all)),
  ]);
}
