/**
 * @RISK. Source: the @RISK function reference (help.palisade.com, "Distribution Functions", "Property Functions", "Statistic
 * Functions"); parameters have the names that the Alt forms take as texts, such as "mu", "m. likely" and "alpha1".
 */
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
  'risk',
  `
  RiskBernoulli(p) = bernoulli(p)
  RiskBeta(alphaOne, alphaTwo) = beta(alphaOne, alphaTwo)
  RiskBetaGeneral(alphaOne, alphaTwo, min, max) = betageneral(alphaOne, alphaTwo, min, max)
  RiskBetaSubj(min, mlikely, mean, max) = betasubjective(min, mlikely, mean, max)
  RiskBinomial(n, p) = binomial(n, p)
  RiskBurr12(gamma, beta, alphaOne, alphaTwo) = burr12(gamma, beta, alphaOne, alphaTwo)
  RiskCauchy(gamma, beta) = cauchy(gamma, beta)
  RiskChisq(v) = chisquare(v)
  RiskCompound(frequency, severity, deductible=, limit=) = compound(frequency, severity, deductible, limit)
  RiskCumul(min, max, x, p) = cumulative(min, max, x, p)
  RiskCumulD(min, max, x, p) = cumulative(min, max, x, 1-p)
  RiskDagum(gamma, beta, alphaOne, alphaTwo) = dagum(gamma, beta, alphaOne, alphaTwo)
  RiskDiscrete(x, p) = discrete(x, p)
  RiskDUniform(x) = discreteuniform(x)
  RiskDoubleTriang(min, mlikely, max, p) = doubletriangular(min, mlikely, max, p)
  RiskErf(h) = erf(h)
  RiskErlang(m, beta) = erlang(m, beta)
  RiskExpon(beta) = exponential(beta)
  RiskExtvalue(alpha, beta) = extremevalue(alpha, beta)
  RiskExtvalueMin(alpha, beta) = extremevaluemin(alpha, beta)
  RiskF(v, w) = f(v, w)
  RiskFatigueLife(y, beta, alpha) = fatiguelife(y, beta, alpha)
  RiskFrechet(y, beta, alpha) = frechet(y, beta, alpha)
  RiskGamma(alpha, beta) = gamma(alpha, beta)
  RiskGeneral(min, max, x, p) = general(min, max, x, p)
  RiskGeomet(p) = geometric(p)
  RiskHistogrm(min, max, p) = histogram(min, max, p)
  RiskHypSecant(y, beta) = hyperbolicsecant(y, beta)
  RiskHypergeo(n, d, m) = hypergeometric(n, d, m)
  RiskIntUniform(min, max) = integer(min, max)
  RiskInvgauss(mu, lambda) = inversegaussian(mu, lambda)
  RiskJohnsonMoments(mu, sigma, skew, kurt) = johnsonmoments(mu, sigma, skew, kurt)
  RiskJohnsonSB(alphaOne, alphaTwo, min, max) = johnsonsb(alphaOne, alphaTwo, min, max)
  RiskJohnsonSU(alphaOne, alphaTwo, gamma, beta) = johnsonsu(alphaOne, alphaTwo, gamma, beta)
  RiskKumaraswamy(alphaOne, alphaTwo, min, max) = kumaraswamy(alphaOne, alphaTwo, min, max)
  RiskLaplace(mu, sigma) = laplace(mu, sigma)
  RiskLevy(alpha, scale) = levy(alpha, scale)
  RiskLogistic(alpha, beta) = logistic(alpha, beta)
  RiskLoglogistic(gamma, beta, alpha) = loglogistic(gamma, beta, alpha)
  RiskLognorm(mu, sigma) = lognormal(mu, sigma)
  RiskLognorm2(mu, sigma) = lognormal2(mu, sigma)
  RiskNegbin(s, p) = negativebinomial(s, p)
  RiskNormal(mu, sigma) = normal(mu, sigma)
  RiskPareto(theta, alpha) = pareto(theta, alpha)
  RiskPareto2(scale, q) = pareto2(scale, q)
  RiskPearson5(alpha, beta) = pearson5(alpha, beta)
  RiskPearson6(alphaOne, alphaTwo, beta) = pearson6(alphaOne, alphaTwo, beta)
  RiskPert(min, mlikely, max) = pert(min, mlikely, max)
  RiskPoisson(lambda) = poisson(lambda)
  RiskRayleigh(beta) = rayleigh(beta)
  RiskReciprocal(min, max) = reciprocal(min, max)
  RiskResample(method, x) = empirical(x)
  RiskSplice(below, above, point) = splice(below, above, point)
  RiskStudent(v) = studentt(v)
  RiskTlognorm(mu, sigma, min, max) = truncate(lognormal(mu, sigma), min, max)
  RiskTnormal(mu, sigma, min, max) = truncate(normal(mu, sigma), min, max)
  RiskTriang(min, mlikely, max) = triangular(min, mlikely, max)
  RiskTrigen(bottom, mlikely, top, low, high) = trigen(bottom, mlikely, top, low, high)
  RiskUniform(min, max) = uniform(min, max)
  RiskWeibull(alpha, beta) = weibull(alpha, beta)
`,
);

const noQuantile = 'Simsheet has no such distribution yet: replace the cell by an input with another one.';
const manyDraws =
  'It takes several random numbers for one value, or others as its arguments: replace the cell by an input.';
const timeSeries =
  'Its equation or the order of its parameters could not be verified: write each period as a formula of the one before.';
const throughProperties =
  'It is a series through RiskTSTransform and RiskTSIntegrate alone, and in which order these act is not documented: write each period as a formula of the one before.';

