import { visitCells } from '../interpret/reference.ts';
import {
  divisionByZero,
  type ErrorValue,
  isArray,
  isError,
  isReference,
  notAvailable,
  type ReferenceValue,
  type Scalar,
  valueError,
} from '../interpret/value.ts';
import {
  allNumbers,
  allValuesAsNumbers,
  ascending,
  mean,
  type RangeArgument,
  sum,
  sumOfSquaredDeviations,
  visitScalars,
} from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';
import { largest, mode, percentileExclusive, percentileInclusive, quartile, smallest } from './order.ts';

type Summary = (numbers: readonly number[]) => number | ErrorValue;

const product: Summary = (numbers) => {
  let result = numbers.length === 0 ? 0 : 1;
  for (const x of numbers) result *= x;
  return result;
};
const minimum: Summary = (numbers) => {
  let least = Number.POSITIVE_INFINITY;
  for (const x of numbers) if (x < least) least = x;
  return numbers.length === 0 ? 0 : least;
};
const maximum: Summary = (numbers) => {
  let most = Number.NEGATIVE_INFINITY;
  for (const x of numbers) if (x > most) most = x;
  return numbers.length === 0 ? 0 : most;
};
const average: Summary = (numbers) => (numbers.length === 0 ? divisionByZero : mean(numbers));
export const sampleVariance: Summary = (numbers) =>
  numbers.length < 2 ? divisionByZero : sumOfSquaredDeviations(numbers) / (numbers.length - 1);
export const populationVariance: Summary = (numbers) =>
  numbers.length === 0 ? divisionByZero : sumOfSquaredDeviations(numbers) / numbers.length;
const rootOf =
  (variance: Summary): Summary =>
  (numbers) => {
    const value = variance(numbers);
    return typeof value === 'number' ? Math.sqrt(value) : value;
  };
const median: Summary = (numbers) => percentileInclusive(ascending(numbers), 0.5);

export const summaries = {
  average,
  count: (numbers: readonly number[]) => numbers.length,
  maximum,
  minimum,
  product,
  sampleDeviation: rootOf(sampleVariance),
  populationDeviation: rootOf(populationVariance),
  sum,
  sampleVariance,
  populationVariance,
  median,
} satisfies Record<string, Summary>;

const summarise = (name: string, summary: Summary): FunctionDescriptor =>
  pure(name, ['range', '...range'], (...args) => {
    const numbers = allNumbers(args);
    return Array.isArray(numbers) ? summary(numbers) : numbers;
  });
const summariseAll = (name: string, summary: Summary): FunctionDescriptor =>
  pure(name, ['range', '...range'], (...args) => {
    const numbers = allValuesAsNumbers(args);
    return Array.isArray(numbers) ? summary(numbers) : numbers;
  });

/** COUNT also counts a text argument that reads as a number, but never one in a range. */
function count(args: readonly RangeArgument[]): number {
  let n = 0;
  visitScalars(args, (value, direct) => {
    if (typeof value === 'number') n++;
    else if (direct && !isError(value) && Array.isArray(allNumbers([value]))) n++;
  });
  return n;
}

function countFilled(args: readonly RangeArgument[]): number {
  let n = 0;
  visitScalars(args, (value, direct) => {
    if (value !== null || direct) n++;
  });
  return n;
}

/** By the numbers that SUBTOTAL and AGGREGATE give them; COUNT and COUNTA are 2 and 3. */
const numbered: readonly (Summary | undefined)[] = [
  undefined,
  average,
  summaries.count,
  undefined,
  maximum,
  minimum,
  product,
  summaries.sampleDeviation,
  summaries.populationDeviation,
  sum,
  sampleVariance,
  populationVariance,
  median,
];
const countaNumber = 3;

interface Skipping {
  hiddenRows: boolean;
  errors: boolean;
  subtotals: boolean;
}

function visibleScalars(references: readonly ReferenceValue[], skip: Skipping): Scalar[] {
  const scalars: Scalar[] = [];
  for (const reference of references) {
    const { source } = reference;
    visitCells(reference, (value, sheet, row, column) => {
      if (skip.hiddenRows && source.isHiddenRow(sheet, row)) return;
      if (skip.subtotals && source.isSubtotal(sheet, row, column)) return;
      if (skip.errors && isError(value)) return;
      if (value !== null) scalars.push(value);
    });
  }
  return scalars;
}

