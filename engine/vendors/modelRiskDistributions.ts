/**
 * ModelRisk's distributions. Source: their help pages (vosesoftware.com/riskwiki) and the vendor's catalogue of functions
 * (github.com/vosesoftware/modelrisk-mcp), which names the parameters of all. Of LogLogistic: ModelAssist (epixanalytics.com),
 * EXP(Logistic(a, b)) = LogLogistic(1/b, EXP(a)). Error and Student3 have mean and standard deviation; Maxwell's parameter is the
 * deviation of a normal component; Dagum is the inverse Burr distribution; an Ogive's i-th of n values has the cumulative probability
 * i / (n + 1); a SplitTriangle's two triangles meet at `medium`.
 */
import { distributionRows } from './rows.ts';

/** Location and scale of a family from two percentiles: `transform` of its values is location + scale * `score` of their probabilities. */
const throughTwoPercentiles = (transform: (value: string) => string, score: (probability: string) => string) => {
  const [low, high] = [transform('valueOne'), transform('valueTwo')];
  const [first, second] = [score('pOne'), score('pTwo')];
  return {
    location: `(${low}*${second}-${high}*${first})/(${second}-${first})`,
    scale: `(${high}-${low})/(${second}-${first})`,
  };
};
const excess = (value: string): string => `LN(${value}-min)`;
const normalScore = (p: string): string => `NORM.S.INV(${p})`;
const normalAlt = throughTwoPercentiles((value) => value, normalScore);
const lognormalAlt = throughTwoPercentiles(excess, normalScore);
const logLogisticAlt = throughTwoPercentiles(excess, (p) => `LN(${p}/(1-${p}))`);
const weibullAlt = throughTwoPercentiles(excess, (p) => `LN(-LN(1-${p}))`);

