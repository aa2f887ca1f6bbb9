/**
 * The cells that a formula may read, found without evaluating it. The answer is a superset: every branch of an IF, every row that
 * an INDEX may return. Where a reference is computed (OFFSET, INDIRECT), arguments that do not vary are folded by a callback and
 * those that do are bounded by interval analysis.
 */
import {
  type AreaNode,
  type BinaryNode,
  type CallNode,
  type CellNode,
  type NameNode,
  type Node,
  resolveArea,
} from '../formula/ast.ts';
import { parseFormula } from '../formula/parse.ts';
import { structuredArea } from '../interpret/structured.ts';
import { cellName, parseCell } from '../workbook/a1.ts';
import type { CellValue } from '../workbook/workbook.ts';
import {
  areaOfCell,
  boundingBox,
  type CellAddress,
  intersection,
  isOneCell,
  onSheet,
  type SheetArea,
} from './address.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import type { Formulas } from './formulas.ts';
import {
  callsRandom,
  isReference,
  operatorsOfReferences,
  type PlainReference,
  plainReferencesOf,
  type Scope,
  usesScope,
} from './nodes.ts';

/** Why a formula's precedents cannot all be told, or do not exist. `detail` is text for people. */
export interface PrecedentIssue {
  kind:
    | 'external-link'
    | 'missing-sheet'
    | 'unknown-name'
    | 'recursive-name'
    | 'syntax'
    /** A reference computed from something that varies, with no bounds. */
    | 'unbounded-reference'
    | 'reach-too-large';
  detail: string;
}

export interface Precedents {
  areas: SheetArea[];
  issues: PrecedentIssue[];
  /** Some reference depends on the value of other cells, so that what varies changes the answer. */
  computed: boolean;
}

export interface PrecedentOptions {
  /** The value of an expression as if its formula stood at `at`, from cached values; undefined where it is no single value. */
  fold: (node: Node, at: CellAddress) => CellValue | undefined;
  /** Whether any of the cells varies from one iteration to the next. Nothing does at first, so that all is folded. */
  varies?: (area: SheetArea) => boolean;
  /** Leave out branches of IF and CHOOSE that a condition which does not vary rules out. */
  prune?: boolean;
  /** Cells whose values are given in each iteration, so that a formula there says nothing about them. */
  isGiven?: (cell: CellAddress) => boolean;
  /** Between which values a given cell stays; undefined where that is not known. */
  boundsOfGiven?: (cell: CellAddress) => Bounds | undefined;
}

/** A computed reference may reach this many cells. */
export const maximumReach = 100_000;
/** Names inside names inside names; beyond this the stack is at risk. */
const deepestName = 8;
/** Bounds are followed through this many cells, RANDBETWEEN in one, + 1 in the next. */
const deepestBounds = 6;
/** Nodes looked at per formula; a formula has at most some thousand, and few are looked at more than a few times. */
const maximumSteps = 100_000;

/** These ask where a reference lies, not what is there. */
const readNothing = new Set([
  'ROW',
  'COLUMN',
  'ROWS',
  'COLUMNS',
  'AREAS',
  'SHEET',
  'SHEETS',
  'ISREF',
  'ISFORMULA',
  'FORMULATEXT',
]);

/** What CELL tells of a cell's content; all else is about its place and format. */
const contentQuestions = new Set(['contents', 'type', 'prefix']);

interface Context {
  at: CellAddress;
  scope: Scope;
  /** Names being resolved, for those that refer to themselves. */
  within: readonly string[];
}

export type FindPrecedents = (address: CellAddress) => Precedents;

