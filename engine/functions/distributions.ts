import { divisionByZero, type ErrorValue, isError, notAvailable, numberError } from '../interpret/value.ts';
import * as k from '../kernels/index.ts';
import { choose } from './combinatorics.ts';
import { alias, type FunctionDescriptor, pure } from './descriptor.ts';

/**
 * Excel's distribution functions over the kernels. Errors and truncation of arguments: the functions' pages on
 * support.microsoft.com. Densities of many factors go through logarithms.
 */
const { exp, log, log1p, pow, normalCdf, normalQuantile } = k;

type Result = number | ErrorValue;
const squareRootTwoPi = Math.sqrt(2 * Math.PI);
export const normalDensity = (z: number): number => exp((-z * z) / 2) / squareRootTwoPi;
const isProbability = (p: number) => p > 0 && p < 1;

/** Student's t: P(T <= t). */
export function studentCdf(t: number, degrees: number): number {
  const square = t * t;
  const tail = 0.5 * k.incompleteBeta(degrees / (degrees + square), degrees / 2, 0.5, square / (degrees + square));
  return t > 0 ? 1 - tail : tail;
}
export const studentTail = (t: number, degrees: number): number => studentCdf(-t, degrees);

/** The t with P(T <= t) = p. */
export function studentQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const x = k.incompleteBetaInverse(2 * tail, degrees / 2, 0.5);
  const y = k.incompleteBetaInverse(1 - 2 * tail, 0.5, degrees / 2, 2 * tail);
  const t = Math.sqrt((degrees * y) / x);
  return p < 0.5 ? -t : t;
}

const studentDensity = (t: number, degrees: number): number =>
  exp(
    k.logGamma((degrees + 1) / 2) -
      k.logGamma(degrees / 2) -
      0.5 * log(degrees * Math.PI) -
      ((degrees + 1) / 2) * log1p((t * t) / degrees),
  );

export const fCdf = (x: number, a: number, b: number): number =>
  k.incompleteBeta((a * x) / (a * x + b), a / 2, b / 2, b / (a * x + b));
export const fTail = (x: number, a: number, b: number): number =>
  k.incompleteBeta(b / (a * x + b), b / 2, a / 2, (a * x) / (a * x + b));

function fDensity(x: number, a: number, b: number): number {
  if (x === 0) return a < 2 ? Number.NaN : a === 2 ? 1 : 0;
  return exp(
    (a / 2) * log(a / b) + (a / 2 - 1) * log(x) - ((a + b) / 2) * log1p((a * x) / b) - k.logBeta(a / 2, b / 2),
  );
}

function fQuantileOfTail(q: number, a: number, b: number): number {
  const y = k.incompleteBetaInverse(q, b / 2, a / 2, 1 - q);
  const x = k.incompleteBetaInverse(1 - q, a / 2, b / 2, q);
  return (b * x) / (a * y);
}
function fQuantile(p: number, a: number, b: number): number {
  const x = k.incompleteBetaInverse(p, a / 2, b / 2, 1 - p);
  const y = k.incompleteBetaInverse(1 - p, b / 2, a / 2, p);
  return (b * x) / (a * y);
}

export const chiSquareCdf = (x: number, degrees: number): number => k.incompleteGammaP(degrees / 2, x / 2);
export const chiSquareTail = (x: number, degrees: number): number => k.incompleteGammaQ(degrees / 2, x / 2);

function gammaDensity(x: number, shape: number, scale: number): Result {
  if (x === 0) return shape < 1 ? numberError : shape === 1 ? 1 / scale : 0;
  return exp((shape - 1) * log(x / scale) - x / scale - k.logGamma(shape)) / scale;
}

function betaDensity(x: number, a: number, b: number): Result {
  if ((x === 0 && a < 1) || (x === 1 && b < 1)) return numberError;
  if (x === 0) return a === 1 ? b : 0;
  if (x === 1) return b === 1 ? a : 0;
  return exp((a - 1) * log(x) + (b - 1) * log1p(-x) - k.logBeta(a, b));
}

