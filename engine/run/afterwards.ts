/**
 * Statistics that a workbook reads of its own simulation (RiskMean, PsiPercentile, CB.GetForeStatFN, ...). During iterations they
 * hold #N/A; after the last one they and what depends on them are computed once, and returned with the results.
 */
import { studentT } from '../distributions/studentT.ts';
import { createInterpreter } from '../interpret/interpreter.ts';
import { isError, numberError, type Scalar, valueError } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { capabilityIndices, isCapabilityIndex, type SpecificationLimits } from '../statistics/capability.ts';
import { type NumberSummary, type Ordered, orderedValues, percentile, summariseOutput } from '../statistics/index.ts';
import { recomputed } from '../vendors/settle.ts';
import type { Statistic } from '../vendors/vendorFunctions.ts';
import { cellAt } from '../workbook/cells.ts';
import { decodeWorkbook } from '../workbook/encodeWorkbook.ts';
import type { CellValue } from '../workbook/workbook.ts';
import type { BoundDistribution } from './bindDistribution.ts';
import type { Program } from './program.ts';
import type { SimulationResults } from './results.ts';
import { type DecodedRun, outputPlan } from './state.ts';
import { theoretical } from './theoretical.ts';

export interface PlannedStatistic {
  /** The cell that stands for it. */
  address: CellAddress;
  statistic: Statistic;
  argument: Scalar;
  limits?: SpecificationLimits;
  /** The cell's place among the outputs, then the tracked cells; */
  output?: number;
  /** or its value, where it does not vary; */
  constant?: Scalar;
  /** or its distribution, where the theoretical statistic is asked for. */
  bound?: BoundDistribution;
}

/** What it takes to compute them: plain data. */
export interface Afterwards {
  statistics: PlannedStatistic[];
  cells: { address: CellAddress; cell: string; name: string; formula: string }[];
}

export function workbookResults(program: Program, { state }: DecodedRun): SimulationResults['workbookResults'] {
  const { afterwards, afterwardsModel } = program;
  if (!afterwards || !afterwardsModel) return [];
  const workbook = decodeWorkbook(afterwardsModel);
  const interpreter = createInterpreter(workbook);
  const plan = outputPlan(program);
  const known = new Map<number, Observed>();
  const observed = (output: number): Observed => {
    const before = known.get(output);
    if (before) return before;
    const own = state.outputs.outputs[output]!;
    const { numbers } = summariseOutput(plan, state.outputs, output, program.request.sampling);
    const found = { numbers, ordered: orderedValues(own, plan.keepSamples), iterations: state.outputs.iterations };
    known.set(output, found);
    return found;
  };
  for (const statistic of afterwards.statistics) {
    const { sheet, row, column } = statistic.address;
    interpreter.grid.values[interpreter.grid.ensureSlot(sheet, row, column)] = settled(
      statisticValue(statistic, observed, state.outputs.iterations),
    );
  }
  const computed = recomputed(
    workbook,
    interpreter,
    afterwards.cells.map(({ address }) => address),
  );
  return afterwards.cells.map(({ address, cell, name, formula }) => {
    const value: CellValue | undefined = cellAt(computed.sheets[address.sheet]!, address.row, address.column)?.value;
    return { cell, name, value: value ?? 0, formula };
  });
}

const settled = (value: Scalar): Scalar => (typeof value === 'number' && !Number.isFinite(value) ? numberError : value);

type Numbers = Pick<
  NumberSummary,
  'mean' | 'standardDeviation' | 'variance' | 'skewness' | 'kurtosis' | 'min' | 'max' | 'mode'
>;

interface Observed {
  numbers: Numbers | null;
  ordered: Ordered;
  iterations: number;
}

function statisticValue(
  { statistic, argument, limits = {}, output, constant, bound }: PlannedStatistic,
  observed: (output: number) => Observed,
  iterations: number,
): Scalar {
  if (statistic === 'count') return iterations;
  if (isError(argument)) return argument;
  if (bound) return theoretical(bound, statistic, argument);
  if (output !== undefined) return simulated(observed(output), statistic, argument, limits);
  if (typeof constant !== 'number') return constant ?? valueError;
  const { numbers, ordered } = ofConstant(constant);
  return simulated({ numbers, ordered, iterations }, statistic, argument, limits);
}

