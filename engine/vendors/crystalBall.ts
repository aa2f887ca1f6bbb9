/**
 * Crystal Ball's functions; assumptions and forecasts that are no formulas: see docs/vendors.md. Source: "Crystal Ball User's Guide",
 * appendix A, and "Developer's Guide", the order of the parameters as in CB.GetFitParm and CB.GetForeStat. After its parameters every
 * distribution takes a lower and an upper cut-off and a name.
 */
import { distributionRows, statisticRows, unsupportedRows } from './rows.ts';
import type { VendorFunction } from './vendorFunction.ts';

export const crystalBall: readonly VendorFunction[] = [
  ...distributionRows(
    'crystalBall',
    `
    CB.Beta(alpha, beta, scale) = betageneral(alpha, beta, 0, scale)
    CB.BetaPERT(min, likeliest, max) = pert(min, likeliest, max)
    CB.Binomial(p, n) = binomial(n, p)
    CB.Custom(range) = discrete(INDEX(range, 0, 1), INDEX(range, 0, 2))
    CB.DiscreteUniform(min, max) = integer(min, max)
    CB.Exponential(rate) = exponential(1/rate)
    CB.Gamma(location, scale, shape) = shift(gamma(shape, scale), location)
    CB.Geometric(p) = shift(geometric(p), 1)
    CB.Logistic(mean, scale) = logistic(mean, scale)
    CB.Lognormal(mean, sd) = lognormal(mean, sd)
    CB.MaxExtreme(likeliest, scale) = extremevalue(likeliest, scale)
    CB.MinExtreme(likeliest, scale) = extremevaluemin(likeliest, scale)
    CB.NegBinomial(p, shape) = shift(negativebinomial(shape, p), shape)
    CB.Normal(mean, sd) = normal(mean, sd)
    CB.Pareto(location, shape) = pareto(shape, location)
    CB.Poisson(rate) = poisson(rate)
    CB.StudentT(midpoint, scale, df) = midpoint+scale*studentt(df)
    CB.Triangular(min, likeliest, max) = triangular(min, likeliest, max)
    CB.Uniform(min, max) = uniform(min, max)
    CB.Weibull(location, scale, shape) = shift(weibull(shape, scale), location)
    CB.YesNo(p) = bernoulli(p)
  `,
  ),
  ...unsupportedRows(
    'crystalBall',
    'The order of its parameters could not be verified: replace the cell by an input.',
    'CB.Beta2 CB.Hypergeometric CB.Lognormal2 CB.Triangular2 CB.Exponential2',
  ),
  ...statisticRows(
    'crystalBall',
    `
    byIndex: CB.GetForeStatFN
    percent: CB.GetForePercentFN CB.GetAssumPercentFN
    certainty: CB.GetCertaintyFN
    count: CB.IterationsFN
  `,
  ),
  ...unsupportedRows(
    'crystalBall',
    'It reads settings of Crystal Ball, which is not there.',
    'CB.GetForeDataFN CB.GetAssumFN CB.GetRunPrefsFN CB.GetDecVarFN CB.GetCorrelationFN',
    false,
  ),
];
