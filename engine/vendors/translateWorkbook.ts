/**
 * From a workbook made for an add-in to one that says the same in our own terms: each call of a distribution becomes a draw in a cell
 * of its own, marks of outputs count as 0, statistics wait for the end. What cannot be translated stays as it is, with the reason.
 */
import type { AreaNode, CallNode, CellNode, Node } from '../formula/ast.ts';
import { resolveArea, walk } from '../formula/ast.ts';
import { printFormula } from '../formula/print.ts';
import type { Interpreter } from '../interpret/interpreter.ts';
import { structuredArea } from '../interpret/structured.ts';
import { type ArrayValue, isArray, type Scalar } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { withCells } from '../model/cellIndex.ts';
import { type FoundFunctions, findRandomFunctions } from '../model/findRandom.ts';
import { type Formulas, indexFormulas } from '../model/formulas.ts';
import { cellAt } from '../workbook/cells.ts';
import type { Cell, Workbook } from '../workbook/workbook.ts';
import { absolute, cellNode, numberNode, replaceNodes } from './rewrite.ts';
import { arrayCall } from './translateArray.ts';
import { type CorrelationRole, distributionOf, translateCall } from './translateCall.ts';
import type { Statistic, VendorFunction } from './vendorFunction.ts';
import { vendorFunction } from './vendorFunctions.ts';

export interface VendorDraw {
  /** Where its value goes: the cell itself where its formula is nothing but the call, else one on a sheet added for it. */
  address: CellAddress;
  /** The cell in whose formula the call stands. */
  home: CellAddress;
  /** Our distribution, as a formula in `address`. */
  text: string;
  /** The same as a formula in `home`: what people read. */
  shown: string;
  name?: string;
  /** What its uniform numbers belong to, where that is not the cell. */
  stream?: string;
  correlation?: CorrelationRole;
}

export interface VendorOutput {
  cell: CellAddress;
  name: string | undefined;
}

/** A statistic that a formula asks for. */
export interface VendorStatistic {
  /** The cell of the added sheet that stands for it in `afterwards`. */
  address: CellAddress;
  of: CellAddress | undefined;
  statistic: Statistic;
  theoretical: boolean;
  argument: Scalar;
}

export interface Translation {
  workbook: Workbook;
  draws: VendorDraw[];
  outputs: VendorOutput[];
  statistics: VendorStatistic[];
  /** Cells whose formulas were changed and do not draw: what depends on them has to be computed anew. */
  stale: CellAddress[];
  /** Cells that hold statistics, and their formulas over the added sheet. */
  afterwards: { cell: CellAddress; formula: string }[];
  /** Why calls were left as they are, by cell. */
  failures: { cell: CellAddress; function: string; detail: string }[];
  warnings: string[];
}

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

export function translateWorkbook(
  workbook: Workbook,
  interpreter: () => Interpreter,
  isGiven: (cell: CellAddress) => boolean = () => false,
): Translation {
  const formulas = indexFormulas(workbook);
  const found = findRandomFunctions(formulas).filter(
    ({ cell, calls }) => calls.some(({ meaning }) => meaning.vendor !== 'excel') && !isGiven(cell),
  );
  const translator = new Translator(formulas, interpreter, found);
  for (const each of found) translator.cell(each);
  return translator.finish();
}

/** A cell's formula with its draws as distributions; undefined where it draws nothing that was translated. */
export function shownFormula({ workbook, draws }: Translation, cell: CellAddress): string | undefined {
  const own = draws.filter(({ home }) => keyOf(home) === keyOf(cell));
  const whole = own.find(({ address }) => keyOf(address) === keyOf(cell));
  if (whole) return whole.shown;
  const text = cellAt(workbook.sheets[cell.sheet]!, cell.row, cell.column)?.formula?.text;
  if (text === undefined || own.length === 0) return undefined;
  return withDistributions(text, workbook, own);
}

/** A translated formula with the distributions in place of the cells that stand for them. */
export const withDistributions = (
  formula: string,
  { sheets }: Workbook,
  draws: readonly Pick<VendorDraw, 'address' | 'shown'>[],
): string =>
  draws.reduce((text, { address, shown }) => {
    const place = printFormula(cellNode(address, { sheet: sheets[address.sheet]!.name }), address);
    return text.replace(new RegExp(`${place.replaceAll('$', '\\$')}(?!\\d)`, 'g'), () => shown);
  }, formula);

