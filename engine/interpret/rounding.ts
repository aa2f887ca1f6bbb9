/**
 * Excel's own rounding, a named rule each; docs/excel-differences.md lists them with their sources.
 * Everything here is exact IEEE arithmetic or a correctly rounded decimal conversion, so the bits are the same everywhere.
 */

const snapBelow = 1 / 281_474_976_710_656;

/** Rule "final snap": what the last + or - of a formula leaves is 0 where it is below 2^-48 of the larger operand. */
export function addFinal(left: number, right: number): number {
  const sum = left + right;
  return Math.abs(sum) < snapBelow * Math.max(Math.abs(left), Math.abs(right)) ? 0 : sum;
}

export const subtractFinal = (left: number, right: number): number => addFinal(left, -right);

/** Rule "15 digits": the nearest number with 15 significant decimal digits. */
export const toFifteenDigits = (x: number): number =>
  Number.isSafeInteger(x) && Math.abs(x) < 1e15 ? x : Number(x.toPrecision(15));

/** Rule "15 digits" for comparison: -1, 0 or 1. */
export function compareNumbers(left: number, right: number): number {
  if (left === right) return 0;
  // Only neighbours need the decimal detour: 15 digits cannot merge numbers further apart than this.
  if (Math.abs(left - right) <= 1e-14 * Math.max(Math.abs(left), Math.abs(right))) {
    const a = toFifteenDigits(left);
    const b = toFifteenDigits(right);
    return a === b ? 0 : a < b ? -1 : 1;
  }
  return left < right ? -1 : 1;
}

const powersOfTen: readonly number[] = Array.from({ length: 309 }, (_, exponent) => Number(`1e${exponent}`));

/** 10^exponent, correctly rounded, 0 and infinity beyond the range of doubles. */
export const powerOfTen = (exponent: number): number =>
  exponent >= 0 ? (powersOfTen[exponent] ?? Number.POSITIVE_INFINITY) : Number(`1e${exponent}`);

/** `x * 10^digits` without the binary error of a fractional scale: the decimal point is moved in the decimal text. */
function shiftDecimal(x: number, digits: number): number {
  if (digits >= 0 && digits <= 22) return x * powersOfTen[digits]!;
  if (digits < 0 && digits >= -22) return x / powersOfTen[-digits]!;
  return x * powerOfTen(digits);
}

const unshiftDecimal = (x: number, digits: number): number => shiftDecimal(x, -digits);

/** Rule "ties by 15 digits": a scaled number is taken at 15 significant digits before its half or whole is looked at. */
const settled = (scaled: number): number => (Math.abs(scaled) < 1e15 ? toFifteenDigits(scaled) : scaled);

function roundBy(rule: (x: number) => number): (x: number, digits: number) => number {
  return (x, digits) => {
    const places = Math.trunc(digits);
    if (x === 0 || places > 307) return x;
    const scaled = shiftDecimal(Math.abs(x), places);
    if (!Number.isFinite(scaled)) return x;
    if (scaled >= 9_007_199_254_740_992) return x;
    const rounded = unshiftDecimal(rule(settled(scaled)), places);
    return x < 0 ? (rounded === 0 ? 0 : -rounded) : rounded;
  };
}

/** Half away from zero. */
export const roundHalfAway = roundBy((x) => Math.floor(x + 0.5));
export const roundDown = roundBy(Math.floor);
export const roundUp = roundBy(Math.ceil);
