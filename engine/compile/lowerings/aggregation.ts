/** SUM and its family: left to right in reading order, as functions/aggregation.ts does. Of ranges only numbers count. */
import type { Node } from '../../formula/ast.ts';
import { clipped } from '../../workbook/cells.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { bitOf, type Err, type Num, onlyErrors, tag, Unlowerable, type Val, type Values } from '../values.ts';
import type { Lowerings } from './lowering.ts';

export interface Counted {
  x: NodeId;
  /** Where it counts as a number. */
  counts: NodeId;
}

/** What a cell of a range counts as. */
type Counting = (values: Values, cell: Val) => Counted;

/** Where there is an error the result is that error, whatever is added up. */
const onlyNumbers: Counting = (values, cell) => ({
  x: cell.num,
  counts: values.has(cell, bitOf(tag.number) | onlyErrors(cell.tags)),
});

/** A text is 0, logical values are 1 and 0, blanks are left out. */
const allButBlanks: Counting = (values, cell) => {
  const { graph } = values;
  return {
    x: graph.op('select', values.has(cell, bitOf(tag.text)), graph.constant(0), cell.num),
    counts: graph.op('not', values.has(cell, bitOf(tag.blank))),
  };
};

/** The numbers of the arguments and the first error among them. */
export function numbersOf(
  args: readonly Node[],
  lower: Lower,
  counting = onlyNumbers,
): { numbers: Counted[]; err: Err } {
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
    const counted = counting(values, value);
    if (values.graph.constantOf(counted.counts) !== 0) numbers.push(counted);
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

const over =
  (counting: Counting) =>
  (build: (graph: Graph, numbers: Counted[], err: Err, lower: Lower) => Num | NodeId): Lowerings[string] =>
  (args, lower) => {
    if (args.length === 0) throw new Unlowerable('another number of arguments');
    const { numbers, err } = numbersOf(args, lower, counting);
    const built = build(lower.values.graph, numbers, err, lower);
    return lower.values.settled(typeof built === 'number' ? { x: built, err } : built);
  };
const ofAll = over(onlyNumbers);
/** As AVERAGEA counts. */
const ofEvery = over(allButBlanks);

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
  if (arrays.some(({ rows, columns }) => rows !== first!.rows || columns !== first!.columns)) {
    // An error that is no part of an array comes before the sizes.
    const mayFail = arrays.some(
      ({ values: [value, more] }, i) => !more && onlyErrors(value!.tags) !== 0 && !lower.area(args[i]!),
    );
    if (mayFail) throw new Unlowerable('arrays of different sizes, or an error');
    return values.error('#VALUE!');
  }
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

/** By SUBTOTAL's numbers. */
const summaries: Readonly<Record<number, (graph: Graph, numbers: Counted[], err: Err, lower: Lower) => Num | NodeId>> =
  {
    1: averageOf,
    2: (graph, numbers) => countOf(graph, numbers),
    4: (graph, numbers) => extreme(graph, numbers, 'gt'),
    5: (graph, numbers) => extreme(graph, numbers, 'lt'),
    6: product,
    7: deviation(true, true),
    8: deviation(false, true),
    9: total,
    10: deviation(true, false),
    11: deviation(false, false),
  };

/** Of the cells that are no subtotals themselves and, from 101 on, in no hidden row. */
const subtotal: Lowerings[string] = ([which, ...ranges], lower) => {
  const { values, context } = lower;
  const { grid } = context.interpreter;
  const given = which && lower.constant(which);
  if (typeof given !== 'number') throw new Unlowerable('a subtotal of a kind that varies');
  const number = Math.trunc(given);
  const summary = summaries[number > 100 ? number - 100 : number];
  if (!summary || ranges.length === 0) throw new Unlowerable('a subtotal of another kind');
  let err = values.none;
  const numbers: Counted[] = [];
  for (const node of ranges) {
    const area = lower.area(node);
    if (!area) throw new Unlowerable('a subtotal of something that is no range');
    const used = clipped(context.formulas.workbook.sheets[area.sheet]!, area);
    if (!used) continue;
    const { sheet } = area;
    if ((used.bottom - used.top + 1) * (used.right - used.left + 1) > mostSubtotalled)
      throw new Unlowerable('a very large range');
    for (let row = used.top; row <= used.bottom; row++) {
      if (number > 100 && grid.isHiddenRow(sheet, row)) continue;
      for (let column = used.left; column <= used.right; column++) {
        if (grid.isSubtotal(sheet, row, column)) continue;
        const value = lower.cell({ sheet, row, column });
        // COUNT does not mind errors.
        if (number % 100 !== 2) err = values.first(err, values.errorOf(value));
        const counts = values.has(value, bitOf(tag.number));
        if (values.graph.constantOf(counts) !== 0) numbers.push({ x: value.num, counts });
      }
    }
  }
  const built = summary(values.graph, numbers, err, lower);
  return values.settled(typeof built === 'number' ? { x: built, err } : built);
};
const mostSubtotalled = 20_000;

function product(graph: Graph, numbers: readonly Counted[]): NodeId {
  const all = accumulated(graph, numbers, graph.constant(1), (so_far, x) => graph.op('mul', so_far, x));
  const none = graph.op('eq', countOf(graph, numbers), graph.constant(0));
  return graph.op('select', none, graph.constant(0), all);
}

export const aggregation: Lowerings = {
  SUM: ofAll(total),
  PRODUCT: ofAll(product),
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
      // Written out, what reads as a number counts, too.
      const counts = direct
        ? graph.op('eq', lower.values.toNumber(value).err.node, graph.constant(0))
        : lower.values.has(value, bitOf(tag.number));
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
  AVERAGEA: ofEvery(averageOf),
  MINA: ofEvery((graph, numbers) => extreme(graph, numbers, 'lt')),
  MAXA: ofEvery((graph, numbers) => extreme(graph, numbers, 'gt')),
  SUBTOTAL: subtotal,
  SUMPRODUCT: sumProduct,
};
