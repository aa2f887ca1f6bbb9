/** From a written distribution and the values of its parameters to what the sampler takes, or what is wrong with it. */
import { withDefaults } from '../distributions/distribution.ts';
import {
  type AnyDistribution,
  checkModifiers,
  checkParameters,
  type Drawable,
  distributions,
  type Modifier,
  mostSeverities,
  type PreparedQuantile,
  prepareQuantile,
  splice,
  type Value,
} from '../distributions/index.ts';
import { failed, ok, type Result } from '../result.ts';
import { composedNames, type DistributionCall, type ModifierCall, parameterPlaces } from './distributionCall.ts';
import { parametersByPercentiles } from './percentiles.ts';
import { didYouMean } from './suggest.ts';

/** A parameter's number or list of numbers; undefined where its place is empty. */
export type ParameterValue = number | number[] | { fault: string } | undefined;

/** Plain data: what a worker needs to draw. */
export interface BoundDistribution {
  /** Of the table of distributions, in lower case. */
  name: string;
  parameters: Value[];
  /** Innermost first. An infinite limit of a truncation is left out. */
  modifiers: { kind: Modifier['kind']; low?: number; high?: number; by?: number; at?: number }[];
  /** Of a compound or a splice: the distributions that it is made of. */
  inner?: BoundDistribution[];
}

const byName: ReadonlyMap<string, AnyDistribution> = new Map(
  Object.values(distributions).map((distribution) => [distribution.name.toLowerCase(), distribution]),
);

const distributionNames = (): string[] => [...[...byName.values()].map(({ name }) => name), ...composedNames];

export function distributionNamed(name: string): AnyDistribution | undefined {
  return byName.get(name.toLowerCase());
}

/** `truncate` in the order of application with its numbers. */
function boundModifier(
  { name }: ModifierCall,
  values: readonly (number | undefined)[],
): BoundDistribution['modifiers'][number] {
  const [first, second] = values;
  switch (name) {
    case 'truncate':
      return {
        kind: 'truncate',
        ...(first !== undefined && { low: first }),
        ...(second !== undefined && { high: second }),
      };
    case 'truncatep':
      return {
        kind: 'truncateProbability',
        ...(first !== undefined && { low: first }),
        ...(second !== undefined && { high: second }),
      };
    case 'shift':
      return { kind: 'shift', by: first ?? 0 };
    case 'lock':
      return { kind: 'lock', ...(first !== undefined && { at: first }) };
  }
}

const modifierOf = ({ kind, low, high, by, at }: BoundDistribution['modifiers'][number]): Modifier => {
  switch (kind) {
    case 'truncate':
      return { kind, low: low ?? Number.NEGATIVE_INFINITY, high: high ?? Number.POSITIVE_INFINITY };
    case 'truncateProbability':
      return { kind, low: low ?? 0, high: high ?? 1 };
    case 'shift':
      return { kind, by: by ?? 0 };
    case 'lock':
      return { kind, ...(at !== undefined && { at }) };
  }
};

/** The parameters as they are written, each a number or a list; undefined where they vary. */
function parametersOf(
  distribution: AnyDistribution,
  call: DistributionCall,
  values: readonly ParameterValue[] | undefined,
): Result<Value[] | undefined, string> {
  const signature = `${distribution.name}(${distribution.parameters.map(({ name }) => name).join(', ')})`;
  const needed = distribution.parameters.filter((parameter) => parameter.default === undefined).length;
  if (call.parameters.length < needed || call.parameters.length > distribution.parameters.length) {
    return failed(`${signature} takes ${needed} parameters, not ${call.parameters.length}.`);
  }
  if (values === undefined) return ok(undefined);
  const parameters: Value[] = [];
  for (const [i, value] of values.slice(0, call.parameters.length).entries()) {
    const parameter = distribution.parameters[i]!;
    if (value === undefined) return failed(`${parameter.name} of ${signature} is empty.`);
    if (typeof value === 'object' && 'fault' in value)
      return failed(`${parameter.name} of ${signature} ${value.fault}.`);
    parameters.push(parameter.list && typeof value === 'number' ? [value] : value);
  }
  return ok(parameters);
}

/**
 * Checks the name, the number of the parameters and, where they are known, their values. Undefined values: they vary from one
 * iteration to the next, and are checked in each.
 */
export function bindDistribution(
  call: DistributionCall,
  values: readonly ParameterValue[] | undefined,
): Result<BoundDistribution | undefined, string> {
  if (call.inner) return bindComposed(call, call.inner, values);
  const distribution = distributionNamed(call.name);
  if (!distribution) {
    const names = distributionNames();
    return failed(
      `There is no distribution "${call.name}".${didYouMean(call.name, names) || ` Distributions: ${names.join(', ')}.`}`,
    );
  }
  const given = call.percentiles
    ? parametersByPercentiles(distribution, call.percentiles, values)
    : parametersOf(distribution, call, values);
  if (!given.ok) return given;
  if (values === undefined || given.value === undefined) return ok(undefined);
  const parameters = given.value;
  const modifiers = modifiersFrom(call, values);
  if (!modifiers.ok) return modifiers;
  const wrong =
    checkParameters(distribution, parameters) ??
    checkModifiers(distribution, parameters, modifiers.value.map(modifierOf));
  return wrong === undefined ? ok({ name: call.name, parameters, modifiers: modifiers.value }) : failed(`${wrong}.`);
}

