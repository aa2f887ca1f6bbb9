/** Look-ups in small tables as chains of comparisons; larger ones are the interpreter's. See functions/lookup.ts. */
import type { Node } from '../../formula/ast.ts';
import type { SheetArea } from '../../model/address.ts';
import { clipped } from '../../workbook/cells.ts';
import type { NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { bitOf, type Err, tag, Unlowerable, type Val } from '../values.ts';
import { type Lowerings, required } from './lowering.ts';
import { exactPosition, nearestPosition, sortedPosition } from './search.ts';

/** Keys are compared one by one, which the interpreter does not do faster; but a large model could not hold many such chains. */
const largestTable = 256;
const largestTableOfLargeModel = 32;
const largeModel = 500_000;
const roomFor = (lower: Lower): number =>
  lower.values.graph.nodes.length > largeModel ? largestTableOfLargeModel : largestTable;

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
  if (keys.length > roomFor(lower)) throw new Unlowerable('a look-up in a large table');
  return keys;
}

const exactness = (node: Node | undefined, lower: Lower, otherwise: number): number => {
  if (!node) return otherwise;
  const given = lower.constant(node);
  if (typeof given === 'number') return Math.sign(given);
  if (typeof given === 'boolean') return Number(given);
  if (given === null) return 0;
  throw new Unlowerable('a look-up whose kind varies');
};

const found = (lower: Lower, wanted: Val, keys: readonly Val[], kind: number): NodeId =>
  kind === 0
    ? exactPosition(lower, lower.values.stored(wanted), keys, true)
    : sortedPosition(lower, lower.values.stored(wanted), keys, kind < 0);

const heightOf = (area: SheetArea) => area.bottom - area.top + 1;
const widthOf = (area: SheetArea) => area.right - area.left + 1;
const isVector = (area: SheetArea) => heightOf(area) === 1 || widthOf(area) === 1;

/** A position from 1, #N/A where there is none; bounded below, so that INDEX knows it to be inside. */
function counted(lower: Lower, position: NodeId, failed: Err): Val {
  const { values } = lower;
  const { graph } = values;
  const none = graph.op('lt', position, graph.constant(0));
  const first = graph.op('select', none, graph.constant(0), position);
  return values.result({ x: graph.op('add', first, graph.constant(1)), err: values.guard(failed, none, '#N/A') });
}

/** The position that XMATCH and XLOOKUP find. */
function crossPosition(
  lower: Lower,
  wanted: Val,
  keys: readonly Val[],
  matchMode: Node | undefined,
  searchMode: Node | undefined,
): NodeId {
  const mode = (node: Node | undefined, otherwise: number): number => {
    if (!node || node.kind === 'missing') return otherwise;
    const given = lower.constant(node);
    if (typeof given !== 'number') throw new Unlowerable('a look-up whose kind varies');
    return Math.trunc(given);
  };
  if (wanted.tags & bitOf(tag.blank)) throw new Unlowerable('a look-up of what may be blank');
  if (mode(searchMode, 1) !== 1) throw new Unlowerable('a look-up from the end or in sorted keys');
  const match = mode(matchMode, 0);
  if (match === 0) return exactPosition(lower, wanted, keys, false);
  if (match !== 1 && match !== -1) throw new Unlowerable('a look-up by a pattern');
  return nearestPosition(lower, wanted, keys, match);
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
    const index = lower.number(args[2]!);
    const place = graph.op('trunc', index.x);
    const width = vertical ? area.right - area.left + 1 : area.bottom - area.top + 1;
    const line = vertical ? { ...area, right: area.left } : { ...area, bottom: area.top };
    const keys = keysOf(lower, line);
    const position = found(lower, wanted, keys, exactness(args[3], lower, 1));
    const inLine = (i: number): Val => {
      const start = vertical ? { ...area, left: area.left + i } : { ...area, top: area.top + i };
      const list = cellsOf(lower, start, keys.length, vertical ? 1 : 0, vertical ? 0 : 1);
      return pick(lower, position, list, values.error('#N/A'));
    };
    let err = values.first(values.errorOf(wanted), index.err);
    err = values.guard(err, graph.op('lt', place, graph.constant(1)), '#VALUE!');
    err = values.guard(err, graph.op('gt', place, graph.constant(width)), '#REF!');
    err = values.guard(err, graph.op('lt', position, graph.constant(0)), '#N/A');
    const fixed = graph.constantOf(place);
    if (fixed !== undefined) {
      return failing(lower, err, fixed >= 1 && fixed <= width ? inLine(fixed - 1) : values.error('#REF!'));
    }
    if (width * keys.length > roomFor(lower)) throw new Unlowerable('a look-up in a large table');
    const lines = Array.from({ length: width }, (_, i) => inLine(i));
    return failing(lower, err, pick(lower, graph.op('sub', place, graph.constant(1)), lines, values.error('#REF!')));
  };

