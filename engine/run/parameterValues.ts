/** The numbers that the parameters of a distribution are. */
import type { Interpreter } from '../interpret/interpreter.ts';
import { isArray, isError, type Scalar } from '../interpret/value.ts';
import type { CellAddress } from '../model/address.ts';
import type { ParameterValue } from './bindDistribution.ts';
import { type DistributionCall, parameterPlaces } from './distributionCall.ts';

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** A parameter's numbers; a text says why it has none. */
export function parameterValues(
  call: DistributionCall,
  { sheet, row, column }: CellAddress,
  interpreter: Interpreter,
): ParameterValue[] {
  return parameterPlaces(call).map((node): ParameterValue => {
    if (!node) return undefined;
    const value = interpreter.evaluateNode(node, sheet, row, column, true);
    const scalars: readonly Scalar[] = isArray(value) ? value.values : [value];
    const numbers: number[] = [];
    for (const scalar of scalars) {
      if (typeof scalar === 'number') numbers.push(scalar);
      else if (isError(scalar)) return { fault: `is the error ${scalar.error}` };
      else if (typeof scalar === 'string') return { fault: `is the text "${shortened(scalar)}", not a number` };
      else if (scalar !== null || !isArray(value)) numbers.push(Number(scalar));
    }
    return isArray(value) ? numbers : numbers[0];
  });
}
