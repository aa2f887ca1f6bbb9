import { toLogical } from '../interpret/coerce.ts';
import { type ErrorValue, isError, valueError } from '../interpret/value.ts';
import { type RangeArgument, visitScalars } from './collect.ts';
import { type FunctionDescriptor, pure, special } from './descriptor.ts';

/** The logical values of all arguments: text in ranges and blanks do not count, text as an argument must be TRUE or FALSE. */
function logicals(args: readonly RangeArgument[]): boolean[] | ErrorValue {
  const values: boolean[] = [];
  let failed: ErrorValue | undefined;
  visitScalars(args, (value, direct) => {
    if (failed) return;
    if (isError(value)) failed = value;
    else if (typeof value === 'boolean' || typeof value === 'number') values.push(Boolean(value));
    else if (direct && value !== '') {
      const logical = value === null ? false : toLogical(value);
      if (typeof logical === 'boolean') values.push(logical);
      else failed = logical;
    }
  });
  return failed ?? (values.length === 0 ? valueError : values);
}

const combine = (name: string, decide: (values: readonly boolean[]) => boolean): FunctionDescriptor =>
  pure(name, ['range', '...range'], (...args) => {
    const values = logicals(args);
    return Array.isArray(values) ? decide(values) : values;
  });

export const logic: readonly FunctionDescriptor[] = [
  combine('AND', (values) => values.every(Boolean)),
  combine('OR', (values) => values.some(Boolean)),
  combine('XOR', (values) => values.filter(Boolean).length % 2 === 1),
  pure('NOT', ['logical'], (value) => !value),
  pure('TRUE', [], () => true),
  pure('FALSE', [], () => false),
  special('IF', 2, 3),
  special('IFS', 2, 254),
  special('IFERROR', 2, 2),
  special('IFNA', 2, 2),
  special('SWITCH', 3, 254),
  special('CHOOSE', 2, 255, 'reference'),
  special('LET', 3, 253),
  special('LAMBDA', 1, 254),
  special('ISOMITTED', 1, 1),
];
