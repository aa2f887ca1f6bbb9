import { beta, betaGeneral } from './beta.ts';
import { bernoulli, binomial } from './binomial.ts';
import { burr12, dagum, kumaraswamy } from './burr.ts';
import { geometric, hypergeometric, integer, negativeBinomial } from './counting.ts';
import { cumulative, histogram } from './cumulative.ts';
import { discrete, discreteUniform, empirical } from './discrete.ts';
import type { AnyDistribution } from './distribution.ts';
import { exponential } from './exponential.ts';
import { extremeValue, extremeValueMin, rayleigh } from './extremeValue.ts';
import { chiSquare, erlang, gamma } from './gamma.ts';
import { general } from './general.ts';
import { inverseGaussian } from './inverseGaussian.ts';
import { johnsonSb, johnsonSu } from './johnson.ts';
import { cauchy, laplace, levy } from './laplace.ts';
import { logistic } from './logistic.ts';
import { logLogistic } from './logLogistic.ts';
import { lognormal, lognormal2 } from './lognormal.ts';
import { normal } from './normal.ts';
import { pareto, pareto2 } from './pareto.ts';
import { f, pearson5, pearson6 } from './pearson.ts';
import { pert } from './pert.ts';
import { poisson } from './poisson.ts';
import { reciprocal } from './reciprocal.ts';
import { studentT } from './studentT.ts';
import { triangular } from './triangular.ts';
import { trigen } from './trigen.ts';
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
  burr12,
  cauchy,
  chiSquare,
  cumulative,
  dagum,
  discrete,
  discreteUniform,
  empirical,
  erlang,
  exponential,
  extremeValue,
  extremeValueMin,
  f,
  gamma,
  general,
  geometric,
  histogram,
  hypergeometric,
  integer,
  inverseGaussian,
  johnsonSb,
  johnsonSu,
  kumaraswamy,
  laplace,
  levy,
  logistic,
  logLogistic,
  lognormal,
  lognormal2,
  negativeBinomial,
  normal,
  pareto,
  pareto2,
  pearson5,
  pearson6,
  pert,
  poisson,
  rayleigh,
  reciprocal,
  studentT,
  triangular,
  trigen,
  uniform,
  weibull,
];

/** Distributions by their name in a request, in lower case. */
export const distributions: Readonly<Record<string, AnyDistribution>> = Object.fromEntries(
  all.map((distribution) => [distribution.name, distribution]),
);
