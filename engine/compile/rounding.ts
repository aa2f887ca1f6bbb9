/** Rounding over lanes, by the rules of interpret/rounding.ts: a tie is looked at with 15 significant digits. */
import type { Graph, NodeId } from './graph.ts';

const nearness = 2e-14;
const exactly15 = 1e15;

/** x at 15 digits where it lies so near a whole number (plus `offset`) that it matters; exact where no rounding could change. */
function settled(graph: Graph, x: NodeId, offset: number): NodeId {
  const { low, high, whole } = graph.at(x);
  if (whole && low > -exactly15 && high < exactly15) return x;
  const moved = offset === 0 ? x : graph.op('add', x, graph.constant(offset));
  const distance = graph.op('abs', graph.op('sub', moved, graph.op('nearest', moved)));
  const size = graph.op('abs', x);
  const close = graph.op('le', distance, graph.op('mul', size, graph.constant(nearness)));
  const near = graph.op('both', close, graph.op('ne', distance, graph.constant(0)));
  // From 10^14 on, a half is the 16th digit.
  const large = graph.op('ge', size, graph.constant(offset === 0 ? exactly15 : 1e14));
  return graph.rarely(graph.op('either', near, large), x, 'to15', [x], {
    low: low - Math.abs(low) * 1e-14,
    high: high + Math.abs(high) * 1e-14,
    whole: false,
  });
}

/** Excel's INT: a number within rounding of a whole one is that. */
export const floor15 = (graph: Graph, x: NodeId): NodeId => graph.op('floor', settled(graph, x, 0));

/** The same upwards, and to the nearest with halves upwards. */
export const ceiling15 = (graph: Graph, x: NodeId): NodeId => graph.op('ceil', settled(graph, x, 0));
export const half15 = (graph: Graph, x: NodeId): NodeId =>
  graph.op('floor', graph.op('add', settled(graph, x, 0.5), graph.constant(0.5)));

export type RoundingRule = 'half' | 'down' | 'up';

/** ROUND, ROUNDDOWN and ROUNDUP to a constant number of digits; undefined where a power of ten is not exact. */
export function roundTo(graph: Graph, x: NodeId, digits: number, rule: RoundingRule): NodeId | undefined {
  const places = Math.trunc(digits);
  if (Math.abs(places) > 22) return undefined;
  const power = graph.constant(Number(`1e${Math.abs(places)}`));
  const size = graph.op('abs', x);
  const scaled = graph.op(places >= 0 ? 'mul' : 'div', size, power);
  const large = graph.op('ge', scaled, graph.constant(exactly15));
  // Beyond 15 digits the number is taken as it is, beyond 2^53 it stays as it was.
  const taken = graph.op('select', large, scaled, settled(graph, scaled, rule === 'half' ? 0.5 : 0));
  const whole =
    rule === 'half'
      ? graph.op('floor', graph.op('add', taken, graph.constant(0.5)))
      : graph.op(rule === 'down' ? 'floor' : 'ceil', taken);
  const back = graph.op(places >= 0 ? 'div' : 'mul', whole, power);
  const negative = graph.op('lt', x, graph.constant(0));
  const signed = graph.op('select', negative, graph.op('sub', graph.constant(0), back), back);
  const untouched = graph.op('ge', scaled, graph.constant(2 ** 53));
  return graph.op('select', untouched, x, signed);
}
