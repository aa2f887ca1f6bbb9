import { digamma, exp, expm1, log, log1p, logBeta, logGamma, pow } from '../kernels/index.ts';
import { nelderMead } from './nelderMead.ts';
import { average, type Sample } from './sample.ts';

/** How a family is fitted: undefined where the data cannot come from it. */
export interface FittedFamily {
  /** Of the table of distributions. */
  name: string;
  fit(sample: Sample): number[] | undefined;
  /** The logarithm of the density, or of the probability, at x; what does not depend on x is computed once. */
  logDensity(parameters: readonly number[]): (x: number) => number;
}

const LOG_SQRT_2PI = 0.9189385332046728;

/** Root of a function that falls through 0, in the logarithm of a positive unknown, by halving. */
const fallingRoot = (f: (x: number) => number): number => {
  let [left, right] = [-30, 30];
  for (let step = 0; step < 90; step++) {
    const middle = (left + right) / 2;
    if (f(exp(middle)) > 0) left = middle;
    else right = middle;
  }
  return exp((left + right) / 2);
};

/** The largest likelihood over parameters written as free numbers. */
const largest =
  (
    logDensity: FittedFamily['logDensity'],
    starts: (sample: Sample) => readonly (readonly number[])[],
    parametersOf: (free: readonly number[], sample: Sample) => number[],
  ): FittedFamily['fit'] =>
  (sample) => {
    const cost = (free: readonly number[]): number => {
      const parameters = parametersOf(free, sample);
      return -average(sample.sorted, logDensity(parameters));
    };
    const found = starts(sample).map((start) => nelderMead(cost, start));
    const best = found.reduce((a, b) => (b.value < a.value ? b : a));
    return Number.isFinite(best.value) ? parametersOf(best.x, sample) : undefined;
  };

const positive =
  (estimate: (sample: Sample) => number[] | undefined): FittedFamily['fit'] =>
  (sample) =>
    sample.low > 0 && sample.high > sample.low ? estimate(sample) : undefined;

const gammaShape = (logOfMean: number, meanOfLog: number): number =>
  fallingRoot((k) => log(k) - digamma(k) - (logOfMean - meanOfLog));

const ofLocation = (
  name: string,
  density: (z: number) => number,
  start: (sample: Sample) => [number, number],
): FittedFamily => {
  const logDensity: FittedFamily['logDensity'] = ([location, scale]) => {
    const constant = log(scale!);
    return (x) => density((x - location!) / scale!) - constant;
  };
  return {
    name,
    logDensity,
    // In units of the data's spread about their mean, so that steps have the right size.
    fit: largest(
      logDensity,
      (sample) => {
        const sd = Math.sqrt(sample.variance);
        const [location, scale] = start(sample);
        return [[(location - sample.mean) / sd, log(scale / sd)]];
      },
      ([a, b], { mean, variance }) => [mean + a! * Math.sqrt(variance), Math.sqrt(variance) * exp(b!)],
    ),
  };
};

/** A minimum below and a maximum above the data, by how far beyond they lie in shares of the range. */
const ends = (a: number, b: number, { low, high }: Sample): [number, number] => {
  const range = high - low;
  return [low - range * exp(a), high + range * exp(b)];
};
const endStarts = [-4, -1.5];

type LogDensity = FittedFamily['logDensity'];
const betaDensity: LogDensity = ([a, b, low, high]) => {
  const width = high! - low!;
  const constant = logBeta(a!, b!) + log(width);
  return (x) => (a! - 1) * log((x - low!) / width) + (b! - 1) * log((high! - x) / width) - constant;
};
const pertDensity: LogDensity = ([low, mode, high]) =>
  betaDensity([1 + (4 * (mode! - low!)) / (high! - low!), 1 + (4 * (high! - mode!)) / (high! - low!), low!, high!]);
