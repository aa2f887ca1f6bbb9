import { deviance } from './deviance.ts';
import { exp, normalCdf } from './scalar.ts';

/** From here on three terms of the expansion are exact to a double; series and fraction would take ever more terms, √a of them. */
const large = 1e5;
/** Further away series and fraction need few terms, and the coefficients below are not for there. */
const near = 0.04;

export const isLargeAndNear = (a: number, x: number): boolean => a >= large && Math.abs(x - a) <= near * a;

// Coefficients of c_0, c_1 and c_2 in powers of eta, by DLMF 8.12.9 with 8.12.10 expanded about eta = 0.
const c0 = [-1 / 3, 1 / 12, -2 / 135, 1 / 864, 1 / 2835, -139 / 777_600];
const c1 = [-1 / 540, -1 / 288, 1 / 378, -77 / 77_760];
const c2 = [25 / 6048, -139 / 51_840];

/** P(a, x) and Q(a, x) by Temme's uniform asymptotic expansion. Source: DLMF 8.12.3, 8.12.4 and 8.12.7. */
export const largeAndNear = (a: number, x: number): { p: number; q: number } => {
  const distance = deviance(a, x);
  // eta √a, whose sign is that of x - a.
  const z = Math.sign(x - a) * Math.sqrt(2 * distance);
  const eta = z / Math.sqrt(a);
  const correction =
    (exp(-distance) / Math.sqrt(2 * Math.PI * a)) *
    (polynomial(c0, eta) + (polynomial(c1, eta) + polynomial(c2, eta) / a) / a);
  return { p: normalCdf(z) - correction, q: normalCdf(-z) + correction };
};

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
