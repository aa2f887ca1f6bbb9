/** What the functions of an add-in mean to a simulation. */
import type { CallNode, Node } from '../formula/ast.ts';
import type { CapabilityIndex, SpecificationLimits } from '../statistics/capability.ts';
import type { ArrayKindName } from './arrayFunctions.ts';

export type Vendor = 'risk' | 'psi' | 'crystalBall' | 'modelRisk';

export const vendorNames: Readonly<Record<Vendor, string>> = {
  risk: '@RISK',
  psi: 'Analytic Solver',
  crystalBall: 'Crystal Ball',
  modelRisk: 'ModelRisk',
};

/** What an argument such as `RiskTruncate(0, 10)` does to the draw in which it stands. */
export type Effect =
  | 'name'
  | 'truncate'
  /** After the shift. */
  | 'truncateAfterShift'
  | 'truncateProbability'
  | 'shift'
  | 'lock'
  /** The value that stands in the cell while nothing is simulated: it matters to a lock alone. */
  | 'static'
  /** Draws of the same seed have the same uniform numbers. */
  | 'seed'
  /** (count, deduction, limit): the sum of so many values. */
  | 'compound'
  | 'correlationMatrix'
  /** (matrix, position, degrees of freedom, instance). */
  | 'tCopula'
  /** (name, theta, reflection, instance). */
  | 'archimedeanCopula'
  /** (key): others depend on this one. */
  | 'correlationLeader'
  /** (key, coefficient). */
  | 'correlationFollower'
  /** (lower limit, upper limit, target, shift, deviations): for the statistics of the output that it stands in. */
  | 'specification'
  | 'ignored';

/** Which statistic of a simulated cell a function gives; what follows the cell is its argument. */
export type Statistic =
  | 'mean'
  | 'median'
  | 'mode'
  | 'min'
  | 'max'
  | 'range'
  | 'standardDeviation'
  | 'variance'
  | 'skewness'
  | 'kurtosis'
  | 'coefficientOfVariation'
  | 'standardError'
  | 'meanAbsoluteDeviation'
  | 'count'
  /** The value at a probability. */
  | 'percentile'
  /** The same, counted from above. */
  | 'percentileAbove'
  /** The value at a percentage, 0 to 100. */
  | 'percent'
  /** The probability of at most a value. */
  | 'probability'
  | 'probabilityAbove'
  /** The same in percent. */
  | 'certainty'
  /** The mean of the values from a value on, or from the value at a probability on. */
  | 'meanFrom'
  | 'meanFromPercentile'
  /** Half the width of the mean's interval at a level of confidence. */
  | 'meanHalfWidth'
  /** By a number: see crystalBall.ts. */
  | 'byIndex'
  | CapabilityIndex;

export type LimitName = keyof SpecificationLimits;
/** The order of RiskSixSigma's arguments; the fourth, the long-term shift, enters into none of the indices that are computed. */
export const sixSigmaLimits: readonly (LimitName | undefined)[] = ['lower', 'upper', 'target', undefined, 'deviations'];

/** Statistics that take an argument besides the cell, before the number of a simulation. */
export const withArgument: ReadonlySet<Statistic> = new Set([
  'percentile',
  'percentileAbove',
  'percent',
  'probability',
  'probabilityAbove',
  'certainty',
  'meanFrom',
  'meanFromPercentile',
  'meanHalfWidth',
  'byIndex',
]);

/** The call that a referred cell holds and nothing else, with references as where the reference stands. */
export type HeldBy = (reference: Node) => CallNode | undefined;

interface Named {
  name: string;
  vendor: Vendor;
}

export interface VendorDistribution extends Named {
  role: 'distribution';
  parameters: readonly { name: string; default?: Node }[];
  /** Our formula over the parameters' names, as a text and parsed. */
  formula: string;
  tree: Node;
  /** Other formulas, where these of the parameters that may be left out are given. */
  variants?: readonly { given: readonly string[]; formula: string; tree: Node }[];
  /** Takes pairs of a percentile and a value, counted from below or from above. */
  alternative?: 'ascending' | 'descending';
}

export type VendorFunction =
  | VendorDistribution
  /** Is the distribution itself, for the functions that take one. */
  | (Named & { role: 'object'; distribution: VendorDistribution })
  /** Draws from the object that is its first argument, or reads it at a U. */
  | (Named & { role: 'sampling'; needsProbability: boolean; note: string })
  | (Named & { role: 'modifier'; effect: Effect; note?: string })
  /** Marks and names an output; counts as 0. */
  | (Named & { role: 'output' })
  /** Names the input in its cell; counts as 0. */
  | (Named & { role: 'label' })
  /** Its first argument's value passes through. */
  | (Named & { role: 'transparent'; note: string })
  /** Fills a range. */
  | (Named & { role: 'array'; kind: ArrayKindName })
  /** Another value in each of several simulations. */
  | (Named & { role: 'series' })
  /** The number of the simulation, from 1. */
  | (Named & { role: 'simulationNumber' })
  | (Named & {
      role: 'statistic';
      statistic: Statistic;
      theoretical: boolean;
      /** The specification limits that follow the cell; those of RiskSixSigma where there are none. */
      limits?: readonly LimitName[];
    })
  /** `draws`: a cell that calls it would vary. */
  | (Named & { role: 'unsupported'; draws: boolean; reason: string });
