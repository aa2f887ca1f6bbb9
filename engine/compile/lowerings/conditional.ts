/** SUMIF, COUNTIFS and their family: each cell under the mask of its criteria, in the order of functions/conditional.ts. */
import type { Node } from '../../formula/ast.ts';
import { criterionOf, numberTest } from '../../interpret/criteria.ts';
import { textToNumber } from '../../interpret/numberText.ts';
import { errors, type Scalar } from '../../interpret/value.ts';
import type { SheetArea } from '../../model/address.ts';
import { clipped } from '../../workbook/cells.ts';
import { errorKinds } from '../../workbook/workbook.ts';
import { type Comparison, compareNumbers } from '../compare.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import {
  bitOf,
  type Err,
  everyError,
  onlyErrors,
  tag,
  tagOfError,
  Unlowerable,
  type Val,
  type Values,
} from '../values.ts';
import { averageOf, type Counted, extreme, total } from './aggregation.ts';
import { type Lowering, type Lowerings, required } from './lowering.ts';

const mostPlaces = 20_000;

const comparisons: Readonly<Record<string, Comparison>> = {
  '=': 'eq',
  '<>': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};

const texts = (values: Values, value: Val): ReadonlySet<number> =>
  value.tags & bitOf(tag.text) ? values.textsOf(value) : new Set();

const isText = (values: Values, value: Val, id: number): NodeId =>
  values.graph.op(
    'both',
    values.has(value, bitOf(tag.text)),
    values.graph.op('eq', value.num, values.graph.constant(id)),
  );

/** Where a value meets a criterion that does not vary: numbers are compared, all else is tried out now. */
function meets(values: Values, value: Val, wanted: Scalar): NodeId {
  const { graph } = values;
  const criterion = criterionOf(wanted);
  const asked = numberTest(wanted);
  let mask = graph.constant(0);
  const or = (part: NodeId) => {
    mask = graph.op('either', mask, part);
  };
  if (value.tags & bitOf(tag.number)) {
    const isNumber = values.has(value, bitOf(tag.number));
    if (typeof asked !== 'boolean') {
      const compared = compareNumbers(graph, comparisons[asked.operator]!, value.num, graph.constant(asked.than));
      or(graph.op('both', isNumber, compared));
    } else if (asked) or(isNumber);
  }
  if (value.tags & bitOf(tag.blank) && criterion(null)) or(values.has(value, bitOf(tag.blank)));
  if (value.tags & bitOf(tag.boolean)) {
    const isBoolean = values.has(value, bitOf(tag.boolean));
    const holds = value.mask ?? graph.op('ne', value.num, graph.constant(0));
    if (criterion(true)) or(graph.op('both', isBoolean, holds));
    if (criterion(false)) or(graph.op('both', isBoolean, graph.op('not', holds)));
  }
  for (const id of texts(values, value)) if (criterion(values.texts[id]!)) or(isText(values, value, id));
  for (const kind of errorKinds) {
    if (value.tags & bitOf(tagOfError(kind)) && criterion(errors[kind])) or(values.has(value, bitOf(tagOfError(kind))));
  }
  return mask;
}

/** The same for a criterion that varies. */
function meetsVarying(values: Values, value: Val, wanted: Val): NodeId {
  const { graph } = values;
  let mask = graph.constant(0);
  const or = (...parts: NodeId[]) => {
    mask = graph.op(
      'either',
      mask,
      parts.reduce((a, b) => graph.op('both', a, b)),
    );
  };
  const numeric = bitOf(tag.number) | bitOf(tag.blank);
  if (wanted.tags & numeric) {
    const asksNumber = values.has(wanted, numeric & wanted.tags);
    if (value.tags & bitOf(tag.number)) {
      or(asksNumber, values.has(value, bitOf(tag.number)), compareNumbers(graph, 'eq', value.num, wanted.num));
    }
    for (const id of texts(values, value)) {
      const number = textToNumber(values.texts[id]!);
      if (number === undefined) continue;
      or(asksNumber, isText(values, value, id), compareNumbers(graph, 'eq', graph.constant(number), wanted.num));
    }
  }
  if (wanted.tags & value.tags & bitOf(tag.boolean)) {
    const both = graph.op('both', values.has(wanted, bitOf(tag.boolean)), values.has(value, bitOf(tag.boolean)));
    or(both, graph.op('eq', value.num, wanted.num));
  }
  for (const id of texts(values, wanted)) or(isText(values, wanted, id), meets(values, value, values.texts[id]!));
  if (wanted.tags & value.tags & everyError) {
    const failed = values.has(wanted, onlyErrors(wanted.tags));
    or(failed, graph.op('eq', values.tagNode(value), values.tagNode(wanted)));
  }
  return mask;
}

interface Condition {
  area: SheetArea;
  holds: (value: Val) => NodeId;
}

const areaOf = (lower: Lower, node: Node | undefined): SheetArea => {
  const area = node && lower.area(node);
  if (!area) throw new Unlowerable('criteria for something that is no range');
  return area;
};

function conditionOf(lower: Lower, range: Node | undefined, criterion: Node): Condition {
  const { values } = lower;
  const area = areaOf(lower, range);
  const wanted = lower.scalar(criterion);
  const only = values.scalarOf(wanted);
  return {
    area,
    holds: (value) => (only === undefined ? meetsVarying(values, value, wanted) : meets(values, value, only)),
  };
}

const rowsOf = (area: SheetArea) => area.bottom - area.top + 1;
const columnsOf = (area: SheetArea) => area.right - area.left + 1;
const sameSize = (a: SheetArea, b: SheetArea) => rowsOf(a) === rowsOf(b) && columnsOf(a) === columnsOf(b);

