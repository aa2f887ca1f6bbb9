import { exp, log, log1p, pow, sin, tan } from './scalar.ts';

const LOG_SQRT_2PI = 0.9189385332046728;
const ONE_MINUS_EULER = 0.42278433509846713;

/** (-1)^n (zeta(n) - 1) / n for n = 2, 3, ...: the series of log gamma about 2. Source: DLMF 5.7.3. */
const ZETA = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11,
];

/** B(2k) / (2k (2k - 1)): Stirling's series. Source: DLMF 5.11.1. */
const STIRLING = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417,
  -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242, 0.17964437236883057,
];

/** log gamma(2 + z) for |z| <= 1/2. */
const logGammaAbout2 = (z: number): number => {
  let sum = 0;
  for (let i = ZETA.length - 1; i >= 0; i--) sum = sum * z + ZETA[i]!;
  return z * (ONE_MINUS_EULER + z * sum);
};

const stirlingSeries = (x: number): number => {
  const square = 1 / (x * x);
  let sum = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) sum = sum * square + STIRLING[i]!;
  return sum / x;
};

const logGammaOfPositive = (x: number): number => {
  if (x < 0.5) return logGammaAbout2(x) - log1p(x) - log(x);
  if (x <= 1.5) return logGammaAbout2(x - 1) - log1p(x - 1);
  if (x <= 2.5) return logGammaAbout2(x - 2);
  if (x < 12) {
    let product = 1;
    let y = x;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    return log(product) + logGammaAbout2(y - 2);
  }
  return (x - 0.5) * log(x) - x + LOG_SQRT_2PI + stirlingSeries(x);
};

/** sin(pi x) with the period taken off exactly. */
const sinPi = (x: number): number => {
  const r = x - 2 * Math.floor(x / 2);
  const sign = r >= 1 ? -1 : 1;
  const t = r >= 1 ? r - 1 : r;
  return sign * sin(Math.PI * (t > 0.5 ? 1 - t : t));
};

/** log |gamma(x)|; Infinity at 0, -1, -2, ... */
export const logGamma = (x: number): number => {
  if (!(x < Infinity)) return x;
  if (x > 0) return logGammaOfPositive(x);
  if (x === Math.floor(x)) return Infinity;
  return log(Math.PI / Math.abs(sinPi(x))) - logGammaOfPositive(1 - x);
};

/**
 * Stirling's error: log gamma(x) less its leading terms (x - 1/2) log x - x + log sqrt(2 pi), for x > 0.
 * Source: C. Loader, Fast and accurate computation of binomial probabilities (2000), who calls it stirlerr.
 */
export const stirlingError = (x: number): number =>
  x >= 12 ? stirlingSeries(x) : logGammaOfPositive(x) - (x - 0.5) * log(x) + x - LOG_SQRT_2PI;

/** n! for n = 0..170, each rounded once. */
const FACTORIALS: readonly number[] = (() => {
  const table = [1];
  let product = 1n;
  for (let n = 1n; n <= 170n; n++) {
    product *= n;
    table.push(Number(product));
  }
  return table;
})();

/** n! for an integer n; Infinity above 170, NaN below 0 or between integers. */
export const factorial = (n: number): number => (n > 170 ? Infinity : (FACTORIALS[n] ?? Number.NaN));

const gammaOfPositive = (x: number): number => {
  if (x > 171.7) return Infinity;
  if (x === Math.floor(x)) return factorial(x - 1);
  if (x < 12) {
    let product = 1;
    let y = x;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    while (y < 1.5) {
      product /= y;
      y += 1;
    }
    return product * exp(logGammaAbout2(y - 2));
  }
  // In two factors: x^(x - 1/2) alone would overflow.
  const half = pow(x, (x - 0.5) / 2);
  return half * exp(LOG_SQRT_2PI + stirlingSeries(x) - x) * half;
};

/** The gamma function; NaN at 0, -1, -2, ..., Infinity above 171.6. */
export const gamma = (x: number): number => {
  if (x > 0) return gammaOfPositive(x);
  if (x === Math.floor(x)) return Number.NaN;
  const below = gammaOfPositive(1 - x);
  return Math.PI / sinPi(x) / below;
};

/** B(2k) / 2k: the asymptotic series of the digamma function. Source: DLMF 5.11.2. */
const DIGAMMA = [
  0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667, 0.007575757575757576,
  -0.021092796092796094, 0.08333333333333333, -0.4432598039215686, 3.0539543302701198,
];

/** psi(x), the derivative of log gamma; NaN at 0, -1, -2, ... */
export const digamma = (x: number): number => {
  if (x <= 0) {
    if (x === Math.floor(x)) return Number.NaN;
    return digamma(1 - x) - Math.PI / tan(Math.PI * (x - Math.floor(x)));
  }
  let shift = 0;
  let y = x;
  while (y < 12) {
    shift -= 1 / y;
    y += 1;
  }
  const square = 1 / (y * y);
  let sum = 0;
  for (let i = DIGAMMA.length - 1; i >= 0; i--) sum = sum * square + DIGAMMA[i]!;
  return shift + log(y) - 0.5 / y - square * sum;
};

/** log |B(a, b)| for a, b > 0, without cancellation where they are large. */
export const logBeta = (a: number, b: number): number => {
  const [p, q] = a < b ? [a, b] : [b, a];
  if (p <= 0) return p === 0 ? Infinity : Number.NaN;
  if (q < 12) return logGamma(p) + logGamma(q) - logGamma(p + q);
  const share = p / (p + q);
  if (p < 12) {
    const difference = stirlingError(q) - stirlingError(p + q);
    return logGamma(p) + difference + p - p * log(p + q) + (q - 0.5) * log1p(-share);
  }
  const error = stirlingError(p) + stirlingError(q) - stirlingError(p + q);
  return -0.5 * log(q) + LOG_SQRT_2PI + error + (p - 0.5) * log(share) + q * log1p(-share);
};

/** The beta function for a, b > 0. */
export const beta = (a: number, b: number): number =>
  a + b < 171 && a > 1e-3 && b > 1e-3 ? (gamma(a) / gamma(a + b)) * gamma(b) : exp(logBeta(a, b));
