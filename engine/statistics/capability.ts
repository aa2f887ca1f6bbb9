/**
 * How well a process keeps within its specification limits. Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.1.6 "What is Process
 * Capability?"; its sigma is the standard deviation of the results.
 */
export interface SpecificationLimits {
  lower?: number;
  upper?: number;
  target?: number;
  /** How many standard deviations the bounds are away from the mean. */
  deviations?: number;
}

interface Process {
  mean: number;
  sigma: number;
}

const lowerZ = ({ lower = Number.NaN }: SpecificationLimits, { mean, sigma }: Process) => (mean - lower) / sigma;
const upperZ = ({ upper = Number.NaN }: SpecificationLimits, { mean, sigma }: Process) => (upper - mean) / sigma;
const width = ({ lower = Number.NaN, upper = Number.NaN }: SpecificationLimits) => upper - lower;

/** NaN where a limit that it needs is not given. */
export const capabilityIndices = {
  cp: (limits, { sigma }) => width(limits) / (6 * sigma),
  cpk: (limits, process) => Math.min(lowerZ(limits, process), upperZ(limits, process)) / 3,
  cpkLower: (limits, process) => lowerZ(limits, process) / 3,
  cpkUpper: (limits, process) => upperZ(limits, process) / 3,
  cpm: (limits, { mean, sigma }) => {
    const off = mean - (limits.target ?? Number.NaN);
    return width(limits) / (6 * Math.sqrt(sigma * sigma + off * off));
  },
  k: (limits, { mean }) => {
    const { lower = Number.NaN, upper = Number.NaN } = limits;
    return Math.abs((lower + upper) / 2 - mean) / (width(limits) / 2);
  },
  zLower: lowerZ,
  zUpper: upperZ,
  zMin: (limits, process) => Math.min(lowerZ(limits, process), upperZ(limits, process)),
  lowerBound: ({ deviations = Number.NaN }, { mean, sigma }) => mean - deviations * sigma,
  upperBound: ({ deviations = Number.NaN }, { mean, sigma }) => mean + deviations * sigma,
} as const satisfies Record<string, (limits: SpecificationLimits, process: Process) => number>;

export type CapabilityIndex = keyof typeof capabilityIndices;
export const isCapabilityIndex = (name: string): name is CapabilityIndex => Object.hasOwn(capabilityIndices, name);
