/** Annuities and net present value; see functions/annuity.ts and functions/cashFlow.ts, operation by operation the same. */
import { pow, powerInteger } from '../arithmetic.ts';
import type { Graph, NodeId } from '../graph.ts';
import { type Err, Unlowerable } from '../values.ts';
import { numbersOf } from './aggregation.ts';
import { type Lowering, type Lowerings, ofNumbers } from './lowering.ts';

const growth = (graph: Graph, rate: NodeId, periods: NodeId): NodeId =>
  pow(graph, graph.op('add', graph.constant(1), rate), periods);

/** What payments of 1 have grown to. */
function accumulated(graph: Graph, rate: NodeId, periods: NodeId, due: NodeId): NodeId {
  const one = graph.constant(1);
  const grown = graph.op('div', graph.op('sub', growth(graph, rate, periods), one), rate);
  const full = graph.op('mul', grown, graph.op('add', one, graph.op('mul', rate, due)));
  return graph.op('select', graph.op('eq', rate, graph.constant(0)), periods, full);
}

const dueOf = (graph: Graph, type: NodeId | undefined): NodeId => {
  if (type === undefined) return graph.constant(0);
  const isEnd = graph.op('eq', graph.op('trunc', type), graph.constant(0));
  return graph.op('select', isEnd, graph.constant(0), graph.constant(1));
};

const negated = (graph: Graph, x: NodeId) => graph.op('sub', graph.constant(0), x);

const annuity = (
  build: (graph: Graph, rate: NodeId, periods: NodeId, amount: NodeId, other: NodeId, due: NodeId) => NodeId,
  guard?: (graph: Graph, rate: NodeId, periods: NodeId) => NodeId,
): Lowering =>
  ofNumbers(3, 5, (lower, [rate, periods, amount, other, type], err) => {
    const { values } = lower;
    const { graph } = values;
    const guarded: Err = guard ? values.guard(err, guard(graph, rate!, periods!), '#NUM!') : err;
    return {
      x: build(graph, rate!, periods!, amount!, other ?? graph.constant(0), dueOf(graph, type)),
      err: guarded,
    };
  });

export const finance: Lowerings = {
  PV: annuity((graph, rate, periods, paid, future, due) => {
    const sum = graph.op('add', future, graph.op('mul', paid, accumulated(graph, rate, periods, due)));
    return graph.op('div', negated(graph, sum), growth(graph, rate, periods));
  }),
  FV: annuity((graph, rate, periods, paid, present, due) => {
    const grown = graph.op('mul', present, growth(graph, rate, periods));
    return negated(graph, graph.op('add', grown, graph.op('mul', paid, accumulated(graph, rate, periods, due))));
  }),
  PMT: annuity(
    (graph, rate, periods, present, future, due) => {
      const owed = graph.op('add', future, graph.op('mul', present, growth(graph, rate, periods)));
      return graph.op('div', negated(graph, owed), accumulated(graph, rate, periods, due));
    },
    (graph, rate, periods) =>
      graph.op('either', graph.op('eq', periods, graph.constant(0)), graph.op('le', rate, graph.constant(-1))),
  ),
  NPV: (args, lower) => {
    const { values } = lower;
    const { graph } = values;
    const [rateNode, ...rest] = args;
    if (!rateNode || rest.length === 0 || rest.some(({ kind }) => kind === 'missing'))
      throw new Unlowerable('another number of arguments');
    const rate = lower.number(rateNode);
    const { numbers, err } = numbersOf(rest, lower);
    // Which period a payment falls into depends on how many before it are numbers.
    if (numbers.length === 0 || numbers.some(({ counts }) => graph.constantOf(counts) !== 1))
      throw new Unlowerable('payments that are not always numbers');
    const failed = values.first(rate.err, err);
    const guarded = values.guard(failed, graph.op('eq', rate.x, graph.constant(-1)), '#DIV/0!');
    const base = graph.op('add', graph.constant(1), rate.x);
    let total = graph.constant(0);
    for (const [i, { x }] of numbers.entries()) {
      if (i + 1 > 1024) throw new Unlowerable('very many payments');
      total = graph.op('add', total, graph.op('div', x, powerInteger(graph, base, i + 1)));
    }
    return values.settled({ x: total, err: guarded });
  },
};
