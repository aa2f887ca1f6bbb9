import { firstScalar, settle } from '../interpret/call.ts';
import { readArea } from '../interpret/reference.ts';
import {
  type ArrayValue,
  arrayFrom,
  arrayOf,
  calculationError,
  elementAt,
  hasRoomFor,
  isArray,
  isError,
  isReference,
  type LambdaValue,
  notAvailable,
  type Scalar,
  type Value,
  valueError,
} from '../interpret/value.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** What a lambda gives for one place of an array: a scalar; an array of more than one element has no room there. */
function single(value: Value): Scalar {
  if (isReference(value)) {
    const array = readArea(value);
    return isError(array) ? array : single(array);
  }
  if (isArray(value)) return value.values.length === 1 ? (value.values[0] ?? null) : calculationError;
  const settled = settle(value);
  return firstScalar(settled);
}

const takes = (lambda: LambdaValue, count: number) => count >= lambda.minimum && count <= lambda.maximum;

function scan(initial: Value, array: ArrayValue, lambda: LambdaValue): Value {
  let held: Value = initial;
  const values: Scalar[] = [];
  for (const value of array.values) {
    held = lambda.call([held, value]);
    values.push(single(held));
  }
  return arrayOf(array.rows, array.columns, values);
}

export const lambdas: readonly FunctionDescriptor[] = [
  pure('MAP', ['array', 'value', '...value'], (first, ...rest) => {
    const lambda = rest[rest.length - 1] ?? null;
    if (isError(lambda)) return lambda;
    if (typeof lambda !== 'object' || lambda === null || lambda.kind !== 'lambda') return valueError;
    const arrays: ArrayValue[] = [first];
    for (const value of rest.slice(0, -1)) {
      const array = isReference(value) ? readArea(value) : isArray(value) ? value : undefined;
      if (isError(array)) return array;
      if (typeof value === 'object' && value !== null && value.kind === 'lambda') return valueError;
      arrays.push(array ?? arrayOf(1, 1, [value as Scalar]));
    }
    if (!takes(lambda, arrays.length)) return valueError;
    const rows = Math.max(...arrays.map((array) => array.rows));
    const columns = Math.max(...arrays.map((array) => array.columns));
    return arrayFrom(rows, columns, (row, column) =>
      arrays.every((array) => row < array.rows && column < array.columns)
        ? single(lambda.call(arrays.map((array) => elementAt(array, row, column))))
        : notAvailable,
    );
  }),
  pure('REDUCE', ['value??', 'array', 'lambda'], (initial, array, lambda) => {
    if (!takes(lambda, 2)) return valueError;
    let held: Value = initial ?? null;
    let rest = array.values;
    if (initial === undefined) {
      held = rest[0] ?? null;
      rest = rest.slice(1);
    }
    for (const value of rest) held = lambda.call([held, value]);
    return held;
  }),
  pure('SCAN', ['value??', 'array', 'lambda'], (initial, array, lambda) => {
    if (!takes(lambda, 2)) return valueError;
    if (initial !== undefined) return scan(initial, array, lambda);
    const [first = null, ...rest] = array.values;
    const scanned = scan(first, arrayOf(1, rest.length, rest), lambda);
    return isArray(scanned) ? arrayOf(array.rows, array.columns, [first, ...scanned.values]) : scanned;
  }),
  pure('BYROW', ['array', 'lambda'], (array, lambda) => {
    if (!takes(lambda, 1)) return valueError;
    return arrayFrom(array.rows, 1, (row) =>
      single(
        lambda.call([arrayOf(1, array.columns, array.values.slice(row * array.columns, (row + 1) * array.columns))]),
      ),
    );
  }),
  pure('BYCOL', ['array', 'lambda'], (array, lambda) => {
    if (!takes(lambda, 1)) return valueError;
    return arrayFrom(1, array.columns, (_, column) =>
      single(lambda.call([arrayFrom(array.rows, 1, (row) => elementAt(array, row, column))])),
    );
  }),
  pure('MAKEARRAY', ['integer', 'integer', 'lambda'], (rows, columns, lambda) => {
    if (rows < 1 || columns < 1 || !hasRoomFor(rows, columns) || !takes(lambda, 2)) return valueError;
    return arrayFrom(rows, columns, (row, column) => single(lambda.call([row + 1, column + 1])));
  }),
];
