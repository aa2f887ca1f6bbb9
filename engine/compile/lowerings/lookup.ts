/** Look-ups in small tables as chains of comparisons; larger ones are the interpreter's. See functions/lookup.ts. */
import type { Node } from '../../formula/ast.ts';
import type { SheetArea } from '../../model/address.ts';
import { clipped } from '../../workbook/cells.ts';
import { compare } from '../compare.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { bitOf, onlyErrors, tag, Unlowerable, type Val } from '../values.ts';
import { type Lowerings, required } from './lowering.ts';

const largestTable = 64;

const areaOf = (node: Node | undefined, lower: Lower): SheetArea => {
  const area = node && lower.area(node);
  if (!area) throw new Unlowerable('a look-up in something that is no range');
  return area;
};

/** The value at a position (from 0) of a list, or the value for a position outside. */
function pick(lower: Lower, position: NodeId, list: readonly Val[], outside: Val): Val {
  const { graph } = lower.values;
  let result = outside;
  for (let i = list.length - 1; i >= 0; i--) {
    const here = graph.op('eq', position, graph.constant(i));
    if (graph.constantOf(here) === 0) continue;
    result = lower.values.choose(here, list[i]!, result);
  }
  return result;
}

function failing(lower: Lower, err: { node: NodeId; tags: number }, value: Val): Val {
  if (err.tags === 0) return value;
  const { graph } = lower.values;
  return lower.values.choose(graph.op('eq', err.node, graph.constant(0)), value, {
    tags: err.tags,
    num: graph.constant(0),
    tag: err.node,
  });
}

/** The keys of a look-up: cells of one row or column, cut to the used part. */
function keysOf(lower: Lower, area: SheetArea): Val[] {
  const used = clipped(lower.context.formulas.workbook.sheets[area.sheet]!, area);
  if (!used) return [];
  const keys: Val[] = [];
  for (let row = used.top; row <= used.bottom; row++)
    for (let column = used.left; column <= used.right; column++)
      keys.push(lower.cell({ sheet: area.sheet, row, column }));
  if (keys.length > largestTable) throw new Unlowerable('a look-up in a large table');
  return keys;
}

/** The first key equal to what is sought; -1 where there is none. Like is compared with like only. */
function exactPosition(lower: Lower, wanted: Val, keys: readonly Val[]): NodeId {
  const { values } = lower;
  const { graph } = values;
  if (wanted.tags & bitOf(tag.text)) {
    for (const id of values.textsOf(wanted))
      if (/[*?~]/.test(values.texts[id]!)) throw new Unlowerable('a look-up with wildcards');
  }
  const sought = values.stored(wanted);
  let position = graph.constant(-1);
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i]!;
    if (key.tags & bitOf(tag.blank)) {
      if (key.tags !== bitOf(tag.blank)) throw new Unlowerable('keys that may be blank');
      continue;
    }
    const { mask, err } = compare(values, 'eq', sought, key);
    const found = graph.op('both', mask, graph.op('eq', err.node, graph.constant(0)));
    position = graph.op('select', found, graph.constant(i), position);
  }
  return position;
}

/**
 * The last key that is at most what is sought, where constant numbers ascend: there the binary search and this agree. -1: none.
 */
function sortedPosition(lower: Lower, wanted: Val, keys: readonly Val[]): NodeId {
  const { values } = lower;
  const { graph } = values;
  const sought = values.stored(wanted);
  if ((sought.tags & ~onlyErrors(sought.tags)) !== bitOf(tag.number))
    throw new Unlowerable('a sorted look-up of no number');
  let position = graph.constant(-1);
  let last = -Infinity;
  for (const [i, key] of keys.entries()) {
    const constant = key.tags === bitOf(tag.number) ? graph.constantOf(key.num) : undefined;
    if (constant === undefined || constant < last)
      throw new Unlowerable('a sorted look-up in keys that are not constant');
    last = constant;
    const { mask } = compare(values, 'le', key, { tags: bitOf(tag.number), num: sought.num });
    position = graph.op('select', mask, graph.constant(i), position);
  }
  return position;
}

const exactness = (node: Node | undefined, lower: Lower, otherwise: number): number => {
  if (!node) return otherwise;
  const given = lower.constant(node);
  if (typeof given === 'number') return Math.sign(given);
  if (typeof given === 'boolean') return Number(given);
  if (given === null) return 0;
  throw new Unlowerable('a look-up whose kind varies');
};

function found(lower: Lower, wanted: Val, keys: readonly Val[], kind: number): NodeId {
  if (kind === 0) return exactPosition(lower, wanted, keys);
  if (kind === 1) return sortedPosition(lower, wanted, keys);
  throw new Unlowerable('a look-up in descending keys');
}

