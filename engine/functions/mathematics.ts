import { power } from '../interpret/operators.ts';
import { roundDown, roundHalfAway, roundUp, toFifteenDigits } from '../interpret/rounding.ts';
import { divisionByZero, numberError, valueError } from '../interpret/value.ts';
import * as kernels from '../kernels/index.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

const onNumber = (name: string, f: (x: number) => number): FunctionDescriptor => pure(name, ['number'], (x) => f(x));

/** `f(x)`, or `otherwise` outside its domain. */
const within = (name: string, inside: (x: number) => boolean, f: (x: number) => number, otherwise = numberError) =>
  pure(name, ['number'], (x) => (inside(x) ? f(x) : otherwise));

/** Excel refuses angles from 2^27 on. */
const largestAngle = 134_217_728;
const trigonometric = (name: string, f: (x: number) => number) => within(name, (x) => Math.abs(x) < largestAngle, f);
const reciprocal = (name: string, f: (x: number) => number): FunctionDescriptor =>
  pure(name, ['number'], (x) => {
    if (Math.abs(x) >= largestAngle) return numberError;
    const value = f(x);
    return value === 0 ? divisionByZero : 1 / value;
  });
/** 1 / cosh and 1 / sinh tend to 0 where the hyperbolic functions overflow. */
const reciprocalHyperbolic = (name: string, f: (x: number) => number) =>
  pure(name, ['number'], (x) => {
    const value = f(x);
    return value === 0 ? divisionByZero : 1 / value;
  });

const { cos, sin, tan, cosh, sinh, tanh, exp, log, log10, atan, atanh } = kernels;

/** The quotient at 15 digits, so that 6 / 0.1 counts as 60 whole steps. */
const steps = (x: number, step: number): number => toFifteenDigits(x / step);
const ceilingTo = (x: number, step: number): number => Math.ceil(steps(x, step)) * step;
const floorTo = (x: number, step: number): number => Math.floor(steps(x, step)) * step;

/** Rule of CEILING and FLOOR: a positive number with a negative significance is #NUM!. */
const mismatched = (x: number, step: number) => x > 0 && step < 0;

const ceilingMath = (x: number, significance = x < 0 ? -1 : 1, mode = 0): number => {
  const step = Math.abs(significance);
  if (step === 0 || x === 0) return 0;
  return x < 0 && mode !== 0 ? -ceilingTo(-x, step) : ceilingTo(x, step);
};
const floorMath = (x: number, significance = 1, mode = 0): number => {
  const step = Math.abs(significance);
  if (step === 0 || x === 0) return 0;
  return x < 0 && mode !== 0 ? -floorTo(-x, step) : floorTo(x, step);
};

/** The nearest even or odd number away from zero. */
const awayToParity = (x: number, parity: 0 | 1): number => {
  const size = Math.abs(x);
  const up = Math.ceil(toFifteenDigits(size));
  const magnitude = up % 2 === parity ? up : up + 1;
  return x < 0 ? -magnitude : magnitude;
};

/** Beyond this quotient Excel gives up. Source: "MOD function", support.microsoft.com. */
const largestQuotient = 1_125_900_000_000;

/** The exact remainder, with the sign of the divisor. */
export function modulo(x: number, divisor: number): number {
  if (Math.abs(x / divisor) >= largestQuotient) return Number.NaN;
  const rest = x % divisor;
  return rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest;
}

