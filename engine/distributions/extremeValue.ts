import { add, mul, neg, sqrt, sub } from '../kernels/expression.ts';
import { exp, expm1 } from '../kernels/index.ts';
import { log, log1p } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

const EULER = 0.5772156649015329;
const lower = (z: number): number => exp(-exp(-z));
const upper = (z: number): number => -expm1(-exp(-z));

/**
 * Extreme value, or Gumbel, of maxima: F(x) = exp(-exp(-(x - location) / scale)).
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.16.
 */
export const extremeValue = closedForm(2, (u, location, scale) => sub(location!, mul(scale!, log(neg(log(u!))))), {
  name: 'extremevalue',
  vendorNames: ['RiskExtvalue', 'PsiMaxExtreme', 'VoseExtValueMax', 'CB.MaxExtreme'],
  kind: 'continuous',
  parameters: [
    { name: 'location', unit: 'cell' },
    { name: 'scale', unit: 'cell', above: 0 },
  ],
  support: () => [-Infinity, Infinity],
  mean: ([location, scale]) => location + EULER * scale,
  variance: ([, scale]) => (Math.PI * Math.PI * scale * scale) / 6,
  cdf: (x, [location, scale]) => lower((x - location) / scale),
  survival: (x, [location, scale]) => upper((x - location) / scale),
});

/** Extreme value of minima: F(x) = 1 - exp(-exp((x - location) / scale)). Source: as extremeValue. */
export const extremeValueMin = closedForm(
  2,
  (u, location, scale) => add(location!, mul(scale!, log(neg(log1p(neg(u!)))))),
  {
    name: 'extremevaluemin',
    vendorNames: ['RiskExtvalueMin', 'PsiMinExtreme', 'VoseExtValueMin', 'CB.MinExtreme'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
    ],
    support: () => [-Infinity, Infinity],
    mean: ([location, scale]) => location - EULER * scale,
    variance: ([, scale]) => (Math.PI * Math.PI * scale * scale) / 6,
    cdf: (x, [location, scale]) => upper((location - x) / scale),
    survival: (x, [location, scale]) => lower((location - x) / scale),
  },
);

/** Rayleigh: F(x) = 1 - exp(-(x / scale)² / 2). Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1, 10.4. */
export const rayleigh = closedForm(1, (u, scale) => mul(scale!, sqrt(mul(-2, log1p(neg(u!))))), {
  name: 'rayleigh',
  vendorNames: ['RiskRayleigh', 'PsiRayleigh', 'VoseRayleigh'],
  kind: 'continuous',
  parameters: [{ name: 'scale', unit: 'cell', above: 0 }],
  support: () => [0, Infinity],
  mean: ([scale]) => scale * Math.sqrt(Math.PI / 2),
  variance: ([scale]) => scale * scale * (2 - Math.PI / 2),
  cdf: (x, [scale]) => (x <= 0 ? 0 : -expm1(-((x / scale) * (x / scale)) / 2)),
  survival: (x, [scale]) => (x <= 0 ? 1 : exp(-((x / scale) * (x / scale)) / 2)),
});