export const atRisk: readonly VendorFunction[] = [
  ...unsupportedRows('risk', noQuantile, 'RiskMetalog RiskVary RiskVaryUniform'),
  ...unsupportedRows('risk', manyDraws, 'RiskCompoundDiscrete RiskMVNormal RiskMVT RiskDouble'),
  ...unsupportedRows(
    'risk',
    timeSeries,
    `RiskGARCH RiskGARCH11 RiskEGARCH RiskEGARCH11 RiskAPARCH RiskAPARCH11 RiskBMMRJD RiskVAR1 RiskVAR2 RiskVMA1
     RiskVMA2`,
  ),
  ...unsupportedRows('risk', throughProperties, 'RiskGBM RiskGBMJD'),
  ...unsupportedRows(
    'risk',
    'In which order it acts on a series is not documented: write each period as a formula of the one before.',
    'RiskTSTransform RiskTSIntegrate RiskTSSeasonality RiskTSSync',
    false,
  ),
  ...arrayRows(
    'risk',
    `
    autoregressive: RiskAR1
    autoregressiveTwo: RiskAR2
    movingAverage: RiskMA1
    movingAverageTwo: RiskMA2
    conditionalVariance: RiskARCH1
    autoregressiveMovingAverage: RiskARMA11
    meanReversion: RiskBMMR
    multinomial: RiskMultinomial
    dirichlet: RiskDirichlet
  `,
  ),
  ...unsupportedRows(
    'risk',
    'It reads or steers @RISK itself, which is not there.',
    `RiskSimulationInfo RiskCurrentIter RiskStopRun RiskResultsGraph RiskSensitivity RiskSensitivityStatChange
     RiskConvergenceLevel RiskData RiskCorrel RiskUniqueValue RiskDataSetMean`,
    false,
  ),
  ...unsupportedRows(
    'risk',
    'How it counts defects, and what the long-term shift does to them, is not published: take the probabilities of the limits.',
    'RiskDPM RiskPNC RiskPNCLower RiskPNCUpper RiskPPMLower RiskPPMUpper RiskSigmaLevel RiskYV',
    false,
  ),
  ...unsupportedRows(
    'risk',
    'How its range of cells holds the copula is not documented: give the correlation in the request.',
    'RiskCopula RiskCorrectCopula',
    false,
  ),
  ...distributions,
  ...alternativeRows(distributions, 'Alt', 'ascending'),
  ...alternativeRows(distributions, 'AltD', 'descending'),
  ...modifierRows(
    'risk',
    `
    name: RiskName
    truncate: RiskTruncate
    truncateAfterShift: RiskTruncate2
    truncateProbability: RiskTruncateP
    shift: RiskShift
    lock: RiskLock
    static: RiskStatic
    seed: RiskSeed
    correlationMatrix: RiskCorrmat
    correlationLeader: RiskIndepC
    correlationFollower: RiskDepC
    specification: RiskSixSigma
  `,
  ),
  ...ignoredRows(
    'risk',
    'It says how the input is shown, grouped, kept or linked.',
    'RiskCategory RiskCollect RiskUnits RiskIsDate RiskIsDiscrete RiskFit RiskLibrary',
  ),
  ...ignoredRows('risk', 'A request says when to stop.', 'RiskConvergence'),
  { role: 'output', vendor: 'risk', name: 'RiskOutput' },
  {
    role: 'transparent',
    vendor: 'risk',
    name: 'RiskMakeInput',
    note: 'Its value passes through; sensitivity is reported for the draws that it is computed from.',
  },
  { role: 'series', vendor: 'risk', name: 'RiskSimtable' },
  { role: 'simulationNumber', vendor: 'risk', name: 'RiskCurrentSim' },
  ...statisticRows(
    'risk',
    `
    mean: RiskMean
    median: RiskMedian
    mode: RiskMode
    min: RiskMin
    max: RiskMax
    range: RiskRange
    standardDeviation: RiskStdDev
    variance: RiskVariance
    skewness: RiskSkewness
    kurtosis: RiskKurtosis
    coefficientOfVariation: RiskCoeffOfVariation
    standardError: RiskStdErrOfMean
    meanAbsoluteDeviation: RiskMeanAbsDev
    percentile: RiskPercentile RiskPtoX
    percentileAbove: RiskPercentileD RiskQtoX
    probability: RiskTarget RiskXtoP
    probabilityAbove: RiskTargetD RiskXtoQ
    cp: RiskCp
    cpk: RiskCpk
    cpkLower: RiskCpkLower
    cpkUpper: RiskCpkUpper
    cpm: RiskCpm
    k: RiskK
    zLower: RiskZlower
    zUpper: RiskZUpper
    zMin: RiskZMin
    lowerBound: RiskLowerXBound
    upperBound: RiskUpperXBound
  `,
  ),
  ...statisticRows(
    'risk',
    `
    mean: RiskTheoMean
    median: RiskTheoMedian
    min: RiskTheoMin
    max: RiskTheoMax
    range: RiskTheoRange
    standardDeviation: RiskTheoStdDev
    variance: RiskTheoVariance
    skewness: RiskTheoSkewness
    kurtosis: RiskTheoKurtosis
    percentile: RiskTheoPercentile RiskTheoPtoX
    percentileAbove: RiskTheoPercentileD RiskTheoQtoX
    probability: RiskTheoTarget RiskTheoXtoP
    probabilityAbove: RiskTheoTargetD RiskTheoXtoQ
  `,
    true,
  ),
  ...unsupportedRows(
    'risk',
    'This statistic is not computed within the workbook: see the results.',
    'RiskTheoMode RiskTheoXtoY RiskSemiStdDev RiskSemiVariance RiskCIMean RiskCIPercentile',
    false,
  ),
];
