/** Parameters from percentiles: `byPercentiles(normal, 5%, 10, 95%, 20)`. */

import type { AnyDistribution, Value } from '../distributions/index.ts';
import { isMetalog, metalogThrough } from '../distributions/metalog.ts';
import { failed, ok, type Result } from '../result.ts';
import { type Condition, solvePercentiles } from '../vendors/percentiles.ts';
import type { ParameterValue } from './bindDistribution.ts';

/** `names`: of a parameter that is given, or undefined for a probability and its value; see DistributionCall. */
export function parametersByPercentiles(
  distribution: AnyDistribution,
  names: readonly (string | undefined)[],
  values: readonly ParameterValue[] | undefined,
): Result<Value[] | undefined, string> {
  const { name, parameters } = distribution;
  const places = parameters.map((parameter) => names.indexOf(parameter.name.toLowerCase()));
  const strange = names.find((given) => given !== undefined && !parameters.some((p) => p.name.toLowerCase() === given));
  if (strange !== undefined) {
    return failed(`${name} has no parameter "${strange}", but ${parameters.map((p) => p.name).join(', ')}.`);
  }
  if (distribution.kind === 'discrete' || (!isMetalog(name) && parameters.some(({ list }) => list))) {
    return failed(`${name} cannot be given by percentiles: write its parameters.`);
  }
  const count = names.filter((given) => given === undefined).length;
  const unknown = parameters.flatMap((parameter, i) => (places[i] === -1 && !parameter.list ? [i] : []));
  const wanted = isMetalog(name) ? [] : unknown.filter((i) => parameters[i]!.default === undefined);
  // Parameters that could be left out are asked for where there are percentiles enough.
  const extra = unknown.filter((i) => !isMetalog(name) && parameters[i]!.default !== undefined);
  while (wanted.length < count && extra.length > 0) wanted.push(extra.shift()!);
  if (isMetalog(name) ? unknown.length > 0 : wanted.length !== count) {
    const missing = (isMetalog(name) ? unknown : wanted).map((i) => parameters[i]!.name).join(', ');
    return failed(
      isMetalog(name)
        ? `${name} needs its ${missing} by name, such as "${parameters[unknown[0]!]!.name}", 0.`
        : `${name} needs ${wanted.length} percentiles, one for each of ${missing}, not ${count}.`,
    );
  }
  if (values === undefined) return ok(undefined);

  const given = new Map<string, number>();
  const conditions: Condition[] = [];
  let next = 0;
  for (const known of names) {
    const numbers = values.slice(next, next + (known === undefined ? 2 : 1));
    next += numbers.length;
    if (!numbers.every((x) => typeof x === 'number')) return failed('byPercentiles needs numbers.');
    if (known !== undefined) given.set(known, numbers[0]!);
    else {
      const [probability, value] = numbers as [number, number];
      if (!(probability > 0 && probability < 1)) {
        return failed(`A probability of byPercentiles lies between 0 and 1, such as 5%, not ${probability}.`);
      }
      conditions.push({ probability, value });
    }
  }
  conditions.sort((a, b) => a.probability - b.probability);
  if (
    conditions.some(({ probability, value }, i) => {
      const before = conditions[i - 1];
      return before && !(probability > before.probability && value > before.value);
    })
  )
    return failed('byPercentiles needs larger values at larger probabilities.');
  const known = (i: number): number | undefined =>
    given.get(parameters[i]!.name.toLowerCase()) ?? (wanted.includes(i) ? undefined : parameters[i]!.default);
  if (isMetalog(name)) {
    const limits = parameters.slice(1).map((_, i) => known(i + 1)!);
    const coefficients = metalogThrough(name, conditions, limits);
    return coefficients ? ok([coefficients, ...limits]) : failed(`No ${name} has these percentiles.`);
  }
  const solved = solvePercentiles({
    distribution,
    parameters: parameters.map((_, i) => known(i)),
    location: 0,
    conditions,
  });
  return solved.ok ? ok(solved.value.parameters) : failed(`No ${name} has these percentiles.`);
}
