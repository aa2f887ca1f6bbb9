/** SUM and its family: left to right in reading order, as functions/aggregation.ts does. Of ranges only numbers count. */
import type { Node } from '../../formula/ast.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { bitOf, type Err, type Num, onlyErrors, tag, Unlowerable, type Val } from '../values.ts';
import type { Lowerings } from './lowering.ts';

export interface Counted {
  x: NodeId;
  /** Where it counts as a number. */
  counts: NodeId;
}

/** The numbers of the arguments and the first error among them. */
export function numbersOf(args: readonly Node[], lower: Lower): { numbers: Counted[]; err: Err } {
  const { values } = lower;
  let err = values.none;
  const numbers: Counted[] = [];
  for (const { value, direct } of lower.items(args)) {
    if (direct) {
      const { x, err: failed } = values.toNumber(value);
      err = values.first(err, failed);
      numbers.push({ x, counts: values.graph.constant(1) });
      continue;
    }
    err = values.first(err, values.errorOf(value));
    // Where there is an error the result is that error, whatever is added up.
    const counts = values.has(value, bitOf(tag.number) | onlyErrors(value.tags));
    if (values.graph.constantOf(counts) !== 0) numbers.push({ x: value.num, counts });
  }
  return { numbers, err };
}

const always = (graph: Graph, { counts }: Counted) => graph.constantOf(counts) === 1;

/** A running value over the numbers that count. */
function accumulated(
  graph: Graph,
  numbers: readonly Counted[],
  start: NodeId,
  step: (so_far: NodeId, x: NodeId) => NodeId,
): NodeId {
  let total = start;
  for (const number of numbers) {
    const next = step(total, number.x);
    total = always(graph, number) ? next : graph.op('select', number.counts, next, total);
  }
  return total;
}

export const total = (graph: Graph, numbers: readonly Counted[]): NodeId =>
  accumulated(graph, numbers, graph.constant(0), (sum, x) => graph.op('add', sum, x));

export const countOf = (graph: Graph, numbers: readonly Counted[]): NodeId => {
  let n = graph.constant(0);
  for (const { counts } of numbers)
    n = graph.op('add', n, graph.op('select', counts, graph.constant(1), graph.constant(0)));
  return n;
};

