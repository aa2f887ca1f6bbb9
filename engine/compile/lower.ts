/** From formulas to the expression graph, a cell after the other. What cannot be lowered throws Unlowerable, and is interpreted. */
import {
  type AreaNode,
  type BinaryNode,
  type BinaryOperator,
  type CallNode,
  type CellNode,
  leftRun,
  type NameNode,
  type Node,
  resolveArea,
  sheetColumns,
  sheetRows,
} from '../formula/ast.ts';
import { analysisToolPak } from '../functions/analysisToolPak.ts';
import { functions } from '../functions/index.ts';
import { isScalarKind, parameterAt } from '../interpret/call.ts';
import type { Interpreter } from '../interpret/interpreter.ts';
import { structuredArea } from '../interpret/structured.ts';
import { isArray, type Scalar } from '../interpret/value.ts';
import type { CellAddress, SheetArea } from '../model/address.ts';
import { isOneCell } from '../model/address.ts';
import type { Formulas } from '../model/formulas.ts';
import { randomFunction } from '../model/randomFunctions.ts';
import { clipped } from '../workbook/cells.ts';
import { bothNumbers, minus, minusFinal, negated, over, percent, plus, plusFinal, power, times } from './arithmetic.ts';
import { broadcast } from './arrays.ts';
import { type Comparison, compare } from './compare.ts';
import type { NodeId } from './graph.ts';
import { lowerings } from './lowerings/index.ts';
import type { Lowering as LoweringOfCall } from './lowerings/lowering.ts';
import {
  type Arr,
  bitOf,
  type Err,
  everyError,
  isArr,
  type Num,
  tag,
  Unlowerable,
  type Val,
  type Values,
} from './values.ts';

export interface LoweringContext {
  formulas: Formulas;
  /** Over the values that do not vary. */
  interpreter: Interpreter;
  values: Values;
  /** The value of a cell that varies, undefined for one that does not. */
  varying(cell: CellAddress): Val | undefined;
  /** Whether any cell of the area varies. */
  varies(area: SheetArea): boolean;
  /** The uniform number of a random call of a cell. */
  draw(cell: CellAddress, call: number): NodeId;
}

/** One value of a range or argument list; `direct` if it was written as an argument. */
export interface Item {
  value: Val;
  direct: boolean;
}

/** What lowerings of functions work with. */
export interface Lower {
  readonly values: Values;
  readonly context: LoweringContext;
  readonly at: CellAddress;
  readonly arrayMode: boolean;
  /** Whether what is lowered is asked for a range, not for a value. */
  readonly wantsRange: boolean;
  /** A single value. */
  scalar(node: Node): Val;
  /** A single value or, in an array formula, an array. */
  any(node: Node): Val | Arr;
  /** As in an array formula: ranges are arrays. */
  array(node: Node): Arr;
  number(node: Node): Num;
  /** All values of the arguments, in reading order. */
  items(nodes: readonly Node[]): Item[];
  /** The cells that a reference means, undefined for anything else. */
  area(node: Node): SheetArea | undefined;
  /** A cell's value. */
  cell(address: CellAddress): Val;
  /** The one cell of an area that a formula sees where it is no array formula. */
  oneOf(area: SheetArea): Val;
  /** A constant's value; undefined for what varies. */
  constant(node: Node): Scalar | undefined;
}

const ofReferences: ReadonlySet<BinaryOperator> = new Set([':', ',', ' ']);

/** A range longer than this is left to the interpreter: the code would be larger than the gain. */
const largestRange = 20_000;

const comparisons: Partial<Record<BinaryOperator, Comparison>> = {
  '=': 'eq',
  '<>': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};
const arithmetic = { '+': plus, '-': minus, '*': times, '/': over, '^': power } as const;
const isArithmetic = (operator: BinaryOperator): operator is keyof typeof arithmetic => operator in arithmetic;