/** The modifiers with their numbers, innermost first. */
function modifiersFrom(
  call: DistributionCall,
  values: readonly ParameterValue[],
): Result<BoundDistribution['modifiers'], string> {
  const modifiers: BoundDistribution['modifiers'] = [];
  let next = call.parameters.length;
  for (const modifier of call.modifiers) {
    const numbers: (number | undefined)[] = [];
    for (const node of modifier.parameters) {
      const value = values[next++];
      if (typeof value === 'object') {
        return failed(`${modifier.name} needs numbers: a limit ${'fault' in value ? value.fault : 'is a list'}.`);
      }
      numbers.push(node === undefined ? undefined : value);
    }
    modifiers.unshift(boundModifier(modifier, numbers));
  }
  return ok(modifiers);
}

/** A compound or a splice with its parts. */
function bindComposed(
  call: DistributionCall,
  parts: readonly DistributionCall[],
  values: readonly ParameterValue[] | undefined,
): Result<BoundDistribution | undefined, string> {
  const { name } = call;
  if (name === 'compound') {
    const wrong = compoundShape(call, parts);
    if (wrong !== undefined) return failed(wrong);
  }
  const inner: BoundDistribution[] = [];
  let next = parameterPlaces({ ...call, inner: [] }).length;
  for (const part of parts) {
    const { length } = parameterPlaces(part);
    const bound = bindDistribution(part, values?.slice(next, next + length));
    if (!bound.ok) return bound;
    if (bound.value) inner.push(bound.value);
    next += length;
  }
  if (values === undefined) return ok(undefined);
  const parameters: number[] = [];
  for (const value of values.slice(0, call.parameters.length)) {
    if (typeof value === 'object' && 'fault' in value) return failed(`A number of ${name} ${value.fault}.`);
    if (typeof value !== 'number') return failed(`A number of ${name} is ${value === undefined ? 'empty' : 'a list'}.`);
    parameters.push(value);
  }
  const modifiers = modifiersFrom(call, values);
  if (!modifiers.ok) return modifiers;
  const bound: BoundDistribution = { name, parameters, modifiers: modifiers.value, inner };
  const wrong = name === 'compound' ? checkCompound(bound) : checkSplice(bound);
  return wrong === undefined ? ok(bound) : failed(`${wrong}.`);
}

/** What no compound can have, whatever its numbers are. */
function compoundShape({ modifiers }: DistributionCall, [frequency]: readonly DistributionCall[]): string | undefined {
  const unfit = modifiers.find(
    ({ name, parameters }) => name.startsWith('truncate') || (name === 'lock' && !parameters[0]),
  );
  if (unfit) {
    return unfit.name === 'lock'
      ? 'lock(compound(...)) needs a value: the mean of a compound is not computed.'
      : `A compound has no distribution function, so that ${unfit.name} cannot be applied to it: limit its values instead.`;
  }
  const counts = frequency && distributionNamed(frequency.name);
  return counts && counts.kind !== 'discrete'
    ? `The first part of compound is ${counts.name}, which gives no whole numbers: take a discrete distribution, such as poisson(3).`
    : undefined;
}

function checkCompound({ parameters, inner = [] }: BoundDistribution): string | undefined {
  const [deductible = 0, limit = Infinity] = parameters as number[];
  if (!(deductible >= 0)) return `The deductible of compound must be at least 0, not ${deductible}`;
  if (!(limit > 0)) return `The limit of compound must be greater than 0, not ${limit}`;
  const likely = directQuantile(inner[0]!)(0.5);
  return likely > mostSeverities
    ? `compound adds up to ${mostSeverities} values in an iteration, and half of the counts would be more than ${likely - 1}`
    : undefined;
}

const checkSplice = (bound: BoundDistribution): string | undefined => {
  const distribution = splicedFrom(bound);
  const wrong = distribution.check?.(bound.parameters);
  if (wrong !== undefined) return `splice: ${wrong}`;
  return checkModifiers(distribution, bound.parameters, modifiersOf(bound));
};

const splicedFrom = ({ inner = [] }: BoundDistribution): Drawable<unknown> =>
  splice(quantileOf(inner[0]!), quantileOf(inner[1]!)) as Drawable<unknown>;

/** As the sampler takes them. */
export const modifiersOf = ({ modifiers }: BoundDistribution): Modifier[] => modifiers.map(modifierOf);

export function quantileOf(bound: BoundDistribution): PreparedQuantile {
  if (bound.name === 'splice') return prepareQuantile(splicedFrom(bound), bound.parameters, modifiersOf(bound));
  const distribution = distributionNamed(bound.name);
  if (!distribution) throw new Error(`the distribution ${bound.name} is not in this version`);
  return prepareQuantile(distribution, bound.parameters, modifiersOf(bound));
}

export type Quantile = (u: number) => number;

/** Without a table where nothing is around the distribution: for parameters that are used once. */
export function directQuantile(bound: BoundDistribution): Quantile {
  const distribution = distributionNamed(bound.name);
  if (!distribution || bound.modifiers.length > 0) return quantileOf(bound).quantile;
  const p = distribution.prepare(withDefaults(distribution, bound.parameters));
  return (u) => distribution.quantile(u, p);
}

/** Whether all its values are whole numbers. */
export function isWhole({ name, parameters, modifiers }: BoundDistribution): boolean {
  const wholeShift = modifiers.every(({ by, at, kind }) => kind !== 'lock' && Number.isInteger(by ?? at ?? 0));
  const integral = new Set(['bernoulli', 'binomial', 'poisson', 'geometric', 'negativebinomial', 'hypergeometric']);
  return integral.has(name) && wholeShift && parameters.length > 0 && modifiers.length === 0;
}
