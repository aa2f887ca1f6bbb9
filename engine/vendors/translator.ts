/** The translation of one workbook, cell by cell: what it collects while formulas are rewritten. */
import type { CallNode, Node } from '../formula/ast.ts';
import { walk } from '../formula/ast.ts';
import { printFormula } from '../formula/print.ts';
import type { Interpreter } from '../interpret/interpreter.ts';
import { type ArrayValue, isArray, type Scalar } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { withCells } from '../model/cellIndex.ts';
import type { FoundFunctions } from '../model/findRandom.ts';
import type { Formulas } from '../model/formulas.ts';
import { isCapabilityIndex, type SpecificationLimits } from '../statistics/capability.ts';
import { cellAt } from '../workbook/cells.ts';
import type { Cell, Workbook } from '../workbook/workbook.ts';
import { type Rectangle, referredCell } from './meaning.ts';
import { drawnObject, sampledObject } from './objects.ts';
import { absolute, cellNode, numberNode, replaceNodes } from './rewrite.ts';
import { Rewriting, textIn } from './rewriting.ts';
import { seriesLength, seriesValue, simulationsOf } from './series.ts';
import { written } from './shownFormula.ts';
import { fillRange } from './translateArray.ts';
import { isCompound, translateCall } from './translateCall.ts';
import type { Translation } from './translation.ts';
import { type Effect, type LimitName, sixSigmaLimits, type VendorFunction, withArgument } from './vendorFunction.ts';
import { vendorFunction } from './vendorFunctions.ts';

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

/** A name that no sheet of the workbook has. */
function freeSheetName({ sheets }: Workbook): string {
  const taken = new Set(sheets.map(({ name }) => name.toLowerCase()));
  let name = 'Draws';
  while (taken.has(name.toLowerCase())) name += '_';
  return name;
}

