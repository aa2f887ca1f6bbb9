import {
  divisionByZero,
  type ErrorValue,
  isArray,
  isError,
  isReference,
  numberError,
  valueError,
} from '../interpret/value.ts';
import { pow } from '../kernels/index.ts';
import { bracketedRate } from './annuity.ts';
import { allNumbers, allScalars, type RangeArgument } from './collect.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/** Discounted from the first payment on (which lies one period ahead for NPV, none for IRR), left to right. */
function netPresentValue(rate: number, payments: readonly number[], firstPeriod: number): number {
  let total = 0;
  for (let i = 0; i < payments.length; i++) total += payments[i]! / pow(1 + rate, i + firstPeriod);
  return total;
}

const changesSign = (payments: readonly number[]) => payments.some((x) => x > 0) && payments.some((x) => x < 0);

/** Newton's method on a falling function of the rate, then bisection. */
function solveRate(
  value: (rate: number) => number,
  slope: (rate: number) => number,
  guess: number,
): number | ErrorValue {
  let rate = guess;
  for (let step = 0; step < 100; step++) {
    const next = rate - value(rate) / slope(rate);
    if (!Number.isFinite(next) || next <= -1) break;
    if (Math.abs(next - rate) <= 1e-14 * Math.max(1, Math.abs(next))) return next;
    if (step > 50 && Math.abs(next - rate) <= 1e-11) return next;
    rate = next;
  }
  return bracketedRate(value) ?? numberError;
}

function internalRate(payments: readonly number[], guess: number): number | ErrorValue {
  if (guess <= -1) return valueError;
  if (!changesSign(payments)) return numberError;
  const slope = (rate: number) => {
    let total = 0;
    for (let i = 1; i < payments.length; i++) total -= (i * payments[i]!) / pow(1 + rate, i + 1);
    return total;
  };
  return solveRate((rate) => netPresentValue(rate, payments, 0), slope, guess);
}

function modifiedRate(payments: readonly number[], finance: number, reinvest: number): number | ErrorValue {
  const n = payments.length;
  let earned = 0;
  let financed = 0;
  for (const [i, x] of payments.entries()) {
    if (x > 0) earned += x * pow(1 + reinvest, n - 1 - i);
    else if (x < 0) financed += x / pow(1 + finance, i);
  }
  return n < 2 || financed === 0 ? divisionByZero : pow(-earned / financed, 1 / (n - 1)) - 1;
}

interface DatedPayments {
  payments: number[];
  /** Years of 365 days after the first payment. */
  years: number[];
}

/** XIRR takes blanks for 0 and refuses what is no number; XNPV passes both over. */
function everyNumber(args: readonly RangeArgument[]): number[] | ErrorValue {
  const numbers: number[] = [];
  for (const value of allScalars(args)) {
    if (isError(value)) return value;
    if (value !== null && typeof value !== 'number') return valueError;
    numbers.push(value ?? 0);
  }
  return numbers;
}

function datedPayments(
  values: RangeArgument,
  dates: RangeArgument,
  read: typeof allNumbers,
): DatedPayments | ErrorValue {
  const payments = read([values]);
  const days = read([dates]);
  if (!Array.isArray(payments)) return payments;
  if (!Array.isArray(days)) return days;
  if (payments.length !== days.length || payments.length === 0) return numberError;
  const whole = days.map(Math.floor);
  const first = whole[0]!;
  if (whole.some((day) => day < first || day < 0)) return numberError;
  return { payments, years: whole.map((day) => (day - first) / 365) };
}

const datedValue = ({ payments, years }: DatedPayments, rate: number): number => {
  let total = 0;
  for (let i = 0; i < payments.length; i++) total += payments[i]! / pow(1 + rate, years[i]!);
  return total;
};

/** Arguments that are no numbers are left out, also when written as such. */
function paymentsOf(args: readonly RangeArgument[]): number[] | ErrorValue {
  const kept = args.filter((arg) => isReference(arg) || isArray(arg) || arg !== null);
  return allNumbers(kept as RangeArgument[]);
}

export const cashFlow: readonly FunctionDescriptor[] = [
  pure('NPV', ['number', 'range', '...range'], (rate, ...args) => {
    const payments = paymentsOf(args);
    if (!Array.isArray(payments)) return payments;
    if (rate === -1) return divisionByZero;
    return payments.length === 0 ? valueError : netPresentValue(rate, payments, 1);
  }),
  pure('IRR', ['numbers', 'number?'], (payments, guess = 0.1) => internalRate(payments, guess)),
  pure('MIRR', ['numbers', 'number', 'number'], modifiedRate),
  pure('XNPV', ['number', 'range', 'range'], (rate, values, dates) => {
    const dated = datedPayments(values, dates, allNumbers);
    if (isError(dated)) return dated;
    return rate < 0 ? numberError : datedValue(dated as DatedPayments, rate);
  }),
  pure('XIRR', ['range', 'range', 'number?'], (values, dates, guess = 0.1) => {
    const dated = datedPayments(values, dates, everyNumber);
    if (isError(dated)) return dated;
    const { payments, years } = dated as DatedPayments;
    if (!changesSign(payments) || guess <= -1) return numberError;
    const slope = (rate: number) => {
      let total = 0;
      for (let i = 0; i < payments.length; i++) total -= (years[i]! * payments[i]!) / pow(1 + rate, years[i]! + 1);
      return total;
    };
    return solveRate((rate) => datedValue({ payments, years }, rate), slope, guess);
  }),
];
