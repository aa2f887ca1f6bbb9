/**
 * The functions by which a workbook brings its own randomness, and those by which it marks outputs, from Excel and from the add-ins
 * that people come from. Names as in `CallNode.name`: upper case, without an add-in's prefix.
 */

export type Vendor = 'excel' | 'risk' | 'psi' | 'crystalBall' | 'modelRisk';

export interface RandomFunction {
  vendor: Vendor;
  /** distribution: gives a random value; modifier: an argument of one; output: marks an output; statistic: of the finished simulation. */
  role: 'distribution' | 'modifier' | 'output' | 'statistic';
  /** A cell that calls it varies from one iteration to the next. */
  draws: boolean;
}

const names = (text: string) => text.trim().split(/\s+/);

/** Source: Microsoft's function reference. */
const excel = names('Rand RandBetween RandArray');

/** Source: the @RISK function reference; each with its Alt, D and U forms. */
const riskDistributions = names(`
  Bernoulli Beta BetaGeneral BetaSubj Binomial Burr12 Cauchy ChiSq Compound Cumul CumulD Dagum Discrete Double DoubleTriang Duniform
  Erf Erlang Expon ExtValue ExtValueMin F FatigueLife Frechet Gamma General Geomet Histogrm HypSecant Hypergeo IntUniform InvGauss
  JohnsonMoments JohnsonSB JohnsonSU JohnsonSL Kumaraswamy Laplace Levy LogLogistic Logistic Lognorm Lognorm2 MakeInput Metalog NegBin
  Normal Pareto Pareto2 Pearson5 Pearson6 Pert Poisson Rayleigh Reciprocal Resample Simtable Splice Student Triang Trigen Uniform
  UniformAlt VaryUniform Vary Weibull AR1 AR2 MA1 MA2 ARMA ARCH1 GARCH GBM GBMJD BMMR BMMRJD CompoundDiscrete Multinomial`);
const riskModifiers = names(`
  Category Collect ConvergenceD Convergence Copula Correct Corrmat CorrmatCT DepC Fit IndepC Isdate IsDiscrete Library Lock Name Seed
  Shift SixSigma Static Truncate TruncateP Truncate2 TruncateP2 Units UniqueValue`);
const riskStatistics = names(`
  Mean Median Mode Min Max StdDev Variance Skewness Kurtosis Percentile PtoX Ptoxd PercentileD Target XtoP XtoQ QtoX TargetD Range
  CorrelCoeff Data MeanAbsDev SemiStdDev SemiVariance Stderrofmean CIMean ConvergenceLevel SimulationInfo CurrentIter CurrentSim
  StopRun TheoMean TheoMedian TheoMode TheoMin TheoMax TheoStdDev TheoVariance TheoSkewness TheoKurtosis TheoPercentile TheoPtoX
  TheoPtoXD TheoXtoP TheoXtoY TheoRange TheoTarget SensitivityInput`);

/** Source: the Analytic Solver user guide. */
const psiDistributions = names(`
  Bernoulli Beta BetaGen BetaSubj Binomial BurrXII Cauchy ChiSquare Compound Cumul CumulD Dagum Discrete DisUniform DblTriang Erf Erlang
  Exponential Extval ExtvalMin F Frechet Gamma General Geometric Histogram HypGeo HypSecant Hypergeometric IntUniform InvNormal
  JohnsonSB JohnsonSU Kumaraswamy Laplace Levy LogLogistic LogNormal LogNorm2 LogNormal2 Logarithmic Logistic MaxExtreme MetaLog
  MinExtreme Multinomial MyerSon MVLogNormal MVNormal MVResample MVShuffle NegBinomial Normal NormalSkew Pareto Pareto2 Pearson5
  Pearson6 Pert Poisson Rayleigh Reciprocal Resample Shuffle SimParam SIP Slurp Sip Student Triangular TriangGen Uniform Weibull Csip
  Binormal`);
const psiModifiers = names(`
  BaseCase Category Collect CopulaClayton CopulaFrank CopulaGauss CopulaGumbel CopulaStudent CorrDepen CorrIndep CorrMatrix
  Certified Certify Name Lock Units Seed Shift Truncate TruncateP RankCorr`);
const psiStatistics = names(`
  AbsDev BVaR CITrials CVaR CoeffVar Correlation Count Data ExpGain ExpGainRatio ExpLoss ExpLossRatio ExpValMargin Frequency Kurtosis
  Max Mean MeanCI Median Min Mode Percentile PercentileD Range SemiDev SemiVar SenValue SigmaCP Skewness StdDev StdDevCI StdErr Target
  TargetD TheoMean TheoMedian TheoMax TheoMin TheoPercentile TheoStdDev TheoVariance Variance CurrentTrial CurrentSim OptValue
  NumTrials SimData`);

