/**
 * Which cells a person is likely to want as inputs and outputs of a simulation, best first: what a page offers before anybody has
 * said anything. Weights are rules of thumb; they order the list and hide nothing that could not be picked by hand.
 */
import { cellAt } from '../workbook/cells.ts';
import type { Cell, Sheet, Workbook } from '../workbook/workbook.ts';
import type { CellAddress } from './address.ts';
import type { DependencyGraph } from './dependencyGraph.ts';
import type { Formulas } from './formulas.ts';
import type { LabelOf } from './labels.ts';
import { dependentsOf, depthsOf, directDependents, influenceOf, type Order } from './traversal.ts';

export interface CandidateInput {
  cell: CellAddress;
  label: string | undefined;
  value: number;
  /** How many formulas depend on it, directly or not. */
  dependents: number;
}

export interface CandidateOutput {
  cell: CellAddress;
  label: string | undefined;
  formula: string;
  /** Undefined where the program that wrote the file computed nothing. */
  value: number | string | boolean | undefined;
  /** On how many of the candidate inputs and random cells it depends. */
  sources: number;
}

/** How many of each are offered. */
const offered = 50;
/** Work in cells x passes of 32 constants, which bounds how many constants are followed in a big workbook. */
const affordableWork = 8_000_000;

const resultWords =
  /\b(?:npv|irr|xnpv|net|profit|loss|total|result|output|margin|return|value|cost|revenue|ebitda?|cash ?flow|balance|payback|price|sum|score|risk|demand|emissions)\b/i;
const datePattern = /[dmyh]/i;
const yearLike = (value: number) => Number.isInteger(value) && value >= 1900 && value <= 2200;

export function findCandidates(
  graph: DependencyGraph,
  order: Order,
  formulas: Formulas,
  labelOf: LabelOf,
  random: readonly CellAddress[],
): { inputs: CandidateInput[]; outputs: CandidateOutput[] } {
  const { index } = graph;
  const { workbook } = formulas;
  const direct = directDependents(graph, order.cells);

  const constants: { number: number; weight: number }[] = [];
  for (let number = 0; number < index.count; number++) {
    if (direct[number] === 0 || graph.relevant[number]) continue;
    const cell = index.cellOf(number);
    if (typeof cell.value !== 'number') continue;
    constants.push({ number, weight: direct[number]! * inputWeight(workbook, index.addressOf(number), cell) });
  }
  const groups = Math.max(1, Math.min(8, Math.floor(affordableWork / Math.max(1, order.cells.length))));
  const followed = constants.toSorted((a, b) => b.weight - a.weight || a.number - b.number).slice(0, 32 * groups);
  const randomNumbers = random.map((cell) => index.numberOf(cell)).slice(0, 32);
  const { dependents, sources } = influenceOf(graph, order, [
    ...followed.map(({ number }) => number),
    ...randomNumbers,
  ]);

  const inputs = followed
    .map(({ number }, i) => {
      const cell = index.addressOf(number);
      const stored = index.cellOf(number);
      const label = labelOf(cell);
      const weight = dependents[i]! * inputWeight(workbook, cell, stored) * (label === undefined ? 0.2 : 1);
      return { weight, found: { cell, label, value: stored.value as number, dependents: dependents[i]! } };
    })
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, offered)
    .map(({ found }) => found);

  return { inputs, outputs: findOutputs(graph, order, formulas, labelOf, sources) };
}

/**
 * Formulas that nothing depends on and that depend on something, deepest and widest first. What-If data tables do not count, nor
 * what is computed from them: they are how a workbook without an add-in repeats its model, and what matters is what they repeat.
 */
function findOutputs(
  graph: DependencyGraph,
  order: Order,
  formulas: Formulas,
  labelOf: LabelOf,
  sources: Uint16Array,
): CandidateOutput[] {
  const { index } = graph;
  const tables = [...order.cells].filter((number) => index.cellOf(number).formula?.dataTable);
  const repeated = dependentsOf(graph, order, tables);
  const direct = directDependents(
    graph,
    order.cells.filter((number) => !repeated[number]),
  );
  const depths = depthsOf(graph, order);
  const ends: { weight: number; found: CandidateOutput }[] = [];
  for (const number of order.cells) {
    if (repeated[number] || direct[number]! > 0 || sources[number] === 0) continue;
    const { value, formula } = index.cellOf(number);
    if (typeof value === 'object' || !formula) continue;
    const cell = index.addressOf(number);
    if (formulas.workbook.sheets[cell.sheet]!.state !== 'visible') continue;
    const label = labelOf(cell);
    const weight =
      sources[number]! *
      Math.log2(1 + depths[number]!) *
      weightOfValue(value) *
      (label === undefined ? 0.3 : resultWords.test(label) ? 2 : 1) *
      (continues(formulas, cell) ? 0.1 : 1);
    ends.push({ weight, found: { cell, label, formula: formula.text, value, sources: sources[number]! } });
  }
  return ends
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, offered)
    .map(({ found }) => found);
}

const weightOfValue = (value: CandidateOutput['value']) => {
  if (value === undefined) return 1;
  if (typeof value !== 'number') return 0.05;
  return Math.abs(value) < 1e-9 ? 0.5 : 1;
};

/** The next cell to the right or below has the same formula filled on: one of a series, of which the last stands for all. */
function continues(formulas: Formulas, { sheet, row, column }: CellAddress): boolean {
  const own = formulas.treeOf({ sheet, row, column });
  if (!own?.ok) return false;
  return [
    { sheet, row: row + 1, column },
    { sheet, row, column: column + 1 },
  ].some((next) => {
    const tree = formulas.treeOf(next);
    return tree?.ok === true && tree.value === own.value;
  });
}

/** How likely a constant is an assumption rather than a heading, a switch, or an entry of a long list. */
function inputWeight(workbook: Workbook, { sheet: index, row, column }: CellAddress, cell: Cell): number {
  const sheet = workbook.sheets[index]!;
  const value = cell.value as number;
  const pattern =
    cell.format === undefined ? '' : workbook.numberFormats[cell.format]!.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  let weight = sheet.state === 'visible' ? 1 : 0.2;
  if (datePattern.test(pattern) || yearLike(value)) weight *= 0.05;
  if (value === 0 || value === 1) weight *= 0.5;
  if (inLongRun(sheet, row, column)) weight *= 0.2;
  return weight;
}

/** Several constants in line on both sides or the same side: a table or a time series. */
function inLongRun(sheet: Sheet, row: number, column: number): boolean {
  const constant = (down: number, right: number) => {
    const cell = cellAt(sheet, row + down, column + right);
    return typeof cell?.value === 'number' && !cell.formula;
  };
  const run = (down: number, right: number) => {
    let length = 0;
    for (let step = 1; step <= 6 && constant(down * step, right * step); step++) length++;
    return length;
  };
  return run(0, 1) + run(0, -1) >= 5 || run(1, 0) + run(-1, 0) >= 12;
}
