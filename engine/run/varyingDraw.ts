/** Draws from a distribution whose parameters vary from one iteration to the next. */

import { withDefaults } from '../distributions/distribution.ts';
import { checkParameters, compoundSum, type Value } from '../distributions/index.ts';
import type { Interpreter } from '../interpret/interpreter.ts';
import { isArray, isError, numberError, type Scalar, valueError } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import {
  type BoundDistribution,
  bindDistribution,
  directQuantile,
  distributionNamed,
  type ParameterValue,
  type Quantile,
  quantileOf,
} from './bindDistribution.ts';
import { type DistributionCall, parameterPlaces } from './distributionCall.ts';
import { parseDistribution } from './distributionFormula.ts';

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

/** An input that is drawn one by one. */
export interface DrawnSingly {
  address: CellAddress;
  text: string;
  /** Of a compound whose parameters are the same in every iteration. */
  compound?: BoundDistribution;
}

/**
 * The value at u with the parameters that the cells now hold; inadmissible ones are #NUM!, an error in them is the value. `further` gives
 * the uniform numbers of the same iteration that a distribution needs beyond u, by their number from 1 on.
 */
export function drawVarying(
  input: DrawnSingly,
  u: number,
  interpreter: Interpreter,
  further: (element: number) => number,
): Scalar {
  if (input.compound) return drawCompound(input.compound, partsOf(input.compound), u, further);
  const call = callOf(input.text, input.address);
  const values = valuesNow(call, input.address, interpreter);
  if (!Array.isArray(values)) return values;
  const distribution = distributionNamed(call.name);
  if (distribution && call.modifiers.length === 0 && !call.percentiles) {
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
  if (call.name === 'compound') return drawCompound(bound.value, bound.value.inner!.map(directQuantile), u, further);
  return finite(quantileOf(bound.value).quantile(u));
}

/** What the parameters are now, or the error that one of them is. */
function valuesNow(
  call: DistributionCall,
  { sheet, row, column }: CellAddress,
  interpreter: Interpreter,
): ParameterValue[] | Scalar {
  let failed: Scalar | undefined;
  const values = parameterPlaces(call).map((node): ParameterValue => {
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
  });
  return failed ?? values;
}

/** Tables pay where they are used again; kept with the program's own object, so that every slice makes the same. */
const prepared = new WeakMap<BoundDistribution, Quantile[]>();
function partsOf(compound: BoundDistribution): Quantile[] {
  const known = prepared.get(compound) ?? compound.inner!.map((part) => quantileOf(part).quantile);
  prepared.set(compound, known);
  return known;
}

function drawCompound(
  { parameters, modifiers }: BoundDistribution,
  [frequency, severity]: readonly Quantile[],
  u: number,
  further: (element: number) => number,
): Scalar {
  const [deductible = 0, limit = Infinity] = parameters as number[];
  let value = compoundSum(frequency!(u), severity!, further, { deductible, limit });
  for (const { by, at } of modifiers) value = at ?? value + (by ?? 0);
  return finite(value);
}

const finite = (x: number): Scalar => (Number.isFinite(x) ? x + 0 : numberError);
