import { type Criterion, criterionOf } from '../interpret/criteria.ts';
import { columnCount, rowCount, usedPart, visitCells } from '../interpret/reference.ts';
import {
  type Area,
  divisionByZero,
  type ErrorValue,
  isArray,
  isError,
  isReference,
  type ReferenceValue,
  type Scalar,
  type Value,
  valueError,
} from '../interpret/value.ts';
import type { RangeArgument } from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** A range of one area, as the functions with criteria want it; arrays they refuse. */
interface Block {
  area: Area;
  reference: ReferenceValue;
}

function blockOf(value: RangeArgument | Value | undefined): Block | ErrorValue {
  if (isError(value)) return value;
  if (!isReference(value) || value.areas.length !== 1) return valueError;
  return { area: value.areas[0]!, reference: value };
}

const isBlock = (block: Block | ErrorValue): block is Block => !('kind' in block);

interface Condition {
  block: Block;
  criterion: Criterion;
}

const readAt = ({ area, reference }: Block, row: number, column: number): Scalar =>
  reference.source.read(area.sheet, area.top + row, area.left + column);

/**
 * Visits the places at which all conditions hold, as far as any of the blocks holds anything, and gives the number of places
 * beyond (blank in every block) at which they hold, too.
 */
function visitMatches(
  conditions: readonly Condition[],
  target: Block | undefined,
  visit: (row: number, column: number) => void,
): number {
  const first = conditions[0]!.block.area;
  let rows = 0;
  let columns = 0;
  for (const { area, reference } of [...conditions.map((condition) => condition.block), ...(target ? [target] : [])]) {
    reference.source.prepare(area);
    const used = usedPart(reference.source, area);
    rows = Math.max(rows, Math.min(used.bottom - area.top + 1, rowCount(first)));
    columns = Math.max(columns, Math.min(used.right - area.left + 1, columnCount(first)));
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (conditions.every(({ block, criterion }) => criterion(readAt(block, row, column)))) visit(row, column);
    }
  }
  const beyond = rowCount(first) * columnCount(first) - rows * columns;
  return beyond > 0 && conditions.every(({ criterion }) => criterion(null)) ? beyond : 0;
}

function conditionsOf(args: readonly (RangeArgument | Value)[]): Condition[] | ErrorValue {
  const conditions: Condition[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    const block = blockOf(args[i]);
    if (!isBlock(block)) return block;
    const wanted = args[i + 1] ?? null;
    if (isReference(wanted) || isArray(wanted) || (typeof wanted === 'object' && wanted?.kind === 'lambda'))
      return valueError;
    const first = conditions[0]?.block.area;
    if (first && (rowCount(first) !== rowCount(block.area) || columnCount(first) !== columnCount(block.area))) {
      return valueError;
    }
    conditions.push({ block, criterion: criterionOf(wanted) });
  }
  return args.length % 2 === 1 || conditions.length === 0 ? valueError : conditions;
}

type Collected = { numbers: number[] } | ErrorValue;

function collectMatches(conditions: readonly Condition[], target: Block): Collected {
  const numbers: number[] = [];
  let failed: ErrorValue | undefined;
  visitMatches(conditions, target, (row, column) => {
    const value = readAt(target, row, column);
    if (typeof value === 'number') numbers.push(value);
    else if (isError(value)) failed ??= value;
  });
  return failed ?? { numbers };
}

type Summary = (numbers: readonly number[]) => number | ErrorValue;

const total: Summary = (numbers) => {
  let result = 0;
  for (const x of numbers) result += x;
  return result;
};
const average: Summary = (numbers) => {
  const sum = total(numbers);
  return numbers.length === 0 || typeof sum !== 'number' ? divisionByZero : sum / numbers.length;
};
const least: Summary = (numbers) => (numbers.length === 0 ? 0 : numbers.reduce((a, b) => Math.min(a, b)));
const most: Summary = (numbers) => (numbers.length === 0 ? 0 : numbers.reduce((a, b) => Math.max(a, b)));

/** SUMIF's sum range only says where to start: it takes the size of the first range. */
function resized(block: Block, like: Area): Block {
  const { top, left } = block.area;
  return { ...block, area: { ...block.area, bottom: top + rowCount(like) - 1, right: left + columnCount(like) - 1 } };
}

const summariseIf = (name: string, summary: Summary): FunctionDescriptor =>
  pure(name, ['range', 'any', 'range??'], (range, wanted, target) => {
    const block = blockOf(range);
    if (!isBlock(block)) return block;
    const summed = target === undefined ? block : blockOf(target);
    if (!isBlock(summed)) return summed;
    const collected = collectMatches([{ block, criterion: criterionOf(wanted) }], resized(summed, block.area));
    return 'numbers' in collected ? summary(collected.numbers) : collected;
  });

/** Criteria may be arrays: the pairs after the first are lifted as `any`. */
const pairs = ['range', 'any'] as const;
const morePairs = Array.from({ length: 126 }, () => ['range??', 'any??'] as const).flat();

const summariseIfs = (name: string, summary: Summary): FunctionDescriptor =>
  pure(name, ['range', ...pairs, ...morePairs] as const, (...args) => {
    const [target, ...rest] = args;
    const block = blockOf(target);
    if (!isBlock(block)) return block;
    const conditions = conditionsOf(rest.map((arg) => arg ?? null));
    if (!Array.isArray(conditions)) return conditions;
    const [first] = conditions;
    if (!first) return valueError;
    if (
      rowCount(first.block.area) !== rowCount(block.area) ||
      columnCount(first.block.area) !== columnCount(block.area)
    ) {
      return valueError;
    }
    const collected = collectMatches(conditions, block);
    return 'numbers' in collected ? summary(collected.numbers) : collected;
  });

export const conditional: readonly FunctionDescriptor[] = [
  summariseIf('SUMIF', total),
  summariseIf('AVERAGEIF', average),
  summariseIfs('SUMIFS', total),
  summariseIfs('AVERAGEIFS', average),
  summariseIfs('MINIFS', least),
  summariseIfs('MAXIFS', most),
  pure('COUNTIF', ['range', 'any'], (range, wanted) => {
    const block = blockOf(range);
    if (!isBlock(block)) return block;
    let count = 0;
    const beyond = visitMatches([{ block, criterion: criterionOf(wanted) }], undefined, () => {
      count++;
    });
    return count + beyond;
  }),
  pure('COUNTIFS', [...pairs, ...morePairs] as const, (...args) => {
    const conditions = conditionsOf(args.map((arg) => arg ?? null));
    if (!Array.isArray(conditions)) return conditions;
    let count = 0;
    const beyond = visitMatches(conditions, undefined, () => {
      count++;
    });
    return count + beyond;
  }),
  pure('COUNTBLANK', ['range'], (range) => {
    const block = blockOf(range);
    if (!isBlock(block)) return block;
    let filled = 0;
    visitCells(block.reference, (value) => {
      if (value !== null && value !== '') filled++;
    });
    return rowCount(block.area) * columnCount(block.area) - filled;
  }),
];