/** n over k times p^k (1 - p)^(n - k). */
export function binomialProbability(n: number, successes: number, p: number): number {
  if (p === 0) return successes === 0 ? 1 : 0;
  if (p === 1) return successes === n ? 1 : 0;
  if (n < 60) return choose(n, successes) * pow(p, successes) * pow(1 - p, n - successes);
  const logarithm =
    k.logGamma(n + 1) -
    k.logGamma(successes + 1) -
    k.logGamma(n - successes + 1) +
    successes * log(p) +
    (n - successes) * log1p(-p);
  return exp(logarithm);
}

const binomialCdf = (n: number, successes: number, p: number): number =>
  successes >= n ? 1 : k.incompleteBeta(1 - p, n - successes, successes + 1, p);

/** The least number of successes with P(X <= k) >= alpha. */
function binomialQuantile(n: number, p: number, alpha: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(n, middle, p) >= alpha) high = middle;
    else low = middle + 1;
  }
  return low;
}

const poissonProbability = (x: number, mean: number): number =>
  mean === 0 ? (x === 0 ? 1 : 0) : exp(x * log(mean) - mean - k.logGamma(x + 1));

function hypergeometric(successes: number, sample: number, marked: number, population: number): number {
  if (successes > marked || sample - successes > population - marked) return 0;
  if (population <= 1000) {
    const direct =
      (choose(marked, successes) * choose(population - marked, sample - successes)) / choose(population, sample);
    if (Number.isFinite(direct)) return direct;
  }
  const logChoose = (n: number, r: number) => k.logGamma(n + 1) - k.logGamma(r + 1) - k.logGamma(n - r + 1);
  return exp(
    logChoose(marked, successes) + logChoose(population - marked, sample - successes) - logChoose(population, sample),
  );
}

/** Terms that are added one by one. */
const mostTerms = 1_000_000;

/** Counts beyond this Excel refuses. */
const largestTrials = 1e15;

const betaDistribution = (x: number, a: number, b: number, cumulative: boolean, low: number, high: number): Result => {
  if (a <= 0 || b <= 0 || x < low || x > high || low === high) return numberError;
  const z = (x - low) / (high - low);
  if (cumulative) return k.incompleteBeta(z, a, b);
  const density = betaDensity(z, a, b);
  return isError(density) ? density : density / (high - low);
};