const triangularDensity: LogDensity = ([low, mode, high]) => {
  const [left, right, width] = [mode! - low!, high! - mode!, high! - low!];
  return (x) => log((2 / width) * (x < mode! ? (x - low!) / left : x === mode ? 1 : (high! - x) / right));
};
/** Minimum, mode and maximum, the mode anywhere between. */
const threePoints = ([a, m, b]: readonly number[], sample: Sample): number[] => {
  const [low, high] = ends(a!, b!, sample);
  return [low, low + (high - low) / (1 + exp(-m!)), high];
};
const threePointStarts = endStarts.flatMap((end) => [-1, 1].map((mode) => [end, mode, end]));

const logisticDensity = (z: number): number => -Math.abs(z) - 2 * log1p(exp(-Math.abs(z)));
const studentDensity: LogDensity = ([n, location, scale]) => {
  const constant = logBeta(n! / 2, 0.5) + 0.5 * log(n!) + log(scale!);
  return (x) => {
    const z = (x - location!) / scale!;
    return -((n! + 1) / 2) * log1p((z * z) / n!) - constant;
  };
};
const logLogisticDensity: LogDensity = ([location, scale, shape]) => {
  const constant = log(shape!);
  return (x) => constant - log(x - location!) + logisticDensity(log((x - location!) / scale!) * shape!);
};

