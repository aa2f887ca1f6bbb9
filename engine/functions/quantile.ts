import { withDefaults } from '../distributions/distribution.ts';
import { checkParameters, distributions, type Value } from '../distributions/index.ts';
import { isError, numberError, valueError } from '../interpret/value.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/**
 * SIMSHEET.QUANTILE("gamma", 0.9, 2, 3): the value of one of our distributions at a probability. Not Excel's: formulas of add-ins that read
 * a distribution at a probability, as ModelRisk's do at U, are translated to it.
 */
export const quantile: readonly FunctionDescriptor[] = [
  pure('SIMSHEET.QUANTILE', ['text', 'number', '...array'], (name, probability, ...given) => {
    const distribution = Object.hasOwn(distributions, name) ? distributions[name] : undefined;
    if (!distribution) return valueError;
    const parameters: Value[] = [];
    for (const [i, { values }] of given.entries()) {
      const numbers: number[] = [];
      for (const value of values) {
        if (isError(value)) return value;
        if (typeof value === 'string') return valueError;
        if (value !== null || values.length === 1) numbers.push(Number(value));
      }
      parameters.push(distribution.parameters[i]?.list ? numbers : numbers[0]!);
    }
    if (!(probability > 0 && probability < 1) || checkParameters(distribution, parameters) !== undefined)
      return numberError;
    return distribution.quantile(probability, distribution.prepare(withDefaults(distribution, parameters)));
  }),
];