const betaInverse = pure(
  'BETA.INV',
  ['number', 'number', 'number', 'number?', 'number?'],
  (p, a, b, low = 0, high = 1) =>
    p <= 0 || p >= 1 || a <= 0 || b <= 0 || low >= high
      ? numberError
      : low + k.incompleteBetaInverse(p, a, b) * (high - low),
);
const binomial = pure('BINOM.DIST', ['integer', 'integer', 'number', 'logical'], (s, n, p, cumulative) => {
  if (s < 0 || s > n || p < 0 || p > 1 || n > largestTrials) return numberError;
  return cumulative ? binomialCdf(n, s, p) : binomialProbability(n, s, p);
});
const binomialInverse = pure('BINOM.INV', ['integer', 'number', 'number'], (n, p, alpha) =>
  n < 0 || !isProbability(p) || !isProbability(alpha) ? numberError : binomialQuantile(n, p, alpha),
);
const chiSquareRight = pure('CHISQ.DIST.RT', ['number', 'integer'], (x, degrees) =>
  x < 0 || degrees < 1 || degrees > 1e10 ? numberError : chiSquareTail(x, degrees),
);
const chiSquareRightInverse = pure('CHISQ.INV.RT', ['number', 'integer'], (p, degrees) =>
  p < 0 || p > 1 || p === 0 || degrees < 1 || degrees > 1e10
    ? numberError
    : 2 * k.incompleteGammaQInverse(degrees / 2, p),
);
const normalConfidence = pure('CONFIDENCE.NORM', ['number', 'number', 'integer'], (alpha, deviation, n) =>
  !isProbability(alpha) || deviation <= 0 || n < 1
    ? numberError
    : (-normalQuantile(alpha / 2) * deviation) / Math.sqrt(n),
);
const exponential = pure('EXPON.DIST', ['number', 'number', 'logical'], (x, rate, cumulative) =>
  x < 0 || rate <= 0 ? numberError : cumulative ? -k.expm1(-rate * x) : rate * exp(-rate * x),
);
const fRight = pure('F.DIST.RT', ['number', 'integer', 'integer'], (x, a, b) =>
  x < 0 || a < 1 || b < 1 ? numberError : fTail(x, a, b),
);
const fRightInverse = pure('F.INV.RT', ['number', 'integer', 'integer'], (p, a, b) =>
  p <= 0 || p > 1 || a < 1 || b < 1 ? numberError : fQuantileOfTail(p, a, b),
);
const gammaDistribution = pure(
  'GAMMA.DIST',
  ['number', 'number', 'number', 'logical'],
  (x, shape, scale, cumulative) => {
    if (x < 0 || shape <= 0 || scale <= 0) return numberError;
    return cumulative ? k.incompleteGammaP(shape, x / scale) : gammaDensity(x, shape, scale);
  },
);
const gammaInverse = pure('GAMMA.INV', ['number', 'number', 'number'], (p, shape, scale) =>
  p < 0 || p >= 1 || shape <= 0 || scale <= 0 ? numberError : p === 0 ? 0 : k.incompleteGammaPInverse(shape, p) * scale,
);
const gammaLogarithm = pure('GAMMALN', ['number'], (x) => (x <= 0 ? numberError : k.logGamma(x)));
const lognormalInverse = pure('LOGNORM.INV', ['number', 'number', 'number'], (p, mu, sigma) =>
  !isProbability(p) || sigma <= 0 ? numberError : exp(mu + sigma * normalQuantile(p)),
);
const normal = pure('NORM.DIST', ['number', 'number', 'number', 'logical'], (x, mean, deviation, cumulative) => {
  if (deviation <= 0) return numberError;
  const z = (x - mean) / deviation;
  return cumulative ? normalCdf(z) : normalDensity(z) / deviation;
});
const normalInverse = pure('NORM.INV', ['number', 'number', 'number'], (p, mean, deviation) =>
  !isProbability(p) || deviation <= 0 ? numberError : mean + deviation * normalQuantile(p),
);
const standardInverse = pure('NORM.S.INV', ['number'], (p) => (isProbability(p) ? normalQuantile(p) : numberError));
const poisson = pure('POISSON.DIST', ['number', 'number', 'logical'], (given, mean, cumulative) => {
  if (given < 0 || mean < 0) return numberError;
  const x = Math.floor(given);
  return cumulative ? (mean === 0 ? 1 : k.incompleteGammaQ(x + 1, mean)) : poissonProbability(x, mean);
});
const weibull = pure('WEIBULL.DIST', ['number', 'number', 'number', 'logical'], (x, shape, scale, cumulative) => {
  if (x < 0 || shape <= 0 || scale <= 0) return numberError;
  const power = pow(x / scale, shape);
  return cumulative ? -k.expm1(-power) : (shape / scale) * pow(x / scale, shape - 1) * exp(-power);
});
const twoTailedInverse = pure('T.INV.2T', ['number', 'integer'], (p, degrees) =>
  p <= 0 || p > 1 || degrees < 1 ? numberError : p === 1 ? 0 : -studentQuantile(p / 2, degrees),
);
const isNegativeBinomial = (failures: number, successes: number, p: number) =>
  failures >= 0 && successes >= 1 && p > 0 && p < 1;
const negativeBinomial = (failures: number, successes: number, p: number) =>
  failures + successes < 200
    ? choose(failures + successes - 1, successes - 1) * pow(p, successes) * pow(1 - p, failures)
    : exp(
        k.logGamma(failures + successes) -
          k.logGamma(successes) -
          k.logGamma(failures + 1) +
          successes * log(p) +
          failures * log1p(-p),
      );
const isHypergeometric = (s: number, sample: number, marked: number, population: number) =>
  s >= 0 &&
  sample > 0 &&
  population > 0 &&
  marked > 0 &&
  sample <= population &&
  marked <= population &&
  s <= sample &&
  s <= marked &&
  s >= sample - population + marked;