/** Every iteration gave the same. */
const ofConstant = (value: number): Pick<Observed, 'ordered' | 'numbers'> => ({
  numbers: {
    mean: value,
    standardDeviation: 0,
    variance: 0,
    skewness: null,
    kurtosis: null,
    min: value,
    max: value,
    mode: value,
  },
  ordered: { count: 1, exact: true, at: () => value, atMost: (x) => (x >= value ? 1 : 0), countBetween: () => [] },
});

function simulated(
  { numbers, ordered, iterations }: Observed,
  statistic: Statistic,
  argument: Scalar,
  limits: SpecificationLimits = {},
): Scalar {
  if (!numbers) return valueError;
  const { mean, standardDeviation, min, max } = numbers;
  const at = (probability: number): Scalar =>
    probability >= 0 && probability <= 1 ? percentile(ordered, 100 * probability) : numberError;
  const below = (x: number) => ordered.atMost(x) / ordered.count;
  const given = (f: (x: number) => Scalar): Scalar => (typeof argument === 'number' ? f(argument) : valueError);
  if (isCapabilityIndex(statistic)) {
    if (standardDeviation === null) return numberError;
    const index = capabilityIndices[statistic](limits, { mean, sigma: standardDeviation });
    return Number.isNaN(index) ? valueError : index;
  }
  switch (statistic) {
    case 'mean':
    case 'mode':
    case 'min':
    case 'max':
      return numbers[statistic];
    case 'standardDeviation':
    case 'variance':
    case 'skewness':
    case 'kurtosis':
      return numbers[statistic] ?? numberError;
    case 'median':
      return at(0.5);
    case 'range':
      return max - min;
    case 'coefficientOfVariation':
      return standardDeviation === null ? numberError : standardDeviation / mean;
    case 'standardError':
      return standardDeviation === null ? numberError : standardDeviation / Math.sqrt(ordered.count);
    case 'meanAbsoluteDeviation': {
      let sum = 0;
      for (let i = 0; i < ordered.count; i++) sum += Math.abs(ordered.at(i) - mean);
      return sum / ordered.count;
    }
    case 'meanFrom':
      return given((x) => meanFrom(ordered, x));
    case 'meanFromPercentile':
      return given((p) => {
        const x = at(p);
        return typeof x === 'number' ? meanFrom(ordered, x) : x;
      });
    case 'meanHalfWidth':
      return given((level) => {
        if (standardDeviation === null || !(level > 0 && level < 1)) return numberError;
        const t = studentT.quantile((1 + level) / 2, [ordered.count - 1, 0, 1]);
        return (t * standardDeviation) / Math.sqrt(ordered.count);
      });
    case 'count':
      return iterations;
    case 'percentile':
      return given(at);
    case 'percentileAbove':
      return given((p) => at(1 - p));
    case 'percent':
      return given((p) => at(p / 100));
    case 'probability':
      return given(below);
    case 'probabilityAbove':
      return given((x) => 1 - below(x));
    case 'certainty':
      return given((x) => 100 * below(x));
    case 'byIndex':
      return given((index) => {
        const named = byIndex[index - 1];
        return named ? simulated({ numbers, ordered, iterations }, named, null) : valueError;
      });
  }
}

/** The mean of the values that are at least x. */
function meanFrom(ordered: Ordered, x: number): Scalar {
  let sum = 0;
  let i = ordered.count - 1;
  for (; i >= 0 && ordered.at(i) >= x; i--) sum += ordered.at(i);
  const counted = ordered.count - 1 - i;
  return counted === 0 ? numberError : sum / counted;
}

/** Source: Crystal Ball Developer's Guide, "CB.GetForeStat Index Parameter Values". */
const byIndex: readonly Statistic[] = [
  'count',
  'mean',
  'median',
  'mode',
  'standardDeviation',
  'variance',
  'skewness',
  'kurtosis',
  'coefficientOfVariation',
  'min',
  'max',
  'range',
  'standardError',
];
