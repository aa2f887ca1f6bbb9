import { cosh, exp, log, sinh } from '../kernels/index.ts';
import { gaussLegendre } from '../kernels/quadrature.ts';
import type { Distribution, Value } from './distribution.ts';
import { johnsonSb, johnsonSu } from './johnson.ts';
import { lognormal2 } from './lognormal.ts';
import { normal } from './normal.ts';

/** One of Johnson's curves, turned round where it stands for a negative skewness. */
interface Johnson {
  readonly curve: Distribution<unknown>;
  readonly parameters: unknown;
  readonly mirrored: boolean;
  /** x = shift + scale y, where y has the curve (mirrored: -y). */
  readonly shift: number;
  readonly scale: number;
}

const halving = (f: (x: number) => number, low: number, high: number): number => {
  let [left, right] = [low, high];
  for (let step = 0; step < 52; step++) {
    const middle = left + (right - left) / 2;
    if (middle === left || middle === right) break;
    if (f(middle) < 0) left = middle;
    else right = middle;
  }
  return left + (right - left) / 2;
};

/** Skewness and kurtosis of a lognormal variable with w = e^(sigma²). */
const lognormalSkewness = (w: number): number => (w + 2) * Math.sqrt(w - 1);
const lognormalKurtosis = (w: number): number => w * w * w * w + 2 * w * w * w + 3 * w * w - 3;

/** The w whose lognormal has this skewness >= 0. */
const lognormalOf = (skewness: number): number =>
  halving((w) => lognormalSkewness(w) - skewness, 1, 2 + skewness * skewness);

/** Standard curve's mean, standard deviation, skewness and kurtosis. */
type Moments = readonly [number, number, number, number];

const suMoments = (a: number, b: number): Moments => {
  const w = exp(1 / (b * b));
  const omega = a / b;
  const mean = -Math.sqrt(w) * sinh(omega);
  const variance = ((w - 1) * (w * cosh(2 * omega) + 1)) / 2;
  const third = -(Math.sqrt(w) * (w - 1) * (w - 1) * (w * (w + 2) * sinh(3 * omega) + 3 * sinh(omega))) / 4;
  const inner = w * w * (w * w * w * w + 2 * w * w * w + 3 * w * w - 3) * cosh(4 * omega);
  const fourth = ((w - 1) * (w - 1) * (inner + 4 * w * w * (w + 2) * cosh(2 * omega) + 3 * (2 * w + 1))) / 8;
  const sd = Math.sqrt(variance);
  return [mean, sd, third / (variance * sd), fourth / (variance * variance)];
};

/** Over the normal variable by panels of Gauss and Legendre's rule: the bounded curve has no closed moments. */
const PANELS = 6;
const RULE = gaussLegendre(20);
const normalNodes = Array.from({ length: PANELS }, (_, panel) =>
  RULE.map(({ u, weight }) => {
    const z = -9 + (18 * (panel + u)) / PANELS;
    return { z, weight: ((18 / PANELS) * weight * exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI) };
  }),
).flat();
const sbMoments = (a: number, b: number): Moments => {
  const values = normalNodes.map(({ z, weight }) => ({ y: 1 / (1 + exp((a - z) / b)), weight }));
  const central = (centre: number, k: number): number =>
    values.reduce((sum, { y, weight }) => {
      let power = 1;
      for (let i = 0; i < k; i++) power *= y - centre;
      return sum + weight * power;
    }, 0);
  const mean = central(0, 1);
  const variance = central(mean, 2);
  const sd = Math.sqrt(variance);
  return [mean, sd, central(mean, 3) / (variance * sd), central(mean, 4) / (variance * variance)];
};