/** A name that no sheet of the workbook has. */
function freeSheetName({ sheets }: Workbook): string {
  const taken = new Set(sheets.map(({ name }) => name.toLowerCase()));
  let name = 'Draws';
  while (taken.has(name.toLowerCase())) name += '_';
  return name;
}

class Translator {
  readonly #formulas: Formulas;
  readonly #interpreter: () => Interpreter;
  readonly #sheet: number;
  readonly #sheetName: string;
  readonly #texts = new Map<string, string | null>();
  /** Cells of ranges that one formula filled, each with a formula of its own. */
  readonly #filled = new Map<string, { cell: CellAddress; text: string }>();
  readonly #added: Cell[] = [];
  readonly #outputNames = new Map<string, CellAddress>();
  readonly #result: Omit<Translation, 'workbook'> = {
    draws: [],
    outputs: [],
    statistics: [],
    stale: [],
    afterwards: [],
    failures: [],
    warnings: [],
  };

  constructor(formulas: Formulas, interpreter: () => Interpreter, found: readonly FoundFunctions[]) {
    this.#formulas = formulas;
    this.#interpreter = interpreter;
    this.#sheet = formulas.workbook.sheets.length;
    this.#sheetName = freeSheetName(formulas.workbook);
    for (const { cell, calls } of found) {
      for (const { call } of calls) {
        if (vendorFunction(call.name)?.role !== 'output') continue;
        const output = { cell: referredCell(call.arguments, cell, formulas) ?? cell, name: textIn(call.arguments) };
        if (this.#result.outputs.some((other) => keyOf(other.cell) === keyOf(output.cell))) continue;
        this.#result.outputs.push(output);
        if (output.name !== undefined) this.#outputNames.set(output.name.toLowerCase(), output.cell);
      }
    }
  }

  cell({ cell, tree }: FoundFunctions): void {
    const owned = this.#formulas.ownedBy(cell);
    const only = withoutParentheses(tree);
    const filling = only.kind === 'call' ? vendorFunction(only.name) : undefined;
    if (only.kind === 'call' && filling?.role === 'array') {
      const area = owned ?? { top: cell.row, bottom: cell.row, left: cell.column, right: cell.column };
      const wrong = this.#fill(only, filling, cell, area);
      if (wrong !== undefined) this.#fail(cell, only.written, wrong);
      return;
    }
    if (owned && (owned.top !== owned.bottom || owned.left !== owned.right)) {
      const first = calledFirst(tree);
      this.#fail(
        cell,
        first,
        filling?.role === 'unsupported' ? filling.reason : 'it stands in a formula that fills several cells',
      );
      return;
    }
    const inner = withoutParentheses(tree);
    const before = this.#result.draws.length;
    const work = new Rewriting(this, cell);
    const meaning = inner.kind === 'call' ? vendorFunction(inner.name) : undefined;
    if (inner.kind === 'call' && meaning?.role === 'distribution' && this.#isWhole(inner, meaning, cell, work)) return;
    const formula = work.rewrite(tree);
    const text = printFormula(formula(false), cell);
    if (work.statistics > 0) this.#result.afterwards.push({ cell, formula: printFormula(formula(true), cell) });
    this.#texts.set(keyOf(cell), text);
    if (this.#result.draws.length === before) this.#result.stale.push(cell);
  }

  /** `=RiskNormal(10, 2)` is an input with a distribution, as a request would write it. */
  #isWhole(
    call: CallNode,
    meaning: VendorFunction & { role: 'distribution' },
    cell: CellAddress,
    work: Rewriting,
  ): boolean {
    const translated = translateCall(
      call,
      meaning,
      (node) => this.evaluate(node, cell),
      (node) => this.#heldBy(node, cell),
    );
    if (!translated.ok) {
      this.#fail(cell, call.written, translated.error);
      return true;
    }
    const { draw, value, name, seed, correlation } = translated.value;
    const marker: Node = { kind: 'missing' };
    if (value(marker) !== marker) return false;
    const parameters = work.parameters(draw);
    if (!parameters) return true;
    const text = written(parameters(false), cell);
    this.#texts.set(keyOf(cell), null);
    this.#result.draws.push({
      address: cell,
      home: cell,
      text,
      shown: text,
      ...(name !== undefined && { name }),
      ...(seed !== undefined && { stream: `seed ${seed}` }),
      ...(correlation && { correlation }),
    });
    return true;
  }

  /** A function that fills a range: a formula for each of its cells, or why there is none. */
  #fill(
    call: CallNode,
    { kind }: VendorFunction & { role: 'array' },
    cell: CellAddress,
    { top, bottom, left, right }: Rectangle,
  ): string | undefined {
    const taken = arrayCall(call, kind);
    if (!taken.ok) return taken.error;
    const { formulas, name } = taken.value;
    if (top !== bottom && left !== right) return 'it fills several rows and columns';
    const home = this.#formulas.workbook.sheets[cell.sheet]!.name;
    const placed = (node: Node) =>
      replaceNodes(node, (part) =>
        part.kind === 'cell' || part.kind === 'area' ? absolute(part, cell, home) : undefined,
      );
    // Draws among the parameters are the same for all cells of the range.
    const read = new Rewriting(this, cell).parameters({
      ...call,
      name: '',
      written: '',
      arguments: taken.value.parameters,
    })?.(false);
    if (read?.kind !== 'call') return undefined;
    const values = read.arguments.map(placed);
    const at = (element: number): CellAddress =>
      top === bottom
        ? { sheet: cell.sheet, row: top, column: left + element }
        : { sheet: cell.sheet, row: top + element, column: left };
    const texts = formulas({
      length: Math.max(bottom - top, right - left) + 1,
      parameter: (index) => values[index]!,
      count: (index) => {
        const value = this.evaluate(values[index]!, cell);
        return isArray(value) ? value.values.length : 1;
      },
      cell: (element) => cellNode(at(element), { sheet: home }),
      draw: (element, distribution) => {
        const address = this.#addCell(0);
        const { row, column } = at(element);
        this.#result.draws.push({
          address,
          home: at(element),
          text: printFormula(distribution, address),
          shown: written(distribution, at(element)),
          ...(name !== undefined && { name: `${name} ${element + 1}` }),
          stream: `${home}!R${row + 1}C${column + 1}#draw0`,
        });
        return cellNode(address, { sheet: this.#sheetName });
      },
      aside: (formula) => {
        const address = this.#addCell(0, formula);
        this.#result.stale.push(address);
        return cellNode(address, { sheet: this.#sheetName });
      },
    });
    if (typeof texts === 'string') return texts;
    for (const [element, formula] of texts.entries())
      this.#filled.set(keyOf(at(element)), { cell: at(element), text: printFormula(formula, at(element)) });
    return undefined;
  }

  /** A draw within a larger formula: what stands in place of the call. */
  draw(
    call: CallNode,
    meaning: VendorFunction & { role: 'distribution' },
    cell: CellAddress,
    work: Rewriting,
  ): Node | undefined {
    const position = work.position++;
    const translated = translateCall(
      call,
      meaning,
      (node) => this.evaluate(node, cell),
      (node) => this.#heldBy(node, cell),
    );
    if (!translated.ok) {
      this.#fail(cell, call.written, translated.error);
      return undefined;
    }
    const { draw, value, name, seed, correlation } = translated.value;
    const parameters = work.parameters(draw);
    if (!parameters) return undefined;
    const tree = parameters(false);
    const { sheets } = this.#formulas.workbook;
    const held = cellAt(sheets[cell.sheet]!, cell.row, cell.column)?.value;
    const address = this.#addCell(typeof held === 'number' ? held : 0);
    const home = sheets[cell.sheet]!.name;
    const placed = replaceNodes(tree, (node) =>
      node.kind === 'cell' || node.kind === 'area' ? absolute(node, cell, home) : undefined,
    );
    this.#result.draws.push({
      address,
      home: cell,
      text: printFormula(placed, address),
      shown: written(tree, cell),
      ...(name !== undefined || work.label !== undefined ? { name: name ?? work.label! } : {}),
      stream: seed === undefined ? `${home}!R${cell.row + 1}C${cell.column + 1}#draw${position}` : `seed ${seed}`,
      ...(correlation && { correlation }),
    });
    // What a formula makes of the draw stays within the home cell's own formula, whose references it shares.
    return value(cellNode(address, { sheet: this.#sheetName }));
  }

  statistic(
    call: CallNode,
    { statistic, theoretical, name }: VendorFunction & { role: 'statistic' },
    cell: CellAddress,
  ): Node | undefined {
    const [first, second] = call.arguments;
    const of = first && this.#cellMeant(first, cell);
    if (!of && statistic !== 'count') {
      this.#fail(cell, name, 'its first argument is no cell and no name of an output');
      return undefined;
    }
    const argument = second && second.kind !== 'missing' ? this.evaluate(second, cell) : null;
    const address = this.#addCell(0);
    this.#result.statistics.push({
      address,
      of,
      statistic,
      theoretical,
      argument: isArray(argument) ? (argument.values[0] ?? null) : argument,
    });
    return cellNode(address, { sheet: this.#sheetName });
  }

  #cellMeant(node: Node, cell: CellAddress): CellAddress | undefined {
    const referred = referredCell([node], cell, this.#formulas);
    if (referred) return referred;
    const value = node.kind === 'text' ? node.value : undefined;
    return value === undefined ? undefined : this.#outputNames.get(value.toLowerCase());
  }

  /** The first value of a series: what a single simulation takes. */
  series(call: CallNode, cell: CellAddress): Node | undefined {
    const [values] = call.arguments;
    const given = values ? this.evaluate(values, cell) : null;
    const first = isArray(given) ? given.values[0] : given;
    if (typeof first !== 'number') {
      this.#fail(cell, call.written, 'its first value is no number');
      return undefined;
    }
    this.#result.warnings.push(
      `${call.written} takes the first of its values, ${first}, as in a single simulation: run the others one by one.`,
    );
    return numberNode(first);
  }

  fail(cell: CellAddress, name: string, detail: string): undefined {
    this.#fail(cell, name, detail);
    return undefined;
  }

  #fail(cell: CellAddress, name: string, detail: string): void {
    this.#result.failures.push({ cell, function: name, detail });
  }

  evaluate(node: Node, { sheet, row, column }: CellAddress): Scalar | ArrayValue {
    return this.#interpreter().evaluateNode(node, sheet, row, column, true);
  }

  get formulas(): Formulas {
    return this.#formulas;
  }

  /** The call in a referred cell, if it holds nothing else. */
  #heldBy(reference: Node, from: CellAddress): CallNode | undefined {
    const at = referredCell([reference], from, this.#formulas);
    const tree = at && this.#formulas.treeOf(at);
    const inner = tree?.ok && withoutParentheses(tree.value);
    if (!at || !inner || inner.kind !== 'call') return undefined;
    const sheet = this.#formulas.workbook.sheets[at.sheet]!.name;
    const moved = replaceNodes(inner, (node) =>
      node.kind === 'cell' || node.kind === 'area' ? absolute(node, at, sheet) : undefined,
    );
    return moved.kind === 'call' ? moved : undefined;
  }

  #addCell(value: number, formula?: Node): CellAddress {
    const address = { sheet: this.#sheet, row: this.#added.length, column: 0 };
    const { row, column } = address;
    this.#added.push({ row, column, value, ...(formula && { formula: { text: printFormula(formula, address) } }) });
    return address;
  }

  finish(): Translation {
    if (this.#texts.size === 0 && this.#filled.size === 0)
      return { ...this.#result, workbook: this.#formulas.workbook };
    const workbook = withCells(
      this.#formulas.workbook,
      [...this.#filled.values()].map(({ cell }) => cell),
    );
    const sheets = workbook.sheets.map((sheet, index) => ({
      ...sheet,
      cells: sheet.cells.map((cell): Cell => {
        const filled = this.#filled.get(keyOf({ sheet: index, ...cell }));
        if (filled) return { ...cell, formula: { text: filled.text } };
        const text = this.#texts.get(keyOf({ sheet: index, ...cell }));
        if (text === undefined) return cell;
        if (text !== null) return { ...cell, formula: { ...cell.formula, text } };
        const { formula: _, ...plain } = cell;
        return { ...plain, value: typeof cell.value === 'number' ? cell.value : 0 };
      }),
    }));
    if (this.#added.length > 0) {
      sheets.push({
        name: this.#sheetName,
        state: 'veryHidden',
        rows: this.#added.length,
        columns: 1,
        cells: this.#added,
        merges: [],
      });
    }
    return { ...this.#result, workbook: { ...workbook, sheets } };
  }
}

/** The rewriting of one cell's formula. */
class Rewriting {
  readonly #translator: Translator;
  readonly #cell: CellAddress;
  /** Of the next draw among the cell's. */
  position = 0;
  statistics = 0;
  /** What VoseInput calls the input. */
  label: string | undefined;
  readonly #entered = new Set<Node>();

  constructor(translator: Translator, cell: CellAddress) {
    this.#translator = translator;
    this.#cell = cell;
  }

  /** The formula in each iteration, and after the last one. */
  rewrite(tree: Node): (afterwards: boolean) => Node {
    for (const node of walk(tree)) {
      if (node.kind === 'call' && vendorFunction(node.name)?.role === 'label') this.label = textIn(node.arguments);
    }
    const waiting = new Map<Node, true>();
    const rewritten = this.#replaced(tree, waiting);
    const error: Node = { kind: 'error', error: '#N/A' };
    return (afterwards) =>
      afterwards ? rewritten : replaceNodes(rewritten, (node) => (waiting.has(node) ? error : undefined));
  }

  #replaced(tree: Node, waiting: Map<Node, true>): Node {
    return replaceNodes(tree, (node) => {
      if (node.kind === 'name' && !node.parameter) return this.#named(node, waiting);
      if (node.kind !== 'call') return undefined;
      const meaning = vendorFunction(node.name);
      switch (meaning?.role) {
        case 'distribution':
          return this.#translator.draw(node, meaning, this.#cell, this);
        case 'output':
        case 'label':
          return numberNode(0);
        case 'transparent':
          return node.arguments[0] && { kind: 'parentheses', inner: this.#replaced(node.arguments[0], waiting) };
        case 'series':
          return this.#translator.series(node, this.#cell);
        case 'statistic': {
          const place = this.#translator.statistic(node, meaning, this.#cell);
          if (place) {
            waiting.set(place, true);
            this.statistics++;
          }
          return place;
        }
        case 'array':
          return this.#translator.fail(
            this.#cell,
            node.written,
            'it fills a range: let it be the whole formula of its cells',
          );
        case 'unsupported':
          return this.#translator.fail(this.#cell, node.written, meaning.reason);
        default:
          return undefined;
      }
    });
  }

  /** A defined name that calls such functions draws anew wherever it is used: its formula takes the name's place. */
  #named(node: Node & { kind: 'name' }, waiting: Map<Node, true>): Node | undefined {
    const { formulas } = this.#translator;
    const [sheet = this.#cell.sheet] = formulas.sheetsOf(node.prefix, this.#cell.sheet) ?? [];
    const body = formulas.names.resolve(node.name, sheet)?.formula;
    if (!body?.ok || this.#entered.has(body.value) || !mentionsVendor(body.value, formulas, sheet)) return undefined;
    this.#entered.add(body.value);
    const replaced = this.#replaced(body.value, waiting);
    this.#entered.delete(body.value);
    return { kind: 'parentheses', inner: replaced };
  }

  /** A distribution whose parameters are themselves rewritten, and read what they mean in the home cell. */
  parameters(draw: Node): ((afterwards: boolean) => Node) | undefined {
    const rewritten = this.rewrite(draw);
    const tree = meantBy(rewritten(false), this.#translator.formulas, this.#cell);
    for (const node of walk(tree)) {
      if (
        node.kind === 'name' &&
        (node.parameter || !isDefined(node.name, this.#translator.formulas, this.#cell.sheet))
      ) {
        return this.#translator.fail(
          this.#cell,
          node.name,
          'a parameter of a distribution is a name of LET or LAMBDA, or unknown',
        );
      }
    }
    return () => tree;
  }
}

/** A distribution as people write it: with a space after each comma. */
function written(node: Node, at: CellAddress): string {
  if (node.kind !== 'call' || node.written !== node.written.toLowerCase()) return printFormula(node, at);
  return `${node.written}(${node.arguments.map((argument) => written(argument, at)).join(', ')})`;
}

const withoutParentheses = (node: Node): Node => (node.kind === 'parentheses' ? withoutParentheses(node.inner) : node);

const calledFirst = (tree: Node): string => {
  for (const node of walk(tree)) if (node.kind === 'call' && vendorFunction(node.name)) return node.written;
  return '';
};

function mentionsVendor(tree: Node, formulas: Formulas, sheet: number, depth = 0): boolean {
  for (const node of walk(tree)) {
    if (node.kind === 'call' && vendorFunction(node.name)) return true;
    if (node.kind !== 'name' || depth > 20) continue;
    const body = formulas.names.resolve(node.name, sheet)?.formula;
    if (body?.ok && mentionsVendor(body.value, formulas, sheet, depth + 1)) return true;
  }
  return false;
}

const isDefined = (name: string, formulas: Formulas, sheet: number): boolean =>
  formulas.names.resolve(name, sheet) !== undefined ||
  formulas.tables.some(({ table }) => table.name.toLowerCase() === name.toLowerCase());

/** References of tables as cells, ranges for a single value as the cell beside, a sheet's own names with their sheet. */
function meantBy(tree: Node, formulas: Formulas, cell: CellAddress): Node {
  const single = singleParameters(tree);
  return replaceNodes(tree, (node) => {
    if (node.kind === 'structured') {
      const area = structuredArea(node, formulas.tables, cell);
      const table = formulas.tables.find(({ area: whole }) => area && contains(whole, area));
      const sheet = table && formulas.workbook.sheets[table.table.sheet]?.name;
      if (!area || sheet === undefined) return undefined;
      const absoluteArea = areaNode(area, sheet);
      return single.has(node) ? intersected(absoluteArea, cell) : absoluteArea;
    }
    if (node.kind === 'area' && single.has(node)) return intersected(node, cell);
    if (node.kind === 'name' && !node.prefix) {
      const definition = formulas.names.resolve(node.name, cell.sheet)?.definition;
      const sheet = definition?.sheet === undefined ? undefined : formulas.workbook.sheets[definition.sheet]?.name;
      return sheet === undefined ? undefined : { ...node, prefix: { sheet } };
    }
    return undefined;
  });
}

type Rectangle = { top: number; bottom: number; left: number; right: number };
const contains = (whole: Rectangle, part: Rectangle) =>
  part.top >= whole.top && part.bottom <= whole.bottom && part.left >= whole.left && part.right <= whole.right;

const areaNode = ({ top, bottom, left, right }: Rectangle, sheet: string): AreaNode => ({
  kind: 'area',
  shape: 'cells',
  first: { row: top, column: left, rowAbsolute: true, columnAbsolute: true },
  last: { row: bottom, column: right, rowAbsolute: true, columnAbsolute: true },
  prefix: { sheet },
});

/** The references that stand for one number each: parameters that are no lists. */
function singleParameters(tree: Node): Set<Node> {
  const single = new Set<Node>();
  for (const node of walk(tree)) {
    const distribution = node.kind === 'call' ? distributionOf(node.written) : undefined;
    if (node.kind !== 'call' || !distribution) continue;
    for (const [i, argument] of node.arguments.entries()) {
      if (distribution.parameters[i]?.list) continue;
      single.add(argument);
    }
  }
  return single;
}

/** The cell of a range in the formula's own row or column; the range itself where there is none, which is then an error. */
function intersected(node: AreaNode, cell: CellAddress): AreaNode | CellNode {
  const { top, bottom, left, right } = resolveArea(node, cell);
  const inRow = left === right && cell.row >= top && cell.row <= bottom;
  const inColumn = top === bottom && cell.column >= left && cell.column <= right;
  if (inRow) return cellNode({ row: cell.row, column: left }, node.prefix);
  return inColumn ? cellNode({ row: top, column: cell.column }, node.prefix) : node;
}

function referredCell(args: readonly Node[], from: CellAddress, formulas: Formulas): CellAddress | undefined {
  const [only] = args;
  const named = only?.kind === 'name' ? formulas.names.resolve(only.name, from.sheet) : undefined;
  const node = named?.formula.ok ? named.formula.value : only;
  if (node?.kind !== 'cell' && node?.kind !== 'area') return undefined;
  const [sheet, more] = formulas.sheetsOf(node.prefix, named?.definition.sheet ?? from.sheet) ?? [];
  const area = resolveArea(node, from);
  if (sheet === undefined || more !== undefined || area.top !== area.bottom || area.left !== area.right)
    return undefined;
  return { sheet, row: area.top, column: area.left };
}

const textIn = (args: readonly Node[]): string | undefined => {
  const text = args.find((argument) => argument.kind === 'text');
  return text?.kind === 'text' && text.value.trim() !== '' ? text.value.trim() : undefined;
};
