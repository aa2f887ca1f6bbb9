/** Analytic Solver and its predecessors (Risk Solver). Source: "PSI Function Reference" (solver.com/risk-solver-help). */
import {
  alternativeRows,
  arrayRows,
  distributionRows,
  ignoredRows,
  modifierRows,
  statisticRows,
  unsupportedRows,
} from './rows.ts';
import type { VendorFunction } from './vendorFunction.ts';

const distributions = distributionRows(
  'psi',
  `
  PsiBernoulli(p) = bernoulli(p)
  PsiBeta(alphaOne, alphaTwo) = beta(alphaOne, alphaTwo)
  PsiBetaGen(alphaOne, alphaTwo, min, max) = betageneral(alphaOne, alphaTwo, min, max)
  PsiBetaSubj(min, likely, mean, max) = betasubjective(min, likely, mean, max)
  PsiBinomial(n, p) = binomial(n, p)
  PsiBurr12(loc, scale, shapeOne, shapeTwo) = burr12(loc, scale, shapeOne, shapeTwo)
  PsiCauchy(loc, lambda) = cauchy(loc, lambda)
  PsiChiSquare(df) = chisquare(df)
  PsiCumul(min, max, values, probs) = cumulative(min, max, values, probs)
  PsiCumulD(min, max, values, probs) = cumulative(min, max, values, 1-probs)
  PsiDagum(loc, scale, shapeOne, shapeTwo) = dagum(loc, scale, shapeOne, shapeTwo)
  PsiDiscrete(values, weights) = discrete(values, weights)
  PsiDisUniform(values) = discreteuniform(values)
  PsiDblTriang(min, likely, max, p) = doubletriangular(min, likely, max, p)
  PsiErf(h) = erf(h)
  PsiErlang(k, beta) = erlang(k, beta)
  PsiExponential(beta) = exponential(beta)
  PsiF(v, w) = f(v, w)
  PsiFatigueLife(loc, scale, shape) = fatiguelife(loc, scale, shape)
  PsiFrechet(loc, scale, shape) = frechet(loc, scale, shape)
  PsiGamma(alpha, beta) = gamma(alpha, beta)
  PsiGeneral(min, max, values, weights) = general(min, max, values, weights)
  PsiGeometric(p) = geometric(p)
  PsiHistogram(min, max, weights) = histogram(min, max, weights)
  PsiHypSecant(loc, scale) = hyperbolicsecant(loc, scale)
  PsiHyperGeo(n, d, m) = hypergeometric(n, d, m)
  PsiIntUniform(min, max) = integer(min, max)
  PsiInvNormal(mu, lambda) = inversegaussian(mu, lambda)
  PsiJohnsonSB(alphaOne, alphaTwo, min, max) = johnsonsb(alphaOne, alphaTwo, min, max)
  PsiJohnsonSU(alphaOne, alphaTwo, gamma, beta) = johnsonsu(alphaOne, alphaTwo, gamma, beta)
  PsiKumaraswamy(alphaOne, alphaTwo, min, max) = kumaraswamy(alphaOne, alphaTwo, min, max)
  PsiLaplace(mu, sigma) = laplace(mu, sigma)
  PsiLevy(loc, scale) = levy(loc, scale)
  PsiLogistic(mu, scale) = logistic(mu, scale)
  PsiLogLogistic(gamma, beta, alpha) = loglogistic(gamma, beta, alpha)
  PsiLogNormal(mu, sigma) = lognormal(mu, sigma)
  PsiLogNorm2(mu, sigma) = lognormal2(mu, sigma)
  PsiMaxExtreme(mode, scale) = extremevalue(mode, scale)
  PsiMetalog(min=, max=, coefficients) = metalog(coefficients) | min: metaloglower(coefficients, min) | min, max: metalogbounded(coefficients, min, max)
  PsiMetalogSPT(min=, max=, quantiles, prob) = bypercentiles("metalog", prob, INDEX(quantiles,1), 0.5, INDEX(quantiles,2), 1-prob, INDEX(quantiles,3)) | min: bypercentiles("metaloglower", "minimum", min, prob, INDEX(quantiles,1), 0.5, INDEX(quantiles,2), 1-prob, INDEX(quantiles,3)) | min, max: bypercentiles("metalogbounded", "minimum", min, "maximum", max, prob, INDEX(quantiles,1), 0.5, INDEX(quantiles,2), 1-prob, INDEX(quantiles,3))
  PsiMinExtreme(mode, scale) = extremevaluemin(mode, scale)
  PsiNegBinomial(s, p) = negativebinomial(s, p)
  PsiNormal(mu, sigma) = normal(mu, sigma)
  PsiPareto(alpha, min) = pareto(alpha, min)
  PsiPareto2(scale, q) = pareto2(scale, q)
  PsiPearson5(alpha, beta) = pearson5(alpha, beta)
  PsiPearson6(alphaOne, alphaTwo, beta) = pearson6(alphaOne, alphaTwo, beta)
  PsiPert(min, likely, max) = pert(min, likely, max)
  PsiPoisson(lambda) = poisson(lambda)
  PsiRayleigh(beta) = rayleigh(beta)
  PsiReciprocal(min, max) = reciprocal(min, max)
  PsiResample(values) = empirical(values)
  PsiStudent(df) = studentt(df)
  PsiTriangular(min, likely, max) = triangular(min, likely, max)
  PsiTriangGen(bottom, likely, top, low, high) = trigen(bottom, likely, top, low*IF(high<=1,100,1), high*IF(high<=1,100,1))
  PsiUniform(min, max) = uniform(min, max)
  PsiWeibull(alpha, beta) = weibull(alpha, beta)
`,
);