export const continuousFamilies: readonly FittedFamily[] = [
  {
    name: 'normal',
    fit: ({ mean, variance }) => [mean, Math.sqrt(variance)],
    logDensity: ([mean, sd]) => {
      const constant = log(sd!) + LOG_SQRT_2PI;
      return (x) => -0.5 * ((x - mean!) / sd!) * ((x - mean!) / sd!) - constant;
    },
  },
  {
    name: 'lognormal',
    fit: positive(({ sorted, meanLog }) => {
      const spread = average(sorted, (x) => (log(x) - meanLog) * (log(x) - meanLog));
      const mean = exp(meanLog + spread / 2);
      return [mean, mean * Math.sqrt(expm1(spread))];
    }),
    logDensity: ([mean, sd]) => {
      const variance = log1p((sd! / mean!) * (sd! / mean!));
      const centre = log(mean!) - variance / 2;
      const constant = 0.5 * log(variance) + LOG_SQRT_2PI;
      return (x) => {
        const z = log(x) - centre;
        return (-0.5 * z * z) / variance - log(x) - constant;
      };
    },
  },
  {
    name: 'gamma',
    fit: positive(({ mean, meanLog }) => {
      const shape = gammaShape(log(mean), meanLog);
      return [shape, mean / shape];
    }),
    logDensity: ([shape, scale]) => {
      const constant = logGamma(shape!) + log(scale!);
      return (x) => (shape! - 1) * log(x / scale!) - x / scale! - constant;
    },
  },
  {
    name: 'pearson5',
    // The reciprocals have a gamma distribution.
    fit: positive(({ sorted, meanLog }) => {
      const mean = average(sorted, (x) => 1 / x);
      const shape = gammaShape(log(mean), -meanLog);
      return [shape, shape / mean];
    }),
    logDensity: ([shape, scale]) => {
      const constant = shape! * log(scale!) - logGamma(shape!);
      return (x) => constant - (shape! + 1) * log(x) - scale! / x;
    },
  },
  {
    name: 'exponential',
    fit: ({ low, mean }) => (low >= 0 && mean > 0 ? [mean] : undefined),
    logDensity:
      ([mean]) =>
      (x) =>
        -x / mean! - log(mean!),
  },
  {
    name: 'weibull',
    fit: positive(({ sorted, meanLog, high }) => {
      // In shares of the largest number, whose powers cannot overflow.
      const shape = fallingRoot((k) => {
        let [sum, weighted] = [0, 0];
        for (const x of sorted) {
          const power = pow(x / high, k);
          sum += power;
          if (power > 0) weighted += power * log(x / high);
        }
        return 1 / k + (meanLog - log(high)) - weighted / sum;
      });
      return [
        shape,
        high *
          pow(
            average(sorted, (x) => pow(x / high, shape)),
            1 / shape,
          ),
      ];
    }),
    logDensity: ([shape, scale]) => {
      const constant = log(shape! / scale!);
      return (x) => constant + (shape! - 1) * log(x / scale!) - pow(x / scale!, shape!);
    },
  },
  {
    name: 'rayleigh',
    fit: positive(({ sorted }) => [Math.sqrt(average(sorted, (x) => x * x) / 2)]),
    logDensity:
      ([scale]) =>
      (x) =>
        log(x) - 2 * log(scale!) - ((x / scale!) * (x / scale!)) / 2,
  },
  {
    name: 'inversegaussian',
    fit: positive(({ sorted, mean }) => [mean, 1 / average(sorted, (x) => 1 / x - 1 / mean)]),
    logDensity:
      ([mean, shape]) =>
      (x) => {
        const d = (x - mean!) / mean!;
        return 0.5 * log(shape! / x) - log(x) - LOG_SQRT_2PI - (shape! * d * d) / (2 * x);
      },
  },
  {
    name: 'pareto',
    fit: positive(({ low, meanLog }) => [1 / (meanLog - log(low)), low]),
    logDensity:
      ([shape, minimum]) =>
      (x) =>
        log(shape!) + shape! * log(minimum! / x) - log(x),
  },
  {
    name: 'uniform',
    fit: ({ low, high }) => [low, high],
    logDensity:
      ([low, high]) =>
      () =>
        -log(high! - low!),
  },
  {
    name: 'laplace',
    fit: ({ sorted, median }) => [median, Math.SQRT2 * average(sorted, (x) => Math.abs(x - median))],
    logDensity:
      ([mean, sd]) =>
      (x) =>
        (-Math.SQRT2 * Math.abs(x - mean!)) / sd! - log(Math.SQRT2 * sd!),
  },
  ofLocation('logistic', logisticDensity, ({ mean, variance }) => [mean, Math.sqrt(variance) * 0.55]),
  ofLocation(
    'extremevalue',
    (z) => -z - exp(-z),
    ({ mean, variance }) => [mean - 0.45 * Math.sqrt(variance), 0.78 * Math.sqrt(variance)],
  ),
  ofLocation(
    'extremevaluemin',
    (z) => z - exp(z),
    ({ mean, variance }) => [mean + 0.45 * Math.sqrt(variance), 0.78 * Math.sqrt(variance)],
  ),
  {
    name: 'studentt',
    logDensity: studentDensity,
    fit: largest(
      studentDensity,
      () => [
        [1, 0, -0.3],
        [2.5, 0, -0.1],
      ],
      // More degrees of freedom than 10,000 are a normal distribution.
      ([n, a, b], { median, variance }) => [
        Math.min(10_000, exp(n!)),
        median + a! * Math.sqrt(variance),
        Math.sqrt(variance) * exp(b!),
      ],
    ),
  },
  {
    name: 'loglogistic',
    logDensity: logLogisticDensity,
    fit: positive(
      largest(
        logLogisticDensity,
        ({ sorted, meanLog }) => {
          const sd = Math.sqrt(average(sorted, (x) => (log(x) - meanLog) * (log(x) - meanLog)));
          return [[0, log(1.8 / sd)]];
        },
        ([a, b], { meanLog }) => [0, exp(meanLog + a!), exp(b!)],
      ),
    ),
  },
  {
    name: 'triangular',
    logDensity: triangularDensity,
    fit: largest(triangularDensity, () => threePointStarts, threePoints),
  },
  {
    name: 'pert',
    logDensity: pertDensity,
    fit: largest(pertDensity, () => threePointStarts, threePoints),
  },
  {
    name: 'betageneral',
    logDensity: betaDensity,
    // With a shape below 1 the likelihood grows without end as an end nears the data.
    fit: largest(
      betaDensity,
      () => endStarts.map((end) => [0, 0, end, end]),
      ([p, q, a, b], sample) => [1 + exp(p!), 1 + exp(q!), ...ends(a!, b!, sample)],
    ),
  },
];
