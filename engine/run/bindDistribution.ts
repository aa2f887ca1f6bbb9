/** From a written distribution and the values of its parameters to what the sampler takes, or what is wrong with it. */
import {
  type AnyDistribution,
  checkModifiers,
  checkParameters,
  distributions,
  type Modifier,
  type PreparedQuantile,
  prepareQuantile,
  type Value,
} from '../distributions/index.ts';
import { failed, ok, type Result } from '../result.ts';
import type { DistributionCall, ModifierCall } from './distributionFormula.ts';
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
}

const byName: ReadonlyMap<string, AnyDistribution> = new Map(
  Object.values(distributions).map((distribution) => [distribution.name.toLowerCase(), distribution]),
);

export const distributionNames = (): string[] => [...byName.values()].map(({ name }) => name);

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
  const wrong =
    checkParameters(distribution, parameters) ?? checkModifiers(distribution, parameters, modifiers.map(modifierOf));
  return wrong === undefined ? ok({ name: call.name, parameters, modifiers }) : failed(`${wrong}.`);
}

/** As the sampler takes them. */
export const modifiersOf = ({ modifiers }: BoundDistribution): Modifier[] => modifiers.map(modifierOf);

export function quantileOf(bound: BoundDistribution): PreparedQuantile {
  const distribution = distributionNamed(bound.name);
  if (!distribution) throw new Error(`the distribution ${bound.name} is not in this version`);
  return prepareQuantile(distribution, bound.parameters, modifiersOf(bound));
}

/** Whether all its values are whole numbers. */
export function isWhole({ name, parameters, modifiers }: BoundDistribution): boolean {
  const wholeShift = modifiers.every(({ by, at, kind }) => kind !== 'lock' && Number.isInteger(by ?? at ?? 0));
  const integral = new Set(['bernoulli', 'binomial', 'poisson', 'geometric', 'negativebinomial', 'hypergeometric']);
  return integral.has(name) && wholeShift && parameters.length > 0 && modifiers.length === 0;
}