/** The shapes with this skewness >= 0 and kurtosis: for each b the a that gives the skewness, and of these the one with the kurtosis. */
const shapesOf = (
  moments: (a: number, b: number) => Moments,
  sign: 1 | -1,
  skewness: number,
  kurtosis: number,
): [number, number] => {
  const aOf = (b: number): number => {
    if (skewness === 0) return 0;
    // Skewness rises with |a|; beyond this it has reached the lognormal's.
    return sign * halving((size) => moments(sign * size, b)[2] - skewness, 0, 30 * Math.max(1, b));
  };
  const excess = (logB: number): number => {
    const b = exp(logB);
    // Kurtosis falls with b towards the lognormal's for the unbounded curve and rises towards it for the bounded one.
    return sign * (moments(aOf(b), b)[3] - kurtosis);
  };
  const b = exp(halving(excess, log(0.1), log(60)));
  return [aOf(b), b];
};

const solve = (mean: number, sd: number, skewness: number, kurtosis: number): Johnson => {
  const mirrored = skewness < 0;
  const size = Math.abs(skewness);
  const w = lognormalOf(size);
  const edge = lognormalKurtosis(w);
  const placed = (curve: Distribution<unknown>, parameters: unknown, [m, s]: readonly [number, number]): Johnson => {
    const scale = (mirrored ? -1 : 1) * (sd / s);
    return { curve, parameters, mirrored, shift: mean - scale * m, scale };
  };
  if (Math.abs(kurtosis - edge) < 1e-6 * edge) {
    if (size < 1e-6) return placed(normal as Distribution<unknown>, [0, 1], [0, 1]);
    const sigma = Math.sqrt(log(w));
    return placed(lognormal2 as Distribution<unknown>, [0, sigma], [Math.sqrt(w), Math.sqrt(w * (w - 1))]);
  }
  if (kurtosis > edge) {
    const [a, b] = shapesOf(suMoments, -1, size, kurtosis);
    const [m, s] = suMoments(a, b);
    return placed(johnsonSu as Distribution<unknown>, [a, b, 0, 1], [m, s]);
  }
  const [a, b] = shapesOf(sbMoments, 1, size, kurtosis);
  const [m, s] = sbMoments(a, b);
  return placed(johnsonSb as Distribution<unknown>, [a, b, 0, 1], [m, s]);
};

const inner = (x: number, { shift, scale }: Johnson): number => (x - shift) / scale;

/**
 * Johnson by mean, standard deviation, skewness and kurtosis (3 for a normal distribution): the curve of Johnson's system that has them.
 * Source: I. D. Hill, R. Hill, R. L. Holder, Fitting Johnson curves by moments, Applied Statistics 25 (1976).
 */
export const johnsonMoments: Distribution<Johnson> = {
  name: 'johnsonmoments',
  vendorNames: ['RiskJohnsonMoments'],
  kind: 'continuous',
  easy: true,
  parameters: [
    { name: 'mean', unit: 'cell' },
    { name: 'standardDeviation', unit: 'cell', above: 0 },
    { name: 'skewness', unit: 'none' },
    { name: 'kurtosis', unit: 'none', above: 1 },
  ],
  check: ([, , skewness, kurtosis]) =>
    Number(kurtosis) > Number(skewness) * Number(skewness) + 1
      ? undefined
      : 'the kurtosis must be greater than the squared skewness plus 1',
  prepare: (values: readonly Value[]) => {
    const [mean, sd, skewness, kurtosis] = values as unknown as readonly [number, number, number, number];
    return solve(mean, sd, skewness, kurtosis);
  },
  support: (p) => {
    const [low, high] = p.curve.support(p.parameters);
    const ends = [p.shift + p.scale * low, p.shift + p.scale * high] as const;
    return p.mirrored ? [ends[1], ends[0]] : ends;
  },
  mean: (p) => p.shift + p.scale * p.curve.mean(p.parameters),
  variance: (p) => p.scale * p.scale * p.curve.variance(p.parameters),
  cdf: (x, p) => (p.mirrored ? p.curve.survival!(inner(x, p), p.parameters) : p.curve.cdf(inner(x, p), p.parameters)),
  survival: (x, p) =>
    p.mirrored ? p.curve.cdf(inner(x, p), p.parameters) : p.curve.survival!(inner(x, p), p.parameters),
  quantile: (u, p) => p.shift + p.scale * p.curve.quantile(p.mirrored ? 1 - u : u, p.parameters),
};