/** These may give a reference, whose blank differs from the 0 that a constant's evaluation shows. */
const givesReference = new Set([
  'INDEX',
  'OFFSET',
  'INDIRECT',
  'IF',
  'IFS',
  'CHOOSE',
  'SWITCH',
  'XLOOKUP',
  'VLOOKUP',
  'HLOOKUP',
  'LOOKUP',
  'LET',
]);
const asksTheTime = new Set(['NOW', 'TODAY']);

/** Lowers the formula of a cell to its value; see `filledFrom` for what cells then hold. */
export const lowerFormula = (context: LoweringContext, tree: Node, at: CellAddress, arrayMode: boolean): Val | Arr =>
  new Lowering(context, at, arrayMode, new Map(), numberRandomCalls(tree)).any(tree);

/** The number of each random call, in the order in which the interpreter's compiler meets them. */
function numberRandomCalls(tree: Node): Map<Node, number> {
  const numbers = new Map<Node, number>();
  let outOfOrder = false;
  const visit = (node: Node): void => {
    if (node.kind === 'call') {
      for (const argument of node.arguments) visit(argument);
      if (node.name === 'IFS' || node.name === 'SWITCH' || node.name === 'LAMBDA') outOfOrder = true;
      if (excelRandom.has(node.name)) numbers.set(node, numbers.size);
    } else if (node.kind === 'binary') {
      const { first, rest } = leftRun(node);
      visit(first);
      for (const { right } of rest) visit(right);
    } else if (node.kind === 'unary') visit(node.operand);
    else if (node.kind === 'parentheses') visit(node.inner);
    else if (node.kind === 'apply') outOfOrder = true;
  };
  visit(tree);
  if (outOfOrder && numbers.size > 0) throw new Unlowerable('random calls within IFS, SWITCH or LAMBDA');
  return numbers;
}
const excelRandom = new Set(['RAND', 'RANDBETWEEN', 'RANDARRAY']);

class Lowering implements Lower {
  readonly context: LoweringContext;
  readonly values: Values;
  readonly at: CellAddress;
  readonly arrayMode: boolean;
  readonly locals: ReadonlyMap<string, Val | Arr>;
  readonly randomCalls: ReadonlyMap<Node, number>;
  wantsRange = false;
  /** Arguments of a call that is lowered for each element of arrays: the element that stands for each. */
  elements: ReadonlyMap<Node, Val> = new Map();

  constructor(
    context: LoweringContext,
    at: CellAddress,
    arrayMode: boolean,
    locals: ReadonlyMap<string, Val | Arr>,
    randomCalls: ReadonlyMap<Node, number>,
  ) {
    this.context = context;
    this.values = context.values;
    this.at = at;
    this.arrayMode = arrayMode;
    this.locals = locals;
    this.randomCalls = randomCalls;
  }

  withLocals(locals: ReadonlyMap<string, Val | Arr>): Lowering {
    return new Lowering(this.context, this.at, this.arrayMode, locals, this.randomCalls);
  }

  wantingRange(): Lowering {
    const lowering = this.withLocals(this.locals);
    lowering.wantsRange = true;
    return lowering;
  }

  inArrayMode(): Lowering {
    return this.arrayMode ? this : new Lowering(this.context, this.at, true, this.locals, this.randomCalls);
  }

  scalar(node: Node): Val {
    const value = this.any(node);
    if (isArr(value)) throw new Unlowerable('an array where one value is wanted');
    return value;
  }

  number(node: Node): Num {
    return this.values.toNumber(this.scalar(node));
  }

  array(node: Node): Arr {
    const value = this.inArrayMode().any(node);
    return isArr(value) ? value : { rows: 1, columns: 1, values: [value] };
  }

