/** Between which numbers an expression's value must lie: interval arithmetic over what commonly computes an index. */
import { leftRun, type Node } from '../formula/ast.ts';
import type { CellValue } from '../workbook/workbook.ts';
import { type CellAddress, isOneCell, type SheetArea } from './address.ts';

export interface Bounds {
  low: number;
  high: number;
}

export interface BoundsContext {
  /** The value of an expression that does not vary. */
  constant(node: Node): CellValue | undefined;
  /** The area that a reference means, if it is one rectangle. */
  area(node: Node): SheetArea | undefined;
  /** Of a cell that varies. */
  cell(address: CellAddress): Bounds | undefined;
}

const union = (parts: readonly (Bounds | undefined)[]): Bounds | undefined => {
  let all: Bounds | undefined;
  for (const part of parts) {
    if (!part) return undefined;
    all = all ? { low: Math.min(all.low, part.low), high: Math.max(all.high, part.high) } : part;
  }
  return all;
};
const corners = (a: Bounds, b: Bounds, combine: (x: number, y: number) => number): Bounds => {
  const values = [combine(a.low, b.low), combine(a.low, b.high), combine(a.high, b.low), combine(a.high, b.high)];
  return { low: Math.min(...values), high: Math.max(...values) };
};

type Rule = (
  args: readonly Node[],
  bounds: (node: Node | undefined) => Bounds | undefined,
  context: BoundsContext,
) => Bounds | undefined;

/** Rounding moves a value by less than 1, to whatever number of digits an index has. */
const rounded: Rule = ([value], bounds) => {
  const inner = bounds(value);
  return inner && { low: Math.floor(inner.low), high: Math.ceil(inner.high) };
};
/** A position within a range, from 1. */
const position: Rule = ([, list], _, { area }) => {
  const within = list && area(list);
  return within && { low: 1, high: Math.max(within.bottom - within.top, within.right - within.left) + 1 };
};
const count: Rule = (args, _, { area }) => {
  const within = args.map((argument) => area(argument));
  const sizes = within.map((part) => (part ? (part.bottom - part.top + 1) * (part.right - part.left + 1) : undefined));
  return sizes.includes(undefined) ? undefined : { low: 0, high: sizes.reduce<number>((sum, size) => sum + size!, 0) };
};

const rules: Readonly<Record<string, Rule>> = {
  RAND: () => ({ low: 0, high: 1 }),
  RANDBETWEEN: ([low, high], bounds) => union([bounds(low), bounds(high)]),
  INT: rounded,
  ROUND: rounded,
  ROUNDUP: rounded,
  ROUNDDOWN: rounded,
  TRUNC: rounded,
  ABS: ([value], bounds) => {
    const inner = bounds(value);
    return inner && { low: Math.max(0, inner.low, -inner.high), high: Math.max(-inner.low, inner.high) };
  },
  MOD: ([, divisor], bounds) => {
    const by = bounds(divisor);
    return by && { low: Math.min(0, by.low), high: Math.max(0, by.high) };
  },
  // A single bounded argument bounds the minimum from above, the maximum from below; both sides need all.
  MIN: (args, bounds) => {
    const all = args.map(bounds);
    if (all.includes(undefined)) return undefined;
    return { low: Math.min(...all.map((part) => part!.low)), high: Math.min(...all.map((part) => part!.high)) };
  },
  MAX: (args, bounds) => {
    const all = args.map(bounds);
    if (all.includes(undefined)) return undefined;
    return { low: Math.max(...all.map((part) => part!.low)), high: Math.max(...all.map((part) => part!.high)) };
  },
  MATCH: position,
  XMATCH: position,
  COUNT: count,
  COUNTA: count,
  COUNTIF: ([range], bounds, context) => (range ? count([range], bounds, context) : undefined),
  IF: ([, whenTrue, whenFalse], bounds) =>
    union([bounds(whenTrue), whenFalse ? bounds(whenFalse) : { low: 0, high: 0 }]),
  CHOOSE: ([, ...choices], bounds) => union(choices.map(bounds)),
};

/** Undefined where no bounds are known. */
export function boundsOf(node: Node, context: BoundsContext): Bounds | undefined {
  const bounds = (part: Node | undefined): Bounds | undefined => {
    if (!part) return undefined;
    const value = context.constant(part);
    if (typeof value === 'number') return { low: value, high: value };
    if (typeof value === 'boolean') return { low: Number(value), high: Number(value) };
    if (value === null) return { low: 0, high: 0 };
    switch (part.kind) {
      case 'cell':
      case 'area':
      case 'name':
      case 'structured': {
        const area = context.area(part);
        return area && isOneCell(area)
          ? context.cell({ sheet: area.sheet, row: area.top, column: area.left })
          : undefined;
      }
      case 'parentheses':
        return bounds(part.inner);
      case 'unary': {
        const inner = bounds(part.operand);
        if (part.operator === '-') return inner && { low: -inner.high, high: -inner.low };
        return part.operator === '+' ? inner : undefined;
      }
      case 'binary': {
        const { first, rest } = leftRun(part);
        let run = bounds(first);
        for (const { operator, right } of rest) {
          const other = bounds(right);
          if (!run || !other) return undefined;
          if (operator === '+') run = { low: run.low + other.low, high: run.high + other.high };
          else if (operator === '-') run = { low: run.low - other.high, high: run.high - other.low };
          else if (operator === '*') run = corners(run, other, (x, y) => x * y);
          else if (operator === '/' && other.low > 0) run = corners(run, other, (x, y) => x / y);
          else return undefined;
        }
        return run;
      }
      case 'call':
        return rules[part.name]?.(part.arguments, bounds, context);
      default:
        return undefined;
    }
  };
  return bounds(node);
}
