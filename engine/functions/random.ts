import { arrayFrom, hasRoomFor, numberError, valueError } from '../interpret/value.ts';
import { contextual, type FunctionDescriptor } from './descriptor.ts';

/** A whole number from `bottom` to `top`, each equally likely. */
export const integerBetween = (u: number, bottom: number, top: number): number =>
  Math.min(Math.floor(bottom + u * (top - bottom + 1)), top);

export const random: readonly FunctionDescriptor[] = [
  contextual('RAND', 'random', [], (context) => context.random(0)),
  contextual('RANDBETWEEN', 'random', ['number', 'number'], (context, low, high) => {
    const bottom = Math.ceil(low);
    const top = Math.floor(high);
    return bottom > top ? numberError : integerBetween(context.random(0), bottom, top);
  }),
  contextual(
    'RANDARRAY',
    'random',
    ['integer??', 'integer??', 'number??', 'number??', 'logical??'],
    (context, rows = 1, columns = 1, low = 0, high = 1, whole = false) => {
      if (rows < 1 || columns < 1 || !hasRoomFor(rows, columns) || low > high) return valueError;
      if (whole && (!Number.isInteger(low) || !Number.isInteger(high))) return valueError;
      return arrayFrom(rows, columns, (row, column) => {
        const u = context.random(row * columns + column);
        return whole ? integerBetween(u, low, high) : low + u * (high - low);
      });
    },
  ),
];
