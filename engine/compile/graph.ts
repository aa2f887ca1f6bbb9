/**
 * The expression graph: single assignments over lanes of doubles and masks. Equal expressions are one node, constants are folded, and
 * every real node knows between which numbers it lies, so that guards against overflow and division by zero are only emitted where
 * they can be needed. Rounding is monotone, so an interval computed with the rounded operation bounds the rounded results.
 *
 * A lane whose value does not count (an error's, a branch's that is not taken) may hold anything: bounds speak of lanes that count.
 */
import { type ElementaryName, elementary } from '../kernels/elementary.ts';
import { type HelperName, helperScalars, isHelper } from './decimal.ts';
import type { LibraryCall } from './library.ts';

export type KernelName = ElementaryName | HelperName;
/** Index into `Graph.nodes`; arguments come before what uses them. */
export type NodeId = number;

export type Operation =
  | 'constant'
  /** A plane in memory; `plane` says which. */
  | 'load'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'sqrt'
  | 'abs'
  | 'floor'
  | 'ceil'
  | 'trunc'
  | 'nearest'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'both'
  | 'either'
  | 'not'
  /** (mask, whenTrue, whenFalse). */
  | 'select'
  /** b < a ? b : a, and a < b ? b : a: an instruction each, which gives the first where they are equal. */
  | 'smaller'
  | 'larger'
  | 'call'
  /** (mask, fast, ...): a kernel's value where the mask holds, `fast` elsewhere; the kernel runs only if some lane needs it. */
  | 'rarely'
  /** A function of the library, see library.ts. */
  | 'library';

export interface GraphNode {
  op: Operation;
  args: readonly NodeId[];
  /** A constant's value. */
  value?: number;
  /** A load's plane. */
  plane?: number;
  kernel?: KernelName;
  /** Which of `Graph.libraryCalls`. */
  library?: number;
  low: number;
  high: number;
  /** Holds whole numbers only. */
  whole: boolean;
}

export interface Facts {
  low?: number;
  high?: number;
  whole?: boolean;
}

const MAX = Number.MAX_VALUE;
const everything = { low: -Infinity, high: Infinity, whole: false };
const maskFacts = { low: 0, high: 1, whole: true };
const maskOperations: ReadonlySet<Operation> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'both', 'either', 'not']);

type Bounds = Pick<GraphNode, 'low' | 'high' | 'whole'>;

const hull = (values: readonly number[], whole: boolean): Bounds =>
  values.some(Number.isNaN) ? everything : { low: Math.min(...values), high: Math.max(...values), whole };

const monotone =
  (f: (x: number) => number, whole: boolean) =>
  ({ low, high }: Bounds): Bounds =>
    hull([f(low), f(high)], whole);

const unaryBounds: Partial<Record<Operation, (a: Bounds) => Bounds>> = {
  floor: monotone(Math.floor, true),
  ceil: monotone(Math.ceil, true),
  trunc: monotone(Math.trunc, true),
  nearest: (a) => ({ low: Math.floor(a.low), high: Math.ceil(a.high), whole: true }),
  sqrt: (a) =>
    a.low >= 0 ? hull([Math.sqrt(a.low), Math.sqrt(a.high)], false) : { low: 0, high: Infinity, whole: false },
  abs: (a) => ({
    low: a.low <= 0 && a.high >= 0 ? 0 : Math.min(Math.abs(a.low), Math.abs(a.high)),
    high: Math.max(Math.abs(a.low), Math.abs(a.high)),
    whole: a.whole,
  }),
};

const binaryBounds: Partial<Record<Operation, (a: Bounds, b: Bounds) => Bounds>> = {
  add: (a, b) => ({ low: a.low + b.low, high: a.high + b.high, whole: a.whole && b.whole }),
  sub: (a, b) => ({ low: a.low - b.high, high: a.high - b.low, whole: a.whole && b.whole }),
  mul: (a, b) =>
    // Infinity by 0 is no number, and so has no bounds.
    hull([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high], a.whole && b.whole),
  div: (a, b) =>
    b.low > 0 || b.high < 0
      ? hull([a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high], false)
      : everything,
  smaller: (a, b) => ({ low: Math.min(a.low, b.low), high: Math.min(a.high, b.high), whole: a.whole && b.whole }),
  larger: (a, b) => ({ low: Math.max(a.low, b.low), high: Math.max(a.high, b.high), whole: a.whole && b.whole }),
};