export const lookup: Lowerings = {
  VLOOKUP: tableLookup(true),
  HLOOKUP: tableLookup(false),
  MATCH: (args, lower) => {
    required(args, 2, 3);
    const { values } = lower;
    const wanted = lower.scalar(args[0]!);
    const area = areaOf(args[1], lower);
    if (area.top !== area.bottom && area.left !== area.right) return values.error('#N/A');
    const position = found(lower, wanted, keysOf(lower, area), exactness(args[2], lower, 1));
    return counted(lower, position, values.errorOf(wanted));
  },
  XMATCH: (args, lower) => {
    required(args, 2, 4);
    const wanted = lower.scalar(args[0]!);
    const area = areaOf(args[1], lower);
    if (!isVector(area)) return lower.values.error('#VALUE!');
    const position = crossPosition(lower, wanted, keysOf(lower, area), args[2], args[3]);
    return counted(lower, position, lower.values.errorOf(wanted));
  },
  LOOKUP: (args, lower) => {
    required(args, 2, 3);
    const { values } = lower;
    const { graph } = values;
    const wanted = lower.scalar(args[0]!);
    const area = areaOf(args[1], lower);
    const wide = widthOf(area) > heightOf(area);
    const keys = keysOf(lower, wide ? { ...area, bottom: area.top } : { ...area, right: area.left });
    const position = found(lower, wanted, keys, 1);
    const results = args[2] && areaOf(args[2], lower);
    if (results && !isVector(results)) return values.error('#N/A');
    const across = results ? widthOf(results) > 1 : wide;
    const start = results ?? (wide ? { ...area, top: area.bottom } : { ...area, left: area.right });
    const list = cellsOf(lower, start, keys.length, across ? 0 : 1, across ? 1 : 0);
    const err = values.guard(values.errorOf(wanted), graph.op('lt', position, graph.constant(0)), '#N/A');
    return failing(lower, err, pick(lower, position, list, values.error('#N/A')));
  },
  XLOOKUP: (args, lower) => {
    required(args, 3, 6);
    const { values } = lower;
    const wanted = lower.scalar(args[0]!);
    const [area, results] = [areaOf(args[1], lower), areaOf(args[2], lower)];
    if (!isVector(area)) return values.error('#VALUE!');
    const vertical = widthOf(area) === 1 && !(heightOf(area) === 1 && heightOf(results) === 1);
    if (vertical ? heightOf(area) !== heightOf(results) : widthOf(area) !== widthOf(results))
      return values.error('#VALUE!');
    if ((vertical ? widthOf(results) : heightOf(results)) > 1) throw new Unlowerable('a whole row or column');
    const keys = keysOf(lower, area);
    const position = crossPosition(lower, wanted, keys, args[4], args[5]);
    const list = cellsOf(lower, results, keys.length, vertical ? 1 : 0, vertical ? 0 : 1);
    const otherwise = args[3] && args[3].kind !== 'missing' ? lower.scalar(args[3]) : values.error('#N/A');
    return failing(lower, values.errorOf(wanted), pick(lower, position, list, otherwise));
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
    if (fixed.every((value) => value === undefined) && rows * columns > roomFor(lower))
      throw new Unlowerable('a look-up in a large table');
    // 0 means the whole row or column; of that one cell is seen, unless a range is wanted.
    const mayBeWhole = graph.at(atRow).low < 1 || graph.at(atColumn).low < 1;
    if (mayBeWhole && (lower.wantsRange || lower.arrayMode)) throw new Unlowerable('an index that may be 0');
    const outside = values.error('#REF!');
    const wide = fixed[0] === undefined ? rows : 1;
    const across = fixed[1] === undefined ? columns : 1;
    if (wide * across > roomFor(lower)) throw new Unlowerable('a look-up in a large table');
    if ((fixed[0] ?? 1) > rows || (fixed[1] ?? 1) > columns || (fixed[0] ?? 1) < 0 || (fixed[1] ?? 1) < 0)
      throw new Unlowerable('an index outside');
    const line = (r: number): Val => {
      if (fixed[1] !== undefined) {
        return lower.cell({ sheet: area.sheet, row: area.top + r, column: area.left + fixed[1] - 1 });
      }
      const list = cellsOf(lower, { ...area, top: area.top + r }, columns, 0, 1);
      return pick(lower, graph.op('sub', atColumn, graph.constant(1)), list, outside);
    };
    const cell =
      fixed[0] !== undefined
        ? line(fixed[0] - 1)
        : pick(
            lower,
            graph.op('sub', atRow, graph.constant(1)),
            Array.from({ length: rows }, (_, r) => line(r)),
            outside,
          );
    if (!mayBeWhole) return failing(lower, err, cell);
    const is0 = (x: NodeId) => graph.op('eq', x, graph.constant(0));
    const below = (x: NodeId) => graph.op('lt', x, graph.constant(0));
    const beyond = (x: NodeId, size: number) => graph.op('gt', x, graph.constant(size));
    const negative = graph.op('either', below(atRow), below(atColumn));
    const tooLarge = graph.op('either', beyond(atRow, rows), beyond(atColumn, columns));
    const seen = (whole: SheetArea) => lower.oneOf(whole);
    // A whole row of the chosen column, a whole column of the chosen row, or all.
    const inColumn = pick(
      lower,
      graph.op('sub', atColumn, graph.constant(1)),
      Array.from({ length: columns }, (_, c) => seen({ ...area, left: area.left + c, right: area.left + c })),
      seen(area),
    );
    const inRow = pick(
      lower,
      graph.op('sub', atRow, graph.constant(1)),
      Array.from({ length: rows }, (_, r) => seen({ ...area, top: area.top + r, bottom: area.top + r })),
      seen(area),
    );
    const chosen = values.choose(is0(atRow), inColumn, values.choose(is0(atColumn), inRow, cell));
    const guarded = values.guard(values.guard(err, negative, '#VALUE!'), tooLarge, '#REF!');
    return failing(lower, guarded, chosen);
  },
};
