/**
 * ModelRisk. Source: its function list and "Distribution functions and the U parameter" (vosesoftware.com). After its parameters every
 * distribution takes U, at which it is read instead of drawn, then properties. Functions of objects: their help pages, such as
 * "VoseAggregateMC" and "VoseRiskEvent", and the vendor's catalogue of functions (github.com/vosesoftware/modelrisk-mcp).
 */
import { modelRiskDistributions as distributions } from './modelRiskDistributions.ts';
import { arrayRows, modifierRows, objectRows, statisticRows, unsupportedRows } from './rows.ts';
import type { VendorFunction } from './vendorFunction.ts';

const others =
  `Burr DepoissonPT Fatigue FatigueLife GLogistic HypergeoD HypergeoM KernelCU Lifetime2 Lifetime3 LifetimeExp LogGamma
  LogTriangle LogUniform LogWeibull Metalog NormalMix PoissonUniform SkewNormal SurvivalBinomial`
    .split(/\s+/)
    .map((name) => `Vose${name}`)
    .join(' ');

const noDistribution =
  'Simsheet has no such distribution yet, or its parameters could not be verified: replace the cell by an input.';
const twoSlopes =
  'Its slopes are straight for exponents of 1 by its help page, of 2 by the article that this follows: replace the cell by an input.';
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
  ...unsupportedRows('modelRisk', twoSlopes, 'VoseGTU'),
  ...unsupportedRows('modelRisk', twoSlopes, 'VoseGTUObject', false),
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
