import { betaTerm } from './deviance.ts';
import { logBeta } from './gamma.ts';
import { invert } from './invert.ts';
import { exp, log, normalQuantile } from './scalar.ts';

const MOST_TERMS = 100_000;

/** The continued fraction of the incomplete beta function, by Lentz's method. Source: DLMF 8.17.22. */
const fraction = (x: number, a: number, b: number): number => {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < 1e-300) d = 1e-300;
  d = 1 / d;
  let f = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < 1e-300) d = 1e-300;
    c = 1 + even / c;
    if (Math.abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    f *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < 1e-300) d = 1e-300;
    c = 1 + odd / c;
    if (Math.abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    const change = d * c;
    f *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return f;
};

/**
 * The regularised incomplete beta function I_x(a, b), a, b > 0, 0 <= x <= 1. `y` is 1 - x where the caller knows it better than
 * the subtraction does.
 */
export const incompleteBeta = (x: number, a: number, b: number, y = 1 - x): number => {
  if (!(a > 0 && b > 0 && x >= 0 && y >= 0)) return Number.NaN;
  if (x === 0) return 0;
  if (y === 0) return 1;
  const term = betaTerm(x, y, a, b);
  return x < (a + 1) / (a + b + 2) ? (term / a) * fraction(x, a, b) : 1 - (term / b) * fraction(y, b, a);
};

/** The x with I_x(a, b) = p; q is 1 - p where the caller knows it better. */
export const incompleteBetaInverse = (p: number, a: number, b: number, q = 1 - p): number => {
  if (!(a > 0 && b > 0 && p >= 0 && q >= 0)) return Number.NaN;
  if (p === 0) return 0;
  if (q === 0) return 1;
  // Solved for the end that the answer is nearer to, so that its distance from that end keeps its digits.
  if (p > 0.5 && a > b) return 1 - incompleteBetaInverse(q, b, a, p);
  const scale = logBeta(a, b);
  const first = exp((log(p) + log(a) + scale) / a);
  const z = p < q ? normalQuantile(p) : -normalQuantile(q);
  const mean = a / (a + b);
  const normal = mean + z * Math.sqrt((mean * (1 - mean)) / (a + b + 1));
  const guess = first < 0.1 * mean || !(normal > 0 && normal < 1) ? first : normal;
  if (first < 1e-300) return first;
  return invert(
    {
      lower: (x) => incompleteBeta(x, a, b),
      upper: (x) => incompleteBeta(1 - x, b, a, x),
      density: (x) => betaTerm(x, 1 - x, a, b) / (x * (1 - x)),
    },
    p,
    q,
    guess,
    0,
    1,
  );
};