export const extreme = (graph: Graph, numbers: readonly Counted[], kind: 'lt' | 'gt'): NodeId => {
  const start = graph.constant(kind === 'lt' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  const [first, ...rest] = numbers;
  if (!first) return graph.constant(0);
  const begun = always(graph, first) ? first.x : graph.op('select', first.counts, first.x, start);
  const found = accumulated(graph, rest, begun, (best, x) => graph.op('select', graph.op(kind, x, best), x, best));
  const none = graph.op('eq', countOf(graph, numbers), graph.constant(0));
  return graph.op('select', none, graph.constant(0), found);
};

const ofAll =
  (build: (graph: Graph, numbers: Counted[], err: Err, lower: Lower) => Num | NodeId): Lowerings[string] =>
  (args, lower) => {
    if (args.length === 0) throw new Unlowerable('another number of arguments');
    const { numbers, err } = numbersOf(args, lower);
    const built = build(lower.values.graph, numbers, err, lower);
    return lower.values.settled(typeof built === 'number' ? { x: built, err } : built);
  };

export const averageOf = (graph: Graph, numbers: Counted[], err: Err, lower: Lower): Num => {
  const n = countOf(graph, numbers);
  const guarded = lower.values.guard(err, graph.op('eq', n, graph.constant(0)), '#DIV/0!');
  return { x: graph.op('div', total(graph, numbers), n), err: guarded };
};

const deviation =
  (sample: boolean, root: boolean) =>
  (graph: Graph, numbers: Counted[], err: Err, lower: Lower): Num => {
    const n = countOf(graph, numbers);
    const divisor = sample ? graph.op('sub', n, graph.constant(1)) : n;
    const guarded = lower.values.guard(err, graph.op('lt', n, graph.constant(sample ? 2 : 1)), '#DIV/0!');
    const centre = graph.op('div', total(graph, numbers), n);
    const squares = accumulated(graph, numbers, graph.constant(0), (sum, x) => {
      const off = graph.op('sub', x, centre);
      return graph.op('add', sum, graph.op('mul', off, off));
    });
    const variance = graph.op('div', squares, divisor);
    return { x: root ? graph.op('sqrt', variance) : variance, err: guarded };
  };

/** The products of equally large arrays, added up; what is no number counts as 0. */
const sumProduct: Lowerings[string] = (args, lower) => {
  if (args.length === 0) throw new Unlowerable('another number of arguments');
  const { values } = lower;
  const { graph } = values;
  const arrays = args.map((node) => lower.array(node));
  const [first] = arrays;
  if (arrays.some(({ rows, columns }) => rows !== first!.rows || columns !== first!.columns))
    return values.error('#VALUE!');
  let err = values.none;
  const factor = (value: Val): NodeId => {
    const counts = values.has(value, bitOf(tag.number));
    return graph.op('select', counts, value.num, graph.constant(0));
  };
  let sum = graph.constant(0);
  for (let i = 0; i < first!.values.length; i++) {
    let product: NodeId | undefined;
    for (const { values: elements } of arrays) {
      err = values.first(err, values.errorOf(elements[i]!));
      const x = factor(elements[i]!);
      product = product === undefined ? x : graph.op('mul', product, x);
    }
    sum = graph.op('add', sum, product!);
  }
  return values.settled({ x: sum, err });
};

export const aggregation: Lowerings = {
  SUM: ofAll(total),
  PRODUCT: ofAll((graph, numbers) => {
    const product = accumulated(graph, numbers, graph.constant(1), (so_far, x) => graph.op('mul', so_far, x));
    const none = graph.op('eq', countOf(graph, numbers), graph.constant(0));
    return graph.op('select', none, graph.constant(0), product);
  }),
  SUMSQ: ofAll((graph, numbers) =>
    accumulated(graph, numbers, graph.constant(0), (sum, x) => graph.op('add', sum, graph.op('mul', x, x))),
  ),
  AVERAGE: ofAll(averageOf),
  MIN: ofAll((graph, numbers) => extreme(graph, numbers, 'lt')),
  MAX: ofAll((graph, numbers) => extreme(graph, numbers, 'gt')),
  'VAR.S': ofAll(deviation(true, false)),
  VAR: ofAll(deviation(true, false)),
  'VAR.P': ofAll(deviation(false, false)),
  VARP: ofAll(deviation(false, false)),
  'STDEV.S': ofAll(deviation(true, true)),
  STDEV: ofAll(deviation(true, true)),
  'STDEV.P': ofAll(deviation(false, true)),
  STDEVP: ofAll(deviation(false, true)),
  COUNT: (args, lower) => {
    const { graph } = lower.values;
    let n = graph.constant(0);
    for (const { value, direct } of lower.items(args)) {
      if (direct && (value.tags & ~bitOf(tag.number)) !== 0) throw new Unlowerable('COUNT of a value written out');
      const counts = lower.values.has(value, bitOf(tag.number));
      n = graph.op('add', n, graph.op('select', counts, graph.constant(1), graph.constant(0)));
    }
    return lower.values.number(n);
  },
  COUNTA: (args, lower) => {
    const { graph } = lower.values;
    let n = graph.constant(0);
    for (const { value, direct } of lower.items(args)) {
      const filled = direct ? graph.constant(1) : graph.op('not', lower.values.has(value, bitOf(tag.blank)));
      n = graph.op('add', n, graph.op('select', filled, graph.constant(1), graph.constant(0)));
    }
    return lower.values.number(n);
  },
  SUMPRODUCT: sumProduct,
};
