import { toNumber } from '../interpret/coerce.ts';
import { isSingleCell } from '../interpret/reference.ts';
import { type ErrorValue, isReference, numberError, valueError } from '../interpret/value.ts';
import { type RangeArgument, visitScalars } from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** n! for whole n; beyond 170 it is no double any more. */
export function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

/** n over k for whole n >= k >= 0: exact while the result is below 2^53. */
export function choose(n: number, k: number): number {
  const smaller = Math.min(k, n - k);
  let result = 1;
  for (let i = 1; i <= smaller && result !== Number.POSITIVE_INFINITY; i++) {
    const product = result * (n - smaller + i);
    result = product <= Number.MAX_SAFE_INTEGER ? product / i : (result / i) * (n - smaller + i);
  }
  return result < 9_007_199_254_740_992 ? Math.round(result) : result;
}

const largestFactorial = 170;
const tooLarge = 9_007_199_254_740_992;

function greatestCommonDivisor(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/**
 * Text in ranges is coerced as everywhere else, logical values are refused. A blank counts as 0 in a range of several cells, and
 * not at all where it is the whole argument.
 */
function wholeNumbers(args: readonly RangeArgument[]): number[] | ErrorValue {
  const numbers: number[] = [];
  let failed: ErrorValue | undefined;
  for (const arg of args) {
    const single = isReference(arg) && arg.areas.every(isSingleCell);
    visitScalars([arg], (value) => {
      if (failed || (value === null && single)) return;
      const number = typeof value === 'boolean' ? valueError : toNumber(value);
      if (typeof number === 'number') numbers.push(number);
      else failed = number;
    });
  }
  return (
    failed ??
    (numbers.length === 0 && args.every((arg) => isReference(arg) && arg.areas.every(isSingleCell))
      ? valueError
      : numbers)
  );
}

export const combinatorics: readonly FunctionDescriptor[] = [
  pure('FACT', ['integer'], (n) => (n < 0 || n > largestFactorial ? numberError : factorial(n))),
  pure('FACTDOUBLE', ['integer'], (n) => {
    if (n < -1 || n > 300) return numberError;
    let product = 1;
    for (let k = n; k > 1; k -= 2) product *= k;
    return product;
  }),
  pure('COMBIN', ['integer', 'integer'], (n, k) => (n < 0 || k < 0 || n < k ? numberError : choose(n, k))),
  pure('COMBINA', ['integer', 'integer'], (n, k) =>
    n < 0 || k < 0 || (n === 0 && k > 0) ? numberError : k === 0 ? 1 : choose(n + k - 1, k),
  ),
  pure('PERMUT', ['integer', 'integer'], (n, k) => {
    if (n <= 0 || k < 0 || n < k) return numberError;
    let product = 1;
    for (let i = n - k + 1; i <= n && product !== Number.POSITIVE_INFINITY; i++) product *= i;
    return product;
  }),
  pure('PERMUTATIONA', ['integer', 'integer'], (n, k) => {
    if (n < 0 || k < 0) return numberError;
    let product = 1;
    for (let i = 0; i < k && Number.isFinite(product) && product !== 0; i++) product *= n;
    return product;
  }),
  pure('MULTINOMIAL', ['...range'], (...args) => {
    const numbers = wholeNumbers(args);
    if (!Array.isArray(numbers)) return numbers;
    let total = 0;
    let result = 1;
    for (const x of numbers) {
      const n = Math.trunc(x);
      if (n < 0) return numberError;
      total += n;
      result *= choose(total, n);
    }
    return result;
  }),
  pure('GCD', ['...range'], (...args) => {
    const numbers = wholeNumbers(args);
    if (!Array.isArray(numbers)) return numbers;
    let result = 0;
    for (const x of numbers) {
      if (x < 0 || x >= tooLarge) return numberError;
      result = greatestCommonDivisor(result, Math.trunc(x));
    }
    return result;
  }),
  pure('LCM', ['...range'], (...args) => {
    const numbers = wholeNumbers(args);
    if (!Array.isArray(numbers)) return numbers;
    let result = numbers.length === 0 ? 0 : 1;
    for (const x of numbers) {
      if (x < 0 || x >= tooLarge) return numberError;
      const n = Math.trunc(x);
      if (n === 0) result = 0;
      else if (result !== 0) result = (result / greatestCommonDivisor(result, n)) * n;
    }
    return result >= tooLarge ? numberError : result;
  }),
];
