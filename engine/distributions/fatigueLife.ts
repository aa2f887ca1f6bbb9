import { abs, add, div, lt, mul, select, sqrt } from '../kernels/expression.ts';
import { normalCdf } from '../kernels/index.ts';
import { normalQuantile } from '../kernels/normalQuantile.ts';
import { closedForm } from './distribution.ts';

const score = (x: number, [location, scale, shape]: readonly [number, number, number]): number => {
  const root = Math.sqrt((x - location) / scale);
  return (root - 1 / root) / shape;
};

/**
 * Fatigue life, or Birnbaum and Saunders: (sqrt(z) - 1 / sqrt(z)) / shape is standard normal, z = (x - location) / scale.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.10.
 */
export const fatigueLife = closedForm(
  3,
  (u, location, scale, shape) => {
    const w = mul(mul(shape!, normalQuantile(u!)), 0.5);
    const size = abs(w);
    const root = add(size, sqrt(add(mul(size, size), 1)));
    const square = mul(root, root);
    return add(location!, mul(scale!, select(lt(w, 0), div(1, square), square)));
  },
  {
    name: 'fatiguelife',
    vendorNames: ['RiskFatigueLife'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
      { name: 'shape', unit: 'none', above: 0 },
    ],
    support: ([location]) => [location, Infinity],
    mean: ([location, scale, shape]) => location + scale * (1 + (shape * shape) / 2),
    variance: ([, scale, shape]) => scale * scale * shape * shape * (1 + (5 * shape * shape) / 4),
    cdf: (x, p) => (x <= p[0] ? 0 : normalCdf(score(x, p))),
    survival: (x, p) => (x <= p[0] ? 1 : normalCdf(-score(x, p))),
  },
);
