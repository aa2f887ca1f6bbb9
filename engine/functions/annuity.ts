import { divisionByZero, type ErrorValue, numberError, valueError } from '../interpret/value.ts';
import { log, log1p, pow } from '../kernels/index.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/**
 * Annuities: present value + payments + future value = 0, at `rate` per period; `due` is 1 for payments at the beginning.
 * Source: "PV function", support.microsoft.com; OpenFormula 1.2, 6.12.
 */
export const growth = (rate: number, periods: number): number => pow(1 + rate, periods);

/** What payments of 1 have grown to after `periods`. */
const accumulated = (rate: number, periods: number, due: number): number =>
  rate === 0 ? periods : ((growth(rate, periods) - 1) / rate) * (1 + rate * due);

export function futureValue(rate: number, periods: number, payment: number, present: number, due: number): number {
  return -(present * growth(rate, periods) + payment * accumulated(rate, periods, due));
}

export function presentValue(rate: number, periods: number, payment: number, future: number, due: number): number {
  return -(future + payment * accumulated(rate, periods, due)) / growth(rate, periods);
}

export function payment(rate: number, periods: number, present: number, future: number, due: number): number {
  return -(future + present * growth(rate, periods)) / accumulated(rate, periods, due);
}

/** The interest part of a period's payment. */
function interestPart(
  rate: number,
  period: number,
  periods: number,
  present: number,
  future: number,
  due: number,
): number {
  const paid = payment(rate, periods, present, future, due);
  if (period === 1) return due === 1 ? 0 : -present * rate;
  const balance = futureValue(rate, period - (due === 1 ? 2 : 1), paid, present, due);
  return due === 1 ? (balance - paid) * rate : balance * rate;
}

const dueOf = (type: number): number => (type === 0 ? 0 : 1);

function numberOfPeriods(
  rate: number,
  paid: number,
  present: number,
  future: number,
  due: number,
): number | ErrorValue {
  if (rate === 0) return paid === 0 ? numberError : -(present + future) / paid;
  if (rate <= -1) return numberError;
  const adjusted = (paid * (1 + rate * due)) / rate;
  const ratio = (adjusted - future) / (present + adjusted);
  return ratio <= 0 ? numberError : log(ratio) / log1p(rate);
}

/** More steps than Excel takes (20), for it starts from better slopes. */
const rateSteps = 100;

/** The rate at which the annuity adds up to nothing, by Newton's method alone: where that fails, Excel says #NUM!, too. */
function ratePerPeriod(
  periods: number,
  paid: number,
  present: number,
  future: number,
  due: number,
  guess: number,
): number | ErrorValue {
  const balance = (rate: number) =>
    rate === 0
      ? present + paid * periods + future
      : present * growth(rate, periods) + paid * accumulated(rate, periods, due) + future;
  let rate = guess;
  for (let step = 0; step < rateSteps; step++) {
    const h = 1e-6 * Math.max(1, Math.abs(rate));
    const slope = (balance(rate + h) - balance(rate - h)) / (2 * h);
    const next = rate - balance(rate) / slope;
    if (!Number.isFinite(next) || next <= -1) return numberError;
    if (Math.abs(next - rate) < 1e-12 * Math.max(1, Math.abs(next))) return next;
    rate = next;
  }
  return Math.abs(balance(rate)) < 1e-7 * Math.max(1, Math.abs(present), Math.abs(future)) ? rate : numberError;
}

/** A root between -1 and a rate of 10^6 found by bisection; `undefined` where the balance does not change its sign. */
export function bracketedRate(balance: (rate: number) => number): number | undefined {
  const points = [-0.9999, -0.9, -0.5, -0.2, -0.05, 0, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100, 1e4, 1e6];
  for (let i = 0; i + 1 < points.length; i++) {
    let low = points[i]!;
    let high = points[i + 1]!;
    let atLow = balance(low);
    const atHigh = balance(high);
    if (!Number.isFinite(atLow) || !Number.isFinite(atHigh) || atLow * atHigh > 0) continue;
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2;
      const value = balance(middle);
      if (value === 0 || high - low < 1e-16 * Math.max(1, Math.abs(middle))) return middle;
      if (value * atLow > 0) {
        low = middle;
        atLow = value;
      } else high = middle;
    }
    return (low + high) / 2;
  }
  return undefined;
}

/** The part of a period's payment that pays back: without the cancellation of payment less interest. */
function principalPart(
  rate: number,
  period: number,
  periods: number,
  present: number,
  future: number,
  due: number,
): number {
  if (rate === 0 || (due === 1 && period === 1)) return payment(rate, periods, present, future, due);
  const first = (-(future + present) * rate) / (growth(rate, periods) - 1);
  return first * growth(rate, period - 1 - due);
}

/** Periods that are added one by one. */
const mostPeriods = 1_000_000;