  any(node: Node): Val | Arr {
    const element = this.elements.get(node);
    if (element) return element;
    switch (node.kind) {
      case 'number':
      case 'text':
      case 'boolean':
        return this.values.of(node.value);
      case 'error':
        return this.values.error(node.error);
      case 'parentheses':
        return this.any(node.inner);
      case 'cell':
      case 'area':
      case 'structured':
        return this.read(node);
      case 'name':
        return this.name(node);
      case 'array':
        return {
          rows: node.rows.length,
          columns: node.rows[0]?.length ?? 0,
          values: node.rows
            .flat()
            .map((part) => (part.kind === 'error' ? this.values.error(part.error) : this.values.of(part.value))),
        };
      case 'missing':
        return this.values.of(null);
      default:
        break;
    }
    if (!this.isVarying(node)) return this.folded(node);
    if (node.kind === 'unary') {
      if (node.operator === '+') return this.any(node.operand);
      if (node.operator === '#') throw new Unlowerable('a spilled range');
      if (node.operator === '@') {
        return new Lowering(this.context, this.at, false, this.locals, this.randomCalls).any(node.operand);
      }
      const operation = node.operator === '-' ? negated : percent;
      return this.map(this.any(node.operand), (value) => this.values.result(operation(this.values, value)));
    }
    if (node.kind === 'binary') return this.binary(node);
    if (node.kind === 'call') return this.call(node);
    throw new Unlowerable('the call of a value');
  }

  constant(node: Node): Scalar | undefined {
    if (node.kind === 'missing') return null;
    const element = this.elements.get(node);
    if (element) return this.values.scalarOf(element);
    if (this.isVarying(node)) return undefined;
    const { sheet, row, column } = this.at;
    const value = this.context.interpreter.evaluateNode(node, sheet, row, column, this.arrayMode);
    return isArray(value) ? undefined : value;
  }

  folded(node: Node): Val | Arr {
    if (node.kind === 'call' && asksTheTime.has(node.name)) throw new Unlowerable('the present moment');
    const { sheet, row, column } = this.at;
    const value = this.context.interpreter.evaluateNode(node, sheet, row, column, this.arrayMode);
    if (isArray(value)) {
      return { rows: value.rows, columns: value.columns, values: value.values.map((part) => this.values.of(part)) };
    }
    if (value === 0 && node.kind === 'call' && givesReference.has(node.name)) return this.call(node);
    return this.values.of(value);
  }

  map(value: Val | Arr, f: (value: Val) => Val): Val | Arr {
    return isArr(value) ? { ...value, values: value.values.map(f) } : f(value);
  }

  combine(a: Val | Arr, b: Val | Arr, f: (a: Val, b: Val) => Val): Val | Arr {
    return broadcast(this.values, [a, b], ([x, y]) => f(x!, y!), this.values.error('#N/A'));
  }

  /** A run of operators that group from the left, beginning with what does not vary. */
  binary(node: BinaryNode): Val | Arr {
    const run: BinaryNode[] = [];
    let first: Node = node;
    for (; first.kind === 'binary' && !ofReferences.has(first.operator); first = first.left) run.push(first);
    run.reverse();
    if (run.length === 0) {
      const area = this.area(node);
      if (area) return this.readArea(area);
      throw new Unlowerable('a computed range');
    }
    let fixed = this.isVarying(first) ? -1 : run.findIndex(({ right }) => this.isVarying(right));
    if (fixed > 0) first = run[fixed - 1]!;
    else fixed = 0;
    let value = fixed > 0 ? this.folded(first) : this.any(first);
    for (const operation of run.slice(fixed)) value = this.operation(operation, value);
    return value;
  }

  operation(node: BinaryNode, left: Val | Arr): Val | Arr {
    const { operator } = node;
    const { values } = this;
    const comparison = comparisons[operator];
    if (comparison) {
      return this.combine(left, this.any(node.right), (a, b) => {
        const { mask, err } = compare(values, comparison, a, b);
        return values.truth(mask, err);
      });
    }
    if (!isArithmetic(operator)) throw new Unlowerable('text that is put together');
    const operation = node.snapsToZero
      ? operator === '+'
        ? plusFinal
        : operator === '-'
          ? minusFinal
          : arithmetic[operator]
      : arithmetic[operator];
    return this.combine(left, this.any(node.right), (a, b) =>
      values.result(operation(values, bothNumbers(values, a, b))),
    );
  }

