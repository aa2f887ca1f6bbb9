import { poissonTerm } from './deviance.ts';
import { logGamma } from './gamma.ts';
import { isLargeAndNear, largeAndNear } from './incompleteGammaLarge.ts';
import { invert } from './invert.ts';
import { exp, expm1, log, normalQuantile } from './scalar.ts';

const MOST_TERMS = 1_000_000;

/** P(a, x) by its power series, best for x < a + 1. Source: DLMF 8.11.4. */
const series = (a: number, x: number): number => {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < MOST_TERMS; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return poissonTerm(a, x) * sum;
};

/** Q(a, x) by its continued fraction, best for x > a + 1, with Lentz's method. Source: DLMF 8.9.2. */
const fraction = (a: number, x: number): number => {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let f = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < 1e-300) d = 1e-300;
    c = b + an / c;
    if (Math.abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    const change = d * c;
    f *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return poissonTerm(a, x) * a * f;
};

/** Q(a, x) for a and x at most about 1, where 1 - P would cancel: 1 - x^a / gamma(1 + a) and the rest of the series. */
const smallComplement = (a: number, x: number): number => {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 200; n++) {
    term *= -x / n;
    const part = (a * term) / (a + n);
    sum += part;
    if (Math.abs(part) < 1e-18) break;
  }
  const exponent = a * log(x) - logGamma(1 + a);
  const first = expm1(exponent);
  return -first - (first + 1) * sum;
};

/** The regularised lower incomplete gamma function P(a, x), a > 0, x >= 0. */
export const incompleteGammaP = (a: number, x: number): number => {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  if (isLargeAndNear(a, x)) return largeAndNear(a, x).p;
  return x < a + 1 ? series(a, x) : 1 - fraction(a, x);
};

/** The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), accurate where it is small. */
export const incompleteGammaQ = (a: number, x: number): number => {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  if (isLargeAndNear(a, x)) return largeAndNear(a, x).q;
  if (x >= a + 1) return fraction(a, x);
  return a < 1 && x < 1.1 ? smallComplement(a, x) : 1 - series(a, x);
};

const solve = (a: number, p: number, q: number): number => {
  if (!(a > 0 && p >= 0 && q >= 0)) return Number.NaN;
  if (p === 0) return 0;
  if (q === 0) return Infinity;
  // Near 0 the first term of the series alone; elsewhere Wilson and Hilferty's cube of a normal variable.
  const first = exp((log(p) + logGamma(1 + a)) / a);
  const z = p < q ? normalQuantile(p) : -normalQuantile(q);
  const root = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a));
  const cubed = a * root * root * root;
  const guess = first < 0.2 * (a + 1) || !(cubed > 0) ? first : cubed;
  if (first < 1e-300) return first;
  return invert(
    {
      lower: (x) => incompleteGammaP(a, x),
      upper: (x) => incompleteGammaQ(a, x),
      density: (x) => (poissonTerm(a, x) * a) / x,
    },
    p,
    q,
    guess,
    0,
    a + 10 * Math.sqrt(a) + 800,
  );
};

/** The x with P(a, x) = p. */
export const incompleteGammaPInverse = (a: number, p: number): number => solve(a, p, 1 - p);
/** The x with Q(a, x) = q: for a probability near 1 that is known by its complement. */
export const incompleteGammaQInverse = (a: number, q: number): number => solve(a, 1 - q, q);
