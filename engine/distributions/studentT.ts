import { incompleteBeta, incompleteBetaInverse } from '../kernels/index.ts';
import { scalar } from './distribution.ts';

/** P(T > |t|), from the incomplete beta function of n / (n + t²) and its complement. */
const upperTail = (t: number, n: number): number => {
  const square = t * t;
  if (square === Infinity) return 0;
  return 0.5 * incompleteBeta(n / (n + square), n / 2, 0.5, square / (n + square));
};

/** The t beyond which a tail of `tail` <= 1/2 lies. */
const tailPoint = (tail: number, n: number): number => {
  // Near the centre the beta variable is near 1: its complement keeps the digits.
  if (tail > 0.25) {
    const y = incompleteBetaInverse(1 - 2 * tail, 0.5, n / 2, 2 * tail);
    return Math.sqrt((n * y) / (1 - y));
  }
  const x = incompleteBetaInverse(2 * tail, n / 2, 0.5);
  return Math.sqrt((n * (1 - x)) / x);
};

/**
 * Student's t. F(t) = 1 - I(n / (n + t²); n / 2, 1 / 2) / 2 for t > 0.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.4.
 */
export const studentT = scalar(1, {
  name: 'studentt',
  vendorNames: ['RiskStudent', 'PsiStudent', 'VoseStudent'],
  kind: 'continuous',
  parameters: [{ name: 'degreesOfFreedom', unit: 'none', above: 0 }],
  support: () => [-Infinity, Infinity],
  mean: ([n]) => (n > 1 ? 0 : Number.NaN),
  variance: ([n]) => (n > 2 ? n / (n - 2) : n > 1 ? Infinity : Number.NaN),
  cdf: (t, [n]) => (t < 0 ? upperTail(t, n) : 1 - upperTail(t, n)),
  survival: (t, [n]) => (t < 0 ? 1 - upperTail(t, n) : upperTail(t, n)),
  quantile: (u, [n]) => (u < 0.5 ? -tailPoint(u, n) : tailPoint(1 - u, n)),
});
