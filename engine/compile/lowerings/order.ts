/** Order statistics by a sorting network; see functions/order.ts for the rules. */
import type { Node } from '../../formula/ast.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { type Err, type Num, Unlowerable } from '../values.ts';
import { type Counted, countOf, numbersOf } from './aggregation.ts';
import { type Lowering, type Lowerings, required } from './lowering.ts';

/** A network for more numbers than this would be larger than the gain. */
const mostSorted = 128;

/** Batcher's odd-even merge sort: the pairs to compare for n numbers, in order. Source: Knuth, The Art of Computer Programming 3, 5.2.2 M. */
function comparators(n: number): [number, number][] {
  const pairs: [number, number][] = [];
  let t = 1;
  while (t * 2 < n) t *= 2;
  for (let p = n > 1 ? t : 0; p > 0; p = Math.floor(p / 2)) {
    let q = t;
    let r = 0;
    let d = p;
    for (;;) {
      for (let i = 0; i < n - d; i++) if ((i & p) === r) pairs.push([i, i + d]);
      if (q === p) break;
      d = q - p;
      q = Math.floor(q / 2);
      r = p;
    }
  }
  return pairs;
}

/** The numbers that count in ascending order, those that do not at the end (`ascending`) or at the beginning. */
function sorted(graph: Graph, numbers: readonly Counted[], fillers: 'last' | 'first'): NodeId[] {
  if (numbers.length > mostSorted) throw new Unlowerable('very many numbers to sort');
  const filler = graph.constant(fillers === 'last' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  const list = numbers.map(({ x, counts }) => graph.op('select', counts, x, filler));
  for (const [i, j] of comparators(list.length)) {
    const [a, b] = [list[i]!, list[j]!];
    const turn = graph.op('lt', b, a);
    list[i] = graph.op('select', turn, b, a);
    list[j] = graph.op('select', turn, a, b);
  }
  return list;
}

/** The element at a position (from 0); anything where there is none. */
function elementAt(graph: Graph, list: readonly NodeId[], position: NodeId): NodeId {
  const known = graph.constantOf(position);
  if (known !== undefined) return list[known] ?? graph.constant(0);
  let result = list.at(-1) ?? graph.constant(0);
  for (let i = list.length - 2; i >= 0; i--)
    result = graph.op('select', graph.op('le', position, graph.constant(i)), list[i]!, result);
  return result;
}

type Position = (lower: Lower, numbers: readonly Counted[], k: NodeId, err: Err) => Num;

/** The k-th from either end: both count towards the fillers, so that k says where. */
const kth =
  (largest: boolean): Position =>
  ({ values }, numbers, k, err) => {
    const { graph } = values;
    const place = graph.op('ceil', k);
    const outside = graph.op(
      'either',
      graph.op('lt', place, graph.constant(1)),
      graph.op('gt', place, countOf(graph, numbers)),
    );
    const list = sorted(graph, numbers, largest ? 'first' : 'last');
    return {
      x: elementAt(graph, largest ? list.toReversed() : list, graph.op('sub', place, graph.constant(1))),
      err: values.guard(err, outside, '#NUM!'),
    };
  };

function between(graph: Graph, list: readonly NodeId[], n: NodeId, position: NodeId): NodeId {
  const one = graph.constant(1);
  const below = graph.op('floor', position);
  const next = graph.op('add', below, one);
  const low = elementAt(graph, list, below);
  const high = elementAt(graph, list, next);
  const part = graph.op('mul', graph.op('sub', position, below), graph.op('sub', high, low));
  const exact = graph.op('either', graph.op('ge', next, n), graph.op('eq', position, below));
  return graph.op('select', exact, low, graph.op('add', low, part));
}

const inclusive: Position = ({ values }, numbers, p, err) => {
  const { graph } = values;
  const [zero, one] = [graph.constant(0), graph.constant(1)];
  const n = countOf(graph, numbers);
  const outside = graph.op('either', graph.op('lt', p, zero), graph.op('gt', p, one));
  const guarded = values.guard(err, graph.op('either', graph.op('eq', n, zero), outside), '#NUM!');
  const position = graph.op('mul', p, graph.op('sub', n, one));
  return { x: between(graph, sorted(graph, numbers, 'last'), n, position), err: guarded };
};

const exclusive: Position = ({ values }, numbers, p, err) => {
  const { graph } = values;
  const [zero, one] = [graph.constant(0), graph.constant(1)];
  const n = countOf(graph, numbers);
  const last = graph.op('sub', n, one);
  const position = graph.op('sub', graph.op('mul', p, graph.op('add', n, one)), one);
  const outside = [
    graph.op('eq', n, zero),
    graph.op('le', p, zero),
    graph.op('ge', p, one),
    graph.op('lt', position, graph.constant(-1e-12)),
    graph.op('gt', position, graph.op('add', last, graph.constant(1e-12))),
  ].reduce((a, b) => graph.op('either', a, b));
  const atLeast = graph.op('select', graph.op('lt', position, zero), zero, position);
  const within = graph.op('select', graph.op('gt', atLeast, last), last, atLeast);
  return {
    x: between(graph, sorted(graph, numbers, 'last'), n, within),
    err: values.guard(err, outside, '#NUM!'),
  };
};

const quarter =
  (percentile: Position): Position =>
  (lower, numbers, quart, err) => {
    const { values } = lower;
    const { graph } = values;
    const q = graph.op('trunc', quart);
    const outside = graph.op('either', graph.op('lt', q, graph.constant(0)), graph.op('gt', q, graph.constant(4)));
    return percentile(lower, numbers, graph.op('div', q, graph.constant(4)), values.guard(err, outside, '#NUM!'));
  };

/** Numbers of one argument and a position among them. */
const ofPosition =
  (position: Position): Lowering =>
  (args, lower) => {
    required(args, 2);
    const { values } = lower;
    const [list, place] = args as [Node, Node];
    const { numbers, err } = numbersOf([list], lower);
    const k = place.kind === 'missing' ? values.toNumber(values.of(null)) : lower.number(place);
    return values.settled(position(lower, numbers, k.x, values.first(err, k.err)));
  };

const rank =
  (averaged: boolean): Lowering =>
  (args, lower) => {
    required(args, 2, 3);
    const { values } = lower;
    const { graph } = values;
    const [zero, one] = [graph.constant(0), graph.constant(1)];
    const ranked = lower.number(args[0]!);
    const { numbers, err } = numbersOf([args[1]!], lower);
    const order = args[2] && args[2].kind !== 'missing' ? lower.scalar(args[2]) : values.of(false);
    const { mask: isAscending, err: noOrder } = values.toLogical(order);
    let before = zero;
    let equal = zero;
    for (const { x, counts } of numbers) {
      const count = (mask: NodeId) => graph.op('select', graph.op('both', counts, mask), one, zero);
      const below = graph.op('both', isAscending, graph.op('lt', x, ranked.x));
      const above = graph.op('both', graph.op('not', isAscending), graph.op('gt', x, ranked.x));
      before = graph.op('add', before, count(graph.op('either', below, above)));
      equal = graph.op('add', equal, count(graph.op('eq', x, ranked.x)));
    }
    const failed = values.first(values.first(ranked.err, err), noOrder);
    const place = graph.op('add', before, one);
    const half = graph.op('div', graph.op('sub', equal, one), graph.constant(2));
    return values.settled({
      x: averaged ? graph.op('add', place, half) : place,
      err: values.guard(failed, graph.op('eq', equal, zero), '#N/A'),
    });
  };

export const order: Lowerings = {
  LARGE: ofPosition(kth(true)),
  SMALL: ofPosition(kth(false)),
  PERCENTILE: ofPosition(inclusive),
  'PERCENTILE.INC': ofPosition(inclusive),
  'PERCENTILE.EXC': ofPosition(exclusive),
  QUARTILE: ofPosition(quarter(inclusive)),
  'QUARTILE.INC': ofPosition(quarter(inclusive)),
  'QUARTILE.EXC': ofPosition(quarter(exclusive)),
  MEDIAN: (args, lower) => {
    if (args.length === 0) throw new Unlowerable('another number of arguments');
    const { numbers, err } = numbersOf(args, lower);
    return lower.values.settled(inclusive(lower, numbers, lower.values.graph.constant(0.5), err));
  },
  RANK: rank(false),
  'RANK.EQ': rank(false),
  'RANK.AVG': rank(true),
};