  call(node: CallNode): Val | Arr {
    if (node.name === 'LET') return this.let(node);
    const moved = node.name === 'OFFSET' ? this.offset(node) : undefined;
    if (moved) return this.readArea(moved);
    const random = this.randomCalls.get(node);
    if (random !== undefined) return this.random(node, random);
    const lowering = lowerings.get(node.name);
    if (!lowering) throw new Unlowerable(`the function ${node.name}`);
    if (analysisToolPak.has(node.name)) this.onlyNumbers(node);
    return (this.arrayMode && this.elementwise(node, lowering)) || lowering(node.arguments, this);
  }

  /** Calls a function for each element of the arrays among its scalar arguments; undefined where there are none. */
  elementwise(node: CallNode, lowering: LoweringOfCall): Val | Arr | undefined {
    const descriptor = functions.get(node.name);
    if (!descriptor?.evaluate) return undefined;
    const kinds = node.arguments.map((_, i) => parameterAt(descriptor, i));
    const scalars = node.arguments.filter(
      (argument, i) => argument.kind !== 'missing' && kinds[i] && isScalarKind(kinds[i]),
    );
    const given = scalars.map((argument) => this.any(argument));
    if (!given.some(isArr)) return undefined;
    // An error in what is taken whole makes the call a single error before there are any elements.
    if (kinds.some((kind) => kind && !isScalarKind(kind) && kind.kind !== 'range'))
      throw new Unlowerable(`${node.name} for each element of an array`);
    return broadcast(this.values, given, (at) => {
      const lifted = this.withLocals(this.locals);
      lifted.elements = new Map(scalars.map((argument, i) => [argument, at[i]!]));
      const value = lowering(node.arguments, lifted);
      if (isArr(value)) throw new Unlowerable('an array within an array');
      return value;
    });
  }

  /** Functions of the Analysis ToolPak take nothing but numbers for such: the interpreter knows what they do with others. */
  onlyNumbers({ name, arguments: args }: CallNode): void {
    const descriptor = functions.get(name);
    for (const [i, argument] of args.entries()) {
      const parameter = descriptor && parameterAt(descriptor, i);
      if (parameter && !isScalarKind(parameter)) continue;
      const value = this.scalar(argument);
      if ((value.tags & ~numberOrError) !== 0) throw new Unlowerable(`${name} of something that may be no number`);
    }
  }

  random(node: CallNode, call: number): Val {
    const { values } = this;
    const { graph } = values;
    if (node.name === 'RANDARRAY') throw new Unlowerable('the function RANDARRAY');
    const u = this.context.draw(this.at, call);
    if (node.name === 'RAND') return values.number(u);
    const [first, last] = node.arguments;
    if (!first || !last) throw new Unlowerable('RANDBETWEEN without bounds');
    const low = this.number(first);
    const high = this.number(last);
    const bottom = graph.op('ceil', low.x);
    const top = graph.op('floor', high.x);
    const err = values.guard(values.first(low.err, high.err), graph.op('gt', bottom, top), '#NUM!');
    const width = graph.op('add', graph.op('sub', top, bottom), graph.constant(1));
    const drawn = graph.op('floor', graph.op('add', bottom, graph.op('mul', u, width)));
    return values.settled({ x: graph.op('select', graph.op('lt', drawn, top), drawn, top), err });
  }

  let({ arguments: args }: CallNode): Val | Arr {
    if (args.length < 3 || args.length % 2 === 0) throw new Unlowerable('LET without a value');
    const locals = new Map(this.locals);
    for (let i = 0; i + 1 < args.length; i += 2) {
      const name = args[i]!;
      const value = args[i + 1]!;
      if (name.kind !== 'name') throw new Unlowerable('LET without a name');
      if (value.kind === 'area' || value.kind === 'name' || value.kind === 'structured')
        throw new Unlowerable('a name for a range');
      locals.set(name.name.toLowerCase(), this.withLocals(new Map(locals)).any(value));
    }
    return this.withLocals(locals).any(args.at(-1)!);
  }

