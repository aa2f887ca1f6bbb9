/** Comparisons over lanes, by the rules of interpret/compare.ts: 15 digits, no case, numbers before texts before logical values. */
import { compareText, equalText } from '../interpret/compare.ts';
import type { Graph, NodeId } from './graph.ts';
import { bitOf, type Err, tag, Unlowerable, type Val, type Values } from './values.ts';

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

const holds: Record<Comparison, (order: number) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
};

/** Numbers closer than this may be equal at 15 digits; to15 decides. */
const nearness = 2e-14;
const exactWholes = 1e14;

/** Both numbers at 15 digits where they are so close that it matters. */
function settledNear(graph: Graph, a: NodeId, b: NodeId): [NodeId, NodeId] {
  const [left, right] = [graph.at(a), graph.at(b)];
  const isExact = (low: number, high: number, whole: boolean) => whole && low > -exactWholes && high < exactWholes;
  if (isExact(left.low, left.high, left.whole) && isExact(right.low, right.high, right.whole)) return [a, b];
  // Far apart by their bounds: the larger is more than `nearness` away.
  const margin = (x: number) => Math.abs(x) * nearness;
  if (left.high + margin(left.high) < right.low - margin(right.low)) return [a, b];
  if (right.high + margin(right.high) < left.low - margin(left.low)) return [a, b];
  // The comparison with 0 needs no digits: nothing but 0 is 0 at 15 digits.
  if (graph.constantOf(a) === 0 || graph.constantOf(b) === 0) return [a, b];
  const [size, other] = graph.constantOf(a) === undefined ? [b, a] : [a, b];
  const limit = graph.op('mul', graph.op('abs', size), graph.constant(nearness));
  const close = graph.op('le', graph.op('abs', graph.op('sub', other, size)), limit);
  const near = graph.op('both', close, graph.op('ne', a, b));
  return [graph.rarely(near, a, 'to15', [a], loose(left)), graph.rarely(near, b, 'to15', [b], loose(right))];
}

const loose = ({ low, high }: { low: number; high: number }) => ({
  low: low - Math.abs(low) * 1e-14,
  high: high + Math.abs(high) * 1e-14,
  whole: false,
});

export function compareNumbers(graph: Graph, operation: Comparison, a: NodeId, b: NodeId): NodeId {
  if (a === b) return graph.constant(Number(holds[operation](0)));
  const [left, right] = settledNear(graph, a, b);
  return graph.op(operation, left, right);
}

/** Order of types; blanks take the other's. */
const ranks: readonly number[] = [tag.number, tag.text, tag.boolean];

function comparePair(values: Values, operation: Comparison, a: Val, ta: number, b: Val, tb: number): NodeId {
  const { graph } = values;
  const zero = graph.constant(0);
  if (ta === tag.blank && tb === tag.blank) return graph.constant(Number(holds[operation](0)));
  const left = ta === tag.blank ? tb : ta;
  const right = tb === tag.blank ? ta : tb;
  if (left !== right) return graph.constant(Number(holds[operation](ranks.indexOf(left) - ranks.indexOf(right))));
  if (left === tag.number) {
    return compareNumbers(graph, operation, ta === tag.blank ? zero : a.num, tb === tag.blank ? zero : b.num);
  }
  if (left === tag.boolean)
    return graph.op(operation, ta === tag.blank ? zero : a.num, tb === tag.blank ? zero : b.num);
  return compareTexts(values, operation, ta === tag.blank ? undefined : a, tb === tag.blank ? undefined : b);
}

function compareTexts(values: Values, operation: Comparison, a: Val | undefined, b: Val | undefined): NodeId {
  const { graph, texts } = values;
  let mask = graph.constant(0);
  const ids = (value: Val | undefined) => (value ? [...values.textsOf(value)] : [undefined]);
  for (const i of ids(a)) {
    for (const j of ids(b)) {
      const [x, y] = [i === undefined ? '' : texts[i]!, j === undefined ? '' : texts[j]!];
      const order = equalText(x, y) ? 0 : compareText(x, y);
      if (!holds[operation](order)) continue;
      const isX = a && i !== undefined ? graph.op('eq', a.num, graph.constant(i)) : graph.constant(1);
      const isY = b && j !== undefined ? graph.op('eq', b.num, graph.constant(j)) : graph.constant(1);
      mask = graph.op('either', mask, graph.op('both', isX, isY));
    }
  }
  return mask;
}

const tagsOf = (value: Val): number[] =>
  [tag.number, tag.boolean, tag.text, tag.blank].filter((t) => (value.tags & bitOf(t)) !== 0);

export interface Truth {
  mask: NodeId;
  err: Err;
}

export function compare(values: Values, operation: Comparison, a: Val, b: Val): Truth {
  const { graph } = values;
  const err = values.first(values.errorOf(a), values.errorOf(b));
  const [left, right] = [tagsOf(a), tagsOf(b)];
  if (left.length * right.length > 9) throw new Unlowerable('a comparison of values of many types');
  let mask = graph.constant(0);
  for (const ta of left) {
    for (const tb of right) {
      const here = graph.op(
        'both',
        left.length > 1 ? values.has(a, bitOf(ta)) : graph.constant(1),
        right.length > 1 ? values.has(b, bitOf(tb)) : graph.constant(1),
      );
      mask = graph.op('either', mask, graph.op('both', here, comparePair(values, operation, a, ta, b, tb)));
    }
  }
  return { mask, err };
}
