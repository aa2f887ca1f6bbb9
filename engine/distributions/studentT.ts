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

type Student = readonly [number, number, number];
const lower = (x: number, [n, location, scale]: Student): number => {
  const t = (x - location) / scale;
  return t < 0 ? upperTail(t, n) : 1 - upperTail(t, n);
};

/**
 * Student's t. F(t) = 1 - I(n / (n + t²); n / 2, 1 / 2) / 2 for t = (x - location) / scale > 0.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.4.
 */
export const studentT = scalar(3, {
  name: 'studentt',
  vendorNames: ['RiskStudent', 'PsiStudent', 'VoseStudent'],
  kind: 'continuous',
  parameters: [
    { name: 'degreesOfFreedom', unit: 'none', above: 0 },
    { name: 'location', unit: 'cell', default: 0 },
    { name: 'scale', unit: 'cell', above: 0, default: 1 },
  ],
  support: () => [-Infinity, Infinity],
  mean: ([n, location]) => (n > 1 ? location : Number.NaN),
  variance: ([n, , scale]) => (n > 2 ? (scale * scale * n) / (n - 2) : n > 1 ? Infinity : Number.NaN),
  cdf: lower,
  survival: (x, [n, location, scale]) => lower(location - x, [n, 0, scale]),
  quantile: (u, [n, location, scale]) => location + scale * (u < 0.5 ? -tailPoint(u, n) : tailPoint(1 - u, n)),
});
