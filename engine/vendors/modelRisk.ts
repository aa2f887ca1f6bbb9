/**
 * ModelRisk. Source: its function list and "Distribution functions and the U parameter" (vosesoftware.com). After its parameters every
 * distribution takes U, at which it is read instead of drawn, then properties. Functions of objects: their help pages, such as
 * "VoseAggregateMC" and "VoseRiskEvent", and the vendor's catalogue of functions (github.com/vosesoftware/modelrisk-mcp).
 */
import { arrayRows, distributionRows, modifierRows, objectRows, statisticRows, unsupportedRows } from './rows.ts';
import type { VendorFunction } from './vendorFunction.ts';

const distributions = distributionRows(
  'modelRisk',
  `
  VoseAggregateMC(n, distribution) = compound(n, distribution)
  VoseAggregateDeduct(n, distribution, deductible=, limit=) = compound(n, distribution, deductible, limit)
  VoseBernoulli(p) = bernoulli(p)
  VoseBeta(alpha, beta) = beta(alpha, beta)
  VoseBeta4(alpha, beta, min, max) = betageneral(alpha, beta, min, max)
  VoseBetaBinomial(n, alpha, beta) = betabinomial(n, alpha, beta)
  VoseBinomial(n, p) = binomial(n, p)
  VoseCauchy(location, scale) = cauchy(location, scale)
  VoseChiSq(v) = chisquare(v)
  VoseCumulA(min, max, values, probs) = cumulative(min, max, values, probs)
  VoseCumulD(min, max, values, probs) = cumulative(min, max, values, 1-probs)
  VoseDelaporte(alpha, beta, lambda) = delaporte(alpha, beta, lambda)
  VoseDiscrete(values, weights) = discrete(values, weights)
  VoseDUniform(values) = discreteuniform(values)
  VoseErf(h) = erf(h)
  VoseErlang(m, beta) = erlang(m, beta)
  VoseExpon(beta) = exponential(beta)
  VoseExtremeValueMax(location, scale) = extremevalue(location, scale)
  VoseExtremeValueMin(location, scale) = extremevaluemin(location, scale)
  VoseExtValueMax(location, scale) = extremevalue(location, scale)
  VoseExtValueMin(location, scale) = extremevaluemin(location, scale)
  VoseF(v, w) = f(v, w)
  VoseGamma(alpha, beta) = gamma(alpha, beta)
  VoseGeometric(p) = geometric(p)
  VoseHistogram(min, max, weights) = histogram(min, max, weights)
  VoseHypergeo(n, d, m) = hypergeometric(n, d, m)
  VoseInvGauss(mu, lambda) = inversegaussian(mu, lambda)
  VoseKumaraswamy4(alphaOne, alphaTwo, min, max) = kumaraswamy(alphaOne, alphaTwo, min, max)
  VoseLaplace(mu, sigma) = laplace(mu, sigma)
  VoseLevy(location, scale) = levy(location, scale)
  VoseLogarithmic(theta) = logarithmic(theta)
  VoseLogistic(alpha, beta) = logistic(alpha, beta)
  VoseLogLaplace(alpha, beta, delta) = loglaplace(alpha, beta, delta)
  VoseLognormal(mu, sigma) = lognormal(mu, sigma)
  VoseLognormalE(mu, sigma) = lognormal2(mu, sigma)
  VoseModPERT(min, mode, max, gamma) = betageneral(1+gamma*(mode-min)/(max-min), 1+gamma*(max-mode)/(max-min), min, max)
  VoseNegBin(s, p) = negativebinomial(s, p)
  VoseNormal(mu, sigma) = normal(mu, sigma)
  VosePareto(theta, min) = pareto(theta, min)
  VosePearson5(alpha, beta) = pearson5(alpha, beta)
  VosePearson6(alphaOne, alphaTwo, beta) = pearson6(alphaOne, alphaTwo, beta)
  VosePERT(min, mode, max) = pert(min, mode, max)
  VosePoisson(lambda) = poisson(lambda)
  VosePolya(alpha, beta) = negativebinomial(alpha, 1/(1+beta))
  VoseRayleigh(beta) = rayleigh(beta)
  VoseReciprocal(min, max) = reciprocal(min, max)
  VoseRelative(min, max, values, weights) = general(min, max, values, weights)
  VoseRiskEvent(probability, impact) = compound(bernoulli(probability), impact)
  VoseStepUniform(min, max, step) = stepuniform(min, max, step)
  VoseStudent(v) = studentt(v)
  VoseTriangle(min, mode, max) = triangular(min, mode, max)
  VoseUniform(min, max) = uniform(min, max)
  VoseWeibull(alpha, beta) = weibull(alpha, beta)
`,
);

const others = `Bradford Burr Chi Dagum BetaGeometric BetaNegBin DepoissonPT Error FatigueLife GLogistic GEV GTU HS
  HypergeoD HypergeoM InvHypergeo JohnsonB JohnsonU KernelCU Kumaraswamy Lifetime2 Lifetime3 LifetimeExp LogGamma
  LogLogistic LogLogisticAlt LognormalAlt LognormalB LogTriangle LogUniform LogWeibull Maxwell Metalog NCChiSq NCF NormalAlt NormalMix
  Ogive Pareto2 PERTAlt PoissonUniform Skellam SkewNormal Slash SplitTriangle Student3 SurvivalBinomial TriangleAlt WeibullAlt
  Weibull3`
  .split(/\s+/)
  .map((name) => `Vose${name}`)
  .join(' ');

