/** The shape of a distribution to draw. */
export interface Outline {
  kind: 'density' | 'probabilities';
  points: readonly (readonly [x: number, y: number])[];
  /** The drawn part of the axis. */
  from: number;
  to: number;
  /** The 5 % and 95 % quantiles. */
  low: number;
  high: number;
}

/** What a shape is drawn from: the density, or for whole numbers the probability, up to a factor. */
interface Shape {
  kind: 'density' | 'probabilities';
  /** A range that holds all but a negligible part; undefined for parameters that do not fit together. */
  range: (parameters: readonly number[]) => readonly [number, number] | undefined;
  height: (x: number, parameters: readonly number[]) => number;
}

const { abs, exp, log, sqrt, PI } = Math;

/** The logarithm of the gamma function: Stirling's series after shifting x above 8 (Abramowitz and Stegun 6.1.41). */
const logGamma = (x: number): number => {
  let shift = 0;
  let z = x;
  for (; z < 8; z += 1) shift -= log(z);
  return shift + (z - 0.5) * log(z) - z + 0.5 * log(2 * PI) + 1 / (12 * z) - 1 / (360 * z ** 3);
};

const betaHeight = (u: number, a: number, b: number) =>
  u <= 0 || u >= 1 ? 0 : exp((a - 1) * log(u) + (b - 1) * log(1 - u));

const pertShapes = ([min = 0, mode = 0, max = 0]: readonly number[]) =>
  [1 + (4 * (mode - min)) / (max - min), 1 + (4 * (max - mode)) / (max - min)] as const;

const threePoints = ([min = 0, mode = 0, max = 0]: readonly number[]) =>
  min < max && min <= mode && mode <= max ? ([min, max] as const) : undefined;

/** A lognormal's parameters by its own mean and standard deviation. */
const logMoments = ([mean = 1, deviation = 1]: readonly number[]) => {
  const variance = log(1 + (deviation / mean) ** 2);
  return { mu: log(mean) - variance / 2, sigma: sqrt(variance) };
};

const shapes: Record<string, Shape> = {
  triangular: {
    kind: 'density',
    range: threePoints,
    height: (x, [min = 0, mode = 0, max = 0]) =>
      x < mode ? (x - min) / (mode - min) : x > mode ? (max - x) / (max - mode) : 1,
  },
  pert: {
    kind: 'density',
    range: threePoints,
    height: (x, parameters) => {
      const [min = 0, , max = 0] = parameters;
      return betaHeight((x - min) / (max - min), ...pertShapes(parameters));
    },
  },
  normal: {
    kind: 'density',
    range: ([mean = 0, deviation = 0]) =>
      deviation > 0 ? [mean - 3.5 * deviation, mean + 3.5 * deviation] : undefined,
    height: (x, [mean = 0, deviation = 1]) => exp(-0.5 * ((x - mean) / deviation) ** 2),
  },
  uniform: {
    kind: 'density',
    range: ([min = 0, max = 0]) => (min < max ? [min, max] : undefined),
    height: () => 1,
  },
  lognormal: {
    kind: 'density',
    range: (parameters) => {
      const [mean = 0, deviation = 0] = parameters;
      if (!(mean > 0 && deviation > 0)) return undefined;
      const { mu, sigma } = logMoments(parameters);
      return [0, exp(mu + 3 * sigma)];
    },
    height: (x, parameters) => {
      const { mu, sigma } = logMoments(parameters);
      return x <= 0 ? 0 : exp(-0.5 * ((log(x) - mu) / sigma) ** 2) / x;
    },
  },
  exponential: {
    kind: 'density',
    range: ([mean = 0]) => (mean > 0 ? [0, 6 * mean] : undefined),
    height: (x, [mean = 1]) => exp(-x / mean),
  },
  weibull: {
    kind: 'density',
    range: ([shape = 0, scale = 0]) => (shape > 0 && scale > 0 ? [0, scale * 7 ** (1 / shape)] : undefined),
    height: (x, [shape = 1, scale = 1]) => (x <= 0 ? 0 : exp((shape - 1) * log(x / scale) - (x / scale) ** shape)),
  },
  gamma: {
    kind: 'density',
    range: ([shape = 0, scale = 0]) =>
      shape > 0 && scale > 0 ? [0, scale * (shape + 4 * sqrt(shape) + 4)] : undefined,
    height: (x, [shape = 1, scale = 1]) => (x <= 0 ? 0 : exp((shape - 1) * log(x / scale) - x / scale)),
  },
  beta: {
    kind: 'density',
    range: ([a = 0, b = 0]) => (a > 0 && b > 0 ? [0, 1] : undefined),
    height: (x, [a = 1, b = 1]) => betaHeight(x, a, b),
  },
  bernoulli: {
    kind: 'probabilities',
    range: ([p = -1]) => (p >= 0 && p <= 1 ? [0, 1] : undefined),
    height: (x, [p = 0]) => (x === 1 ? p : 1 - p),
  },
  binomial: {
    kind: 'probabilities',
    range: ([tries = 0, p = -1]) => {
      if (!(Number.isInteger(tries) && tries > 0 && p >= 0 && p <= 1)) return undefined;
      const reach = 4 * sqrt(tries * p * (1 - p)) + 2;
      return [Math.max(0, Math.floor(tries * p - reach)), Math.min(tries, Math.ceil(tries * p + reach))];
    },
    height: (k, [n = 1, p = 0]) =>
      p === 0 || p === 1
        ? Number(k === n * p)
        : exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p)),
  },
  poisson: {
    kind: 'probabilities',
    range: ([mean = 0]) => {
      const reach = 4 * sqrt(mean) + 2;
      return mean > 0 ? [Math.max(0, Math.floor(mean - reach)), Math.ceil(mean + reach)] : undefined;
    },
    height: (k, [mean = 1]) => exp(k * log(mean) - mean - logGamma(k + 1)),
  },
};

