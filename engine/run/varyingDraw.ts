/** Draws from a distribution whose parameters vary from one iteration to the next. */

import { withDefaults } from '../distributions/distribution.ts';
import { checkParameters, prepareQuantile, type Value } from '../distributions/index.ts';
import type { Interpreter } from '../interpret/interpreter.ts';
import { isArray, isError, numberError, type Scalar, valueError } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import { bindDistribution, distributionNamed, modifiersOf, type ParameterValue } from './bindDistribution.ts';
import { type DistributionCall, parseDistribution } from './distributionFormula.ts';

const calls = new Map<string, DistributionCall>();

function callOf(text: string, address: CellAddress): DistributionCall {
  const key = `${address.sheet}:${address.row}:${address.column}:${text}`;
  const known = calls.get(key);
  if (known) return known;
  const parsed = parseDistribution(text, address);
  if (!parsed.ok) throw new Error(parsed.error);
  if (calls.size > 1000) calls.clear();
  calls.set(key, parsed.value);
  return parsed.value;
}

/** The value at u with the parameters that the cells now hold; inadmissible ones are #NUM!, an error in them is the value. */
export function drawVarying(
  input: { address: CellAddress; text: string },
  u: number,
  interpreter: Interpreter,
): Scalar {
  const { address, text } = input;
  const call = callOf(text, address);
  const { sheet, row, column } = address;
  let failed: Scalar | undefined;
  const parameterOf = (node: DistributionCall['parameters'][number] | undefined): ParameterValue => {
    if (!node) return undefined;
    const value = interpreter.evaluateNode(node, sheet, row, column, true);
    const scalars: readonly Scalar[] = isArray(value) ? value.values : [value];
    const numbers: number[] = [];
    for (const scalar of scalars) {
      if (isError(scalar)) failed ??= scalar;
      else if (typeof scalar === 'string') failed ??= valueError;
      else if (scalar !== null || !isArray(value)) numbers.push(Number(scalar));
    }
    return isArray(value) ? numbers : numbers[0];
  };
  const values = [...call.parameters, ...call.modifiers.flatMap(({ parameters }) => parameters)].map(parameterOf);
  if (failed !== undefined) return failed;
  const distribution = distributionNamed(call.name);
  if (!distribution) throw new Error(`the distribution ${call.name} is not in this version`);
  if (call.modifiers.length === 0 && !call.percentiles) {
    // The quantile itself: a table would be made for one number.
    const parameters = values.map((value, i): Value => {
      const list = distribution.parameters[i]?.list;
      return list && typeof value === 'number' ? [value] : (value as Value);
    });
    if (checkParameters(distribution, parameters) !== undefined) return numberError;
    return finite(distribution.quantile(u, distribution.prepare(withDefaults(distribution, parameters))));
  }
  const bound = bindDistribution(call, values);
  if (!bound.ok || !bound.value) return numberError;
  return finite(prepareQuantile(distribution, bound.value.parameters, modifiersOf(bound.value)).quantile(u));
}

const finite = (x: number): Scalar => (Number.isFinite(x) ? x + 0 : numberError);