  name(node: NameNode): Val | Arr {
    const local = node.prefix ? undefined : this.locals.get(node.name.toLowerCase());
    if (local) return local;
    const area = this.area(node);
    if (area) return this.readArea(area);
    const body = this.body(node);
    if (!this.isVarying(body)) return this.folded(node);
    // The interpreter evaluates names as array formulas, with random calls of their own.
    for (const part of numberRandomCalls(body))
      throw new Unlowerable(`random calls in the name ${node.name}, ${part[1]}`);
    return new Lowering(this.context, this.at, true, new Map(), new Map()).any(body);
  }

  body(node: Pick<NameNode, 'name' | 'prefix'>): Node {
    const { formulas } = this.context;
    const [sheet = this.at.sheet] = formulas.sheetsOf(node.prefix, this.at.sheet) ?? [];
    const resolved = formulas.names.resolve(node.name, sheet);
    if (!resolved?.formula.ok) throw new Unlowerable(`the name ${node.name}`);
    return resolved.formula.value;
  }

  area(node: Node): SheetArea | undefined {
    const { formulas } = this.context;
    switch (node.kind) {
      case 'cell':
      case 'area': {
        const sheets = formulas.sheetsOf(node.prefix, this.at.sheet);
        if (sheets?.length !== 1) throw new Unlowerable('a reference to several sheets or none');
        return { sheet: sheets[0]!, ...resolveArea(node, this.at) };
      }
      case 'structured': {
        const area = structuredArea(node, formulas.tables, this.at);
        if (!area) throw new Unlowerable('a table that is not there');
        return area;
      }
      case 'parentheses':
        return this.area(node.inner);
      case 'name': {
        if (!node.prefix && this.locals.has(node.name.toLowerCase())) return undefined;
        if (this.context.formulas.tables.some(({ table }) => table.name.toLowerCase() === node.name.toLowerCase()))
          return this.area({ kind: 'structured', table: node.name, items: [] });
        const body = this.body(node);
        const isPlain = body.kind === 'cell' || body.kind === 'area' || body.kind === 'structured';
        return isPlain ? this.area(body) : undefined;
      }
      case 'binary':
        return node.operator === ':' ? this.between(node) : undefined;
      case 'call':
        return node.name === 'OFFSET' ? this.offset(node) : undefined;
      default:
        return undefined;
    }
  }

  /** The area that OFFSET means where its distances do not vary. */
  offset({ arguments: args }: CallNode): SheetArea | undefined {
    const [reference, ...distances] = args;
    const area = reference && this.area(reference);
    const given = distances.map((node, i) => (node.kind === 'missing' && i > 1 ? undefined : this.constant(node)));
    if (!area || given.length < 2 || given.length > 4) return undefined;
    const [rows, columns, height = area.bottom - area.top + 1, width = area.right - area.left + 1] = given;
    const isWhole = (value: Scalar): value is number => typeof value === 'number' && Number.isInteger(value);
    // Of fractions, texts and sizes below 1 the interpreter knows more.
    if (!isWhole(rows!) || !isWhole(columns!) || !isWhole(height) || !isWhole(width) || height < 1 || width < 1)
      return undefined;
    const [top, left] = [area.top + rows, area.left + columns];
    const moved = { sheet: area.sheet, top, left, bottom: top + height - 1, right: left + width - 1 };
    return top < 0 || left < 0 || moved.bottom >= sheetRows || moved.right >= sheetColumns ? undefined : moved;
  }

  between({ left, right }: BinaryNode): SheetArea | undefined {
    const a = this.area(left);
    const b = this.area(right);
    if (!a || !b || a.sheet !== b.sheet) return undefined;
    return {
      sheet: a.sheet,
      top: Math.min(a.top, b.top),
      left: Math.min(a.left, b.left),
      bottom: Math.max(a.bottom, b.bottom),
      right: Math.max(a.right, b.right),
    };
  }