export function precedentFinder(formulas: Formulas, options: PrecedentOptions): FindPrecedents {
  const { workbook, names } = formulas;
  const varies = options.varies ?? (() => false);
  const plainReferences = new WeakMap<Node, readonly PlainReference[] | null>();

  let found: Precedents = { areas: [], issues: [], computed: false };
  let steps = 0;
  const issue = (kind: PrecedentIssue['kind'], detail: string) => {
    if (!found.issues.some((known) => known.kind === kind && known.detail === detail))
      found.issues.push({ kind, detail });
  };

  /** Computed references inside computed references are looked at again and again. */
  const exhausted = () => {
    if (++steps <= maximumSteps) return false;
    issue('unbounded-reference', 'its references depend on each other in too many ways');
    return true;
  };

  /** The areas that a written reference means; none, with an issue, where they are not in this workbook. */
  const areasOf = (node: CellNode | AreaNode, at: CellAddress): SheetArea[] => {
    const sheets = formulas.sheetsOf(node.prefix, at.sheet);
    if (!sheets) {
      const { workbook: book, sheet = '' } = node.prefix ?? {};
      if (book === undefined) issue('missing-sheet', `there is no sheet "${sheet}"`);
      else issue('external-link', `it refers to another workbook, ${externalName(book)}`);
      return [];
    }
    const area = resolveArea(node, at);
    return sheets.map((sheet) => ({ sheet, ...area }));
  };
  const externalName = (book: string) => workbook.externalLinks[Number(book) - 1] ?? book;

  /** What a fold would read, to see whether it varies. */
  const variesIn = (node: Node, context: Context): boolean => {
    const outer = found;
    found = { areas: [], issues: [], computed: false };
    read(node, context, false);
    const inner = found;
    found = outer;
    return inner.areas.some(varies) || callsRandom(node);
  };
  const constantOf = (node: Node | undefined, context: Context): CellValue | undefined => {
    if (!node || node.kind === 'missing') return undefined;
    if (node.kind === 'number' || node.kind === 'text' || node.kind === 'boolean') return node.value;
    if (usesScope(node, context.scope) || variesIn(node, context)) return undefined;
    return options.fold(node, context.at);
  };
  const boundsAt = (node: Node | undefined, context: Context, otherwise: number, depth = 0): Bounds | undefined => {
    if (!node) return { low: otherwise, high: otherwise };
    return boundsOf(node, {
      constant: (part) => constantOf(part, context),
      area: (part) => {
        const [area, more] = quietly(() => reach(part, context) ?? []);
        return more ? undefined : area;
      },
      cell: (address) => boundsOfCell(address, depth + 1),
    });
  };
  const boundsOfCell = (address: CellAddress, depth: number): Bounds | undefined => {
    if (options.isGiven?.(address)) return options.boundsOfGiven?.(address);
    if (depth > deepestBounds) return undefined;
    const tree = formulas.treeOf(address);
    return tree?.ok && !addressIsArray(address)
      ? boundsAt(tree.value, { at: address, scope: new Map(), within: [] }, 0, depth)
      : undefined;
  };
  const quietly = <Value>(act: () => Value): Value => {
    const outer = found;
    found = { areas: [], issues: [], computed: false };
    const value = act();
    found = outer;
    return value;
  };

  /** The formula of a name, entered with a fresh scope; undefined where there is none or it goes round in circles. */
  const enterName = (
    node: Pick<NameNode, 'name' | 'prefix'>,
    context: Context,
  ): { body: Node; context: Context } | undefined => {
    const { name, prefix } = node;
    if (prefix?.workbook !== undefined) {
      issue('external-link', `it refers to ${name} in another workbook, ${externalName(prefix.workbook)}`);
      return undefined;
    }
    const sheets = formulas.sheetsOf(prefix, context.at.sheet);
    if (!sheets) {
      issue('missing-sheet', `there is no sheet "${prefix?.sheet ?? ''}"`);
      return undefined;
    }
    const resolved = names.resolve(name, sheets[0]!);
    if (!resolved) {
      // A table's name alone is its rows; Excel writes Sales[], other programs what people type.
      if (!prefix && formulas.tables.some(({ table }) => table.name.toLowerCase() === name.toLowerCase()))
        return { body: { kind: 'structured', table: name, items: [] }, context };
      issue('unknown-name', `there is no name "${name}"`);
      return undefined;
    }
    if (!resolved.formula.ok) {
      issue('syntax', `the name ${name} cannot be read: ${resolved.formula.error.message}`);
      return undefined;
    }
    const body = resolved.formula.value;
    const key = `${resolved.definition.sheet ?? ''}!${name.toLowerCase()}`;
    if (context.within.includes(key)) {
      // A LAMBDA may call itself; what its body reads is known already.
      if (!(body.kind === 'call' && body.name === 'LAMBDA'))
        issue('recursive-name', `the name ${name} refers to itself`);
      return undefined;
    }
    if (context.within.length >= deepestName) {
      issue('recursive-name', `the name ${name} refers to names more than ${deepestName} deep`);
      return undefined;
    }
    return { body, context: { at: context.at, scope: new Map(), within: [...context.within, key] } };
  };

  const add = (areas: readonly SheetArea[]) => {
    for (const area of areas) found.areas.push(area);
  };

  /** Collects what a node's value depends on. `scalar`: implicit intersection applies, as no function stands above. */
  const read = (node: Node, context: Context, scalar: boolean): void => {
    if (exhausted()) return;
    switch (node.kind) {
      case 'cell':
      case 'area':
      case 'structured': {
        const areas = reach(node, context) ?? [];
        add(scalar ? intersected(areas, context.at) : areas);
        return;
      }
      case 'name':
        readName(node, context, scalar);
        return;
      case 'parentheses':
        read(node.inner, context, scalar);
        return;
      case 'unary':
        if (node.operator === '#') add(reach(node, context) ?? []);
        else if (node.operator === '@' && isReference(node.operand)) add(reach(node, context) ?? []);
        else read(node.operand, context, scalar);
        return;
      case 'binary':
        if (operatorsOfReferences.has(node.operator)) add(reach(node, context) ?? []);
        else {
          const run: BinaryNode[] = [];
          let first: Node = node;
          for (; first.kind === 'binary' && !operatorsOfReferences.has(first.operator); first = first.left)
            run.push(first);
          read(first, context, scalar);
          for (const { right } of run.reverse()) read(right, context, scalar);
        }
        return;
      case 'call':
        readCall(node, context, scalar);
        return;
      case 'apply':
        read(node.callee, context, false);
        for (const argument of node.arguments) read(argument, context, false);
        return;
      default:
        return;
    }
  };

  const readName = (node: NameNode, context: Context, scalar: boolean) => {
    if (node.functionValue) return;
    const bound = context.scope.get(node.name.toLowerCase());
    // What a LET name or an argument holds was collected where it was bound.
    if (bound !== undefined || node.parameter) return;
    const entered = enterName(node, context);
    if (entered) read(entered.body, entered.context, scalar);
  };

  const readCall = (call: CallNode, context: Context, scalar: boolean): void => {
    const { name, arguments: args } = call;
    const all = () => {
      for (const argument of args) read(argument, context, false);
    };
    switch (name) {
      case 'OFFSET':
      case 'INDIRECT':
        add(reach(call, context) ?? []);
        return;
      case 'INDEX':
        if (args[0] && isReference(args[0])) {
          add(reach(call, context) ?? []);
          return;
        }
        all();
        return;
      case 'IF': {
        const [condition, whenTrue, whenFalse] = args;
        const decided = options.prune ? truth(constantOf(condition, context)) : undefined;
        if (condition) read(condition, context, scalar);
        if (whenTrue && decided !== false) read(whenTrue, context, scalar);
        if (whenFalse && decided !== true) read(whenFalse, context, scalar);
        return;
      }
      case 'CHOOSE': {
        const [index, ...choices] = args;
        const chosen = options.prune ? constantOf(index, context) : undefined;
        if (index) read(index, context, scalar);
        const only = typeof chosen === 'number' ? choices[Math.trunc(chosen) - 1] : undefined;
        for (const choice of typeof chosen === 'number' ? (only ? [only] : []) : choices) read(choice, context, false);
        return;
      }
      case 'SUMIF':
      case 'AVERAGEIF': {
        const [range, criterion, summed] = args;
        if (range) read(range, context, false);
        if (criterion) read(criterion, context, scalar);
        if (summed) add(ofSameShape(reach(summed, context) ?? [], quietly(() => range && reach(range, context)) ?? []));
        return;
      }
      case 'CELL':
        if (args[0]?.kind !== 'text' || contentQuestions.has(args[0].value.toLowerCase())) all();
        return;
      case 'LET': {
        const { scope, body } = letScope(args, context, true);
        if (body) read(body, { ...context, scope }, scalar);
        return;
      }
      case 'LAMBDA': {
        const body = args.at(-1);
        if (body) read(body, { ...context, scope: lambdaScope(args, context.scope) }, false);
        return;
      }
    }
    if (readNothing.has(name)) {
      for (const argument of args) {
        // What a computed reference is computed from is read, ROW(INDIRECT("1:"&A1)) reads A1, what it refers to is not.
        if (isReference(argument)) reach(argument, context);
        else read(argument, context, false);
      }
      return;
    }
    // A name that holds a LAMBDA, or a parameter that does.
    if (!context.scope.has(name.toLowerCase()) && names.resolve(name, context.at.sheet)) {
      const entered = enterName({ name }, context);
      if (entered) read(entered.body, entered.context, false);
    }
    all();
  };

  /** LET's names, each with the expression it stands for; reads the expressions if asked. */
  const letScope = (
    args: readonly Node[],
    context: Context,
    collect: boolean,
  ): { scope: Scope; body: Node | undefined } => {
    const scope = new Map(context.scope);
    for (let i = 0; i + 1 < args.length; i += 2) {
      const name = args[i]!;
      const value = args[i + 1]!;
      if (collect) read(value, { ...context, scope: new Map(scope) }, false);
      if (name.kind === 'name') scope.set(name.name.toLowerCase(), usesScope(value, scope) ? null : value);
    }
    return { scope, body: args.length % 2 === 1 ? args.at(-1) : undefined };
  };

  /** The areas in which the reference that a node gives may lie; collects what its arguments depend on. Undefined: no reference. */
  const reach = (node: Node, context: Context): SheetArea[] | undefined => {
    if (exhausted()) return [];
    switch (node.kind) {
      case 'cell':
      case 'area':
        return areasOf(node, context.at);
      case 'structured': {
        if (node.prefix?.workbook !== undefined) {
          issue('external-link', `it refers to another workbook, ${externalName(node.prefix.workbook)}`);
          return [];
        }
        const area = structuredArea(node, formulas.tables, context.at);
        return area && area.top <= area.bottom ? [plain(area)] : [];
      }
      case 'name': {
        const bound = context.scope.get(node.name.toLowerCase());
        if (bound) return reach(bound, context);
        if (bound === null || node.parameter || node.functionValue) return undefined;
        const entered = enterName(node, context);
        return entered && reach(entered.body, entered.context);
      }
      case 'parentheses':
        return reach(node.inner, context);
      case 'unary': {
        const areas = reach(node.operand, context);
        if (node.operator === '#') return areas?.map(spillOf);
        return node.operator === '@' ? areas && intersected(areas, context.at) : undefined;
      }
      case 'binary': {
        if (!operatorsOfReferences.has(node.operator)) return undefined;
        const left = reach(node.left, context) ?? [];
        const right = reach(node.right, context) ?? [];
        if (node.operator === ',') return [...left, ...right];
        return left.flatMap((a) =>
          right.flatMap((b) => {
            if (a.sheet !== b.sheet) return [];
            return node.operator === ':' ? boundingBox(a, b) : (intersection(a, b) ?? []);
          }),
        );
      }
      case 'call':
        return reachOfCall(node.name, node.arguments, context);
      default:
        return undefined;
    }
  };

  const reachOfCall = (name: string, args: readonly Node[], context: Context): SheetArea[] | undefined => {
    const readAll = (parts: readonly Node[]) => {
      for (const part of parts) read(part, context, false);
    };
    switch (name) {
      case 'OFFSET':
        readAll(args.slice(1));
        return offsetReach(args, context);
      case 'INDIRECT':
        readAll(args);
        return indirectReach(args, context);
      case 'INDEX': {
        readAll(args.slice(1));
        const areas = args[0] && reach(args[0], context);
        return areas?.flatMap((area) => indexReach(area, args, context));
      }
      case 'LET': {
        const { scope, body } = letScope(args, context, true);
        return body && reach(body, { ...context, scope });
      }
      case 'IF':
      case 'CHOOSE':
        readAll(args.slice(0, 1));
        return reachOfAny(args.slice(1), context);
      default:
        // XLOOKUP, IFS, SWITCH and the like give one of their arguments, or a part of it.
        readAll(args);
        return reachOfAny(args, context);
    }
  };
  const reachOfAny = (parts: readonly Node[], context: Context) =>
    parts.flatMap((part) => {
      if (isReference(part)) return reach(part, context) ?? [];
      read(part, context, false);
      return [];
    });

  /** The cells that a shift of a corner, bounded or not, may reach. */
  const offsetReach = (args: readonly Node[], context: Context): SheetArea[] => {
    found.computed = true;
    const [base, rows, columns, height, width] = args.map((argument) =>
      argument.kind === 'missing' ? undefined : argument,
    );
    const areas = base && reach(base, context);
    if (!areas) {
      issue('unbounded-reference', 'OFFSET starts from what is no reference, or known only when it is evaluated');
      return [];
    }
    const down = boundsAt(rows, context, 0);
    const across = boundsAt(columns, context, 0);
    return areas.flatMap((area) => {
      const tall = boundsAt(height, context, area.bottom - area.top + 1);
      const wide = boundsAt(width, context, area.right - area.left + 1);
      const vertical = span(area.top, down, tall);
      const horizontal = span(area.left, across, wide);
      const open = !vertical || !horizontal;
      const reached = onSheet({
        sheet: area.sheet,
        top: vertical?.[0] ?? 0,
        bottom: vertical?.[1] ?? Number.MAX_SAFE_INTEGER,
        left: horizontal?.[0] ?? 0,
        right: horizontal?.[1] ?? Number.MAX_SAFE_INTEGER,
      });
      return reached ? withinReach(reached, open, 'OFFSET') : [];
    });
  };

  /** What is bounded is taken as it is; what is not, is cut to what the sheet uses. */
  const withinReach = (area: SheetArea, open: boolean, name: string): SheetArea[] => {
    if (!open) return [area];
    const { rows, columns } = workbook.sheets[area.sheet]!;
    const bottom = Math.max(area.top, Math.min(area.bottom, rows - 1));
    const right = Math.max(area.left, Math.min(area.right, columns - 1));
    const cells = (bottom - area.top + 1) * (right - area.left + 1);
    if (cells > maximumReach) {
      issue(
        'reach-too-large',
        `${name} with a varying argument may reach ${cells} cells; the limit is ${maximumReach}`,
      );
    }
    return [{ ...area, bottom, right }];
  };

  const indexReach = (area: SheetArea, args: readonly Node[], context: Context): SheetArea[] => {
    const rows = area.bottom - area.top + 1;
    const columns = area.right - area.left + 1;
    const [, rowArgument, columnArgument] = args;
    // With one index into a single row, it counts columns.
    const alongRow = rows === 1 && columns > 1 && args.length === 2;
    const row = alongRow ? undefined : indexOf(rowArgument, context);
    const column = indexOf(alongRow ? rowArgument : columnArgument, context);
    if (row === undefined && column === undefined) return [area];
    found.computed = true;
    const top = row ? area.top + row - 1 : area.top;
    const left = column ? area.left + column - 1 : area.left;
    const part = { sheet: area.sheet, top, left, bottom: row ? top : area.bottom, right: column ? left : area.right };
    const inside = intersection(part, area);
    return inside ? [inside] : [];
  };
  /** A constant index, 0 for a whole row or column; undefined where it varies or is left out. */
  const indexOf = (node: Node | undefined, context: Context): number | undefined => {
    const value = constantOf(node, context);
    return typeof value === 'number' ? Math.trunc(value) : undefined;
  };

  const indirectReach = (args: readonly Node[], context: Context): SheetArea[] => {
    found.computed = true;
    const [textNode, styleNode] = args;
    const text = constantOf(textNode, context);
    const style = styleNode && styleNode.kind !== 'missing' ? constantOf(styleNode, context) : true;
    if (text === undefined || style === undefined) {
      issue('unbounded-reference', 'INDIRECT has an argument that varies, so that it may refer to any cell');
      return [];
    }
    if (typeof text !== 'string') return [];
    const source = truth(style) === false ? a1FromR1C1(text, context.at) : text;
    const parsed = source === undefined ? undefined : parseFormula(source, context.at);
    if (!parsed?.ok || !isReference(parsed.value)) return [];
    return quietly(() => reach(parsed.value, { ...context, scope: new Map() })) ?? [];
  };

  /** `A1#`: all that the array anchored there fills. */
  const spillOf = (area: SheetArea): SheetArea => {
    const owned = isOneCell(area)
      ? formulas.ownedBy({ sheet: area.sheet, row: area.top, column: area.left })
      : undefined;
    return owned ? plain(owned) : area;
  };

  const addressIsArray = (address: CellAddress) => formulas.cellAt(address)?.formula?.array !== undefined;

  return (address) => {
    found = { areas: [], issues: [], computed: false };
    steps = 0;
    const tree = formulas.treeOf(address);
    const table = formulas.cellAt(address)?.formula?.dataTable;
    if (table) {
      const owned = formulas.ownedBy(address);
      if (owned) add(dataTablePrecedents(owned, table));
      return found;
    }
    if (!tree) return found;
    if (!tree.ok) {
      issue('syntax', `the formula cannot be read: ${tree.error.message} (character ${tree.error.position + 1})`);
      return found;
    }
    const root = tree.value;
    const scalar = !addressIsArray(address);
    let plainOnes = plainReferences.get(root);
    if (plainOnes === undefined) {
      plainOnes = plainReferencesOf(root);
      plainReferences.set(root, plainOnes);
    }
    if (plainOnes && !options.prune) {
      for (const { node, intersected: cut } of plainOnes) {
        const areas = areasOf(node, address);
        add(cut && scalar ? intersected(areas, address) : areas);
      }
    } else read(root, { at: address, scope: new Map(), within: [] }, scalar);
    return found;
  };
}

