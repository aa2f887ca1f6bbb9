import { aggregation } from './aggregation.ts';
import { annuity } from './annuity.ts';
import { bonds } from './bonds.ts';
import { cashFlow } from './cashFlow.ts';
import { combinatorics } from './combinatorics.ts';
import { complexNumbers } from './complexNumbers.ts';
import { conditional } from './conditional.ts';
import { convert } from './convert.ts';
import { database } from './database.ts';
import { date } from './date.ts';
import { depreciation } from './depreciation.ts';
import type { FunctionDescriptor } from './descriptor.ts';
import { distributionFunctions } from './distributions.ts';
import { dynamicArrays } from './dynamicArrays.ts';
import { engineering } from './engineering.ts';
import { grouping } from './grouping.ts';
import { information } from './information.ts';
import { lambdas } from './lambdas.ts';
import { logic } from './logic.ts';
import { lookups } from './lookup.ts';
import { mathematics } from './mathematics.ts';
import { matrices } from './matrices.ts';
import { numerals } from './numerals.ts';
import { order } from './order.ts';
import { quantile } from './quantile.ts';
import { random } from './random.ts';
import { regressions } from './regression.ts';
import { statistics } from './statistics.ts';
import { text } from './text.ts';

const families: readonly (readonly FunctionDescriptor[])[] = [
  annuity,
  bonds,
  cashFlow,
  complexNumbers,
  convert,
  database,
  depreciation,
  distributionFunctions,
  engineering,
  regressions,
  statistics,
  aggregation,
  combinatorics,
  conditional,
  date,
  dynamicArrays,
  grouping,
  information,
  lambdas,
  logic,
  lookups,
  mathematics,
  matrices,
  numerals,
  order,
  quantile,
  random,
  text,
];

/** Every function of Excel that the engine knows, and SIMSHEET.QUANTILE, by its upper-case name without prefixes such as `_xlfn.`. */
export const functions: ReadonlyMap<string, FunctionDescriptor> = new Map(
  families.flat().map((descriptor) => [descriptor.name, descriptor]),
);

export const isSupported = (name: string): boolean => functions.has(name.toUpperCase());