  read(node: CellNode | AreaNode | Node): Val | Arr {
    const area = this.area(node);
    if (!area) throw new Unlowerable('a computed reference');
    return this.readArea(area);
  }

  readArea(area: SheetArea): Val | Arr {
    if (isOneCell(area)) return this.cell({ sheet: area.sheet, row: area.top, column: area.left });
    return this.arrayMode ? this.wholeArea(area) : this.oneOf(area);
  }

  /** Implicit intersection. */
  oneOf(area: SheetArea): Val {
    const oneRow = area.top === area.bottom;
    const oneColumn = area.left === area.right;
    const { row, column } = this.at;
    if (!oneRow && (row < area.top || row > area.bottom)) return this.values.error('#VALUE!');
    if (!oneColumn && (column < area.left || column > area.right)) return this.values.error('#VALUE!');
    return this.cell({ sheet: area.sheet, row: oneRow ? area.top : row, column: oneColumn ? area.left : column });
  }

  /** Blanks included, beyond the used part too. */
  wholeArea(area: SheetArea): Arr {
    const rows = area.bottom - area.top + 1;
    const columns = area.right - area.left + 1;
    if (rows * columns > largestRange) throw new Unlowerable('a very large range');
    const values: Val[] = [];
    for (let row = area.top; row <= area.bottom; row++)
      for (let column = area.left; column <= area.right; column++)
        values.push(this.cell({ sheet: area.sheet, row, column }));
    return { rows, columns, values };
  }

  cell(address: CellAddress): Val {
    const varying = this.context.varying(address);
    if (varying) return varying;
    const { grid } = this.context.interpreter;
    return this.values.of(grid.read(address.sheet, address.row, address.column));
  }

  items(nodes: readonly Node[]): Item[] {
    return nodes.flatMap((node): Item[] => {
      if (node.kind === 'missing') return [{ value: this.values.of(null), direct: true }];
      const area = this.area(node);
      if (area) {
        const used = clipped(this.context.formulas.workbook.sheets[area.sheet]!, area);
        return used
          ? this.wholeArea({ sheet: area.sheet, ...used }).values.map((value) => ({ value, direct: false }))
          : [];
      }
      if (node.kind === 'binary' && node.operator === ',') return this.items([node.left, node.right]);
      if (node.kind === 'parentheses') return this.items([node.inner]);
      const chosen = this.chosenItems(node);
      if (chosen) return chosen;
      const isReference = node.kind === 'call' && givesReference.has(node.name);
      if (isReference && node.arguments.some((argument, i) => i > 0 && this.mayBeRange(argument)))
        throw new Unlowerable(`a range chosen by ${node.name}`);
      // Not folded: folding reads a range as one cell of it.
      const value = isReference ? this.wantingRange().call(node) : this.any(node);
      // Of a cell that a reference means only a number counts; of a value written out a boolean or text counts, too.
      if (isReference && !isArr(value) && (value.tags & ~numberOrError) !== 0)
        throw new Unlowerable(`what a range computed by ${node.name} holds`);
      return isArr(value) ? value.values.map((part) => ({ value: part, direct: false })) : [{ value, direct: true }];
    });
  }

