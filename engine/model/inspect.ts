/** What a workbook holds, for people who are about to simulate it: the pickers of the web page and the command line read this. */
import { type Node, walk } from '../formula/ast.ts';
import { isSupported } from '../functions/index.ts';
import { createInterpreter, type Interpreter } from '../interpret/interpreter.ts';
import { simulationsOf } from '../vendors/series.ts';
import { shownFormula } from '../vendors/shownFormula.ts';
import { translateWorkbook } from '../vendors/translateWorkbook.ts';
import { isTranslated } from '../vendors/vendorFunctions.ts';
import { cellName } from '../workbook/a1.ts';
import type { CellValue, Sheet, Workbook } from '../workbook/workbook.ts';
import { type CellAddress, printAddress } from './address.ts';
import { findCandidates } from './candidates.ts';
import { indexCells } from './cellIndex.ts';
import { type DependencyGraph, dependencyGraph } from './dependencyGraph.ts';
import { findRandomFunctions, randomCells, vendorsOf } from './findRandom.ts';
import { folder } from './fold.ts';
import { type Formulas, indexFormulas } from './formulas.ts';
import { labeller } from './labels.ts';
import { type FindPrecedents, type PrecedentOptions, precedentFinder } from './precedents.ts';
import type { Vendor } from './randomFunctions.ts';
import { circlesIn, type Order, orderFrom } from './traversal.ts';

export interface FoundInput {
  /** `Model!B3`. */
  cell: string;
  name: string | undefined;
  /** The random calls of its formula, as function names: `RAND`, `RISKNORMAL`. */
  functions: string[];
  /**
   * What is simulated: a distribution as a request writes it, `normal(10, 2)`; where the formula does more than draw, the formula,
   * with its draws as distributions.
   */
  distribution: string;
}

export interface FoundOutput {
  cell: string;
  name: string | undefined;
  formula: string;
  value: CellValue | undefined;
  /** marked: the workbook says so (RiskOutput, PsiOutput, VoseOutput); candidate: nothing depends on it. */
  found: 'marked' | 'candidate';
}

export interface Inspection {
  application: string | undefined;
  dateSystem: 1900 | 1904;
  iterativeCalculation: boolean;
  sheets: { name: string; state: Sheet['state']; rows: number; columns: number; cells: number; formulas: number }[];
  names: { name: string; scope: string | undefined; formula: string; hidden: boolean }[];
  tables: { name: string; sheet: string; ref: string; columns: string[] }[];
  /** Cells that vary by themselves. */
  inputs: FoundInput[];
  outputs: FoundOutput[];
  /** Numeric constants that formulas depend on, likeliest assumptions first. */
  candidateInputs: { cell: string; name: string | undefined; value: number; dependents: number }[];
  /** Statistics of the finished simulation that the workbook reads: RiskMean and the like. */
  statistics: { cell: string; formula: string }[];
  /** Cells that take another value in each of several simulations (RiskSimtable, PsiSimParam). */
  series: { cell: string; name: string | undefined; formula: string }[];
  /** How many simulations these series make; 0 without one. */
  simulations: number;
  dataTables: { cell: string; ref: string }[];
  unsupported: { function: string; cells: number; first: string }[];
  circular: string[][];
  externalLinks: string[];
  /** References that lead nowhere or cannot be followed, the first 100. */
  problems: { cell: string; formula: string; detail: string }[];
  vendors: Vendor[];
  counts: { cells: number; formulas: number; shapes: number; withoutValue: number };
}

export interface InspectOptions {
  /** Whether a simulation can compute a function, by its upper-case name without prefix. */
  isSupported?: (name: string) => boolean;
  fold?: PrecedentOptions['fold'];
}

const maximumProblems = 100;

