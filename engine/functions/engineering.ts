import { numberToText } from '../interpret/numberText.ts';
import { type ErrorValue, numberError, valueError } from '../interpret/value.ts';
import { besselI, besselJ, besselK, besselY, erf, erfc, pow } from '../kernels/index.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

interface Radix {
  prefix: string;
  base: number;
  /** Ten digits, of which the first carries the sign. */
  half: number;
}

const radices: readonly Radix[] = [
  { prefix: 'BIN', base: 2, half: 512 },
  { prefix: 'OCT', base: 8, half: 536_870_912 },
  { prefix: 'HEX', base: 16, half: 549_755_813_888 },
];

/** Ten digits in two's complement. */
function fromDigits(text: string, { base, half }: Radix): number | ErrorValue {
  if (text === '') return 0;
  if (text.length > 10) return numberError;
  let value = 0;
  for (const c of text.toLowerCase()) {
    const digit = Number.parseInt(c, base);
    if (Number.isNaN(digit)) return numberError;
    value = value * base + digit;
  }
  return value >= half ? value - 2 * half : value;
}

function toDigits(value: number, { base, half }: Radix, places: number | undefined): string | ErrorValue {
  if (value < -half || value >= half) return numberError;
  if (places !== undefined && (places < 1 || places > 10)) return numberError;
  const digits = (value < 0 ? value + 2 * half : value).toString(base).toUpperCase();
  if (value < 0 || places === undefined) return digits;
  return digits.length > places ? numberError : digits.padStart(places, '0');
}

/** What the digits are read from: a number counts by its decimal digits, a logical value is refused. */
const digitsOf = (value: number | string | boolean | null): string | ErrorValue =>
  typeof value === 'boolean' ? valueError : typeof value === 'number' ? numberToText(value) : (value ?? '');

const conversions: readonly FunctionDescriptor[] = radices.flatMap((from) => [
  pure(`${from.prefix}2DEC`, ['scalar'], (given) => {
    const digits = digitsOf(given);
    return typeof digits === 'string' ? fromDigits(digits, from) : digits;
  }),
  pure(`DEC2${from.prefix}`, ['scalar', 'integer?'], (given, places) => {
    if (typeof given === 'boolean') return valueError;
    if (places !== undefined && (places < 1 || places > 10)) return numberError;
    const number = Number(given ?? 0);
    return Number.isNaN(number) || given === '' ? valueError : toDigits(Math.trunc(number), from, places);
  }),
  ...radices
    .filter((to) => to !== from)
    .map((to) =>
      pure(`${from.prefix}2${to.prefix}`, ['scalar', 'integer?'], (given, places) => {
        const digits = digitsOf(given);
        if (typeof digits !== 'string') return digits;
        const value = fromDigits(digits, from);
        return typeof value === 'number' ? toDigits(value, to, places) : value;
      }),
    ),
]);

const largestBits = 281_474_976_710_656;
const isBits = (x: number) => Number.isInteger(x) && x >= 0 && x < largestBits;

const bitwise = (name: string, f: (a: bigint, b: bigint) => bigint): FunctionDescriptor =>
  pure(name, ['number', 'number'], (a, b) => (isBits(a) && isBits(b) ? Number(f(BigInt(a), BigInt(b))) : numberError));

function shift(x: number, places: number): number | ErrorValue {
  if (!isBits(x) || Math.abs(places) > 53) return numberError;
  const shifted = places >= 0 ? x * pow(2, places) : Math.floor(x / pow(2, -places));
  return shifted >= largestBits ? numberError : shifted;
}

/** Beyond these the recurrences would run for ever. */
const largestOrder = 10_000;
const largestBesselArgument = 134_217_728;

const bessel = (name: string, f: (x: number, n: number) => number, positive: boolean): FunctionDescriptor =>
  pure(name, ['number', 'integer'], (x, n) =>
    n < 0 || n > largestOrder || Math.abs(x) > largestBesselArgument || (positive && x <= 0) ? numberError : f(x, n),
  );

export const engineering: readonly FunctionDescriptor[] = [
  ...conversions,
  bitwise('BITAND', (a, b) => a & b),
  bitwise('BITOR', (a, b) => a | b),
  bitwise('BITXOR', (a, b) => a ^ b),
  pure('BITLSHIFT', ['number', 'integer'], (x, places) => shift(x, places)),
  pure('BITRSHIFT', ['number', 'integer'], (x, places) => shift(x, -places)),
  pure('DELTA', ['number', 'number?'], (a, b = 0) => (a === b ? 1 : 0)),
  pure('GESTEP', ['number', 'number?'], (a, step = 0) => (a >= step ? 1 : 0)),
  pure('ERF', ['number', 'number?'], (a, b) => (b === undefined ? erf(a) : erf(b) - erf(a))),
  pure('ERF.PRECISE', ['number'], erf),
  pure('ERFC', ['number'], erfc),
  pure('ERFC.PRECISE', ['number'], erfc),
  bessel('BESSELI', besselI, false),
  bessel('BESSELJ', besselJ, false),
  bessel('BESSELK', besselK, true),
  bessel('BESSELY', besselY, true),
];