/** A range where one value is wanted means its cell in the formula's own row or column. */
const intersected = (areas: readonly SheetArea[], at: CellAddress): SheetArea[] =>
  areas.map((area) => {
    if (areas.length > 1 || isOneCell(area)) return area;
    const inRow = area.top === area.bottom || (at.row >= area.top && at.row <= area.bottom);
    const inColumn = area.left === area.right || (at.column >= area.left && at.column <= area.right);
    if (!inRow || !inColumn) return area;
    const row = area.top === area.bottom ? area.top : at.row;
    const column = area.left === area.right ? area.left : at.column;
    return areaOfCell({ sheet: area.sheet, row, column });
  });

/** SUMIF sums as many cells from the first one on as it tests, whatever the range to sum is written as. */
const ofSameShape = (summed: readonly SheetArea[], tested: readonly SheetArea[]): SheetArea[] =>
  summed.map((area) => {
    const [range, more] = tested;
    if (!range || more) return area;
    return { ...area, bottom: area.top + range.bottom - range.top, right: area.left + range.right - range.left };
  });

const plain = ({ sheet, top, left, bottom, right }: SheetArea): SheetArea => ({ sheet, top, left, bottom, right });

/** First and last index that a start, shifted and of some size, can cover. A negative size extends backwards. */
function span(start: number, shift: Bounds | undefined, size: Bounds | undefined): [number, number] | undefined {
  if (!shift || !size) return undefined;
  const low = start + Math.floor(shift.low);
  const high = start + Math.ceil(shift.high);
  return [size.low < 0 ? low + Math.floor(size.low) + 1 : low, size.high > 0 ? high + Math.ceil(size.high) - 1 : high];
}