const fold: Partial<Record<Operation, (...args: number[]) => number>> = {
  add: (a, b) => a! + b!,
  sub: (a, b) => a! - b!,
  mul: (a, b) => a! * b!,
  div: (a, b) => a! / b!,
  sqrt: (a) => Math.sqrt(a!),
  abs: (a) => Math.abs(a!),
  floor: (a) => Math.floor(a!),
  ceil: (a) => Math.ceil(a!),
  trunc: (a) => Math.trunc(a!),
  nearest: (a) => roundHalfEven(a!),
  smaller: (a, b) => Math.min(a!, b!),
  larger: (a, b) => Math.max(a!, b!),
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a! < b!),
  le: (a, b) => Number(a! <= b!),
  gt: (a, b) => Number(a! > b!),
  ge: (a, b) => Number(a! >= b!),
  both: (a, b) => Number(a !== 0 && b !== 0),
  either: (a, b) => Number(a !== 0 || b !== 0),
  not: (a) => Number(a === 0),
};

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

const scalarOf = (name: KernelName): ((...args: number[]) => number) =>
  isHelper(name) ? helperScalars()[name].scalar : elementary[name].scalar;

/** What is known of kernels' results; others may give anything. */
const kernelBounds: Partial<Record<KernelName, (a: Bounds) => Bounds>> = {
  exp: (a) => monotoneKernel('exp', a),
  expm1: (a) => monotoneKernel('expm1', a),
  log: (a) => (a.low > 0 ? monotoneKernel('log', a) : everything),
  log10: (a) => (a.low > 0 ? monotoneKernel('log10', a) : everything),
  log2: (a) => (a.low > 0 ? monotoneKernel('log2', a) : everything),
  sin: () => ({ low: -1, high: 1, whole: false }),
  cos: () => ({ low: -1, high: 1, whole: false }),
  tanh: () => ({ low: -1, high: 1, whole: false }),
  atan: () => ({ low: -1.6, high: 1.6, whole: false }),
  normalCdf: () => ({ low: 0, high: 1, whole: false }),
  normalQuantile: (a) => (a.low > 0 && a.high < 1 ? monotoneKernel('normalQuantile', a) : everything),
};

/** A kernel may err by an ulp or two, so that its bounds are taken a little wider. */
function monotoneKernel(name: ElementaryName, { low, high }: Bounds): Bounds {
  const f = scalarOf(name);
  const wider = (x: number, by: number) => (Number.isFinite(x) ? x + by * (Math.abs(x) * 1e-13 + 1e-300) : x);
  const [from, to] = [f(low), f(high)];
  return Number.isNaN(from) || Number.isNaN(to)
    ? everything
    : { low: wider(from, -1), high: wider(to, 1), whole: false };
}

export class Graph {
  readonly nodes: GraphNode[] = [];
  /** The kinds of calls of the library. */
  readonly libraryCalls: LibraryCall[];
  readonly #known = new Map<string, NodeId>();
  /** Masks that hold in hardly any lane, each with a cheaper one, or itself, that holds wherever it does. See optimistic.ts. */
  readonly rare = new Map<NodeId, NodeId>();

  constructor(libraryCalls: LibraryCall[] = []) {
    this.libraryCalls = libraryCalls;
  }

