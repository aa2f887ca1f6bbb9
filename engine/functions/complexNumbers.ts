import { toText } from '../interpret/coerce.ts';
import { numberToText } from '../interpret/numberText.ts';
import { divisionByZero, type ErrorValue, isError, numberError, type Value, valueError } from '../interpret/value.ts';
import { atan2, cos, cosh, exp, log, sin, sinh } from '../kernels/index.ts';
import { allScalars } from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** A complex number as Excel writes it: `3+4i`, with i or j. */
interface Complex {
  re: number;
  im: number;
  unit: 'i' | 'j' | '';
}

const numberPart = '(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?';
const whole = new RegExp(`^([+-]?${numberPart})$`);
const imaginary = new RegExp(`^([+-]?(?:${numberPart})?)([ij])$`);
const both = new RegExp(`^([+-]?${numberPart})([+-](?:${numberPart})?)([ij])$`);

const coefficient = (text: string): number => (text === '' || text === '+' ? 1 : text === '-' ? -1 : Number(text));

function parse(value: number | string | boolean | null): Complex | ErrorValue {
  if (typeof value === 'boolean') return valueError;
  if (typeof value === 'number' || value === null) return { re: value ?? 0, im: 0, unit: '' };
  const text = value.trim();
  let m = whole.exec(text);
  if (m) return { re: Number(m[1]), im: 0, unit: '' };
  m = imaginary.exec(text);
  if (m) return { re: 0, im: coefficient(m[1]!), unit: m[2] as 'i' | 'j' };
  m = both.exec(text);
  return m ? { re: Number(m[1]), im: coefficient(m[2]!), unit: m[3] as 'i' | 'j' } : numberError;
}

function show(re: number, im: number, unit: string): string | ErrorValue {
  if (!Number.isFinite(re) || !Number.isFinite(im)) return numberError;
  const suffix = unit || 'i';
  if (im === 0) return numberToText(re);
  const size = Math.abs(im) === 1 ? '' : numberToText(Math.abs(im));
  const imaginaryText = `${size}${suffix}`;
  if (re === 0) return im < 0 ? `-${imaginaryText}` : imaginaryText;
  return `${numberToText(re)}${im < 0 ? '-' : '+'}${imaginaryText}`;
}

type Pair = readonly [number, number];

const times = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];
function over([a, b]: Pair, [c, d]: Pair): Pair {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
}

const complexExp = ([a, b]: Pair): Pair => [exp(a) * cos(b), exp(a) * sin(b)];
const absolute = ([a, b]: Pair): number => Math.sqrt(a * a + b * b);
const complexLog = (z: Pair): Pair => [log(absolute(z)), atan2(z[1], z[0])];
const complexSin = ([a, b]: Pair): Pair => [sin(a) * cosh(b), cos(a) * sinh(b)];
const complexCos = ([a, b]: Pair): Pair => [cos(a) * cosh(b), -sin(a) * sinh(b)];
const complexSinh = ([a, b]: Pair): Pair => [sinh(a) * cos(b), cosh(a) * sin(b)];
const complexCosh = ([a, b]: Pair): Pair => [cosh(a) * cos(b), sinh(a) * sin(b)];
const one: Pair = [1, 0];

function complexPower(z: Pair, exponent: number): Pair {
  if (z[0] === 0 && z[1] === 0) return exponent > 0 ? [0, 0] : [Number.NaN, 0];
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 1024) {
    let result = one;
    let base = exponent < 0 ? over(one, z) : z;
    for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result = times(result, base);
      base = times(base, base);
    }
    return result;
  }
  const [a, b] = complexLog(z);
  return complexExp([a * exponent, b * exponent]);
}

const isZero = (z: Pair) => z[0] === 0 && z[1] === 0;

function map(name: string, f: (z: Pair) => Pair | ErrorValue): FunctionDescriptor {
  return pure(name, ['scalar'], (value) => {
    const z = parse(value);
    if (isError(z)) return z;
    const result = f([z.re, z.im]);
    return 'kind' in result ? result : show(result[0], result[1], z.unit);
  });
}

function measure(name: string, f: (z: Pair) => Value): FunctionDescriptor {
  return pure(name, ['scalar'], (value) => {
    const z = parse(value);
    return isError(z) ? z : f([z.re, z.im]);
  });
}

/** Two numbers with different units, i and j, do not go together. */
function commonUnit(numbers: readonly Complex[]): string | undefined {
  const units = new Set(numbers.map(({ unit }) => unit).filter((unit) => unit !== ''));
  return units.size > 1 ? undefined : ([...units][0] ?? '');
}

