import type { Argument, CallContext, FunctionDescriptor, Parameter } from '../functions/descriptor.ts';
import { toLogical, toNumber, toText } from './coerce.ts';
import { intersectImplicitly, isSingleCell, readArea, readCell, toArray, usedPart } from './reference.ts';
import {
  type ArrayValue,
  arrayOf,
  type ErrorValue,
  isArray,
  isError,
  isLambda,
  isReference,
  isScalar,
  notAvailable,
  numberError,
  type ReferenceValue,
  type Scalar,
  type Value,
  valueError,
} from './value.ts';

/** In place of an argument whose place is empty: `IF(A1,,2)`. */
export const empty = Symbol('empty argument');
export type ActualArgument = Value | typeof empty;

const scalarKinds: ReadonlySet<string> = new Set(['number', 'integer', 'text', 'logical', 'scalar', 'any']);
export const isScalarKind = (parameter: Parameter) => scalarKinds.has(parameter.kind);

/** -0 is stored as 0, and what is not finite is #NUM!. */
export function settle(value: Value): Value {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : numberError;
  if (isArray(value) && value.values.some(isUnsettled)) {
    return arrayOf(
      value.rows,
      value.columns,
      value.values.map((element) => (isUnsettled(element) ? numberError : element)),
    );
  }
  return value;
}

const isUnsettled = (value: Scalar): boolean => typeof value === 'number' && !Number.isFinite(value);

function coerceScalar(kind: Parameter['kind'], value: Scalar): Argument {
  switch (kind) {
    case 'number':
      return typeof value === 'number' ? value : toNumber(value);
    case 'integer': {
      const number = toNumber(value);
      return typeof number === 'number' ? Math.trunc(number) + 0 : number;
    }
    case 'text':
      return toText(value);
    case 'logical':
      return toLogical(value);
    default:
      return value;
  }
}

/** Of arrays and references only the numbers, of a scalar what it coerces to. */
export function collectNumbers(value: Value, into: number[]): ErrorValue | undefined {
  if (isScalar(value)) {
    const number = toNumber(value);
    if (typeof number !== 'number') return number;
    into.push(number);
    return undefined;
  }
  if (isArray(value)) {
    for (const element of value.values) {
      if (typeof element === 'number') into.push(element);
      else if (isError(element)) return element;
    }
    return undefined;
  }
  if (isLambda(value)) return valueError;
  return collectFromCells(value, into);
}

function collectFromCells({ areas, source }: ReferenceValue, into: number[]): ErrorValue | undefined {
  for (const area of areas) {
    source.prepare(area);
    const used = usedPart(source, area);
    for (let sheet = area.sheet; sheet <= area.lastSheet; sheet++) {
      for (let row = used.top; row <= used.bottom; row++) {
        for (let column = used.left; column <= used.right; column++) {
          const element = source.read(sheet, row, column);
          if (typeof element === 'number') into.push(element);
          else if (isError(element)) return element;
        }
      }
    }
  }
  return undefined;
}

function coerceWhole(kind: Parameter['kind'], value: Value): Argument | LambdaResult {
  switch (kind) {
    case 'numbers': {
      const numbers: number[] = [];
      return collectNumbers(value, numbers) ?? numbers;
    }
    case 'array':
      return isError(value) ? value : toArray(value);
    case 'range':
      return isLambda(value) ? valueError : value;
    case 'reference':
      return isReference(value) ? value : isError(value) ? value : valueError;
    case 'lambda':
      return isLambda(value) ? value : isError(value) ? value : valueError;
    default:
      return value;
  }
}
type LambdaResult = Value;

/** `range` and `value` hand errors over; every other kind gives them back before the function sees them. */
const passesErrors: ReadonlySet<string> = new Set(['any', 'range', 'value']);

const failure = (kind: Parameter['kind'], value: Argument): ErrorValue | undefined =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'error' && !passesErrors.has(kind)
    ? value
    : undefined;

function broadcastElement(array: ArrayValue, row: number, column: number): Scalar {
  const r = array.rows === 1 ? 0 : row;
  const c = array.columns === 1 ? 0 : column;
  if (r >= array.rows || c >= array.columns) return notAvailable;
  return array.values[r * array.columns + c] ?? null;
}

/** Calls `element` with the scalars at each place of the arrays, which are stretched from one row or column; elsewhere #N/A. */
export function broadcast(args: readonly (ArrayValue | Scalar)[], element: (scalars: Scalar[]) => Value): ArrayValue {
  let rows = 1;
  let columns = 1;
  for (const arg of args) {
    if (!isArray(arg)) continue;
    rows = Math.max(rows, arg.rows);
    columns = Math.max(columns, arg.columns);
  }
  const values: Scalar[] = new Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const scalars = args.map((arg) => (isArray(arg) ? broadcastElement(arg, row, column) : arg));
      values[at] = firstScalar(settle(element(scalars)));
    }
  }
  return arrayOf(rows, columns, values);
}