function summariseScalars(scalars: readonly Scalar[], which: number): number | ErrorValue {
  if (which === countaNumber) return scalars.length;
  const summary = numbered[which];
  if (!summary) return valueError;
  const numbers: number[] = [];
  for (const value of scalars) {
    // COUNT does not mind errors.
    if (isError(value)) {
      if (which !== 2) return value;
    } else if (typeof value === 'number') numbers.push(value);
  }
  return summary(numbers);
}

const withPosition: Readonly<Record<number, (sorted: readonly number[], k: number) => number | ErrorValue>> = {
  14: (sorted, k) => largest(sorted, k),
  15: (sorted, k) => smallest(sorted, k),
  16: percentileInclusive,
  17: (sorted, k) => quartile(sorted, k, percentileInclusive),
  18: percentileExclusive,
  19: (sorted, k) => quartile(sorted, k, percentileExclusive),
};

const skipping = (option: number): Skipping => ({
  hiddenRows: option === 1 || option === 3 || option === 5 || option === 7,
  errors: option === 2 || option === 3 || option === 6 || option === 7,
  subtotals: option <= 3,
});

function aggregate(which: number, option: number, args: readonly RangeArgument[]): number | ErrorValue {
  const f = Math.trunc(which);
  const o = Math.trunc(option);
  if (f < 1 || f > 19 || o < 0 || o > 7) return valueError;
  const skip = skipping(o);
  const positioned = withPosition[f];
  const data = positioned ? args.slice(0, 1) : args;
  const scalars: Scalar[] = [];
  for (const arg of data) {
    if (isReference(arg)) scalars.push(...visibleScalars([arg], skip));
    else if (isArray(arg) && f >= 14) scalars.push(...arg.values.filter((value) => !skip.errors || !isError(value)));
    else return isError(arg) ? arg : valueError;
  }
  if (f === 13) {
    const numbers = scalars.filter((value) => typeof value === 'number');
    return scalars.find(isError) ?? mode(numbers) ?? notAvailable;
  }
  if (!positioned) return summariseScalars(scalars, f);
  const failed = scalars.find(isError);
  if (failed) return failed;
  const position = args[1] === undefined ? valueError : allNumbers([args[1]]);
  if (!Array.isArray(position)) return position;
  const k = position[0];
  return k === undefined ? valueError : positioned(ascending(scalars.filter((value) => typeof value === 'number')), k);
}

export const aggregation: readonly FunctionDescriptor[] = [
  summarise('SUM', sum),
  summarise('PRODUCT', product),
  summarise('SUMSQ', (numbers) => {
    let total = 0;
    for (const x of numbers) total += x * x;
    return total;
  }),
  summarise('AVERAGE', average),
  summarise('MIN', minimum),
  summarise('MAX', maximum),
  summarise('STDEV', summaries.sampleDeviation),
  summarise('STDEV.S', summaries.sampleDeviation),
  summarise('STDEVP', summaries.populationDeviation),
  summarise('STDEV.P', summaries.populationDeviation),
  summarise('VAR', sampleVariance),
  summarise('VAR.S', sampleVariance),
  summarise('VARP', populationVariance),
  summarise('VAR.P', populationVariance),
  summarise('MEDIAN', median),
  summariseAll('AVERAGEA', average),
  summariseAll('MINA', minimum),
  summariseAll('MAXA', maximum),
  summariseAll('STDEVA', summaries.sampleDeviation),
  summariseAll('STDEVPA', summaries.populationDeviation),
  summariseAll('VARA', sampleVariance),
  summariseAll('VARPA', populationVariance),
  pure('COUNT', ['range', '...range'], (...args) => count(args)),
  pure('COUNTA', ['range', '...range'], (...args) => countFilled(args)),
  pure('SUBTOTAL', ['integer', 'range', '...range'], (which, ...args) => {
    const hidden = which > 100;
    const f = hidden ? which - 100 : which;
    if (f < 1 || f > 11) return valueError;
    const references: ReferenceValue[] = [];
    for (const arg of args) {
      if (isReference(arg)) references.push(arg);
      else return isError(arg) ? arg : valueError;
    }
    return summariseScalars(visibleScalars(references, { hiddenRows: hidden, errors: false, subtotals: true }), f);
  }),
  pure('AGGREGATE', ['number', 'number', 'range', '...range'], (which, option, ...args) =>
    aggregate(which, option, args),
  ),
];