const noDistribution =
  'Simsheet has no such distribution yet, or its parameters could not be verified: replace the cell by an input.';
const twoLimits =
  'Its help page limits the payout in one place, the damage in another: VoseAggregateDeduct with n = 1 limits the payout.';

export const modelRisk: readonly VendorFunction[] = [
  ...unsupportedRows('modelRisk', noDistribution, others),
  ...unsupportedRows('modelRisk', noDistribution, others.replaceAll(/\w+/g, '$&Object'), false),
  ...unsupportedRows(
    'modelRisk',
    'It takes distributions as its arguments, several random numbers for one value, or fills a range: replace the cell by an input.',
    `VoseAggregateFFT VoseAggregatePanjer VoseAggregateMoments VoseCombined VoseCombinedInput VoseMultiNormal VoseCopulaMultiT
     VoseNBootMean`,
  ),
  ...unsupportedRows('modelRisk', twoLimits, 'VoseDeduct'),
  ...unsupportedRows('modelRisk', twoLimits, 'VoseDeductObject', false),
  ...unsupportedRows(
    'modelRisk',
    'Its equation could not be verified: write each period as a formula of the one before.',
    'VoseTimeAR2 VoseTimeMA1 VoseTimeMA2 VoseTimeAPARCH VoseTimeEGARCH VoseTimeGBMMR VoseTimeGBMJD VoseTimeGBMJDMR VoseTimeGBMAJ',
  ),
  ...arrayRows(
    'modelRisk',
    `
    multinomial: VoseMultinomial
    geometricBrownianMotion: VoseTimeGBM
    autoregressiveReturns: VoseTimeAR1
    conditionalVarianceReturns: VoseTimeARCH
    generalConditionalVarianceReturns: VoseTimeGARCH
    claytonCopula: VoseCopulaBiClayton
    gumbelCopula: VoseCopulaBiGumbel
    frankCopula: VoseCopulaBiFrank
    gaussianCopula: VoseCopulaBiNormal
    tCopula: VoseCopulaBiT
    claytonCopulaOfMany: VoseCopulaMultiClayton
    gumbelCopulaOfMany: VoseCopulaMultiGumbel
    frankCopulaOfMany: VoseCopulaMultiFrank
    gaussianCopulaOfMany: VoseCopulaMultiNormal
    dirichlet: VoseDirichlet
  `,
  ),
  ...distributions,
  ...objectRows(
    'modelRisk',
    distributions.filter(({ name }) => !name.startsWith('VoseAggregate')),
  ),
  {
    role: 'sampling',
    vendor: 'modelRisk',
    name: 'VoseSimulate',
    needsProbability: false,
    note: 'draws from an object, or is its value at a given U',
  },
  {
    role: 'sampling',
    vendor: 'modelRisk',
    name: 'VosePercentile',
    needsProbability: true,
    note: 'the value of an object at a given U',
  },
  ...modifierRows(
    'modelRisk',
    `
    truncate: VoseXBounds
    truncateProbability: VosePBounds
    shift: VoseShift
  `,
  ),
  { role: 'output', vendor: 'modelRisk', name: 'VoseOutput' },
  { role: 'label', vendor: 'modelRisk', name: 'VoseInput' },
  ...statisticRows(
    'modelRisk',
    `
    mean: VoseSimMean
    min: VoseSimMin
    max: VoseSimMax
    standardDeviation: VoseSimStdev
    variance: VoseSimVariance
    skewness: VoseSimSkewness
    kurtosis: VoseSimKurtosis
    coefficientOfVariation: VoseSimCofV
    percentile: VoseSimPercentile
    probability: VoseSimProbability
    standardError: VoseSimMSE
    meanAbsoluteDeviation: VoseSimMeanDeviation
    meanFrom: VoseSimCVARx
    meanFromPercentile: VoseSimCVARp
    cp(lower, upper): VoseSixSigmaCp
    cpk(lower, upper): VoseSixSigmaCpk
    cpkLower(lower): VoseSixSigmaCpkLower
    cpkUpper(upper): VoseSixSigmaCpkUpper
  `,
  ),
  ...statisticRows(
    'modelRisk',
    `
    mean: VoseMean
    variance: VoseVariance
    standardDeviation: VoseStDev
    skewness: VoseSkewness
    kurtosis: VoseKurtosis
    min: VoseMin
    max: VoseMax
  `,
    true,
  ),
  ...unsupportedRows(
    'modelRisk',
    'Of an object its moments are computed one by one (VoseMean and kin), and VosePercentile.',
    'VoseMoments VoseProb VoseCofV',
    false,
  ),
  ...unsupportedRows(
    'modelRisk',
    'This statistic is not computed within the workbook: see the results.',
    `VoseSimCorrelation VoseSimCorrelationMatrix VoseSimMoments
     VoseSimSemiStdev VoseSimSemiVariance VoseSimTable VoseSimValue`,
    false,
  ),
];