export const mathematics: readonly FunctionDescriptor[] = [
  onNumber('ABS', Math.abs),
  onNumber('SIGN', Math.sign),
  within('SQRT', (x) => x >= 0, Math.sqrt),
  within(
    'SQRTPI',
    (x) => x >= 0,
    (x) => Math.sqrt(x * Math.PI),
  ),
  onNumber('EXP', exp),
  within('LN', (x) => x > 0, log),
  within('LOG10', (x) => x > 0, log10),
  pure('LOG', ['number', 'number?'], (x, base = 10) => {
    if (x <= 0 || base <= 0) return numberError;
    if (base === 1) return divisionByZero;
    return base === 10 ? log10(x) : base === 2 ? kernels.log2(x) : log(x) / log(base);
  }),
  pure('POWER', ['number', 'number'], power),
  pure('PI', [], () => Math.PI),
  trigonometric('SIN', sin),
  trigonometric('COS', cos),
  trigonometric('TAN', tan),
  reciprocal('COT', tan),
  reciprocal('SEC', cos),
  reciprocal('CSC', sin),
  within('ASIN', (x) => Math.abs(x) <= 1, kernels.asin),
  within('ACOS', (x) => Math.abs(x) <= 1, kernels.acos),
  onNumber('ATAN', atan),
  pure('ATAN2', ['number', 'number'], (x, y) => (x === 0 && y === 0 ? divisionByZero : kernels.atan2(y, x))),
  onNumber('ACOT', (x) => Math.PI / 2 - atan(x)),
  onNumber('SINH', sinh),
  onNumber('COSH', cosh),
  onNumber('TANH', tanh),
  reciprocalHyperbolic('COTH', tanh),
  reciprocalHyperbolic('SECH', cosh),
  reciprocalHyperbolic('CSCH', sinh),
  onNumber('ASINH', kernels.asinh),
  within('ACOSH', (x) => x >= 1, kernels.acosh),
  within('ATANH', (x) => Math.abs(x) < 1, atanh),
  within(
    'ACOTH',
    (x) => Math.abs(x) > 1,
    (x) => atanh(1 / x),
  ),
  onNumber('DEGREES', (x) => (x * 180) / Math.PI),
  onNumber('RADIANS', (x) => (x * Math.PI) / 180),

  onNumber('INT', (x) => Math.floor(toFifteenDigits(x))),
  pure('TRUNC', ['number', 'integer?'], (x, digits = 0) => (digits === 0 ? Math.trunc(x) : roundDown(x, digits))),
  pure('ROUND', ['number', 'integer'], roundHalfAway),
  pure('ROUNDUP', ['number', 'integer'], roundUp),
  pure('ROUNDDOWN', ['number', 'integer'], roundDown),
  pure('MROUND', ['number', 'number'], (x, multiple) => {
    if (multiple === 0 || x === 0) return 0;
    if (x < 0 !== multiple < 0) return numberError;
    return Math.floor(toFifteenDigits(x / multiple) + 0.5) * multiple;
  }),
  pure('CEILING', ['number', 'number'], (x, step) => {
    if (step === 0 || x === 0) return 0;
    return mismatched(x, step) ? numberError : ceilingTo(x, step);
  }),
  pure('FLOOR', ['number', 'number'], (x, step) => {
    if (x === 0) return 0;
    if (step === 0) return divisionByZero;
    return mismatched(x, step) ? numberError : floorTo(x, step);
  }),
  pure('CEILING.MATH', ['number', 'number??', 'number??'], ceilingMath),
  pure('FLOOR.MATH', ['number', 'number??', 'number??'], floorMath),
  pure('CEILING.PRECISE', ['number', 'number??'], (x, step) => ceilingMath(x, step)),
  pure('ISO.CEILING', ['number', 'number??'], (x, step) => ceilingMath(x, step)),
  pure('FLOOR.PRECISE', ['number', 'number??'], (x, step) => floorMath(x, step)),
  onNumber('EVEN', (x) => awayToParity(x, 0)),
  onNumber('ODD', (x) => awayToParity(x, 1)),
  pure('MOD', ['number', 'number'], (x, divisor) => (divisor === 0 ? divisionByZero : modulo(x, divisor))),
  pure('QUOTIENT', ['number', 'number'], (x, divisor) => (divisor === 0 ? divisionByZero : Math.trunc(x / divisor))),
  pure('SERIESSUM', ['number', 'number', 'number', 'array'], (x, first, step, coefficients) => {
    let total = 0;
    for (const [i, coefficient] of coefficients.values.entries()) {
      if (typeof coefficient !== 'number')
        return coefficient !== null && typeof coefficient === 'object' ? coefficient : valueError;
      const term = power(x, first + i * step);
      if (typeof term !== 'number') return term;
      total += coefficient * term;
    }
    return total;
  }),
];
