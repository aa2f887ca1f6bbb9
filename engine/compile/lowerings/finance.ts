/** Annuities and net present value; see functions/annuity.ts and functions/cashFlow.ts, operation by operation the same. */
import { LARGEST_SQUARED_EXPONENT } from '../../kernels/power.ts';
import { pow } from '../arithmetic.ts';
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
  refused?: { when: (graph: Graph, rate: NodeId, periods: NodeId) => NodeId; error: '#NUM!' | '#DIV/0!' },
): Lowering =>
  ofNumbers(3, 5, (lower, [rate, periods, amount, other, type], err) => {
    const { values } = lower;
    const { graph } = values;
    const guarded: Err = refused ? values.guard(err, refused.when(graph, rate!, periods!), refused.error) : err;
    return {
      x: build(graph, rate!, periods!, amount!, other ?? graph.constant(0), dueOf(graph, type)),
      err: guarded,
    };
  });

function futureOf(graph: Graph, rate: NodeId, periods: NodeId, paid: NodeId, present: NodeId, due: NodeId): NodeId {
  const grown = graph.op('mul', present, growth(graph, rate, periods));
  return negated(graph, graph.op('add', grown, graph.op('mul', paid, accumulated(graph, rate, periods, due))));
}

function paymentOf(graph: Graph, rate: NodeId, periods: NodeId, present: NodeId, future: NodeId, due: NodeId): NodeId {
  const owed = graph.op('add', future, graph.op('mul', present, growth(graph, rate, periods)));
  return graph.op('div', negated(graph, owed), accumulated(graph, rate, periods, due));
}

interface Instalment {
  rate: NodeId;
  period: NodeId;
  periods: NodeId;
  present: NodeId;
  future: NodeId;
  due: NodeId;
}

const partOfPayment = (build: (graph: Graph, instalment: Instalment) => NodeId): Lowering =>
  ofNumbers(4, 6, (lower, [rate, period, periods, present, future, type], err) => {
    const { values } = lower;
    const { graph } = values;
    const one = graph.constant(1);
    const outside = graph.op(
      'either',
      graph.op('lt', period!, one),
      graph.op('ge', period!, graph.op('add', periods!, one)),
    );
    const instalment = {
      rate: rate!,
      period: period!,
      periods: periods!,
      present: present!,
      future: future ?? graph.constant(0),
      due: dueOf(graph, type),
    };
    return { x: build(graph, instalment), err: values.guard(err, outside, '#NUM!') };
  });

export const finance: Lowerings = {
  PV: annuity((graph, rate, periods, paid, future, due) => {
    const sum = graph.op('add', future, graph.op('mul', paid, accumulated(graph, rate, periods, due)));
    return graph.op('div', negated(graph, sum), growth(graph, rate, periods));
  }),
  FV: annuity(futureOf, {
    when: (graph, rate, periods) =>
      graph.op('both', graph.op('eq', rate, graph.constant(-1)), graph.op('lt', periods, graph.constant(0))),
    error: '#DIV/0!',
  }),
  PMT: annuity(paymentOf, {
    when: (graph, rate, periods) =>
      graph.op('either', graph.op('eq', periods, graph.constant(0)), graph.op('le', rate, graph.constant(-1))),
    error: '#NUM!',
  }),
  NPER: ofNumbers(3, 5, (lower, [rate, paid, present, given, type], err) => {
    const { values } = lower;
    const { graph } = values;
    const [zero, one] = [graph.constant(0), graph.constant(1)];
    const future = given ?? zero;
    const due = dueOf(graph, type);
    const noRate = graph.op('eq', rate!, zero);
    const plain = graph.op('div', negated(graph, graph.op('add', present!, future)), paid!);
    const grown = graph.op('mul', paid!, graph.op('add', one, graph.op('mul', rate!, due)));
    const adjusted = graph.op('div', grown, rate!);
    const ratio = graph.op('div', graph.op('sub', adjusted, future), graph.op('add', present!, adjusted));
    const unpaid = graph.op('both', noRate, graph.op('eq', paid!, zero));
    const hopeless = graph.op('either', graph.op('le', rate!, graph.constant(-1)), graph.op('le', ratio, zero));
    const full = graph.op('div', graph.call('log', ratio), graph.call('log1p', rate!));
    const failed = graph.op('either', unpaid, graph.op('both', graph.op('not', noRate), hopeless));
    return { x: graph.op('select', noRate, plain, full), err: values.guard(err, failed, '#NUM!') };
  }),
  IPMT: partOfPayment((graph, { rate, period, periods, present, future, due }) => {
    const [one, two, zero] = [graph.constant(1), graph.constant(2), graph.constant(0)];
    const isDue = graph.op('eq', due, one);
    const paid = paymentOf(graph, rate, periods, present, future, due);
    const before = graph.op('sub', period, graph.op('select', isDue, two, one));
    const balance = futureOf(graph, rate, before, paid, present, due);
    const left = graph.op('select', isDue, graph.op('sub', balance, paid), balance);
    const first = graph.op('select', isDue, zero, graph.op('mul', negated(graph, present), rate));
    return graph.op('select', graph.op('eq', period, one), first, graph.op('mul', left, rate));
  }),
  PPMT: partOfPayment((graph, { rate, period, periods, present, future, due }) => {
    const [one, zero] = [graph.constant(1), graph.constant(0)];
    const firstDue = graph.op('both', graph.op('eq', due, one), graph.op('eq', period, one));
    const whole = graph.op('either', graph.op('eq', rate, zero), firstDue);
    const owed = graph.op('mul', negated(graph, graph.op('add', future, present)), rate);
    const first = graph.op('div', owed, graph.op('sub', growth(graph, rate, periods), one));
    const later = growth(graph, rate, graph.op('sub', graph.op('sub', period, one), due));
    return graph.op(
      'select',
      whole,
      paymentOf(graph, rate, periods, present, future, due),
      graph.op('mul', first, later),
    );
  }),
  NPV: (args, lower) => {
    const { values } = lower;
    const { graph } = values;
    const [rateNode, ...rest] = args;
    if (!rateNode || rest.length === 0 || rest.some(({ kind }) => kind === 'missing'))
      throw new Unlowerable('another number of arguments');
    const rate = lower.number(rateNode);
    const { numbers, err } = numbersOf(rest, lower);
    const failed = values.first(rate.err, err);
    const guarded = values.guard(failed, graph.op('eq', rate.x, graph.constant(-1)), '#DIV/0!');
    const base = graph.op('add', graph.constant(1), rate.x);
    if (numbers.length > LARGEST_SQUARED_EXPONENT) throw new Unlowerable('very many payments');
    let total = graph.constant(0);
    // Which period a payment falls into depends on how many before it are numbers.
    let period = graph.constant(0);
    for (const { x, counts } of numbers) {
      period = graph.op('add', period, graph.op('select', counts, graph.constant(1), graph.constant(0)));
      const next = graph.op('add', total, graph.op('div', x, pow(graph, base, period)));
      total = graph.op('select', counts, next, total);
    }
    const none = values.guard(guarded, graph.op('eq', period, graph.constant(0)), '#VALUE!');
    return values.settled({ x: total, err: none });
  },
};