/** An array within an array has no place: its first element stands for it. */
export function firstScalar(value: Value): Scalar {
  if (isScalar(value)) return value;
  if (isArray(value)) return value.values[0] ?? null;
  if (isLambda(value)) return valueError;
  const [area] = value.areas;
  return area && isSingleCell(area) ? readCell(value, area) : valueError;
}

/** What a scalar parameter sees of an argument: in an array formula a range is its array, elsewhere one cell of it. */
export function scalarOrArray(value: Value, arrayMode: boolean, context: CallContext): Scalar | ArrayValue {
  if (isScalar(value) || isArray(value)) return value;
  if (isLambda(value)) return valueError;
  const [area] = value.areas;
  if (area !== undefined && value.areas.length === 1 && isSingleCell(area)) return readCell(value, area);
  return arrayMode ? readArea(value) : intersectImplicitly(value, context.row, context.column);
}

export const parameterAt = (descriptor: FunctionDescriptor, index: number): Parameter | undefined =>
  descriptor.parameters[index] ?? descriptor.rest;

/** Coerces the arguments as the descriptor asks, lifts scalar parameters over arrays, and calls the function. */
export function callFunction(
  descriptor: FunctionDescriptor,
  actual: readonly ActualArgument[],
  arrayMode: boolean,
  context: CallContext,
): Value {
  const { evaluate } = descriptor;
  if (!evaluate || actual.length < descriptor.minimum || actual.length > descriptor.maximum) return valueError;
  const args: Argument[] = new Array(actual.length);
  let lifted = false;
  for (let i = 0; i < actual.length; i++) {
    const given = actual[i];
    const parameter = parameterAt(descriptor, i);
    if (parameter === undefined) return valueError;
    if (given === empty || given === undefined) {
      if (descriptor.strict) return notAvailable;
      args[i] = parameter.emptyIsAbsent ? undefined : coerceWholeOrScalar(parameter, null);
      continue;
    }
    if (!isScalarKind(parameter)) {
      const whole = coerceWhole(parameter.kind, given);
      const failed = failure(parameter.kind, whole);
      if (failed) return failed;
      args[i] = whole;
      continue;
    }
    if (descriptor.strict && isReference(given) && !isOneCell(given)) return valueError;
    const seen = scalarOrArray(given, arrayMode, context);
    if (isArray(seen)) {
      lifted = true;
      args[i] = seen;
    } else if (lifted) {
      args[i] = seen;
    } else {
      const refused = descriptor.strict && typeof seen === 'boolean' && parameter.kind !== 'logical';
      const coerced = refused ? valueError : coerceScalar(parameter.kind, seen);
      const failed = failure(parameter.kind, coerced);
      // An array further on lifts this call, and then this error stands in each of its elements.
      if (failed)
        return hasArrayFrom(descriptor, actual, i + 1, arrayMode, context)
          ? liftAll(descriptor, actual, arrayMode, context)
          : failed;
      args[i] = coerced;
    }
  }
  return lifted ? liftAll(descriptor, actual, arrayMode, context) : settle(evaluate(context, args));
}

const isOneCell = ({ areas }: ReferenceValue): boolean => areas.length === 1 && isSingleCell(areas[0]!);

const coerceWholeOrScalar = (parameter: Parameter, value: Scalar): Argument =>
  isScalarKind(parameter) ? coerceScalar(parameter.kind, value) : coerceWhole(parameter.kind, value);

function hasArrayFrom(
  descriptor: FunctionDescriptor,
  actual: readonly ActualArgument[],
  from: number,
  arrayMode: boolean,
  context: CallContext,
): boolean {
  for (let i = from; i < actual.length; i++) {
    const given = actual[i];
    const parameter = parameterAt(descriptor, i);
    if (given === empty || given === undefined || !parameter || !isScalarKind(parameter)) continue;
    if (isArray(scalarOrArray(given, arrayMode, context))) return true;
  }
  return false;
}

function liftAll(
  descriptor: FunctionDescriptor,
  actual: readonly ActualArgument[],
  arrayMode: boolean,
  context: CallContext,
): Value {
  const places: number[] = [];
  const seen: (Scalar | ArrayValue)[] = [];
  for (let i = 0; i < actual.length; i++) {
    const given = actual[i];
    const parameter = parameterAt(descriptor, i);
    if (given === empty || given === undefined || !parameter || !isScalarKind(parameter)) continue;
    places.push(i);
    seen.push(scalarOrArray(given, arrayMode, context));
  }
  return broadcast(seen, (scalars) => {
    const call = actual.slice();
    for (let i = 0; i < places.length; i++) call[places[i]!] = scalars[i]!;
    return callFunction(descriptor, call, arrayMode, context);
  });
}
