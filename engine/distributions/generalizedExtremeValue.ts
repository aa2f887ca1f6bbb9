import { expm1 as expm1Term } from '../kernels/exponential.ts';
import { add, div, eq, mul, neg, select } from '../kernels/expression.ts';
import { exp, expm1, gamma, log1p } from '../kernels/index.ts';
import { log } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

type Parameters = readonly [number, number, number];

const EULER = 0.5772156649015329;
/** Riemann's zeta function at 2, 3, ... */
const ZETA = [
  1.6449340668482264, 1.2020569031595942, 1.0823232337111381, 1.03692775514337, 1.0173430619844492, 1.008349277381923,
  1.0040773561979444, 1.0020083928260821, 1.000994575127818, 1.0004941886041194, 1.000246086553308, 1.0001227133475785,
  1.0000612481350588, 1.000030588236307, 1.0000152822594086,
];
/** (log gamma(1 - s) - EULER s) / s², the sum of zeta(k) s^(k - 2) / k. */
const series = (s: number): number => ZETA.reduceRight((sum, zeta, i) => sum * s + zeta / (i + 2), 0);
/** Below this size of the shape the moments, differences of gamma functions over powers of it, come from the series. */
const SMALL = 0.05;

const standardMean = (shape: number): number => {
  if (shape >= 1) return Infinity;
  if (Math.abs(shape) >= SMALL) return (gamma(1 - shape) - 1) / shape;
  const slope = EULER + shape * series(shape);
  return shape === 0 ? slope : expm1(shape * slope) / shape;
};
const standardVariance = (shape: number): number => {
  if (shape >= 0.5) return shape < 1 ? Infinity : Number.NaN;
  const first = gamma(1 - shape);
  const square = shape * shape;
  if (Math.abs(shape) >= SMALL) return (gamma(1 - 2 * shape) - first * first) / square;
  // log(gamma(1 - 2 shape) / gamma(1 - shape)²) / shape²
  const slope = 4 * series(2 * shape) - 2 * series(shape);
  return first * first * (square === 0 ? slope : expm1(square * slope) / square);
};

/** What Gumbel's variable would be: -log(-log F(x)). */
const reduced = (x: number, [location, scale, shape]: Parameters): number => {
  const z = (x - location) / scale;
  if (shape === 0) return z;
  return shape * z > -1 ? log1p(shape * z) / shape : shape > 0 ? -Infinity : Infinity;
};

/**
 * Generalised extreme value of maxima: F(x) = exp(-(1 + shape z)^(-1 / shape)), z = (x - location) / scale; Gumbel's for shape 0,
 * Fréchet's above, the reversed Weibull below.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 22.2 (with the sign of the shape as here in
 * S. Coles, An Introduction to Statistical Modeling of Extreme Values, 3.1.3).
 */
export const generalizedExtremeValue = closedForm(
  3,
  (u, location, scale, shape) => {
    const gumbel = neg(log(neg(log(u!))));
    const bent = div(expm1Term(mul(shape!, gumbel)), shape!);
    return add(location!, mul(scale!, select(eq(shape!, 0), gumbel, bent)));
  },
  {
    name: 'generalizedextremevalue',
    vendorNames: ['VoseGEV'],
    kind: 'continuous',
    parameters: [
      { name: 'location', unit: 'cell' },
      { name: 'scale', unit: 'cell', above: 0 },
      { name: 'shape', unit: 'none' },
    ],
    support: ([location, scale, shape]) => [
      shape > 0 ? location - scale / shape : -Infinity,
      shape < 0 ? location - scale / shape : Infinity,
    ],
    mean: ([location, scale, shape]) => location + scale * standardMean(shape),
    variance: ([, scale, shape]) => scale * scale * standardVariance(shape),
    cdf: (x, p) => exp(-exp(-reduced(x, p))),
    survival: (x, p) => -expm1(-exp(-reduced(x, p))),
  },
);