export class Translator {
  readonly #formulas: Formulas;
  readonly #interpreter: () => Interpreter;
  readonly #sheet: number;
  readonly #sheetName: string;
  readonly #texts = new Map<string, string | null>();
  /** Cells that are objects: their formulas say to others what to draw, and they keep the text that they hold. */
  readonly #objects = new Set<string>();
  /** Cells of ranges that one formula filled, each with a formula of its own. */
  readonly #filled = new Map<string, { cell: CellAddress; text: string }>();
  readonly #added: Cell[] = [];
  readonly #outputNames = new Map<string, CellAddress>();
  /** Of cells that are nothing but an input. */
  readonly #inputNames = new Map<string, CellAddress>();
  /** RiskSixSigma within a RiskOutput, by the output's cell, and where it stands. */
  readonly #specifications = new Map<string, { node: Node; cell: CellAddress }>();
  readonly #result: Omit<Translation, 'workbook'> = {
    draws: [],
    outputs: [],
    statistics: [],
    stale: [],
    afterwards: [],
    failures: [],
    series: [],
  };

  /** Of how many simulations this is one, and which, from 1. */
  readonly #simulations: number;
  readonly #simulation: number;

  constructor(
    formulas: Formulas,
    interpreter: () => Interpreter,
    found: readonly FoundFunctions[],
    simulation: number | undefined,
  ) {
    this.#formulas = formulas;
    this.#interpreter = interpreter;
    this.#simulation = simulation ?? 1;
    for (const { cell, calls } of found) {
      for (const { call } of calls) {
        if (vendorFunction(call.name)?.role !== 'series') continue;
        this.#result.series.push({ cell, length: seriesLength(call, (node) => this.evaluate(node, cell)) });
      }
    }
    this.#simulations = simulationsOf(this.#result.series);
    this.#sheet = formulas.workbook.sheets.length;
    this.#sheetName = freeSheetName(formulas.workbook);
    for (const { cell, calls } of found) {
      for (const { call } of calls) {
        if (vendorFunction(call.name)?.role !== 'output') continue;
        const output = { cell: referredCell(call.arguments, cell, formulas) ?? cell, name: textIn(call.arguments) };
        if (this.#result.outputs.some((other) => keyOf(other.cell) === keyOf(output.cell))) continue;
        this.#result.outputs.push(output);
        if (output.name !== undefined) this.#outputNames.set(output.name.toLowerCase(), output.cell);
        const node = call.arguments.find(isSixSigma);
        if (node) this.#specifications.set(keyOf(output.cell), { node, cell });
      }
    }
    for (const { cell, tree } of found) {
      const only = withoutParentheses(tree);
      const name = only.kind === 'call' && only.arguments.find((node) => hasEffect(node, 'name'));
      const text = name && name.kind === 'call' ? textIn(name.arguments) : undefined;
      if (text !== undefined && !this.#inputNames.has(text.toLowerCase()))
        this.#inputNames.set(text.toLowerCase(), cell);
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
    if (meaning?.role === 'object') {
      this.#objects.add(keyOf(cell));
      return;
    }
    if (inner.kind === 'call' && meaning?.role === 'distribution' && this.#isWhole(inner, meaning, cell, work)) return;
    if (inner.kind === 'call' && meaning?.role === 'sampling') {
      const drawn = sampledObject(inner, (node) => this.#heldBy(node, cell));
      if (drawn.ok && this.#isWhole(drawn.value.call, drawn.value.meaning, cell, work)) return;
    }
    const formula = work.rewrite(tree);
    const text = printFormula(formula(false), cell);
    if (work.statistics > 0) this.#result.afterwards.push({ cell, formula: printFormula(formula(true), cell) });
    this.#texts.set(keyOf(cell), text);
    if (this.#result.draws.length === before) this.#result.stale.push(cell);
  }

  /** A call in our own terms; undefined where it has none, which is noted. */
  #translated(call: CallNode, meaning: VendorFunction & { role: 'distribution' }, cell: CellAddress) {
    const translated = translateCall(
      call,
      meaning,
      (node) => this.evaluate(node, cell),
      (node) => this.#heldBy(node, cell),
    );
    if (translated.ok) return translated.value;
    this.#fail(cell, call.written, translated.error);
    return undefined;
  }

  /** `=RiskNormal(10, 2)` is an input with a distribution, as a request would write it. */
  #isWhole(
    call: CallNode,
    meaning: VendorFunction & { role: 'distribution' },
    cell: CellAddress,
    work: Rewriting,
  ): boolean {
    const translated = this.#translated(call, meaning, cell);
    if (!translated) return true;
    const { draw, value, name, seed, correlation, quantile } = translated;
    if (quantile) return false;
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
    area: Rectangle,
  ): string | undefined {
    const home = this.#formulas.workbook.sheets[cell.sheet]!.name;
    const filled = fillRange(call, kind, {
      cell,
      area,
      home,
      // Draws among the parameters are the same for all cells of the range.
      read: (parameters) => {
        const tree: Node = { ...call, name: '', written: '', arguments: [...parameters] };
        const read = new Rewriting(this, cell).parameters(tree)?.(false);
        return read?.kind === 'call' ? read.arguments : undefined;
      },
      evaluate: (node) => this.evaluate(node, cell),
      draw: (at, distribution, more) => {
        const address = this.#addCell(0);
        this.#result.draws.push({
          address,
          home: at,
          text: printFormula(distribution, address),
          shown: written(distribution, at),
          ...more,
          stream: `${home}!R${at.row + 1}C${at.column + 1}#draw0`,
        });
        return cellNode(address, { sheet: this.#sheetName });
      },
      aside: (formula) => {
        const address = this.#addCell(0, formula);
        this.#result.stale.push(address);
        return cellNode(address, { sheet: this.#sheetName });
      },
    });
    if (!filled.ok) return filled.error;
    for (const { at, formula } of filled.value)
      this.#filled.set(keyOf(at), { cell: at, text: printFormula(formula, at) });
    return undefined;
  }

  /** A draw within a larger formula: what stands in place of the call. */
  draw(
    call: CallNode,
    meaning: VendorFunction & { role: 'distribution' },
    cell: CellAddress,
    work: Rewriting,
  ): Node | undefined {
    const translated = this.#translated(call, meaning, cell);
    if (!translated) return undefined;
    const { draw, value, name, seed, correlation, quantile } = translated;
    if (quantile) return value(work.rewrite(quantile)(false));
    const position = work.position++;
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

  /** A draw from an object within a larger formula. */
  sample(call: CallNode, cell: CellAddress, work: Rewriting): Node | undefined {
    const drawn = sampledObject(call, (node) => this.#heldBy(node, cell));
    return drawn.ok
      ? this.draw(drawn.value.call, drawn.value.meaning, cell, work)
      : this.fail(cell, call.written, drawn.error);
  }

  statistic(
    call: CallNode,
    { statistic, theoretical, name, limits: given }: VendorFunction & { role: 'statistic' },
    cell: CellAddress,
  ): Node | undefined {
    const isProperty = (node: Node) => node.kind === 'call' && vendorFunction(node.name)?.role === 'modifier';
    const [first, ...rest] = call.arguments.filter((node) => !isProperty(node));
    const referred = first && this.#cellMeant(first, cell);
    const distribution = theoretical && first ? this.#distributionIn(first, cell) : undefined;
    const of = distribution === undefined ? referred : undefined;
    if (typeof distribution === 'string') {
      this.#fail(cell, name, distribution);
      return undefined;
    }
    if (!of && !distribution && statistic !== 'count') {
      this.#fail(cell, name, 'its first argument is no cell and no name of an output or an input');
      return undefined;
    }
    const values = rest.map((node) => (node.kind === 'missing' ? null : this.#single(node, cell)));
    const limits = isCapabilityIndex(statistic)
      ? (given?.map((limit, i): [LimitName, Scalar] => [limit, values[i] ?? null]) ?? this.#sixSigma(call, cell, of))
      : [];
    if (typeof limits === 'string') {
      this.#fail(cell, name, limits);
      return undefined;
    }
    const unfit = call.arguments.find((node) => isProperty(node) && !isSixSigma(node));
    if (unfit?.kind === 'call') {
      this.#fail(cell, name, `${unfit.written}: a statistic of a part of the values is not computed`);
      return undefined;
    }
    const own = given?.length ?? (withArgument.has(statistic) ? 1 : 0);
    const argument = given || own === 0 ? null : (values[0] ?? null);
    const simulation = values[own];
    // What another simulation gave is not known in this one.
    if (typeof simulation === 'number' && simulation !== this.#simulation) return { kind: 'error', error: '#N/A' };
    const address = this.#addCell(0);
    this.#result.statistics.push({
      address,
      of,
      ...(distribution && { distribution }),
      statistic,
      theoretical,
      argument,
      ...(limits.length > 0 && {
        limits: Object.fromEntries(limits.filter(([, value]) => typeof value === 'number')) as SpecificationLimits,
      }),
    });
    return cellNode(address, { sheet: this.#sheetName });
  }

  /**
   * A distribution that stands in a call such as `RiskTheoMean(RiskNormal(10, 2))`, or an object, also in another cell; a text says why it
   * is none.
   */
  #distributionIn(node: Node, cell: CellAddress): { text: string; home: CellAddress } | string | undefined {
    const object = drawnObject(node, (part) => this.#heldBy(part, cell));
    if (object && !object.ok) return object.error;
    const call = object?.value.call ?? node;
    const meaning = call.kind === 'call' ? vendorFunction(call.name) : undefined;
    if (call.kind !== 'call' || meaning?.role !== 'distribution') return undefined;
    const translated = translateCall(
      call,
      meaning,
      (part) => this.evaluate(part, cell),
      (part) => this.#heldBy(part, cell),
    );
    if (!translated.ok) return translated.error;
    const { draw, value, quantile } = translated.value;
    const marker: Node = { kind: 'missing' };
    if (quantile || value(marker) !== marker || isCompound(draw))
      return `${call.written} has no theoretical statistics here`;
    return { text: written(draw, cell), home: cell };
  }

  /** The limits of RiskSixSigma in the call itself or in the output's RiskOutput. */
  #sixSigma(call: CallNode, cell: CellAddress, of: CellAddress | undefined): [LimitName, Scalar][] | string {
    const own = call.arguments.find(isSixSigma);
    const found = own ? { node: own, cell } : of && this.#specifications.get(keyOf(of));
    if (found?.node.kind !== 'call') return 'neither it nor its output has limits by RiskSixSigma';
    return found.node.arguments.flatMap((node, i): [LimitName, Scalar][] => {
      const limit = sixSigmaLimits[i];
      return limit && node.kind !== 'missing' ? [[limit, this.#single(node, found.cell)]] : [];
    });
  }

  #single(node: Node, cell: CellAddress): Scalar {
    const value = this.evaluate(node, cell);
    return isArray(value) ? (value.values[0] ?? null) : value;
  }

  #cellMeant(node: Node, cell: CellAddress): CellAddress | undefined {
    const referred = referredCell([node], cell, this.#formulas);
    if (referred) return referred;
    const value = node.kind === 'text' ? node.value : undefined;
    if (value === undefined) return undefined;
    return this.#outputNames.get(value.toLowerCase()) ?? this.#inputNames.get(value.toLowerCase());
  }

  simulationNumber(): Node {
    return numberNode(this.#simulation);
  }

  series(call: CallNode, cell: CellAddress): Node {
    const value = seriesValue(call, this.#simulation, this.#simulations, (node) => this.evaluate(node, cell));
    const own = this.#result.series.find((each) => keyOf(each.cell) === keyOf(cell));
    if (typeof value === 'string') {
      if (own) own.problem = `${call.written}: ${value}`;
      return { kind: 'error', error: '#VALUE!' };
    }
    const number = this.evaluate(value, cell);
    if (own && typeof number === 'number') own.value = number;
    return value;
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
    if (this.#texts.size === 0 && this.#filled.size === 0 && this.#objects.size === 0)
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
        if (this.#objects.has(keyOf({ sheet: index, ...cell }))) {
          const { formula: _, ...held } = cell;
          return held;
        }
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

const withoutParentheses = (node: Node): Node => (node.kind === 'parentheses' ? withoutParentheses(node.inner) : node);

const calledFirst = (tree: Node): string => {
  for (const node of walk(tree)) if (node.kind === 'call' && vendorFunction(node.name)) return node.written;
  return '';
};

function hasEffect(node: Node, effect: Effect): boolean {
  const meaning = node.kind === 'call' ? vendorFunction(node.name) : undefined;
  return meaning?.role === 'modifier' && meaning.effect === effect;
}
const isSixSigma = (node: Node): boolean => hasEffect(node, 'specification');
