/** A compiled simulation: plain data and bytes, all that a worker needs. */
import { type CompiledCone, compileCone } from '../compile/compileCone.ts';
import { createInterpreter } from '../interpret/interpreter.ts';
import { isArray, toCell } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { indexFormulas } from '../model/formulas.ts';
import { precedentFinder } from '../model/precedents.ts';
import type { ResolvedRequest } from '../request.ts';
import type { Dependence } from '../sampling/correlation.ts';
import { encodeWorkbook } from '../workbook/encodeWorkbook.ts';
import type { Afterwards } from './afterwards.ts';
import { type BoundDistribution, isWhole, quantileOf } from './bindDistribution.ts';
import { isCompound } from './distributionCall.ts';
import type { Plan } from './plan.ts';
import type { PlannedSeries } from './series.ts';
import { varyingCells } from './varying.ts';

export interface ProgramInput {
  address: CellAddress;
  cell: string;
  name: string;
  /** The request's distribution, or the cell's own formula with its `=`. */
  text: string;
  /** Of a workbook's own input: its distribution as a formula in `cell`. */
  shown?: string;
  /** What its uniform numbers belong to, where that is not the cell. */
  stream?: string;
  /** Constant parameters. */
  bound?: BoundDistribution;
  /** Its value is made of several uniform numbers: it is a compound. */
  several?: true;
  /** Of a compound with constant parameters. */
  compound?: BoundDistribution;
  /** Its place among `cone.draws`; absent where the cell's own formula draws. */
  draw?: number;
  /** Its place among `cone.observed`; absent where its values are those of the draw. */
  observed?: number;
}

export interface ProgramOutput {
  address: CellAddress;
  cell: string;
  name: string;
  tail: 'lower' | 'upper';
}

export interface Program {
  format: 1;
  request: ResolvedRequest;
  iterations: number;
  chunkSize: number;
  chunks: number;
  inputs: ProgramInput[];
  outputs: ProgramOutput[];
  /** Cells of which statistics within the workbook ask: accumulated like outputs, after them, and not reported. */
  tracked: CellAddress[];
  afterwards?: Afterwards;
  series?: PlannedSeries;
  /** One per correlation of the request; `dimensions` are draws. */
  dependences: Dependence[];
  /** Names of the workbook's sheets. */
  sheets: string[];
  /** The cells to compute in each iteration, in order. */
  cells: CellAddress[];
  /** Circular references that are calculated iteratively; their cells stand together in `cells`. */
  loops: CellAddress[][];
  cone: CompiledCone;
  /** The part of the workbook that iterations can read, encoded. */
  model: Uint8Array;
  /** What the statistics within the workbook lead to, encoded. */
  afterwardsModel?: Uint8Array;
  warnings: string[];
}

/** Compiles a plan. A promise, since a browser may want to do it elsewhere. */
export const compileSimulation = async (plan: Plan): Promise<Program> => compilePlan(plan);

export function compilePlan(plan: Plan): Program {
  const { workbook, cells, inputs, outputs, tracked, afterwards } = plan;
  const formulas = indexFormulas(workbook);
  const varying = varyingCells(workbook, { cells, inputs: inputs.map(({ address }) => address) });
  const interpreter = createInterpreter(workbook);
  const find = precedentFinder(formulas, {
    fold: (node, { sheet, row, column }) => {
      const value = interpreter.evaluateNode(node, sheet, row, column);
      return isArray(value) ? undefined : toCell(value);
    },
    varies: (area) => varying.any(area),
  });
  const drawn = inputs.filter(({ distribution }) => distribution !== undefined);
  const own = inputs.filter(({ distribution }) => distribution === undefined);
  const reading = drawn.filter(({ distribution }) => distribution?.bound === undefined);
  const cone = compileCone({
    workbook,
    cells,
    distributions: drawn.map(({ address, distribution }) => ({
      cell: address,
      support: distribution?.bound ? reachOf(distribution.bound) : ([-Infinity, Infinity] as const),
      whole: distribution?.bound !== undefined && isWhole(distribution.bound),
      varies: distribution?.bound === undefined,
    })),
    outputs: [...outputs.map(({ address }) => address), ...tracked],
    observed: [...own, ...reading].map(({ address }) => address),
    loops: plan.loops,
    readsOf: (cell) => find(cell).areas.filter((area) => varying.any(area)),
    varies: (area) => varying.any(area),
  });
  return {
    format: 1,
    request: plan.request,
    iterations: plan.iterations,
    chunkSize: plan.chunkSize,
    chunks: plan.chunks,
    inputs: inputs.map((input): ProgramInput => {
      const { address, cell, name, text, shown, stream, distribution } = input;
      const draw = drawn.indexOf(input);
      const observed = [...own, ...reading].indexOf(input);
      return {
        address,
        cell,
        name,
        text,
        ...(shown !== undefined && { shown }),
        ...(stream !== undefined && { stream }),
        ...(distribution?.bound && { bound: distribution.bound }),
        ...(distribution && isCompound(distribution.call) && { several: true as const }),
        ...(distribution?.compound && { compound: distribution.compound }),
        ...(draw >= 0 && { draw }),
        ...(observed >= 0 && { observed }),
      };
    }),
    outputs,
    tracked,
    ...(afterwards && { afterwards: { statistics: afterwards.statistics, cells: afterwards.cells } }),
    ...(plan.series && { series: plan.series }),
    dependences: plan.dependences,
    sheets: workbook.sheets.map(({ name }) => name),
    cells,
    loops: plan.loops,
    cone,
    model: encodeWorkbook(workbook),
    ...(afterwards && { afterwardsModel: encodeWorkbook(afterwards.workbook) }),
    warnings: plan.warnings,
  };
}

/** Between which values an input can lie: uniform numbers stay 2^-53 away from 0 and 1. */
function reachOf(bound: BoundDistribution): readonly [number, number] {
  const { quantile, support } = quantileOf(bound);
  const [low, high] = [quantile(2 ** -53), quantile(1 - 2 ** -53)];
  // Vectors and tables may differ from the single quantile in the last bits.
  const wider = (x: number, by: number) => x + by * (Math.abs(x) * 1e-9 + 1e-12);
  return [Math.max(support[0], wider(low, -1)), Math.min(support[1], wider(high, 1))];
}