function truth(value: CellValue | undefined): boolean | undefined {
  if (value === null) return false;
  if (typeof value === 'number') return value !== 0;
  return typeof value === 'boolean' ? value : undefined;
}

function lambdaScope(args: readonly Node[], outer: Scope): Scope {
  const scope = new Map(outer);
  for (const parameter of args.slice(0, -1))
    if (parameter.kind === 'name') scope.set(parameter.name.toLowerCase(), null);
  return scope;
}

/** A data table recomputes the formulas in its margin with other values in its input cells. */
function dataTablePrecedents(
  owned: SheetArea,
  { rowInput, columnInput }: { rowInput?: string; columnInput?: string },
): SheetArea[] {
  const inputs = [rowInput, columnInput].flatMap((text) => {
    const cell = text === undefined ? undefined : parseCell(text);
    return cell ? [areaOfCell({ sheet: owned.sheet, ...cell })] : [];
  });
  const { sheet, top, left, bottom, right } = owned;
  const margins = [
    { sheet, top: top - 1, left: left - 1, bottom: top - 1, right },
    { sheet, top: top - 1, left: left - 1, bottom, right: left - 1 },
  ];
  return [...inputs, ...margins.flatMap((margin) => onSheet(margin) ?? [])];
}

/** `R[1]C2:R5C[-1]` with an optional sheet, as A1; undefined where it is no such reference. */
function a1FromR1C1(text: string, at: CellAddress): string | undefined {
  const bang = text.lastIndexOf('!');
  const corners = text
    .slice(bang + 1)
    .split(':')
    .map((corner) => {
      const match = /^R(?:\[(-?\d+)\]|(\d+))?C(?:\[(-?\d+)\]|(\d+))?$/i.exec(corner.trim());
      if (!match) return undefined;
      const [, rowShift = '0', rowNumber, columnShift = '0', columnNumber] = match;
      const row = rowNumber === undefined ? at.row + Number(rowShift) : Number(rowNumber) - 1;
      const column = columnNumber === undefined ? at.column + Number(columnShift) : Number(columnNumber) - 1;
      return row < 0 || column < 0 ? undefined : cellName(row, column);
    });
  return corners.includes(undefined) ? undefined : text.slice(0, bang + 1) + corners.join(':');
}
