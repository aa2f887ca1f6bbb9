/** Operators over lanes, by the rules of interpret/operators.ts and interpret/rounding.ts. */
import { LARGEST_SQUARED_EXPONENT } from '../kernels/power.ts';
import type { Graph, NodeId } from './graph.ts';
import type { Err, Num, Val, Values } from './values.ts';

const snapBelow = 2 ** -48;

/** A sum whose remainder below 2^-48 of the larger operand counts as 0: the last + or - of a formula. */
function snapped(graph: Graph, sum: NodeId, a: NodeId, b: NodeId): NodeId {
  const bounds = graph.at(sum);
  const [left, right] = [graph.at(a), graph.at(b)];
  const largest = Math.max(Math.abs(left.low), Math.abs(left.high), Math.abs(right.low), Math.abs(right.high));
  // Bounds away from 0, or whole numbers so small that a difference of 1 is no remainder.
  if (Math.max(bounds.low, -bounds.high) >= snapBelow * largest && largest > 0) return sum;
  if (left.whole && right.whole && largest < 2 ** 47) return sum;
  const larger = (x: NodeId, y: NodeId) => graph.op('select', graph.op('lt', x, y), y, x);
  const size = larger(graph.op('abs', a), graph.op('abs', b));
  const remainder = graph.op('lt', graph.op('abs', sum), graph.op('mul', size, graph.constant(snapBelow)));
  // Where the sum is such a remainder, the operands' sizes hardly differ: one of them, and twice the bound, do for a sign.
  const sign = graph.op('lt', graph.op('abs', sum), graph.op('mul', graph.op('abs', a), graph.constant(2 * snapBelow)));
  if (graph.constantOf(remainder) === undefined) graph.rare.set(remainder, sign);
  return graph.op('select', remainder, graph.constant(0), sum);
}

export interface Both {
  a: NodeId;
  b: NodeId;
  err: Err;
}

export function bothNumbers(values: Values, left: Val, right: Val): Both {
  const a = values.toNumber(left);
  const b = values.toNumber(right);
  return { a: a.x, b: b.x, err: values.first(a.err, b.err) };
}

type Operator = (values: Values, both: Both) => Num;

const sameSign = (graph: Graph, a: NodeId, b: NodeId) => {
  const [left, right] = [graph.at(a), graph.at(b)];
  return (left.low >= 0 && right.low >= 0) || (left.high <= 0 && right.high <= 0);
};

export const plus: Operator = (values, { a, b, err }) => values.finite(values.graph.op('add', a, b), err);
export const minus: Operator = (values, { a, b, err }) => values.finite(values.graph.op('sub', a, b), err);
export const plusFinal: Operator = (values, { a, b, err }) => {
  const { graph } = values;
  const { x, err: failed } = values.finite(graph.op('add', a, b), err);
  return { x: sameSign(graph, a, b) ? x : snapped(graph, x, a, b), err: failed };
};
export const minusFinal: Operator = (values, { a, b, err }) => {
  const { graph } = values;
  const { x, err: failed } = values.finite(graph.op('sub', a, b), err);
  const [left, right] = [graph.at(a), graph.at(b)];
  const opposite = (left.low >= 0 && right.high <= 0) || (left.high <= 0 && right.low >= 0);
  return { x: opposite ? x : snapped(graph, x, a, b), err: failed };
};
export const times: Operator = (values, { a, b, err }) => values.finite(values.graph.op('mul', a, b), err);
export const over: Operator = (values, { a, b, err }) => {
  const { graph } = values;
  const guarded = values.guard(err, graph.op('eq', b, graph.constant(0)), '#DIV/0!');
  return values.finite(graph.op('div', a, b), guarded);
};

/** base^n for a constant whole n: the products that the pow kernel takes, in its order. */
export function powerInteger(graph: Graph, base: NodeId, n: number): NodeId {
  let result: NodeId | undefined;
  let square = base;
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === undefined ? square : graph.op('mul', result, square);
    if (rest > 1) square = graph.op('mul', square, square);
  }
  if (result === undefined) return graph.constant(1);
  return n < 0 ? graph.op('div', graph.constant(1), result) : result;
}

/** The pow kernel, without the rules of Excel around it. */
export function pow(graph: Graph, base: NodeId, exponent: NodeId): NodeId {
  const n = graph.constantOf(exponent);
  if (n !== undefined && Number.isInteger(n) && Math.abs(n) <= LARGEST_SQUARED_EXPONENT) {
    const value = powerInteger(graph, base, n);
    // An even power of a number that may be negative is not: the product's bounds do not see it.
    return value;
  }
  return graph.call('pow', base, exponent);
}

export const power: Operator = (values, { a, b, err }) => {
  const { graph } = values;
  const zero = graph.constant(0);
  const noBase = graph.op('eq', a, zero);
  let guarded = values.guard(err, graph.op('both', noBase, graph.op('eq', b, zero)), '#NUM!');
  guarded = values.guard(guarded, graph.op('both', noBase, graph.op('lt', b, zero)), '#DIV/0!');
  return values.finite(pow(graph, a, b), guarded);
};

export const negated = (values: Values, value: Val): Num => {
  const { x, err } = values.toNumber(value);
  return { x: values.graph.op('sub', values.graph.constant(0), x), err };
};
export const percent = (values: Values, value: Val): Num => {
  const { x, err } = values.toNumber(value);
  return { x: values.graph.op('div', x, values.graph.constant(100)), err };
};
