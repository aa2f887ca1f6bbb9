import { beta, betaGeneral } from './beta.ts';
import { bernoulli, binomial } from './binomial.ts';
import { cumulative, histogram } from './cumulative.ts';
import { discrete, discreteUniform, empirical } from './discrete.ts';
import type { AnyDistribution } from './distribution.ts';
import { exponential } from './exponential.ts';
import { chiSquare, erlang, gamma } from './gamma.ts';
import { logistic } from './logistic.ts';
import { lognormal, lognormal2 } from './lognormal.ts';
import { normal } from './normal.ts';
import { pert } from './pert.ts';
import { poisson } from './poisson.ts';
import { studentT } from './studentT.ts';
import { triangular } from './triangular.ts';
import { uniform } from './uniform.ts';
import { weibull } from './weibull.ts';

export type { AnyDistribution, Distribution, Parameter, Value } from './distribution.ts';
export { checkParameters } from './distribution.ts';
export type { Modifier, PreparedQuantile } from './prepareQuantile.ts';
export { checkModifiers, prepareQuantile } from './prepareQuantile.ts';

/** Every distribution. Adding one is a file and a row here. */
const all: readonly AnyDistribution[] = [
  bernoulli,
  beta,
  betaGeneral,
  binomial,
  chiSquare,
  cumulative,
  discrete,
  discreteUniform,
  empirical,
  erlang,
  exponential,
  gamma,
  histogram,
  logistic,
  lognormal,
  lognormal2,
  normal,
  pert,
  poisson,
  studentT,
  triangular,
  uniform,
  weibull,
];

/** Distributions by their name in a request, in lower case. */
export const distributions: Readonly<Record<string, AnyDistribution>> = Object.fromEntries(
  all.map((distribution) => [distribution.name, distribution]),
);