export const analyticSolver: readonly VendorFunction[] = [
  ...unsupportedRows(
    'psi',
    'Simsheet has no such distribution yet: replace the cell by an input with another one.',
    'PsiMetalog2 PsiTSeries PsiVary',
  ),
  ...unsupportedRows(
    'psi',
    'The order of its parameters could not be verified: replace the cell by an input with the distribution of that name.',
    'PsiLogarithmic PsiMyerson PsiNormalSkew',
  ),
  ...unsupportedRows(
    'psi',
    'It takes several random numbers for one value, or fills a range: replace the cell by an input.',
    'PsiMultinomial PsiMVLogNormal PsiMVNormal PsiMVResample PsiMVShuffle PsiShuffle',
  ),
  ...unsupportedRows(
    'psi',
    'Stored trials are read from a library that is not in the workbook: use empirical(range) over the trials.',
    'PsiSip PsiSlurp PsiCertify PsiCertified',
  ),
  ...unsupportedRows(
    'psi',
    'Its equation or the order of its parameters could not be verified: write each period as a formula of the one before.',
    'PsiAR2 PsiMA2 PsiARMA11 PsiGARCH11 PsiEGARCH11 PsiAPARCH11',
  ),
  ...arrayRows(
    'psi',
    `
    autoregressive: PsiAR1
    movingAverage: PsiMA1
    conditionalVariance: PsiARCH1
  `,
  ),
  ...distributions,
  ...alternativeRows(distributions, 'Alt', 'ascending'),
  ...modifierRows(
    'psi',
    `
    name: PsiName
    truncate: PsiTruncate
    truncateProbability: PsiTruncateP
    shift: PsiShift
    lock: PsiLock
    static: PsiBaseCase PsiStatic
    seed: PsiSeed
    compound: PsiCompound
    correlationMatrix: PsiCorrMatrix PsiCopulaGauss
    tCopula: PsiCopulaStudent
    archimedeanCopula: PsiCopula
    correlationLeader: PsiCorrIndep
    correlationFollower: PsiCorrDepen
  `,
  ),
  ...ignoredRows(
    'psi',
    'It says how the input is shown, grouped or kept.',
    'PsiCategory PsiCollect PsiUnits PsiIsDate PsiIsDiscrete',
  ),
  ...ignoredRows('psi', 'A request says when to stop.', 'PsiConvergence'),
  ...unsupportedRows(
    'psi',
    'In which order it acts on a series is not documented: write each period as a formula of the one before.',
    'PsiTSTransform PsiTSIntegrate PsiTSSeasonality',
    false,
  ),
  ...unsupportedRows('psi', 'What it does to values beyond its limits is not simulated.', 'PsiCensor', false),
  { role: 'output', vendor: 'psi', name: 'PsiOutput' },
  { role: 'output', vendor: 'psi', name: 'PsiSimOutput' },
  { role: 'series', vendor: 'psi', name: 'PsiSimParam' },
  { role: 'simulationNumber', vendor: 'psi', name: 'PsiCurrentSim' },
  ...statisticRows(
    'psi',
    `
    mean: PsiMean
    median: PsiMedian
    mode: PsiMode
    min: PsiMin
    max: PsiMax
    range: PsiRange
    standardDeviation: PsiStdDev
    variance: PsiVariance
    skewness: PsiSkewness
    kurtosis: PsiKurtosis
    coefficientOfVariation: PsiCoeffVar
    standardError: PsiStdErr
    meanAbsoluteDeviation: PsiAbsDev
    count: PsiCount
    meanHalfWidth: PsiMeanCI
    percentile: PsiPercentile
    percentileAbove: PsiPercentileD
    probability: PsiTarget
    probabilityAbove: PsiTargetD
  `,
  ),
  ...statisticRows(
    'psi',
    `
    mean: PsiTheoMean
    median: PsiTheoMedian
    min: PsiTheoMin
    max: PsiTheoMax
    range: PsiTheoRange
    standardDeviation: PsiTheoStdDev
    variance: PsiTheoVariance
    skewness: PsiTheoSkewness
    kurtosis: PsiTheoKurtosis
    percentile: PsiTheoPercentile
    percentileAbove: PsiTheoPercentileD
    probability: PsiTheoTarget
    probabilityAbove: PsiTheoTargetD
  `,
    true,
  ),
  ...unsupportedRows(
    'psi',
    'Which tail it takes, and with which sign, could not be verified: the results hold value at risk and expected shortfall.',
    'PsiBVaR PsiCVaR',
    false,
  ),
  ...unsupportedRows(
    'psi',
    'This statistic is not computed within the workbook: see the results.',
    `PsiCITrials PsiCorrelation PsiData PsiExpGain PsiExpGainRatio PsiExpLoss PsiExpLossRatio PsiExpValMargin PsiFrequency PsiMeanCIB
     PsiPercentileCI PsiTargetCI PsiSemiDev PsiSemiVar PsiSenValue PsiSigmaCP PsiStdDevCI PsiCurrentTrial
     PsiOptValue PsiNumTrials PsiSimData PsiTheoMode`,
    false,
  ),
];