interface Matches {
  /** Where each place, row by row, meets all conditions. */
  masks: { row: number; column: number; mask: NodeId }[];
  /** How many places there are beyond those that hold anything, if they meet the conditions. */
  beyond: number;
}

function matchesOf(lower: Lower, conditions: readonly Condition[], target: SheetArea | undefined): Matches {
  const { values } = lower;
  const { graph } = values;
  const first = conditions[0]!.area;
  let rows = 0;
  let columns = 0;
  for (const area of [...conditions.map((condition) => condition.area), ...(target ? [target] : [])]) {
    const used = clipped(lower.context.formulas.workbook.sheets[area.sheet]!, area);
    if (!used) continue;
    rows = Math.max(rows, Math.min(used.bottom - area.top + 1, rowsOf(first)));
    columns = Math.max(columns, Math.min(used.right - area.left + 1, columnsOf(first)));
  }
  if (rows * columns * conditions.length > mostPlaces) throw new Unlowerable('criteria for a very large range');
  const masks: Matches['masks'] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let mask = graph.constant(1);
      for (const { area, holds } of conditions) {
        if (graph.constantOf(mask) === 0) break;
        mask = graph.op(
          'both',
          mask,
          holds(lower.cell({ sheet: area.sheet, row: area.top + row, column: area.left + column })),
        );
      }
      if (graph.constantOf(mask) !== 0) masks.push({ row, column, mask });
    }
  }
  const beyond = rowsOf(first) * columnsOf(first) - rows * columns;
  if (beyond === 0) return { masks, beyond };
  const blank = values.of(null);
  const met = conditions.map(({ holds }) => graph.constantOf(holds(blank)));
  if (met.includes(undefined)) throw new Unlowerable('a criterion that may ask for blanks');
  return { masks, beyond: met.includes(0) ? 0 : beyond };
}

type Summary = (lower: Lower, numbers: Counted[], err: Err) => Val;

const totalOf: Summary = (lower, numbers, err) => lower.values.settled({ x: total(lower.values.graph, numbers), err });
const average: Summary = (lower, numbers, err) =>
  lower.values.settled(averageOf(lower.values.graph, numbers, err, lower));
const extremeOf =
  (kind: 'lt' | 'gt'): Summary =>
  (lower, numbers, err) =>
    lower.values.settled({ x: extreme(lower.values.graph, numbers, kind), err });

function summarised(lower: Lower, conditions: readonly Condition[], target: SheetArea, summary: Summary): Val {
  const { values } = lower;
  const { graph } = values;
  let err = values.none;
  const numbers: Counted[] = [];
  for (const { row, column, mask } of matchesOf(lower, conditions, target).masks) {
    const value = lower.cell({ sheet: target.sheet, row: target.top + row, column: target.left + column });
    err = values.first(err, values.only(values.errorOf(value), mask));
    const counts = graph.op('both', mask, values.has(value, bitOf(tag.number)));
    if (graph.constantOf(counts) !== 0) numbers.push({ x: value.num, counts });
  }
  return summary(lower, numbers, err);
}

const summariseIf =
  (summary: Summary): Lowering =>
  (args, lower) => {
    required(args, 2, 3);
    const condition = conditionOf(lower, args[0], args[1]!);
    const given = args[2] && args[2].kind !== 'missing' ? areaOf(lower, args[2]) : condition.area;
    const target = {
      ...given,
      bottom: given.top + rowsOf(condition.area) - 1,
      right: given.left + columnsOf(condition.area) - 1,
    };
    return summarised(lower, [condition], target, summary);
  };

function conditionsOf(lower: Lower, args: readonly Node[]): Condition[] {
  if (args.length < 2 || args.length % 2 === 1) throw new Unlowerable('another number of arguments');
  const conditions: Condition[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) conditions.push(conditionOf(lower, args[i], args[i + 1]!));
  return conditions;
}

const summariseIfs =
  (summary: Summary): Lowering =>
  (args, lower) => {
    const target = areaOf(lower, args[0]);
    const conditions = conditionsOf(lower, args.slice(1));
    if (conditions.some(({ area }) => !sameSize(area, target))) return lower.values.error('#VALUE!');
    return summarised(lower, conditions, target, summary);
  };

function counted(lower: Lower, conditions: readonly Condition[]): Val {
  const { graph } = lower.values;
  const { masks, beyond } = matchesOf(lower, conditions, undefined);
  let n = graph.constant(beyond);
  for (const { mask } of masks) n = graph.op('add', n, graph.op('select', mask, graph.constant(1), graph.constant(0)));
  return lower.values.number(n);
}

export const conditional: Lowerings = {
  SUMIF: summariseIf(totalOf),
  AVERAGEIF: summariseIf(average),
  SUMIFS: summariseIfs(totalOf),
  AVERAGEIFS: summariseIfs(average),
  MINIFS: summariseIfs(extremeOf('lt')),
  MAXIFS: summariseIfs(extremeOf('gt')),
  COUNTIF: (args, lower) => {
    required(args, 2);
    return counted(lower, [conditionOf(lower, args[0], args[1]!)]);
  },
  COUNTIFS: (args, lower) => {
    const conditions = conditionsOf(lower, args);
    if (conditions.some(({ area }) => !sameSize(area, conditions[0]!.area))) return lower.values.error('#VALUE!');
    return counted(lower, conditions);
  },
  COUNTBLANK: (args, lower) => {
    required(args, 1);
    const { values } = lower;
    const area = areaOf(lower, args[0]);
    const holds = (value: Val) => meets(values, value, '');
    return counted(lower, [{ area, holds }]);
  },
};
