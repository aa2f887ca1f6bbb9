/** Statistics of a distribution itself, without a simulation (RiskTheoMean, PsiTheoPercentile, ...). */
import { withDefaults } from '../distributions/distribution.ts';
import { numberError, type Scalar, valueError } from '../interpret/value.ts';
import { exp, normalCdf } from '../kernels/index.ts';
import type { Statistic } from '../vendors/vendorFunctions.ts';
import { type BoundDistribution, distributionNamed, quantileOf } from './bindDistribution.ts';

export function theoretical(bound: BoundDistribution, statistic: Statistic, argument: Scalar): Scalar {
  const { quantile, cdf, support } = quantileOf(bound);
  const plain = bound.modifiers.length === 0 ? distributionNamed(bound.name) : undefined;
  const prepared = plain?.prepare(withDefaults(plain, bound.parameters));
  const isDiscrete = distributionNamed(bound.name)?.kind === 'discrete';
  const expected = isDiscrete ? expectedOfSteps(quantile, cdf, support[1] < Infinity) : expectedOfCurve(quantile);
  const mean = (): number | undefined => (plain ? plain.mean(prepared) : expected((x) => x));
  const central = (power: 2 | 3 | 4): number | undefined => {
    const centre = mean();
    return centre === undefined || !Number.isFinite(centre) ? undefined : expected((x) => powerOf(x - centre, power));
  };
  const variance = (): number | undefined => (plain ? plain.variance(prepared) : central(2));
  /** By the same integral above and below, so that its errors are. */
  const standardised = (power: 3 | 4): Scalar => {
    const [second, own] = [central(2), central(power)];
    if (second === undefined || own === undefined || !(second > 0)) return numberError;
    return own / (power === 3 ? second * Math.sqrt(second) : second * second);
  };
  const at = (p: number): Scalar =>
    p > 0 && p < 1 ? quantile(p) : p === 0 ? support[0] : p === 1 ? support[1] : numberError;
  const given = (f: (x: number) => Scalar): Scalar => (typeof argument === 'number' ? f(argument) : valueError);
  switch (statistic) {
    case 'mean':
      return mean() ?? numberError;
    case 'variance':
      return variance() ?? numberError;
    case 'standardDeviation':
      return Math.sqrt(variance() ?? Number.NaN);
    case 'skewness':
      return standardised(3);
    case 'kurtosis':
      return standardised(4);
    case 'median':
      return at(0.5);
    case 'min':
      return support[0];
    case 'max':
      return support[1];
    case 'range':
      return support[1] - support[0];
    case 'percentile':
      return given(at);
    case 'percentileAbove':
      return given((p) => at(1 - p));
    case 'probability':
      return given(cdf);
    case 'probabilityAbove':
      return given((x) => 1 - cdf(x));
    default:
      return valueError;
  }
}

const powerOf = (x: number, power: 2 | 3 | 4): number =>
  power === 2 ? x * x : power === 3 ? x * x * x : x * x * x * x;

/** undefined where it is not known well enough. */
type Expected = (f: (x: number) => number) => number | undefined;

/** Uniform numbers of a run lie within this many standard deviations of a normal variable. */
const reach = 8;
const step = 1 / 512;
/** What lies beyond reach - 1 may make up this share of an expectation. */
const trusted = 1e-6;

/** By the trapezium rule over z, u = normalCdf(z). An expectation that the far tail decides is not known, or does not exist. */
function expectedOfCurve(quantile: (u: number) => number): Expected {
  return (f) => {
    let [sum, far, weights] = [0, 0, 0];
    for (let z = -reach; z <= reach; z += step) {
      const weight = exp((-z * z) / 2);
      const term = weight * f(quantile(normalCdf(z)));
      weights += weight;
      sum += term;
      if (Math.abs(z) > reach - 1) far += Math.abs(term);
    }
    return far > trusted * Math.abs(sum) + 1e-12 * weights ? undefined : sum / weights;
  };
}

const mostSteps = 1_000_000;

/** Value by value, as far as the distribution function tells them apart. */
function expectedOfSteps(quantile: (u: number) => number, cdf: (x: number) => number, hasEnd: boolean): Expected {
  return (f) => {
    let [sum, last, below] = [0, 0, 0];
    for (let count = 0; count < mostSteps; count++) {
      const u = Math.max(2 ** -53, below * (1 + 2 ** -52));
      if (u >= 1 - 2 ** -53) return !hasEnd && Math.abs(last) > trusted * Math.abs(sum) + 1e-12 ? undefined : sum;
      const x = quantile(u);
      const upTo = Math.max(cdf(x), u);
      last = (upTo - below) * f(x);
      sum += last;
      below = upTo;
    }
    return undefined;
  };
}
