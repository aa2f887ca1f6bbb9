import { exp, normalCdf } from '../kernels/index.ts';
import { invert } from '../kernels/invert.ts';
import { gaussLegendre, legendre } from '../kernels/quadrature.ts';
import { scalar } from './distribution.ts';

const TWO_PI = 2 * Math.PI;
const density = (z: number, a: number): number => (2 / Math.sqrt(TWO_PI)) * exp((-z * z) / 2) * normalCdf(a * z);

/** Owen's function T(h, a) for 0 <= a <= 1. */
const owenWithin = (h: number, a: number): number => {
  const sum = legendre.reduce((total, { u, weight }) => {
    const square = 1 + a * u * (a * u);
    return total + (weight * exp((-h * h * square) / 2)) / square;
  }, 0);
  return (a * sum) / TWO_PI;
};

/** T(h, a), a >= 0. Source: D. B. Owen, Tables for computing bivariate normal probabilities, Ann. Math. Statist. 27 (1956). */
const owen = (h: number, a: number): number => {
  const size = Math.abs(h);
  if (a <= 1) return owenWithin(size, a);
  const [p, q] = [normalCdf(-size), normalCdf(-a * size)];
  return 0.5 * (p + q) - p * q - owenWithin(a * size, 1 / a);
};

const PANEL = gaussLegendre(20);
/** The integral of the density from z down, panel by panel, where the density falls that way. */
const integrated = (z: number, a: number): number => {
  const width = Math.min(0.5 / (1 + Math.abs(a)), 6 / (1 + (1 + a * a) * Math.abs(z)));
  let sum = 0;
  for (let panel = 0; panel < 10_000; panel++) {
    const top = z - panel * width;
    const part = width * PANEL.reduce((total, { u, weight }) => total + weight * density(top - u * width, a), 0);
    sum += part;
    if (part <= sum * 1e-17) break;
  }
  return sum;
};

/** P(Z < z) for a >= 0, where the smaller tail is the lower one. */
const light = (z: number, a: number): number => {
  const whole = normalCdf(z);
  const difference = whole - 2 * owen(z, a);
  // What cancels is integrated instead.
  return difference > 0.05 * whole ? difference : integrated(z, a);
};
const heavy = (z: number, a: number): number => normalCdf(-z) + 2 * owen(z, a);

const lower = (z: number, a: number): number => (a >= 0 ? light(z, a) : heavy(-z, -a));
const upper = (z: number, a: number): number => lower(-z, -a);

/** (shape / sqrt(1 + shape²)) sqrt(2 / pi), the mean of the standard variable. */
const centre = (a: number): number => (a / Math.sqrt(1 + a * a)) * Math.sqrt(2 / Math.PI);

/**
 * Skew normal: density 2 phi(z) Phi(shape z), z = (x - location) / scale; F(x) = Phi(z) - 2 T(z, shape).
 * Source: A. Azzalini, A class of distributions which includes the normal ones, Scand. J. Statist. 12 (1985).
 */
export const skewNormal = scalar(3, {
  name: 'skewnormal',
  vendorNames: [],
  kind: 'continuous',
  parameters: [
    { name: 'location', unit: 'cell' },
    { name: 'scale', unit: 'cell', above: 0 },
    { name: 'shape', unit: 'none' },
  ],
  support: () => [-Infinity, Infinity],
  mean: ([location, scale, a]) => location + scale * centre(a),
  variance: ([, scale, a]) => scale * scale * (1 - centre(a) * centre(a)),
  cdf: (x, [location, scale, a]) => lower((x - location) / scale, a),
  survival: (x, [location, scale, a]) => upper((x - location) / scale, a),
  quantile: (u, [location, scale, a]) => {
    const tails = {
      lower: (z: number) => lower(z, a),
      upper: (z: number) => upper(z, a),
      density: (z: number) => density(z, a),
    };
    return location + scale * invert(tails, u, 1 - u, centre(a), -40, 40);
  },
});
