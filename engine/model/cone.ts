/**
 * The cone: the cells on a path from something random to an output, in the order in which to compute them. All else keeps its
 * cached value. See "Cone" in the engine's documentation.
 */
import type { Workbook } from '../workbook/workbook.ts';
import type { CellAddress, SheetArea } from './address.ts';
import { indexCells } from './cellIndex.ts';
import { dependencyGraph } from './dependencyGraph.ts';
import { type Formulas, indexFormulas } from './formulas.ts';
import { type PrecedentIssue, type PrecedentOptions, precedentFinder } from './precedents.ts';
import { circlesIn, dependentsOf, loopsIn, type Order, orderFrom } from './traversal.ts';

export interface ConeRequest {
  outputs: readonly CellAddress[];
  /** Cells whose values are given in each iteration; a formula there does not count. They must not be blank (see `withCells`). */
  inputs: readonly CellAddress[];
  /** Formula cells that vary by themselves: RAND and kin, distribution functions. */
  random: readonly CellAddress[];
  fold: PrecedentOptions['fold'];
  /** Between which values an input stays, where known: what an OFFSET by it may reach. */
  boundsOf?: PrecedentOptions['boundsOfGiven'];
}

export interface CircularReference {
  /** Each cell depends on the next, and the last on the first. */
  path: CellAddress[];
}

export interface ConeIssue extends PrecedentIssue {
  cell: CellAddress;
  formula: string;
}

export interface Cone {
  /**
   * Formula cells, precedents before dependents but for circular references. The first cell of an array formula or data table
   * stands for all the cells that it fills.
   */
  cells: CellAddress[];
  /** Inputs and random cells that an output depends on, in sheet, row, column order. */
  inputs: CellAddress[];
  /** Inputs and random cells that no output depends on. */
  idle: CellAddress[];
  /** Outputs that depend on nothing random. */
  constantOutputs: CellAddress[];
  circular: CircularReference[];
  /** The formula cells of each circular reference in sheet, row, column order; in `cells` they stand together. */
  loops: CellAddress[][];
  /** References in the cone that cannot be followed, and formulas on the way that cannot be read. */
  issues: ConeIssue[];
}

/** Each round may find that a reference reaches further; real workbooks need two or three. */
const maximumRounds = 20;

export function findCone(workbook: Workbook, request: ConeRequest, formulas: Formulas = indexFormulas(workbook)): Cone {
  const index = indexCells(workbook);
  const numbers = (addresses: readonly CellAddress[]) =>
    [...new Set(addresses.map((address) => index.numberOf(address)))]
      .filter((cell) => cell >= 0)
      .toSorted((a, b) => a - b);
  const outputs = numbers(request.outputs);
  const sources = numbers([...request.inputs, ...request.random]);
  const given = new Set(numbers(request.inputs));
  const options: PrecedentOptions = {
    fold: request.fold,
    isGiven: (address) => given.has(index.numberOf(address)),
    ...(request.boundsOf && { boundsOfGiven: request.boundsOf }),
  };
  const graph = dependencyGraph(index, formulas, precedentFinder(formulas, options), request.inputs);
  const varyingOf = (marked: Uint8Array) => (area: SheetArea) => {
    let any = false;
    index.intervals(area, (from, to) => {
      for (let cell = from; !any && cell < to; cell++) any = marked[cell] === 1;
    });
    return any;
  };

  let order = orderFrom(graph, outputs);
  let varying = dependentsOf(graph, order, sources);
  let circles: number[][] = [];
  const pruned = new Set<number>();
  for (let round = 0; round < maximumRounds; round++) {
    const varies = varyingOf(varying);
    const follow = precedentFinder(formulas, { ...options, varies });
    const prune = precedentFinder(formulas, { ...options, varies, prune: true });
    let changed = false;
    for (const cell of order.cells) {
      if (!varying[cell] || graph.given[cell] || !graph.isComputed(cell)) continue;
      changed = graph.refind(cell, pruned.has(cell) ? prune : follow) || changed;
    }
    if (!changed) {
      circles = circlesIn(graph, order, varying);
      // A branch that a constant rules out closes no circle. Looked at only now: it costs an evaluation for each condition.
      for (const cell of circles.flat()) {
        if (pruned.has(cell) || graph.given[cell]) continue;
        pruned.add(cell);
        changed = graph.refind(cell, prune) || changed;
      }
    }
    if (!changed) break;
    order = orderFrom(graph, outputs);
    varying = dependentsOf(graph, order, sources);
  }

  const reached = new Set(order.cells);
  const address = (cell: number) => index.addressOf(cell);
  const isComputed = (cell: number) => varying[cell] && !graph.given[cell] && index.cellOf(cell).formula;
  const loops = circles.length === 0 ? [] : loopsIn(graph, order, varying).map((loop) => loop.filter(isComputed));
  const cells = withLoops(order, [...order.cells].filter(isComputed), loops);
  return {
    cells: cells.map(address),
    inputs: inReadingOrder(sources.filter((cell) => reached.has(cell)).map(address)),
    idle: inReadingOrder(sources.filter((cell) => !reached.has(cell)).map(address)),
    constantOutputs: request.outputs.filter((output) => {
      const cell = index.numberOf(output);
      return cell < 0 || !varying[cell];
    }),
    loops: loops.map((loop) => inReadingOrder(loop.map(address))),
    circular: circles.map((path) => ({ path: path.map(address) })),
    // A formula that cannot be read may depend on anything, so it matters even where it seems not to vary.
    issues: [...order.cells].flatMap((cell) =>
      graph
        .issues(cell)
        .filter(({ kind }) => varying[cell] || kind === 'syntax')
        .map((issue) => ({ ...issue, cell: address(cell), formula: index.cellOf(cell).formula?.text ?? '' })),
    ),
  };
}

/** Each loop in place of the last of its cells: there all that it depends on has gone before. */
function withLoops({ rank }: Order, cells: number[], loops: readonly number[][]): number[] {
  if (loops.length === 0) return cells;
  const members = new Set(loops.flat());
  const last = new Map(loops.map((loop) => [loop.reduce((a, b) => (rank[a]! > rank[b]! ? a : b)), loop]));
  // Cell numbers are in reading order.
  return cells.flatMap((cell) => last.get(cell)?.toSorted((a, b) => a - b) ?? (members.has(cell) ? [] : [cell]));
}

const inReadingOrder = (addresses: CellAddress[]) =>
  addresses.toSorted((a, b) => a.sheet - b.sheet || a.row - b.row || a.column - b.column);