  /** What IF or CHOOSE choose of several ranges: the cells of all, those that are not chosen blank, for of blanks nothing counts. */
  chosenItems(node: Node): Item[] | undefined {
    if (node.kind !== 'call' || (node.name !== 'IF' && node.name !== 'CHOOSE')) return undefined;
    const [selector, ...choices] = node.arguments;
    if (!selector || !choices.some((choice) => this.mayBeRange(choice))) return undefined;
    const { values } = this;
    const { graph } = values;
    const selected = this.any(selector);
    if (isArr(selected) || (node.name === 'IF' && choices.length !== 2)) return undefined;
    const { masks, err } = this.chosenBy(node.name, selected, choices.length);
    const blank = values.of(null);
    const failed = graph.op('ne', err.node, graph.constant(0));
    const items: Item[] =
      err.tags === 0
        ? []
        : [
            {
              value: values.choose(failed, { tags: err.tags, tag: err.node, num: graph.constant(0) }, blank),
              direct: false,
            },
          ];
    for (const [i, choice] of choices.entries()) {
      const mask = graph.op('both', masks[i]!, graph.op('not', failed));
      if (graph.constantOf(mask) === 0) continue;
      for (const { value, direct } of this.items([choice])) {
        // Written out, what is no number may count other than in a range.
        if (direct && (value.tags & ~numberOrError) !== 0) throw new Unlowerable(`a range or a value, by ${node.name}`);
        items.push({ value: values.choose(mask, value, blank), direct: false });
      }
    }
    return items;
  }

  /** Where each choice of IF or CHOOSE is taken, and where none is. */
  chosenBy(name: 'IF' | 'CHOOSE', selected: Val, choices: number): { masks: NodeId[]; err: Err } {
    const { values } = this;
    const { graph } = values;
    if (name === 'IF') {
      const { mask, err } = values.toLogical(selected);
      return { masks: [mask, graph.op('not', mask)], err };
    }
    const { x, err } = values.toNumber(selected);
    const place = graph.op('trunc', x);
    const masks = Array.from({ length: choices }, (_, i) => graph.op('eq', place, graph.constant(i + 1)));
    const outside = masks.reduce((none, mask) => graph.op('both', none, graph.op('not', mask)), graph.constant(1));
    return { masks, err: values.guard(err, outside, '#VALUE!') };
  }

  /** Whether a node may give several cells where one that chooses among references gives it on. */
  mayBeRange(node: Node): boolean {
    if (node.kind === 'call') return givesReference.has(node.name);
    if (node.kind === 'unary') return node.operator === '#';
    const area = this.area(node);
    return area !== undefined && !isOneCell(area);
  }

  isVarying(node: Node): boolean {
    switch (node.kind) {
      case 'cell':
      case 'area':
      case 'structured': {
        const area = this.area(node);
        return area !== undefined && this.context.varies(area);
      }
      case 'name': {
        if (!node.prefix && this.locals.has(node.name.toLowerCase())) return true;
        const area = this.area(node);
        return area ? this.context.varies(area) : this.isVarying(this.body(node));
      }
      case 'parentheses':
        return this.isVarying(node.inner);
      case 'unary':
        return this.isVarying(node.operand);
      case 'binary':
        if (node.operator === ':') {
          const area = this.area(node);
          if (area) return this.context.varies(area);
        }
        if (ofReferences.has(node.operator)) return this.isVarying(node.left) || this.isVarying(node.right);
        for (let part: Node = node; ; part = part.left) {
          if (part.kind !== 'binary' || ofReferences.has(part.operator)) return this.isVarying(part);
          if (this.isVarying(part.right)) return true;
        }
      case 'call':
        return this.callVaries(node);
      case 'apply':
        throw new Unlowerable('the call of a value');
      default:
        return false;
    }
  }

  callVaries(node: CallNode): boolean {
    if (randomFunction(node.name)?.draws) return true;
    // What these refer to is not among their arguments.
    const moved = node.name === 'OFFSET' ? this.offset(node) : undefined;
    if (moved) return this.context.varies(moved);
    if (node.name === 'OFFSET' || node.name === 'INDIRECT')
      throw new Unlowerable(`a reference computed by ${node.name}`);
    if (node.name === 'LAMBDA') throw new Unlowerable('a LAMBDA');
    if (this.context.formulas.names.resolve(node.name, this.at.sheet)) throw new Unlowerable('the call of a name');
    // Its names are lowered with it.
    if (node.name === 'LET') return true;
    return node.arguments.some((argument) => argument.kind !== 'missing' && this.isVarying(argument));
  }
}

const numberOrError = bitOf(tag.number) | everyError;