export const modelRiskDistributions = distributionRows(
  'modelRisk',
  `
  VoseAggregateMC(n, distribution) = compound(n, distribution)
  VoseAggregateDeduct(n, distribution, deductible=, limit=) = compound(n, distribution, deductible, limit)
  VoseBernoulli(p) = bernoulli(p)
  VoseBeta(alpha, beta) = beta(alpha, beta)
  VoseBeta4(alpha, beta, min, max) = betageneral(alpha, beta, min, max)
  VoseBetaBinomial(n, alpha, beta) = betabinomial(n, alpha, beta)
  VoseBetaGeometric(alpha, beta) = betageometric(alpha, beta)
  VoseBetaNegBin(s, alpha, beta) = betanegativebinomial(s, alpha, beta)
  VoseBinomial(n, p) = binomial(n, p)
  VoseBradford(theta, min, max) = bradford(theta, min, max)
  VoseCauchy(location, scale) = cauchy(location, scale)
  VoseChi(v) = chi(v)
  VoseChiSq(v) = chisquare(v)
  VoseCumulA(min, max, values, probs) = cumulative(min, max, values, probs)
  VoseCumulD(min, max, values, probs) = cumulative(min, max, values, 1-probs)
  VoseDagum(shapeOne, scale, shapeTwo) = dagum(0, scale, shapeOne, shapeTwo)
  VoseDelaporte(alpha, beta, lambda) = delaporte(alpha, beta, lambda)
  VoseDiscrete(values, weights) = discrete(values, weights)
  VoseDUniform(values) = discreteuniform(values)
  VoseErf(h) = erf(h)
  VoseErlang(m, beta) = erlang(m, beta)
  VoseError(mu, sigma, power) = exponentialpower(mu, sigma*EXP((GAMMALN(1/power)-GAMMALN(3/power))/2), power)
  VoseExpon(beta) = exponential(beta)
  VoseExtremeValueMax(location, scale) = extremevalue(location, scale)
  VoseExtremeValueMin(location, scale) = extremevaluemin(location, scale)
  VoseExtValueMax(location, scale) = extremevalue(location, scale)
  VoseExtValueMin(location, scale) = extremevaluemin(location, scale)
  VoseF(v, w) = f(v, w)
  VoseGamma(alpha, beta) = gamma(alpha, beta)
  VoseGeometric(p) = geometric(p)
  VoseGEV(location, scale, shape) = generalizedextremevalue(location, scale, shape)
  VoseHistogram(min, max, weights) = histogram(min, max, weights)
  VoseHS(mu, sigma) = hyperbolicsecant(mu, sigma)
  VoseHypergeo(n, d, m) = hypergeometric(n, d, m)
  VoseInvGauss(mu, lambda) = inversegaussian(mu, lambda)
  VoseInvHypergeo(s, d, m) = inversehypergeometric(s, d, m)
  VoseJohnsonB(alphaOne, alphaTwo, min, max) = johnsonsb(alphaOne, alphaTwo, min, max)
  VoseJohnsonU(alphaOne, alphaTwo, beta, gamma) = johnsonsu(alphaOne, alphaTwo, gamma, beta)
  VoseKumaraswamy(alphaOne, alphaTwo) = kumaraswamy(alphaOne, alphaTwo, 0, 1)
  VoseKumaraswamy4(alphaOne, alphaTwo, min, max) = kumaraswamy(alphaOne, alphaTwo, min, max)
  VoseLaplace(mu, sigma) = laplace(mu, sigma)
  VoseLevy(location, scale) = levy(location, scale)
  VoseLogarithmic(theta) = logarithmic(theta)
  VoseLogistic(alpha, beta) = logistic(alpha, beta)
  VoseLogLaplace(alpha, beta, delta) = loglaplace(alpha, beta, delta)
  VoseLogLogistic(alpha, beta) = loglogistic(0, beta, alpha)
  VoseLogLogisticAlt(valueOne, pOne, valueTwo, pTwo, min) = loglogistic(min, EXP(${logLogisticAlt.location}), 1/(${logLogisticAlt.scale}))
  VoseLognormal(mu, sigma) = lognormal(mu, sigma)
  VoseLognormalAlt(valueOne, pOne, valueTwo, pTwo, min) = shift(lognormal2(${lognormalAlt.location}, ${lognormalAlt.scale}), min)
  VoseLognormalB(mu, sigma, base) = lognormal2(mu*LN(base), sigma*LN(base))
  VoseLognormalE(mu, sigma) = lognormal2(mu, sigma)
  VoseMaxwell(scale) = maxwell(scale)
  VoseModPERT(min, mode, max, gamma=4) = betageneral(1+gamma*(mode-min)/(max-min), 1+gamma*(max-mode)/(max-min), min, max)
  VoseNCChiSq(v, ncp) = noncentralchisquare(v, ncp)
  VoseNCF(v, w, ncp) = noncentralf(v, w, ncp)
  VoseNegBin(s, p) = negativebinomial(s, p)
  VoseNormal(mu, sigma) = normal(mu, sigma)
  VoseNormalAlt(valueOne, pOne, valueTwo, pTwo) = normal(${normalAlt.location}, ${normalAlt.scale})
  VoseOgive(min, max, data) = cumulative(min, max, SMALL(data, SEQUENCE(COUNT(data))), SEQUENCE(COUNT(data))/(COUNT(data)+1))
  VosePareto(theta, min) = pareto(theta, min)
  VosePareto2(scale, q) = pareto2(scale, q)
  VosePearson5(alpha, beta) = pearson5(alpha, beta)
  VosePearson6(alphaOne, alphaTwo, beta) = pearson6(alphaOne, alphaTwo, beta)
  VosePERT(min, mode, max) = pert(min, mode, max)
  VosePERTAlt(low, mode, high, lowP, highP) = bypercentiles("pert", "mode", mode, lowP, low, highP, high)
  VosePoisson(lambda) = poisson(lambda)
  VosePolya(alpha, beta) = negativebinomial(alpha, 1/(1+beta))
  VoseRayleigh(beta) = rayleigh(beta)
  VoseReciprocal(min, max) = reciprocal(min, max)
  VoseRelative(min, max, values, weights) = general(min, max, values, weights)
  VoseRiskEvent(probability, impact) = compound(bernoulli(probability), impact)
  VoseSkellam(lambdaOne, lambdaTwo) = skellam(lambdaOne, lambdaTwo)
  VoseSlash(mode, scale) = slash(mode, scale)
  VoseSplitTriangle(low, medium, high, lowP, mediumP, highP) = doubletriangular(medium-(medium-low)/(1-SQRT(lowP/mediumP)), medium, medium+(high-medium)/(1-SQRT((1-highP)/(1-mediumP))), mediumP)
  VoseStepUniform(min, max, step) = stepuniform(min, max, step)
  VoseStudent(v) = studentt(v)
  VoseStudent3(mu, sigma, v) = studentt(v, mu, sigma*SQRT((v-2)/v))
  VoseTriangle(min, mode, max) = triangular(min, mode, max)
  VoseTriangleAlt(low, mode, high, lowP, highP) = trigen(low, mode, high, 100*lowP, 100*highP)
  VoseUniform(min, max) = uniform(min, max)
  VoseWeibull(alpha, beta) = weibull(alpha, beta)
  VoseWeibull3(alpha, beta, theta) = shift(weibull(alpha, beta), theta)
  VoseWeibullAlt(valueOne, pOne, valueTwo, pTwo, min) = shift(weibull(1/(${weibullAlt.scale}), EXP(${weibullAlt.location})), min)
`,
);