function fold(name: string, f: (a: Pair, b: Pair) => Pair): FunctionDescriptor {
  return pure(name, ['range', '...range'], (...args) => {
    const numbers: Complex[] = [];
    for (const scalar of allScalars(args)) {
      if (isError(scalar)) return scalar;
      const z = parse(scalar);
      if (isError(z)) return z;
      numbers.push(z);
    }
    const unit = commonUnit(numbers);
    const [first, ...rest] = numbers;
    if (unit === undefined || !first) return valueError;
    let result: Pair = [first.re, first.im];
    for (const z of rest) result = f(result, [z.re, z.im]);
    return show(result[0], result[1], unit);
  });
}

function combine(name: string, f: (a: Pair, b: Pair) => Pair | ErrorValue): FunctionDescriptor {
  return pure(name, ['scalar', 'scalar'], (left, right) => {
    const a = parse(left);
    const b = parse(right);
    if (isError(a)) return a;
    if (isError(b)) return b;
    const unit = commonUnit([a, b]);
    if (unit === undefined) return valueError;
    const result = f([a.re, a.im], [b.re, b.im]);
    return 'kind' in result ? result : show(result[0], result[1], unit);
  });
}

const quotient =
  (f: (z: Pair) => Pair, g: (z: Pair) => Pair) =>
  (z: Pair): Pair | ErrorValue => {
    const denominator = g(z);
    return isZero(denominator) ? numberError : over(f(z), denominator);
  };

const tenLog = log(10);
const twoLog = log(2);

export const complexNumbers: readonly FunctionDescriptor[] = [
  pure('COMPLEX', ['scalar', 'scalar', 'scalar?'], (re, im, suffix = 'i') => {
    const unit = toText(suffix);
    if (typeof re === 'boolean' || typeof im === 'boolean') return valueError;
    const a = Number(re ?? 0);
    const b = Number(im ?? 0);
    if (Number.isNaN(a) || Number.isNaN(b) || re === '' || im === '') return valueError;
    return unit === 'i' || unit === 'j' || unit === '' ? show(a, b, unit === '' ? 'i' : unit) : valueError;
  }),
  measure('IMREAL', ([re]) => re),
  measure('IMAGINARY', ([, im]) => im),
  measure('IMABS', absolute),
  measure('IMARGUMENT', (z) => (isZero(z) ? divisionByZero : atan2(z[1], z[0]))),
  map('IMCONJUGATE', ([re, im]) => [re, -im]),
  map('IMEXP', complexExp),
  map('IMLN', (z) => (isZero(z) ? numberError : complexLog(z))),
  map('IMLOG10', (z) => (isZero(z) ? numberError : over(complexLog(z), [tenLog, 0]))),
  map('IMLOG2', (z) => (isZero(z) ? numberError : over(complexLog(z), [twoLog, 0]))),
  map('IMSQRT', (z) => (isZero(z) ? [0, 0] : squareRoot(z))),
  map('IMSIN', complexSin),
  map('IMCOS', complexCos),
  map('IMTAN', quotient(complexSin, complexCos)),
  map('IMCOT', quotient(complexCos, complexSin)),
  map(
    'IMSEC',
    quotient(() => one, complexCos),
  ),
  map(
    'IMCSC',
    quotient(() => one, complexSin),
  ),
  map('IMSINH', complexSinh),
  map('IMCOSH', complexCosh),
  map(
    'IMSECH',
    quotient(() => one, complexCosh),
  ),
  map(
    'IMCSCH',
    quotient(() => one, complexSinh),
  ),
  map('IMTANH', quotient(complexSinh, complexCosh)),
  pure('IMPOWER', ['scalar', 'number'], (value, exponent) => {
    const z = parse(value);
    if (isError(z)) return z;
    const [re, im] = complexPower([z.re, z.im], exponent);
    return show(re, im, z.unit);
  }),
  fold('IMSUM', ([a, b], [c, d]) => [a + c, b + d]),
  fold('IMPRODUCT', times),
  combine('IMSUB', ([a, b], [c, d]) => [a - c, b - d]),
  combine('IMDIV', (a, b) => (isZero(b) ? numberError : over(a, b))),
];

/** The principal root by half the angle. */
function squareRoot(z: Pair): Pair {
  const size = Math.sqrt(absolute(z));
  const angle = atan2(z[1], z[0]) / 2;
  return [size * cos(angle), size * sin(angle)];
}
