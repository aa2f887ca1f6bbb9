import { instantiate, type Kernel, type KernelModule } from '../kernels/module.ts';

/** A parameter's value: a number, or the numbers of a range where the distribution takes a list. */
export type Value = number | readonly number[];

export interface Parameter {
  name: string;
  /** `cell`: the unit of the cell that is drawn; `none`: a pure number. */
  unit: 'cell' | 'none' | 'probability' | 'count';
  above?: number;
  atLeast?: number;
  below?: number;
  atMost?: number;
  integer?: true;
  /** The parameter is a list of numbers. */
  list?: true;
  /** May be left out: this value then. Only the last parameters can have one. */
  default?: number;
}

/** How a vendor writes the same distribution: its name alone where the parameters are ours, else how to make ours of its own. */
export type VendorName = string | { name: string; parameters: (given: readonly Value[]) => Value[] };

/**
 * A family of distributions as data and functions of its parameters. Everything is sampled by its quantile, so that every sampler,
 * truncation and copula works with every distribution. `P` is what the functions take: the parameters themselves, or what `prepare`
 * makes of them (sorted tables, mostly).
 */
export interface Distribution<P> {
  name: string;
  vendorNames: readonly VendorName[];
  kind: 'continuous' | 'discrete';
  parameters: readonly Parameter[];
  /** Relations between parameters, each in its own range already: a sentence that says what is wrong. */
  check?(values: readonly Value[]): string | undefined;
  prepare(values: readonly Value[]): P;
  support(p: P): readonly [number, number];
  /** NaN or infinite where it does not exist. */
  mean(p: P): number;
  variance(p: P): number;
  /** P(X <= x) */
  cdf(x: number, p: P): number;
  /** P(X > x), where it is known better than 1 - cdf. */
  survival?(x: number, p: P): number;
  /** The smallest x with cdf(x) >= u, 0 < u < 1. */
  quantile(u: number, p: P): number;
  /** The quantile is quick as it is: no table is made of it. */
  easy?: true;
  /**
   * The quantile as an expression over u and the numbers of `kernelConstants`, for distributions whose quantile is one straight line: the
   * compiler links it, and blocks of constant parameters run it two by two.
   */
  kernel?: Kernel;
  /** The parameters as the kernel takes them. */
  kernelConstants?(p: P): readonly number[];
}

// Methods are bivariant, so that distributions of different parameters share one table.
export type AnyDistribution = Distribution<unknown>;

interface Tuples {
  1: readonly [number];
  2: readonly [number, number];
  3: readonly [number, number, number];
  4: readonly [number, number, number, number];
  5: readonly [number, number, number, number, number];
}
type Count = keyof Tuples;

/** A distribution whose functions take its parameters as they are, all numbers. */
export const scalar = <N extends Count>(
  _count: N,
  description: Omit<Distribution<Tuples[N]>, 'prepare'>,
): Distribution<Tuples[N]> => ({
  ...description,
  prepare: (values) => values as unknown as Tuples[N],
});

/** A distribution whose quantile is a kernel: written once, run here number by number and there as a vector. */
export const closedForm = <N extends Count>(
  count: N,
  build: Kernel['build'],
  description: Omit<Distribution<Tuples[N]>, 'prepare' | 'quantile' | 'kernel' | 'kernelConstants'>,
): Distribution<Tuples[N]> => {
  const kernel: Kernel = { parameters: count + 1, build };
  const running = lazyKernel(kernel);
  return scalar(count, {
    ...description,
    kernel,
    kernelConstants: (p) => p,
    quantile: (u, p) => running().scalar(u, ...p),
  });
};

const modules = new WeakMap<Kernel, KernelModule>();
/** The kernel running, compiled when it is first asked for. */
export const runningKernel = (kernel: Kernel): KernelModule => {
  const known = modules.get(kernel) ?? instantiate({ kernel }).kernel;
  modules.set(kernel, known);
  return known;
};
const lazyKernel =
  (kernel: Kernel): (() => KernelModule) =>
  () =>
    runningKernel(kernel);

/** A number for a message: as it is, or as "a list". */
const shown = (value: Value | undefined): string => (typeof value === 'number' ? String(value) : 'a list');

const rangeProblem = (parameter: Parameter, value: number): string | undefined => {
  const { above, atLeast, below, atMost, integer } = parameter;
  if (!Number.isFinite(value)) return 'must be a number';
  if (above !== undefined && !(value > above)) return `must be greater than ${above}`;
  if (atLeast !== undefined && !(value >= atLeast)) return `must be at least ${atLeast}`;
  if (below !== undefined && !(value < below)) return `must be less than ${below}`;
  if (atMost !== undefined && !(value <= atMost)) return `must be at most ${atMost}`;
  if (integer && value !== Math.floor(value)) return 'must be a whole number';
  return undefined;
};

/** The parameters with defaults filled in. */
export const withDefaults = (
  distribution: Pick<AnyDistribution, 'parameters'>,
  values: readonly Value[],
): readonly Value[] => [
  ...values,
  ...distribution.parameters.slice(values.length).flatMap((p) => (p.default === undefined ? [] : [p.default])),
];

/** What is wrong with the parameters, as a sentence that says what to do; undefined where they are admissible. */
export const checkParameters = (distribution: AnyDistribution, given: readonly Value[]): string | undefined => {
  const values = withDefaults(distribution, given);
  const { name, parameters } = distribution;
  const signature = `${name}(${parameters.map((p) => p.name).join(', ')})`;
  if (values.length !== parameters.length || given.length > parameters.length) {
    return `${signature} takes ${parameters.length} parameters, not ${given.length}`;
  }
  for (const [i, parameter] of parameters.entries()) {
    const value = values[i]!;
    if ((typeof value !== 'number') !== (parameter.list === true)) {
      return `${parameter.name} of ${signature} must be ${parameter.list ? 'a list of numbers' : 'one number'}`;
    }
    const numbers = typeof value === 'number' ? [value] : value;
    if (numbers.length === 0) return `${parameter.name} of ${signature} must not be empty`;
    for (const number of numbers) {
      const problem = rangeProblem(parameter, number);
      if (problem) return `${parameter.name} of ${signature} ${problem}, not ${shown(number)}`;
    }
  }
  const relation = distribution.check?.(values);
  return relation && `${signature}: ${relation}`;
};