  #node(key: string, make: () => GraphNode): NodeId {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.push(make()) - 1;
    this.#known.set(key, id);
    return id;
  }

  at(id: NodeId): GraphNode {
    return this.nodes[id]!;
  }

  constant(value: number): NodeId {
    const stored = value + 0; // -0 is 0
    return this.#node(`c${stored}`, () => ({
      op: 'constant',
      args: [],
      value: stored,
      low: stored,
      high: stored,
      whole: Number.isInteger(stored),
    }));
  }

  /** The value of a node that is a constant. */
  constantOf(id: NodeId): number | undefined {
    return this.at(id).value;
  }

  load(plane: number, { low = -MAX, high = MAX, whole = false }: Facts = {}): NodeId {
    return this.#node(`p${plane}`, () => ({ op: 'load', args: [], plane, low, high, whole }));
  }

  /** The same lanes, known to be finite where they count: a guard beside it has turned the others into errors. */
  bounded(id: NodeId): NodeId {
    const node = this.at(id);
    node.low = Math.max(node.low, -MAX);
    node.high = Math.min(node.high, MAX);
    return id;
  }

  op(op: Operation, ...args: NodeId[]): NodeId {
    const constants = args.map((id) => this.constantOf(id));
    const folded = fold[op];
    if (folded && constants.every((value) => value !== undefined)) return this.constant(folded(...constants));
    const simpler = this.#simpler(op, args, constants);
    if (simpler !== undefined) return simpler;
    return this.#node(`${op}(${args.join()})`, () => ({ op, args, ...this.#bounds(op, args) }));
  }

  /** Exact rewrites only. */
  #simpler(op: Operation, args: NodeId[], constants: (number | undefined)[]): NodeId | undefined {
    const [a = 0, b = 0, c = 0] = args;
    const [x, y] = constants;
    switch (op) {
      case 'add':
        return y === 0 ? a : x === 0 ? b : undefined;
      case 'sub':
        return y === 0 ? a : undefined;
      case 'mul':
        return y === 1 ? a : x === 1 ? b : undefined;
      case 'div':
        return y === 1 ? a : undefined;
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'nearest':
        return this.at(a).whole ? a : undefined;
      case 'abs':
        return this.at(a).low >= 0 ? a : undefined;
      case 'both':
        if (x === 0 || y === 0) return this.constant(0);
        return x !== undefined ? b : y !== undefined || a === b ? a : undefined;
      case 'either':
        if ((x !== undefined && x !== 0) || (y !== undefined && y !== 0)) return this.constant(1);
        return x !== undefined ? b : y !== undefined || a === b ? a : undefined;
      case 'not':
        return this.at(a).op === 'not' ? this.at(a).args[0] : undefined;
      case 'select':
        if (x !== undefined) return x === 0 ? c : b;
        return b === c ? b : this.#oneOfTwo(this.at(a), b, c);
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
        return this.#decided(op, this.at(a), this.at(b));
      default:
        return undefined;
    }
  }

  /** A choice between the two numbers that are compared. */
  #oneOfTwo({ op, args }: GraphNode, whenTrue: NodeId, whenFalse: NodeId): NodeId | undefined {
    if (op !== 'lt' && op !== 'gt') return undefined;
    const [low, high] = op === 'lt' ? [args[0]!, args[1]!] : [args[1]!, args[0]!];
    if (whenTrue === low && whenFalse === high) return this.op('smaller', high, low);
    return whenTrue === high && whenFalse === low ? this.op('larger', low, high) : undefined;
  }

  #decided(op: 'lt' | 'le' | 'gt' | 'ge', a: GraphNode, b: GraphNode): NodeId | undefined {
    const [left, right] = op === 'gt' || op === 'ge' ? [b, a] : [a, b];
    const strict = op === 'lt' || op === 'gt';
    if (strict ? left.high < right.low : left.high <= right.low) return this.constant(1);
    if (strict ? left.low >= right.high : left.low > right.high) return this.constant(0);
    return undefined;
  }

  #bounds(op: Operation, args: NodeId[]): Bounds {
    if (maskOperations.has(op)) return maskFacts;
    const [a, b, c] = args.map((id) => this.at(id));
    if (op === 'select') {
      return { low: Math.min(b!.low, c!.low), high: Math.max(b!.high, c!.high), whole: b!.whole && c!.whole };
    }
    const bounds = b ? binaryBounds[op]?.(a!, b) : unaryBounds[op]?.(a!);
    if (!bounds || Number.isNaN(bounds.low) || Number.isNaN(bounds.high)) return everything;
    return bounds;
  }

  isMask(id: NodeId): boolean {
    return maskOperations.has(this.at(id).op);
  }

  call(kernel: KernelName, ...args: NodeId[]): NodeId {
    const constants = args.map((id) => this.constantOf(id));
    if (constants.every((value) => value !== undefined)) return this.constant(scalarOf(kernel)(...constants));
    const bounds = kernelBounds[kernel]?.(this.at(args[0]!)) ?? everything;
    return this.#node(`${kernel}(${args.join()})`, () => ({ op: 'call', kernel, args, ...bounds }));
  }

  library(call: LibraryCall, ...args: NodeId[]): NodeId {
    const same = JSON.stringify(call);
    let library = this.libraryCalls.findIndex((known) => JSON.stringify(known) === same);
    if (library < 0) library = this.libraryCalls.push(call) - 1;
    return this.#node(`library${library}(${args.join()})`, () => ({ op: 'library', library, args, ...everything }));
  }

  /** See `Operation`. The bounds must hold for both ways. */
  rarely(mask: NodeId, fast: NodeId, kernel: HelperName, args: readonly NodeId[], facts: Facts = {}): NodeId {
    if (this.constantOf(mask) === 0) return fast;
    const { low, high, whole } = this.at(fast);
    return this.#node(`${kernel}?(${[mask, fast, ...args].join()})`, () => ({
      op: 'rarely',
      kernel,
      args: [mask, fast, ...args],
      low: facts.low ?? low,
      high: facts.high ?? high,
      whole: facts.whole ?? whole,
    }));
  }
}