export const distributionFunctions: readonly FunctionDescriptor[] = [
  pure(
    'BETA.DIST',
    ['number', 'number', 'number', 'logical', 'number?', 'number?'],
    (x, a, b, cumulative, low = 0, high = 1) => betaDistribution(x, a, b, cumulative, low, high),
  ),
  pure('BETADIST', ['number', 'number', 'number', 'number?', 'number?'], (x, a, b, low = 0, high = 1) =>
    betaDistribution(x, a, b, true, low, high),
  ),
  betaInverse,
  alias('BETAINV', betaInverse),
  binomial,
  alias('BINOMDIST', binomial),
  binomialInverse,
  alias('CRITBINOM', binomialInverse),
  pure('BINOM.DIST.RANGE', ['integer', 'number', 'integer', 'integer?'], (n, p, first, last = first) => {
    if (n < 0 || p < 0 || p > 1 || first < 0 || first > n || last < first || last > n || last - first > mostTerms) {
      return numberError;
    }
    let total = 0;
    for (let s = first; s <= last; s++) total += binomialProbability(n, s, p);
    return total;
  }),
  pure('CHISQ.DIST', ['number', 'integer', 'logical'], (x, degrees, cumulative) => {
    if (x < 0 || degrees < 1 || degrees > 1e10) return numberError;
    return cumulative ? chiSquareCdf(x, degrees) : gammaDensity(x, degrees / 2, 2);
  }),
  chiSquareRight,
  alias('CHIDIST', chiSquareRight),
  pure('CHISQ.INV', ['number', 'integer'], (p, degrees) =>
    p < 0 || p >= 1 || degrees < 1 || degrees > 1e10
      ? numberError
      : p === 0
        ? 0
        : 2 * k.incompleteGammaPInverse(degrees / 2, p),
  ),
  chiSquareRightInverse,
  alias('CHIINV', chiSquareRightInverse),
  normalConfidence,
  alias('CONFIDENCE', normalConfidence),
  pure('CONFIDENCE.T', ['number', 'number', 'integer'], (alpha, deviation, n) => {
    if (!isProbability(alpha) || deviation <= 0 || n < 1) return numberError;
    return n === 1 ? divisionByZero : (-studentQuantile(alpha / 2, n - 1) * deviation) / Math.sqrt(n);
  }),
  exponential,
  alias('EXPONDIST', exponential),
  pure('F.DIST', ['number', 'integer', 'integer', 'logical'], (x, a, b, cumulative) =>
    x < 0 || a < 1 || b < 1 ? numberError : cumulative ? fCdf(x, a, b) : fDensity(x, a, b),
  ),
  fRight,
  alias('FDIST', fRight),
  pure('F.INV', ['number', 'integer', 'integer'], (p, a, b) =>
    p < 0 || p >= 1 || a < 1 || b < 1 ? numberError : p === 0 ? 0 : fQuantile(p, a, b),
  ),
  fRightInverse,
  alias('FINV', fRightInverse),
  pure('FISHER', ['number'], (x) => (Math.abs(x) >= 1 ? numberError : k.atanh(x))),
  pure('FISHERINV', ['number'], (y) => k.tanh(y)),
  pure('GAMMA', ['number'], (x) =>
    x === 0 || (x < 0 && Number.isInteger(x)) ? numberError : Math.abs(x) < 0.5 ? k.gamma(1 + x) / x : k.gamma(x),
  ),
  gammaDistribution,
  alias('GAMMADIST', gammaDistribution),
  gammaInverse,
  alias('GAMMAINV', gammaInverse),
  gammaLogarithm,
  alias('GAMMALN.PRECISE', gammaLogarithm),
  pure('GAUSS', ['number'], (z) => k.erf(z / Math.SQRT2) / 2),
  pure(
    'HYPGEOM.DIST',
    ['integer', 'integer', 'integer', 'integer', 'logical'],
    (s, sample, marked, population, cumulative) => {
      if (!isHypergeometric(s, sample, marked, population)) return numberError;
      if (!cumulative) return hypergeometric(s, sample, marked, population);
      if (s > mostTerms) return numberError;
      let total = 0;
      for (let i = Math.max(0, sample - population + marked); i <= s; i++)
        total += hypergeometric(i, sample, marked, population);
      return total;
    },
  ),
  pure('HYPGEOMDIST', ['integer', 'integer', 'integer', 'integer'], (s, sample, marked, population) =>
    isHypergeometric(s, sample, marked, population) ? hypergeometric(s, sample, marked, population) : numberError,
  ),
  pure('LOGNORM.DIST', ['number', 'number', 'number', 'logical'], (x, mu, sigma, cumulative) => {
    if (x <= 0 || sigma <= 0) return numberError;
    const z = (log(x) - mu) / sigma;
    return cumulative ? normalCdf(z) : normalDensity(z) / (x * sigma);
  }),
  pure('LOGNORMDIST', ['number', 'number', 'number'], (x, mu, sigma) =>
    x <= 0 || sigma <= 0 ? numberError : normalCdf((log(x) - mu) / sigma),
  ),
  lognormalInverse,
  alias('LOGINV', lognormalInverse),
  pure('NEGBINOM.DIST', ['integer', 'integer', 'number', 'logical'], (failures, successes, p, cumulative) => {
    if (!isNegativeBinomial(failures, successes, p)) return numberError;
    return cumulative ? k.incompleteBeta(p, successes, failures + 1) : negativeBinomial(failures, successes, p);
  }),
  pure('NEGBINOMDIST', ['integer', 'integer', 'number'], (failures, successes, p) =>
    isNegativeBinomial(failures, successes, p) ? negativeBinomial(failures, successes, p) : numberError,
  ),
  normal,
  alias('NORMDIST', normal),
  normalInverse,
  alias('NORMINV', normalInverse),
  pure('NORM.S.DIST', ['number', 'logical'], (z, cumulative) => (cumulative ? normalCdf(z) : normalDensity(z))),
  pure('NORMSDIST', ['number'], normalCdf),
  standardInverse,
  alias('NORMSINV', standardInverse),
  pure('PHI', ['number'], normalDensity),
  poisson,
  alias('POISSON', poisson),
  pure('STANDARDIZE', ['number', 'number', 'number'], (x, mean, deviation) =>
    deviation <= 0 ? numberError : (x - mean) / deviation,
  ),
  pure('T.DIST', ['number', 'integer', 'logical'], (t, degrees, cumulative) => {
    if (degrees < 1) return cumulative || degrees < 0 ? numberError : divisionByZero;
    return cumulative ? studentCdf(t, degrees) : studentDensity(t, degrees);
  }),
  pure('T.DIST.RT', ['number', 'integer'], (t, degrees) => (degrees < 1 ? numberError : studentTail(t, degrees))),
  pure('T.DIST.2T', ['number', 'integer'], (t, degrees) =>
    t < 0 || degrees < 1 ? numberError : 2 * studentTail(t, degrees),
  ),
  pure('TDIST', ['number', 'integer', 'integer'], (t, degrees, tails) =>
    t < 0 || degrees < 1 || (tails !== 1 && tails !== 2) ? numberError : tails * studentTail(t, degrees),
  ),
  pure('T.INV', ['number', 'integer'], (p, degrees) =>
    p <= 0 || p >= 1 || degrees < 1 ? numberError : studentQuantile(p, degrees),
  ),
  twoTailedInverse,
  alias('TINV', twoTailedInverse),
  weibull,
  alias('WEIBULL', weibull),
  pure('PROB', ['array', 'array', 'number', 'number?'], (values, probabilities, low, high = low) => {
    if (values.values.length !== probabilities.values.length) return notAvailable;
    let total = 0;
    let all = 0;
    for (let i = 0; i < values.values.length; i++) {
      const x = values.values[i] ?? null;
      const p = probabilities.values[i] ?? null;
      if (isError(x)) return x;
      if (isError(p)) return p;
      if (typeof x !== 'number' || typeof p !== 'number') continue;
      if (p <= 0 || p > 1) return numberError;
      all += p;
      if (x >= low && x <= high) total += p;
    }
    if (all === 0) return divisionByZero;
    return Math.abs(all - 1) > 1e-9 ? numberError : total;
  }),
];