const cellsOf = (lower: Lower, area: SheetArea, count: number, rowStep: number, columnStep: number): Val[] =>
  Array.from({ length: count }, (_, i) =>
    lower.cell({ sheet: area.sheet, row: area.top + i * rowStep, column: area.left + i * columnStep }),
  );

const tableLookup =
  (vertical: boolean): Lowerings[string] =>
  (args, lower) => {
    required(args, 3, 4);
    const { values } = lower;
    const { graph } = values;
    const wanted = lower.scalar(args[0]!);
    const area = areaOf(args[1], lower);
    const index = lower.constant(args[2]!);
    if (typeof index !== 'number') throw new Unlowerable('a look-up whose column varies');
    const place = Math.trunc(index) - 1;
    const width = vertical ? area.right - area.left : area.bottom - area.top;
    if (place < 0) return values.error('#VALUE!');
    if (place > width) return values.error('#REF!');
    const line = vertical ? { ...area, right: area.left } : { ...area, bottom: area.top };
    const keys = keysOf(lower, line);
    const position = found(lower, wanted, keys, exactness(args[3], lower, 1));
    const start = vertical ? { ...area, left: area.left + place } : { ...area, top: area.top + place };
    const list = cellsOf(lower, start, keys.length, vertical ? 1 : 0, vertical ? 0 : 1);
    const err = values.guard(values.errorOf(wanted), graph.op('lt', position, graph.constant(0)), '#N/A');
    return failing(lower, err, pick(lower, position, list, values.error('#N/A')));
  };

export const lookup: Lowerings = {
  VLOOKUP: tableLookup(true),
  HLOOKUP: tableLookup(false),
  MATCH: (args, lower) => {
    required(args, 2, 3);
    const { values } = lower;
    const { graph } = values;
    const wanted = lower.scalar(args[0]!);
    const area = areaOf(args[1], lower);
    if (area.top !== area.bottom && area.left !== area.right) return values.error('#N/A');
    const position = found(lower, wanted, keysOf(lower, area), exactness(args[2], lower, 1));
    const err = values.guard(values.errorOf(wanted), graph.op('lt', position, graph.constant(0)), '#N/A');
    return values.result({ x: graph.op('add', position, graph.constant(1)), err });
  },
  INDEX: (args, lower) => {
    required(args, 2, 3);
    const { values } = lower;
    const { graph } = values;
    const area = areaOf(args[0], lower);
    const rows = area.bottom - area.top + 1;
    const columns = area.right - area.left + 1;
    const given = args.slice(1).map((node) => (node.kind === 'missing' ? undefined : lower.number(node)));
    if (given.some((part) => part === undefined)) throw new Unlowerable('a whole row or column');
    let [row, column] = given;
    const one = { x: graph.constant(1), err: values.none };
    // One index into one row counts columns.
    if (column === undefined) [row, column] = rows === 1 && columns > 1 ? [one, row] : [row, one];
    if (args.length === 2 && rows > 1 && columns > 1) throw new Unlowerable('a whole row');
    const atRow = graph.op('trunc', row!.x);
    const atColumn = graph.op('trunc', column!.x);
    const err = values.first(row!.err, column!.err);
    const fixed = [graph.constantOf(atRow), graph.constantOf(atColumn)];
    if (fixed.includes(0)) throw new Unlowerable('a whole row or column');
    if (fixed.every((value) => value === undefined) && rows * columns > largestTable)
      throw new Unlowerable('a look-up in a large table');
    // 0 means the whole row or column.
    if (graph.at(atRow).low < 1 || graph.at(atColumn).low < 1) {
      const whole = graph.op(
        'either',
        graph.op('eq', atRow, graph.constant(0)),
        graph.op('eq', atColumn, graph.constant(0)),
      );
      if (graph.constantOf(whole) !== 0 && rows * columns > 1) throw new Unlowerable('an index that may be 0');
    }
    const outside = values.error('#REF!');
    const wide = fixed[0] === undefined ? rows : 1;
    const across = fixed[1] === undefined ? columns : 1;
    if (wide * across > largestTable) throw new Unlowerable('a look-up in a large table');
    if ((fixed[0] ?? 1) > rows || (fixed[1] ?? 1) > columns || (fixed[0] ?? 1) < 0 || (fixed[1] ?? 1) < 0)
      throw new Unlowerable('an index outside');
    const line = (r: number): Val => {
      if (fixed[1] !== undefined) {
        return lower.cell({ sheet: area.sheet, row: area.top + r, column: area.left + fixed[1] - 1 });
      }
      const list = cellsOf(lower, { ...area, top: area.top + r }, columns, 0, 1);
      return pick(lower, graph.op('sub', atColumn, graph.constant(1)), list, outside);
    };
    if (fixed[0] !== undefined) return failing(lower, err, line(fixed[0] - 1));
    const lines = Array.from({ length: rows }, (_, r) => line(r));
    return failing(lower, err, pick(lower, graph.op('sub', atRow, graph.constant(1)), lines, outside));
  },
};