export function inspectWorkbook(workbook: Workbook, options: InspectOptions = {}): Inspection {
  const formulas = indexFormulas(workbook);
  const labelOf = labeller(formulas);
  const index = indexCells(workbook);
  const fold = options.fold ?? folder(workbook);
  const canCompute = options.isSupported ?? ((name: string) => isSupported(name) || isTranslated(name));
  const graph = dependencyGraph(index, formulas, precedentFinder(formulas, { fold }), []);
  const order = orderFrom(graph, allFormulas(graph));
  const found = findRandomFunctions(formulas);
  const random = randomCells(found);
  const candidates = findCandidates(graph, order, formulas, labelOf, random);
  const print = (cell: CellAddress) => printAddress(workbook, cell);
  const formulaOf = (cell: CellAddress) => formulas.cellAt(cell)?.formula?.text ?? '';
  let interpreter: Interpreter | undefined;
  const translation = translateWorkbook(workbook, () => {
    interpreter ??= createInterpreter(workbook);
    return interpreter;
  });
  const marked = translation.outputs.map((output): FoundOutput => {
    const { cell } = output;
    const value = formulas.cellAt(cell)?.value;
    return { cell: print(cell), name: output.name ?? labelOf(cell), formula: formulaOf(cell), value, found: 'marked' };
  });
  const seen = new Set(marked.map(({ cell }) => cell));
  const isRandom = new Set(random.map(print));

  return {
    application: workbook.application,
    dateSystem: workbook.dateSystem,
    iterativeCalculation: workbook.calculation.iterate,
    sheets: workbook.sheets.map(({ name, state, rows, columns, cells }) => ({
      name,
      state,
      rows,
      columns,
      cells: cells.length,
      formulas: cells.filter((cell) => cell.formula).length,
    })),
    names: workbook.names.map(({ name, sheet, formula, hidden }) => ({
      name,
      scope: sheet === undefined ? undefined : workbook.sheets[sheet]?.name,
      formula,
      hidden,
    })),
    tables: workbook.tables.map(({ name, sheet, ref, columns }) => ({
      name,
      sheet: workbook.sheets[sheet]!.name,
      ref,
      columns,
    })),
    inputs: found.flatMap(({ cell, calls }) => {
      const functions = [...new Set(calls.filter(({ meaning }) => meaning.draws).map(({ call }) => call.name))];
      if (functions.length === 0) return [];
      const own = translation.draws.filter(({ home }) => isSame(home, cell));
      // `RiskTheoMean(RiskNormal(10, 2))` draws nothing.
      if (own.length === 0 && translation.afterwards.some((each) => isSame(each.cell, cell))) return [];
      const name = own.find((draw) => draw.name !== undefined)?.name ?? labelOf(cell);
      return [{ cell: print(cell), name, functions, distribution: shownFormula(translation, cell) ?? formulaOf(cell) }];
    }),
    outputs: [
      ...marked,
      ...candidates.outputs
        .map(
          (output): FoundOutput => ({
            cell: print(output.cell),
            name: output.label,
            formula: output.formula,
            value: output.value,
            found: 'candidate',
          }),
        )
        .filter(({ cell }) => !seen.has(cell) && !isRandom.has(cell)),
    ],
    candidateInputs: candidates.inputs.map(({ cell, label, value, dependents }) => ({
      cell: print(cell),
      name: label,
      value,
      dependents,
    })),
    statistics: found
      .filter(({ calls }) => calls.some(({ meaning }) => meaning.role === 'statistic'))
      .map(({ cell }) => ({ cell: print(cell), formula: formulaOf(cell) })),
    series: translation.series.map(({ cell }) => ({
      cell: print(cell),
      name: labelOf(cell),
      formula: formulaOf(cell),
    })),
    simulations: simulationsOf(translation.series),
    dataTables: formulas.ownedAreas
      .filter(({ kind }) => kind === 'dataTable')
      .map((area) => ({
        cell: print(area.anchor),
        ref: `${cellName(area.top, area.left)}:${cellName(area.bottom, area.right)}`,
      })),
    unsupported: unsupportedFunctions(formulas, canCompute),
    circular: circlesOf(graph, order, precedentFinder(formulas, { fold, prune: true })).map((path) =>
      path.map((cell) => print(index.addressOf(cell))),
    ),
    externalLinks: workbook.externalLinks,
    problems: problemsOf(graph, order, formulas),
    vendors: vendorsOf(found),
    counts: counts(formulas),
  };
}

