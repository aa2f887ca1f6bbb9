import { studentT } from '../distributions/studentT.ts';
import { elementary } from '../kernels/elementary.ts';
import { exp, expm1, incompleteGammaPInverse, log, log1p, pow, sin } from '../kernels/index.ts';
import type { Sorter } from '../statistics/sorter.ts';
import type { Dependence } from './correlation.ts';

/** Blocks of uniform numbers of one group, a column per cell, and what the group draws besides. */
export interface GroupBlock {
  columns: readonly Float64Array[];
  /** Two further independent uniform numbers per iteration, for what the cells share. */
  shared: readonly [Float64Array, Float64Array];
  length: number;
}

type Elliptical = Extract<Dependence, { kind: 'elliptical' }>;
type Archimedean = Extract<Dependence, { kind: 'archimedean' }>;

const LOWEST = 1.1102230246251565e-16; // 2^-53
const clamp = (u: number): number => Math.max(LOWEST, Math.min(1 - LOWEST, u));

/** Correlated normal or t variables in place of independent uniform numbers. */
const ellipticalVariables = (
  { lower, degreesOfFreedom }: Elliptical,
  { columns, shared, length }: GroupBlock,
): void => {
  for (const column of columns) elementary.normalQuantile.block(column, column, 0, length);
  // From the last row up: row i needs only the columns up to i.
  for (let row = columns.length - 1; row >= 0; row--) {
    const target = columns[row]!;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k <= row; k++) sum += lower[row]![k]! * columns[k]![i]!;
      target[i] = sum;
    }
  }
  if (degreesOfFreedom === undefined) return;
  const half = degreesOfFreedom / 2;
  for (let i = 0; i < length; i++) {
    // A chi-square variable over its degrees of freedom, shared by the cells.
    const factor = 1 / Math.sqrt(incompleteGammaPInverse(half, shared[0][i]!) / half);
    for (const column of columns) column[i]! *= factor;
  }
};

/** Frailties: the positive variables V that make independent exponential variables E / V an archimedean copula. */
const frailties = {
  /** Gamma of shape 1 / theta. */
  clayton: (theta: number, u: number) => incompleteGammaPInverse(1 / theta, u),
  /** Positive stable of index 1 / theta, by Chambers, Mallows and Stuck's method (J. Amer. Statist. Assoc. 71, 1976). */
  gumbel: (theta: number, u: number, w: number) => {
    if (theta === 1) return 1;
    const a = 1 / theta;
    const angle = Math.PI * u;
    return (sin(a * angle) / pow(sin(angle), 1 / a)) * pow(sin((1 - a) * angle) / -log(w), (1 - a) / a);
  },
  /** Logarithmic series, by Kemp's method LK (Applied Statistics 30, 1981). */
  frank: (theta: number, u: number, w: number) => {
    if (w > -expm1(-theta)) return 1;
    const q = -expm1(-theta * u);
    return w > q ? 1 : Math.floor(1 + log(w) / log(q));
  },
} as const;

/** Laplace transforms of the frailties: what turns E / V into a uniform number. */
const generators = {
  clayton: (theta: number, t: number) => exp(-log1p(t) / theta),
  gumbel: (theta: number, t: number) => exp(-pow(t, 1 / theta)),
  frank: (theta: number, t: number) => -log1p(exp(-t) * expm1(-theta)) / theta,
} as const;

/** The second of two cells given the first, for a frank copula of either sign. */
const frankGiven = (theta: number, u: number, w: number): number => {
  const a = expm1(-theta);
  const b = exp(-theta * u);
  return -log1p((w * a) / (w + (1 - w) * b)) / theta;
};

const archimedean = ({ copula, theta, survival }: Archimedean, { columns, shared, length }: GroupBlock): void => {
  const turn = (u: number): number => clamp(survival ? 1 - u : u);
  for (let i = 0; i < length; i++) {
    if (copula === 'frank' && columns.length === 2) {
      const [first, second] = columns as [Float64Array, Float64Array];
      const [u, w] = [first[i]!, second[i]!];
      first[i] = turn(u);
      second[i] = turn(frankGiven(theta, u, w));
      continue;
    }
    const frailty = frailties[copula](theta, shared[0][i]!, shared[1][i]!);
    for (const column of columns) column[i] = turn(generators[copula](theta, -log(column[i]!) / frailty));
  }
};

/** Makes independent uniform numbers dependent, in place. */
export const applyDependence = (dependence: Dependence, block: GroupBlock): void => {
  if (dependence.kind === 'archimedean') {
    archimedean(dependence, block);
    return;
  }
  ellipticalVariables(dependence, block);
  const { degreesOfFreedom } = dependence;
  for (const column of block.columns) {
    if (degreesOfFreedom === undefined) elementary.normalCdf.block(column, column, 0, block.length);
    else for (let i = 0; i < block.length; i++) column[i] = studentT.cdf(column[i]!, [degreesOfFreedom, 0, 1]);
    for (let i = 0; i < block.length; i++) column[i] = clamp(column[i]!);
  }
};

/**
 * Latin hypercube sampling with dependence: each number of a whole chunk gives way to its rank, so that the ranks keep the copula and every
 * stratum holds one number; `within` are the places inside the strata.
 * Source: N. Packham, W. M. Schmidt, Latin hypercube sampling with dependence and applications in finance, J. Comput. Finance 13 (2010).
 */
export const stratifyByRank = (column: Float64Array, within: Float64Array, length: number, sorter: Sorter): void => {
  sorter.sort(column, length);
  for (let rank = 0; rank < length; rank++) {
    const place = sorter.order[rank]!;
    column[place] = clamp((rank + within[place]!) / length);
  }
};
