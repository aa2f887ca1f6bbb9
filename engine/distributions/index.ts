import { beta, betaGeneral, betaSubjective } from './beta.ts';
import { betaBinomial, betaGeometric, betaNegativeBinomial, inverseHypergeometric } from './betaCounting.ts';
import { bernoulli, binomial } from './binomial.ts';
import { bradford } from './bradford.ts';
import { burr12, dagum, kumaraswamy } from './burr.ts';
import { geometric, hypergeometric, integer, negativeBinomial, stepUniform } from './counting.ts';
import { cumulative, histogram } from './cumulative.ts';
import { delaporte } from './delaporte.ts';
import { discrete, discreteUniform, empirical } from './discrete.ts';
import type { AnyDistribution } from './distribution.ts';
import { doubleTriangular } from './doubleTriangular.ts';
import { exponential } from './exponential.ts';
import { exponentialPower } from './exponentialPower.ts';
import { extremeValue, extremeValueMin, rayleigh } from './extremeValue.ts';
import { fatigueLife } from './fatigueLife.ts';
import { frechet } from './frechet.ts';
import { chi, chiSquare, erlang, gamma, maxwell } from './gamma.ts';
import { general } from './general.ts';
import { generalizedExtremeValue } from './generalizedExtremeValue.ts';
import { hyperbolicSecant } from './hyperbolicSecant.ts';
import { inverseGaussian } from './inverseGaussian.ts';
import { johnsonSb, johnsonSu } from './johnson.ts';
import { johnsonMoments } from './johnsonMoments.ts';
import { cauchy, laplace, levy } from './laplace.ts';
import { logarithmic } from './logarithmic.ts';
import { logistic } from './logistic.ts';
import { logLaplace } from './logLaplace.ts';
import { logLogistic } from './logLogistic.ts';
import { lognormal, lognormal2 } from './lognormal.ts';
import { metalog, metalogBounded, metalogLower, metalogUpper } from './metalog.ts';
import { myerson } from './myerson.ts';
import { noncentralChiSquare, noncentralF } from './noncentral.ts';
import { erf, normal } from './normal.ts';
import { pareto, pareto2 } from './pareto.ts';
import { f, pearson5, pearson6 } from './pearson.ts';
import { pert } from './pert.ts';
import { poisson } from './poisson.ts';
import { reciprocal } from './reciprocal.ts';
import { skellam } from './skellam.ts';
import { skewNormal } from './skewNormal.ts';
import { slash } from './slash.ts';
import { studentT } from './studentT.ts';
import { triangular } from './triangular.ts';
import { trigen } from './trigen.ts';
import { uniform } from './uniform.ts';
import { weibull } from './weibull.ts';

export { compoundSum, mostSeverities } from './compound.ts';
export type { AnyDistribution, Parameter, Value } from './distribution.ts';
export { checkParameters } from './distribution.ts';
export type { Drawable, Modifier, PreparedQuantile } from './prepareQuantile.ts';
export { checkModifiers, prepareQuantile } from './prepareQuantile.ts';
export { splice } from './splice.ts';

/** Every distribution. Adding one is a file and a row here. */
const all: readonly AnyDistribution[] = [
  bernoulli,
  beta,
  betaBinomial,
  betaGeneral,
  betaGeometric,
  betaNegativeBinomial,
  betaSubjective,
  binomial,
  bradford,
  burr12,
  cauchy,
  chi,
  chiSquare,
  cumulative,
  dagum,
  delaporte,
  discrete,
  discreteUniform,
  doubleTriangular,
  empirical,
  erf,
  erlang,
  exponential,
  exponentialPower,
  extremeValue,
  extremeValueMin,
  f,
  fatigueLife,
  frechet,
  gamma,
  general,
  generalizedExtremeValue,
  geometric,
  histogram,
  hyperbolicSecant,
  hypergeometric,
  integer,
  inverseGaussian,
  inverseHypergeometric,
  johnsonMoments,
  johnsonSb,
  johnsonSu,
  kumaraswamy,
  laplace,
  levy,
  logarithmic,
  logistic,
  logLaplace,
  logLogistic,
  lognormal,
  lognormal2,
  maxwell,
  metalog,
  metalogBounded,
  metalogLower,
  metalogUpper,
  myerson,
  negativeBinomial,
  noncentralChiSquare,
  noncentralF,
  normal,
  pareto,
  pareto2,
  pearson5,
  pearson6,
  pert,
  poisson,
  rayleigh,
  reciprocal,
  skellam,
  skewNormal,
  slash,
  stepUniform,
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