const steps = 240;

/** The shape of a distribution between its limits; undefined when it is not known or the parameters do not fit. */
export const outlineOf = (
  name: string,
  parameters: readonly number[],
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): Outline | undefined => {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  const range = shape?.range(parameters);
  if (shape === undefined || range === undefined) return undefined;
  const [from, to] = [Math.max(range[0], low), Math.min(range[1], high)];
  if (!(from <= to) || abs(to - from) === Number.POSITIVE_INFINITY) return undefined;
  const places = shape.kind === 'density' ? grid(from, to, steps) : wholeNumbers(from, to);
  const points = places.map((x) => [x, finite(shape.height(x, parameters))] as const);
  if (!points.some(([, y]) => y > 0)) return undefined;
  const quantile = quantiles(points, shape.kind === 'density');
  const padding = shape.kind === 'density' ? 0 : 0.5;
  return {
    kind: shape.kind,
    points,
    from: from - padding,
    to: to + padding,
    low: quantile(0.05),
    high: quantile(0.95),
  };
};

const grid = (from: number, to: number, count: number): number[] =>
  // In the middles of the steps: some densities have a pole at the end.
  Array.from({ length: count }, (_, index) => from + ((index + 0.5) / count) * (to - from));

const mostStems = 400;

const wholeNumbers = (from: number, to: number): number[] => {
  const first = Math.ceil(from);
  const count = Math.floor(to) - first + 1;
  const stride = Math.max(1, Math.ceil(count / mostStems));
  return Array.from({ length: Math.max(0, Math.ceil(count / stride)) }, (_, index) => first + index * stride);
};

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Quantiles of the drawn points: to the width of a step, which is what a picture shows. */
const quantiles = (points: Outline['points'], isDensity: boolean) => {
  const total = points.reduce((sum, [, y]) => sum + y, 0);
  return (share: number): number => {
    let sum = 0;
    for (const [index, [x, y]] of points.entries()) {
      if (sum + y >= share * total) {
        if (!isDensity) return x;
        const step = (points.at(-1)![0] - points[0]![0]) / (points.length - 1);
        return x + step * ((share * total - sum) / y - 0.5);
      }
      sum += y;
      if (index === points.length - 1) return x;
    }
    return Number.NaN;
  };
};