function allFormulas(graph: DependencyGraph): number[] {
  const all: number[] = [];
  for (let cell = 0; cell < graph.index.count; cell++) if (graph.relevant[cell]) all.push(cell);
  return all;
}

/** Circles that remain when branches are left out which the stored values rule out, such as the one a switch turns off. */
function circlesOf(graph: DependencyGraph, order: Order, prune: FindPrecedents): number[][] {
  const all = new Uint8Array(graph.index.count).fill(1);
  const pruned = new Set<number>();
  let current = order;
  for (;;) {
    const circles = circlesIn(graph, current, all);
    const suspects = circles.flat().filter((cell) => !pruned.has(cell));
    for (const cell of suspects) pruned.add(cell);
    const changed = suspects.filter((cell) => graph.refind(cell, prune));
    if (changed.length === 0) return circles;
    current = orderFrom(graph, allFormulas(graph));
  }
}

const isSame = (a: CellAddress, b: CellAddress) => a.sheet === b.sheet && a.row === b.row && a.column === b.column;

/** Functions that the engine does not know, with the number of cells that call each; defined names and parameters are none. */
function unsupportedFunctions(formulas: Formulas, canCompute: (name: string) => boolean): Inspection['unsupported'] {
  const { workbook, names } = formulas;
  const callees = new WeakMap<Node, string[]>();
  const found = new Map<string, { cells: number; first: CellAddress }>();
  for (const [sheet, { cells }] of workbook.sheets.entries()) {
    for (const { row, column, formula } of cells) {
      if (!formula || formula.dataTable) continue;
      const cell = { sheet, row, column };
      const tree = formulas.treeOf(cell);
      if (!tree?.ok) continue;
      const called = callees.get(tree.value) ?? calledIn(tree.value);
      callees.set(tree.value, called);
      for (const name of called) {
        if (canCompute(name) || names.resolve(name, sheet)) continue;
        const known = found.get(name);
        if (known) known.cells++;
        else found.set(name, { cells: 1, first: cell });
      }
    }
  }
  return [...found]
    .map(([name, { cells, first }]) => ({ function: name, cells, first: printAddress(workbook, first) }))
    .toSorted((a, b) => b.cells - a.cells || (a.function < b.function ? -1 : 1));
}

function calledIn(tree: Node): string[] {
  const called = new Set<string>();
  const local = new Set<string>();
  for (const node of walk(tree)) {
    if (node.kind !== 'call') continue;
    called.add(node.name);
    if (node.name !== 'LET' && node.name !== 'LAMBDA') continue;
    for (const argument of node.arguments) if (argument.kind === 'name') local.add(argument.name.toUpperCase());
  }
  return [...called].filter((name) => !local.has(name));
}

function problemsOf(graph: DependencyGraph, order: Order, formulas: Formulas): Inspection['problems'] {
  const problems: Inspection['problems'] = [];
  for (const number of order.cells) {
    for (const { detail } of graph.issues(number)) {
      if (problems.length >= maximumProblems) return problems;
      const cell = graph.index.addressOf(number);
      problems.push({
        cell: printAddress(formulas.workbook, cell),
        formula: formulas.cellAt(cell)?.formula?.text ?? '',
        detail,
      });
    }
  }
  return problems;
}

function counts({ workbook, treeOf }: Formulas): Inspection['counts'] {
  const shapes = new Set<Node>();
  const total = { cells: 0, formulas: 0, withoutValue: 0 };
  for (const [sheet, { cells }] of workbook.sheets.entries()) {
    for (const { row, column, value, formula } of cells) {
      total.cells++;
      if (!formula) continue;
      total.formulas++;
      if (value === undefined) total.withoutValue++;
      const tree = treeOf({ sheet, row, column });
      if (tree?.ok) shapes.add(tree.value);
    }
  }
  return { ...total, shapes: shapes.size };
}
