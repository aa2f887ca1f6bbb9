import { factorial } from './gamma.ts';
import { acosh, cos, cosh, exp, log, pow, sin } from './scalar.ts';

const EULER = 0.5772156649015329;
/** From here on Hankel's expansion reaches full accuracy for orders 0 and 1. */
const FAR = 30;

/** Hankel's asymptotic expansion of J and Y for order 0 or 1. Source: DLMF 10.17.3 and 10.17.4. */
const hankel = (order: number, x: number): { j: number; y: number } => {
  const mu = 4 * order * order;
  let term = 1;
  let [p, q] = [1, 0];
  for (let k = 1; k < 60; k++) {
    const next = (term * (mu - (2 * k - 1) * (2 * k - 1))) / (k * 8 * x);
    if (Math.abs(next) >= Math.abs(term) || Math.abs(next) < 1e-18) break;
    term = next;
    // The signs run + - - + over pairs: q takes the odd terms, p the even ones.
    const sign = k % 4 === 1 || k % 4 === 0 ? 1 : -1;
    if (k % 2 === 1) q += sign * term;
    else p += sign * term;
  }
  const [s, c] = [sin(x), cos(x)];
  // cos and sin of x - (order / 2 + 1 / 4) pi, without the subtraction's error
  const [cosine, sine] =
    order === 0 ? [(c + s) * Math.SQRT1_2, (s - c) * Math.SQRT1_2] : [(s - c) * Math.SQRT1_2, (-s - c) * Math.SQRT1_2];
  const size = Math.sqrt(2 / (Math.PI * x));
  return { j: size * (p * cosine - q * sine), y: size * (p * sine + q * cosine) };
};

/** J of orders 0..highest by Miller's downward recurrence. Source: DLMF 10.74(iv). */
const millerJ = (highest: number, x: number): number[] => {
  const start = 2 * Math.ceil((Math.max(highest, x) + 20 + 3 * Math.sqrt(Math.max(highest, x) + 1)) / 2) + 20;
  const values = new Array<number>(highest + 1).fill(0);
  let [above, here] = [0, 1e-300];
  let norm = 0;
  for (let n = start; n >= 0; n--) {
    if (n <= highest) values[n] = here;
    if (n % 2 === 0) norm += n === 0 ? here : 2 * here;
    const below = ((2 * n) / x) * here - above;
    above = here;
    here = below;
    if (Math.abs(here) > 1e250) {
      here *= 1e-250;
      above *= 1e-250;
      norm *= 1e-250;
      for (let i = 0; i < values.length; i++) values[i]! *= 1e-250;
    }
  }
  return values.map((value) => value / norm);
};

/** J of order n by its power series, for x small against the order. Source: DLMF 10.2.2. */
const seriesJ = (n: number, x: number): number => {
  let term = firstTerm(n, x);
  let sum = term;
  for (let k = 1; k < 500; k++) {
    term *= (-x * x) / 4 / (k * (k + n));
    sum += term;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
  }
  return sum;
};

/** (x / 2)^n / n! */
const firstTerm = (n: number, x: number): number => {
  if (n <= 150) return pow(x / 2, n) / factorial(n);
  let term = 1;
  for (let i = 1; i <= n; i++) term *= x / 2 / i;
  return term;
};

/** The Bessel function of the first kind J_n(x), for an integer order n >= 0. */
export const besselJ = (x: number, n: number): number => {
  if (x < 0) return n % 2 === 0 ? besselJ(-x, n) : -besselJ(-x, n);
  if (x === 0) return n === 0 ? 1 : 0;
  if (x * x < 4 * (n + 1)) return seriesJ(n, x);
  if (x < FAR || n > x) return millerJ(n, x)[n]!;
  let [below, here] = [hankel(0, x).j, hankel(1, x).j];
  if (n === 0) return below;
  for (let k = 1; k < n; k++) [below, here] = [here, ((2 * k) / x) * here - below];
  return here;
};

/** Y of orders 0 and 1 by Neumann's series. Source: DLMF 10.8.3 and Abramowitz and Stegun 9.1.88. */
const neumannY = (x: number): [number, number] => {
  const highest = 2 * Math.ceil(x / 2) + 60;
  const j = millerJ(highest, x);
  const constant = log(x / 2) + EULER;
  let [even, odd] = [0, 0];
  for (let k = 1; 2 * k + 1 <= highest; k++) {
    const sign = k % 2 === 0 ? 1 : -1;
    even += (sign * j[2 * k]!) / k;
    odd += (sign * (2 * k + 1) * j[2 * k + 1]!) / (k * (k + 1));
  }
  const y0 = (2 / Math.PI) * (constant * j[0]! - 2 * even);
  const y1 = (2 / Math.PI) * (-j[0]! / x + (constant - 1) * j[1]! - odd);
  return [y0, y1];
};

/** The Bessel function of the second kind Y_n(x), x > 0, for an integer order n >= 0; NaN at x <= 0. */
export const besselY = (x: number, n: number): number => {
  if (!(x > 0)) return Number.NaN;
  let [below, here] = x < FAR ? neumannY(x) : [hankel(0, x).y, hankel(1, x).y];
  if (n === 0) return below;
  for (let k = 1; k < n; k++) [below, here] = [here, ((2 * k) / x) * here - below];
  return here;
};

/** The modified Bessel function I_n(x), for an integer order n >= 0: a series of terms of one sign. Source: DLMF 10.25.2. */
export const besselI = (x: number, n: number): number => {
  if (x < 0) return n % 2 === 0 ? besselI(-x, n) : -besselI(-x, n);
  if (x === 0) return n === 0 ? 1 : 0;
  if (x > 720 + n) return Infinity;
  let term = firstTerm(n, x);
  let sum = term;
  for (let k = 1; k < 2000; k++) {
    term *= (x * x) / 4 / (k * (k + n));
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return sum;
};

/**
 * The modified Bessel function K_n(x), x > 0, for an integer order n >= 0; NaN at x <= 0. The integral of e^(-x cosh t) cosh(n t),
 * whose integrand falls doubly exponentially, so that the trapezium rule converges at once; upward recurrence is stable.
 * Source: DLMF 10.32.9 and 10.29.1.
 */
export const besselK = (x: number, n: number): number => {
  if (!(x > 0)) return Number.NaN;
  const step = Math.min(1 / 16, 0.5 / Math.sqrt(x)); // half the width of the integrand's peak
  const last = acosh(1 + 760 / x);
  const integral = (order: number): number => {
    let sum = exp(-x) / 2;
    for (let t = step; t < last; t += step) sum += exp(-x * cosh(t)) * (order === 0 ? 1 : cosh(t));
    return sum * step;
  };
  let [below, here] = [integral(0), integral(1)];
  if (n === 0) return below;
  for (let k = 1; k < n; k++) [below, here] = [here, ((2 * k) / x) * here + below];
  return here;
};