/** Source: the Crystal Ball developer's guide. */
const crystalBallDistributions = names(`
  Bernoulli Beta Beta2 BetaPERT Binomial Custom DiscreteUniform Exponential Exponential2 Gamma Geometric Hypergeometric Logistic
  Lognormal Lognormal2 MaxExtreme MinExtreme NegBinomial Normal Pareto Poisson StudentT Triangular Triangular2 Uniform Weibull YesNo`);
const crystalBallStatistics = names(
  'GetForeStatFN GetForePercentFN GetCertaintyFN GetForeDataFN GetAssumFN GetAssumPercentFN IterationsFN GetRunPrefsFN',
);

/** Source: the ModelRisk help; each also as an Object, which gives no value of its own. */
const modelRiskDistributions = names(`
  Bernoulli Beta Beta4 BetaBinomial BetaGeometric BetaNegBin Binomial Bradford Burr Cauchy Chi ChiSq Cumulative CumulA CumulD Dagum
  DepoissonPT Delaporte Discrete DUniform Erf Erlang Error ExtremeValueMax ExtremeValueMin Expon F FatigueLife Gamma GLogistic Geometric
  GTU Histogram HS Hypergeo InvHypergeo IntUniform InverseGaussian JohnsonB JohnsonU JKBM Kumaraswamy Laplace Levy LogBeta LogGamma
  Logarithmic Logistic LogLaplace LogLogistic LogTriangle LogUniform Lognormal LognormalB LognormalE LogWeibull ModPERT Metalog NegBin
  NCChiSq NCF Nbootmean Normal NormalMix Ogive Pareto Pareto2 Pearson5 Pearson6 PERT Poisson Polya PoissonUniform Rayleigh Reciprocal
  Relative SkewNormal Slash SplitTriangle StepUniform Student Student3 SurvivalBinomial Triangle Uniform Weibull Weibull3 AggregateMC
  AggregateFFT AggregatePanjer AggregateMoments CopulaBiClayton CopulaBiFrank CopulaBiGumbel CopulaBiNormal CopulaBiT CopulaMultiClayton
  CopulaMultiFrank CopulaMultiGumbel CopulaMultiNormal CopulaMultiT TimeGBM TimeAR1 TimeMA1 TimeGARCH CombinedInput RiskEvent`);
const modelRiskModifiers = names('Input Shift XBounds PBounds');
const modelRiskStatistics = names(`
  Mean Median Mode SimMean SimStdev SimPercentile SimMin SimMax SimVariance SimSkewness SimKurtosis SimProb SimTable SimCorrelation
  Variance Stdev Skewness Kurtosis Prob Prob10`);

const table = new Map<string, RandomFunction>();
function add(
  vendor: Vendor,
  role: RandomFunction['role'],
  prefix: string,
  list: readonly string[],
  ...suffixes: string[]
) {
  for (const name of list) {
    for (const suffix of ['', ...suffixes]) {
      table.set((prefix + name + suffix).toUpperCase(), { vendor, role, draws: role === 'distribution' });
    }
  }
}
// A name that means both a statistic and a distribution's form must stay a distribution, so these come last.
add('risk', 'statistic', 'Risk', riskStatistics);
add('risk', 'modifier', 'Risk', riskModifiers);
add('risk', 'output', 'Risk', ['Output']);
add('risk', 'distribution', 'Risk', riskDistributions, 'Alt', 'AltD');
add('psi', 'statistic', 'Psi', psiStatistics);
add('psi', 'modifier', 'Psi', psiModifiers);
add('psi', 'output', 'Psi', ['Output', 'OutputC']);
add('psi', 'distribution', 'Psi', psiDistributions, 'Alt');
add('crystalBall', 'statistic', 'CB.', crystalBallStatistics);
add('crystalBall', 'distribution', 'CB.', crystalBallDistributions);
add('modelRisk', 'statistic', 'Vose', modelRiskStatistics);
add('modelRisk', 'modifier', 'Vose', modelRiskModifiers);
add(
  'modelRisk',
  'modifier',
  'Vose',
  modelRiskDistributions.map((name) => `${name}Object`),
);
add('modelRisk', 'output', 'Vose', ['Output']);
add('modelRisk', 'distribution', 'Vose', modelRiskDistributions);
add('excel', 'distribution', '', excel);

/** What a function has to do with randomness; undefined: nothing. */
export const randomFunction = (name: string): RandomFunction | undefined => table.get(name);
