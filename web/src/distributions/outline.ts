import {
  checkModifiers,
  checkParameters,
  distributions,
  type Modifier,
  prepareQuantile,
} from '../../../engine/distributions/index.ts';
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { ParameterValues } from './useParameterValues.ts';

/** The shape of a distribution to draw. */
export interface Outline {
  /** A continuous distribution is drawn as a line, one of separate values as stems. */
  kind: 'continuous' | 'discrete';
  /** Heights up to a factor. */
  points: readonly (readonly [x: number, height: number])[];
  /** The drawn part of the axis. */
  from: number;
  to: number;
  /** The 5 % and 95 % quantiles. */
  low: number;
  high: number;
  /** How much of it lies from the one to the other: of separate values that may be all. */
  share: number;
}

/** What lies outside these probabilities is not drawn. */
const outermost = 0.002;
const steps = 200;
const mostStems = 200;

/** The shape of a distribution by the engine's own functions, or a sentence on why it has none. */
export const outlineOf = (name: string, { parameters, low, high }: ParameterValues): Result<Outline, string> => {
  const distribution = Object.hasOwn(distributions, name) ? distributions[name] : undefined;
  if (distribution === undefined) return failed(`There is no distribution called ${name}.`);
  const isLimited = low !== Number.NEGATIVE_INFINITY || high !== Number.POSITIVE_INFINITY;
  const modifiers: Modifier[] = isLimited ? [{ kind: 'truncate', low, high }] : [];
  const problem = checkParameters(distribution, parameters) ?? checkModifiers(distribution, parameters, modifiers);
  if (problem !== undefined) return failed(`${problem[0]?.toUpperCase()}${problem.slice(1)}.`);

  const { kind } = distribution;
  const { quantile, cdf, support } = prepareQuantile(distribution, parameters, modifiers);
  const from = nearby(support[0], quantile(outermost), quantile(0.5));
  const to = nearby(support[1], quantile(1 - outermost), quantile(0.5));
  const points =
    kind === 'continuous'
      ? densities(cdf, from, to)
      : Array.isArray(parameters[0])
        ? listed(cdf, parameters[0])
        : probabilities(cdf, from, to);
  const room = kind === 'continuous' ? 0 : 0.5;
  const [lower, upper] = [quantile(0.05), quantile(0.95)];
  const share =
    kind === 'continuous'
      ? 0.9
      : Array.isArray(parameters[0])
        ? points.reduce((sum, [x, height]) => (x >= lower && x <= upper ? sum + height : sum), 0)
        : cdf(upper) - cdf(lower - 1);
  return ok({ kind, points, from: from - room, to: to + room, low: lower, high: upper, share });
};

/** The end of the support where the drawn part nearly reaches it: a triangle is drawn to its corners. */
const nearby = (end: number, outer: number, middle: number): number =>
  Math.abs(end - outer) <= 0.25 * Math.abs(outer - middle) ? end : outer;

/** The probability of each step of the axis, in its middle: finite even where a density is not. */
const densities = (cdf: (x: number) => number, from: number, to: number): (readonly [number, number])[] => {
  const width = (to - from) / steps;
  return Array.from({ length: steps }, (_, index) => {
    const left = from + index * width;
    return [left + width / 2, Math.max(0, cdf(left + width) - cdf(left))] as const;
  });
};

/** The probability of each value that a distribution lists. */
const listed = (cdf: (x: number) => number, values: readonly number[]): (readonly [number, number])[] =>
  [...new Set(values)]
    .toSorted((one, other) => one - other)
    .map((value, index, all) => [value, cdf(value) - (index === 0 ? 0 : cdf(all[index - 1]!))] as const);

/** The probability of each whole number, or of each of equally wide groups of them where there are many. */
const probabilities = (cdf: (x: number) => number, from: number, to: number): (readonly [number, number])[] => {
  const first = Math.floor(from);
  const count = Math.floor(to) - first + 1;
  const width = Math.ceil(count / mostStems);
  return Array.from({ length: Math.ceil(count / width) }, (_, index) => {
    const value = first + index * width;
    return [value, Math.max(0, cdf(value + width - 1) - cdf(value - 1))] as const;
  });
};