/** CUMIPMT and CUMPRINC: the parts of the payments from `first` to `last`, added up. */
function cumulative(name: string, part: typeof interestPart): FunctionDescriptor {
  return pure(
    name,
    ['number', 'number', 'number', 'number', 'number', 'number'],
    (rate, periods, present, first, last, due) => {
      if (rate <= 0 || periods <= 0 || present <= 0 || first < 1 || last < first || last > periods) return numberError;
      if (due !== 0 && due !== 1) return numberError;
      if (last - first > mostPeriods) return numberError;
      let total = 0;
      for (let period = Math.ceil(first); period <= last; period++) {
        total += part(rate, period, periods, present, 0, due);
      }
      return total;
    },
  );
}

const money = ['number', 'number', 'number', 'number?', 'integer?'] as const;

export const annuity: readonly FunctionDescriptor[] = [
  pure('PV', money, (rate, periods, paid, future = 0, due = 0) =>
    presentValue(rate, periods, paid, future, dueOf(due)),
  ),
  pure('FV', money, (rate, periods, paid, present = 0, due = 0) =>
    // Excel tells 0 to a negative power, which divides by zero, from a number out of range.
    rate === -1 && periods < 0 ? divisionByZero : futureValue(rate, periods, paid, present, dueOf(due)),
  ),
  pure('PMT', money, (rate, periods, present, future = 0, due = 0) =>
    periods === 0 || rate <= -1 ? numberError : payment(rate, periods, present, future, dueOf(due)),
  ),
  pure('NPER', money, (rate, paid, present, future = 0, due = 0) =>
    numberOfPeriods(rate, paid, present, future, dueOf(due)),
  ),
  pure(
    'RATE',
    ['number', 'number', 'number', 'number?', 'integer?', 'number?'],
    (periods, paid, present, future = 0, due = 0, guess = 0.1) =>
      periods <= 0 ? numberError : ratePerPeriod(periods, paid, present, future, dueOf(due), guess),
  ),
  pure(
    'IPMT',
    ['number', 'number', 'number', 'number', 'number?', 'integer?'],
    (rate, period, periods, present, future = 0, due = 0) =>
      period < 1 || period >= periods + 1
        ? numberError
        : interestPart(rate, period, periods, present, future, dueOf(due)),
  ),
  pure(
    'PPMT',
    ['number', 'number', 'number', 'number', 'number?', 'integer?'],
    (rate, period, periods, present, future = 0, due = 0) => {
      if (period < 1 || period >= periods + 1) return numberError;
      return principalPart(rate, period, periods, present, future, dueOf(due));
    },
  ),
  pure('ISPMT', ['number', 'number', 'number', 'number'], (rate, period, periods, present) =>
    periods === 0 ? divisionByZero : present * rate * (period / periods - 1),
  ),
  cumulative('CUMIPMT', interestPart),
  cumulative('CUMPRINC', principalPart),
  pure('EFFECT', ['number', 'integer'], (nominal, periods) =>
    nominal <= 0 || periods < 1 ? numberError : pow(1 + nominal / periods, periods) - 1,
  ),
  pure('NOMINAL', ['number', 'integer'], (effective, periods) =>
    effective <= 0 || periods < 1 ? numberError : (pow(1 + effective, 1 / periods) - 1) * periods,
  ),
  pure('RRI', ['number', 'number', 'number'], (periods, present, future) =>
    periods <= 0 || present === 0 || future / present < 0 ? numberError : pow(future / present, 1 / periods) - 1,
  ),
  pure('PDURATION', ['number', 'number', 'number'], (rate, present, future) =>
    rate <= 0 || present <= 0 || future <= 0 ? numberError : (log(future) - log(present)) / log1p(rate),
  ),
  pure('FVSCHEDULE', ['number', 'array'], (principal, schedule) => {
    let value = principal;
    for (const rate of schedule.values) {
      if (rate !== null && typeof rate !== 'number') return typeof rate === 'object' ? rate : valueError;
      value *= 1 + (rate ?? 0);
    }
    return value;
  }),
  pure('DOLLARDE', ['number', 'integer'], (price, fraction) => {
    if (fraction < 0) return numberError;
    if (fraction === 0) return divisionByZero;
    const whole = Math.trunc(price);
    return whole + ((price - whole) * decimalShift(fraction)) / fraction;
  }),
  pure('DOLLARFR', ['number', 'integer'], (price, fraction) => {
    if (fraction < 0) return numberError;
    if (fraction === 0) return divisionByZero;
    const whole = Math.trunc(price);
    return whole + ((price - whole) * fraction) / decimalShift(fraction);
  }),
];

/** 10 to the number of digits that a numerator of this fraction takes. */
function decimalShift(fraction: number): number {
  let shift = 1;
  while (shift < fraction) shift *= 10;
  return shift;
}
