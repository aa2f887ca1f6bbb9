/** Spearman's rank correlation under each copula, which is what a result shows whatever was asked. */
import { asin, exp, expm1, incompleteGammaQInverse, log, log1p, pow, sin } from '../kernels/index.ts';
import { gaussLegendre, legendre, rootBetween } from '../kernels/quadrature.ts';
import type { Dependence } from './correlation.ts';
import type { Matrix } from './matrix.ts';

/** Of a gaussian copula with correlation r. Source: W. H. Kruskal, Ordinal measures of association, J. Amer. Statist. Assoc. 53 (1958). */
const gaussian = (r: number): number => (6 / Math.PI) * asin(r / 2);

const MIXING_POINTS = 24;
/**
 * Of a t copula as a function of its correlation r. The pair is sqrt(W) times a normal one; given the W of the three independent pairs in
 * Kruskal's definition, the differences X1 - X2 and Y1 - Y3 are normal with correlation r W1 / sqrt((W1 + W2) (W1 + W3)), and the
 * probability of their signs is an arc sine. What is left is the mean over the three W.
 */
const mixture = (degreesOfFreedom: number): ((r: number) => number) => {
  // Both ends of u^3 (10 - 15 u + 6 u²) bunch, where W is steep.
  const nodes = gaussLegendre(MIXING_POINTS).map(({ u, weight }) => ({
    w: 1 / incompleteGammaQInverse(degreesOfFreedom / 2, u * u * u * (10 - 15 * u + 6 * u * u)),
    weight: 30 * weight * u * u * (1 - u) * (1 - u),
  }));
  const factors: { factor: number; weight: number }[] = [];
  for (const first of nodes) {
    for (const [i, second] of nodes.entries()) {
      for (const third of nodes.slice(0, i + 1)) {
        const factor = first.w / Math.sqrt((first.w + second.w) * (first.w + third.w));
        const weight = first.weight * second.weight * third.weight * (second === third ? 1 : 2);
        factors.push({ factor, weight });
      }
    }
  }
  return (r) => (6 / Math.PI) * factors.reduce((sum, { factor, weight }) => sum + weight * asin(r * factor), 0);
};

const INTERPOLATED = 33;
const known = new Map<number, (r: number) => number>();
/** The same from a table: a matrix asks for it once per pair, and for its inverse many times. */
const studentT = (degreesOfFreedom: number): ((r: number) => number) => {
  const found = known.get(degreesOfFreedom);
  if (found) return found;
  const direct = mixture(degreesOfFreedom);
  // The ratio to the gaussian one hardly varies: cubic interpolation of it in r loses nothing that a sample could show.
  const ratio = Float64Array.from({ length: INTERPOLATED }, (_, i) => {
    const r = Math.max(i, 0.01) / (INTERPOLATED - 1);
    return direct(r) / gaussian(r);
  });
  const table = (r: number): number => {
    const place = Math.abs(r) * (INTERPOLATED - 1);
    const start = Math.min(INTERPOLATED - 4, Math.max(0, Math.floor(place) - 1));
    const t = place - start;
    const [a, b, c, d] = ratio.subarray(start, start + 4) as unknown as [number, number, number, number];
    const [t1, t2, t3] = [t - 1, t - 2, t - 3];
    const value = (-a * t1 * t2 * t3) / 6 + (b * t * t2 * t3) / 2 - (c * t * t1 * t3) / 2 + (d * t * t1 * t2) / 6;
    return value * gaussian(r);
  };
  known.set(degreesOfFreedom, table);
  return table;
};

/** The correlation of a gaussian or t copula that has this rank correlation. */
export const correlationFromSpearman = (rho: number, degreesOfFreedom?: number): number => {
  if (degreesOfFreedom === undefined || Math.abs(rho) === 1) return 2 * sin((Math.PI * rho) / 6);
  const table = studentT(degreesOfFreedom);
  const size = Math.abs(rho);
  const root = table(1) <= size ? 1 : rootBetween((r) => table(r) - size, 0, 1);
  return rho < 0 ? -root : root;
};

type Family = Extract<Dependence, { kind: 'archimedean' }>['copula'];
/** C(u, v) */
const copulas: Record<Family, (u: number, v: number, theta: number) => number> = {
  clayton: (u, v, theta) => pow(pow(u, -theta) + pow(v, -theta) - 1, -1 / theta),
  gumbel: (u, v, theta) => exp(-pow(pow(-log(u), theta) + pow(-log(v), theta), 1 / theta)),
  frank: (u, v, theta) => -log1p((expm1(-theta * u) * expm1(-theta * v)) / expm1(-theta)) / theta,
};

/** 12 times the integral of C(u, v) - u v; a survival copula has the same. */
const archimedean = (family: Family, theta: number): number =>
  12 *
  legendre.reduce(
    (sum, { u, weight }) =>
      sum + weight * legendre.reduce((inner, v) => inner + v.weight * (copulas[family](u, v.u, theta) - u * v.u), 0),
    0,
  );

/** Spearman's rank correlations of the cells of a group. */
export const rankCorrelations = (dependence: Dependence): Matrix => {
  if (dependence.kind === 'archimedean') {
    const shared = archimedean(dependence.copula, dependence.theta);
    return dependence.dimensions.map((_, i) => dependence.dimensions.map((__, j) => (i === j ? 1 : shared)));
  }
  const { lower, degreesOfFreedom } = dependence;
  const rank = degreesOfFreedom === undefined ? gaussian : studentT(degreesOfFreedom);
  return lower.map((row, i) =>
    lower.map((other, j) => {
      if (i === j) return 1;
      const shorter = i < j ? row : other;
      return rank(shorter.reduce((sum, value, k) => sum + value * (i < j ? other : row)[k]!, 0));
    }),
  );
};
