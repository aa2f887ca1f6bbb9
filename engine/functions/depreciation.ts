import { roundHalfAway } from '../interpret/rounding.ts';
import { divisionByZero, type ErrorValue, numberError } from '../interpret/value.ts';
import { pow } from '../kernels/index.ts';
import { isBasis, yearFraction } from './date.ts';
import { contextual, type FunctionDescriptor, pure } from './descriptor.ts';

/** Depreciation of period `period` (from 1) by a constant factor of what is left, never below the salvage value. */
function declining(cost: number, salvage: number, life: number, period: number, factor: number): number {
  const rate = Math.min(factor / life, 1);
  const before = rate === 1 ? (period === 1 ? cost : 0) : cost * pow(1 - rate, period - 1);
  const after = cost * pow(1 - rate, period);
  const worth = after < salvage ? before - salvage : before - after;
  return Math.max(worth, 0);
}

/** More periods than any asset lives: what goes through them one by one stops here. */
const mostPeriods = 100_000;

/**
 * VDB: the declining balance, going over to straight line where that gives more. A fractional start is a first period of that
 * length; whole periods follow it, and the last counts in proportion.
 */
function variable(
  cost: number,
  salvage: number,
  life: number,
  start: number,
  end: number,
  factor: number,
  noSwitch: boolean,
): number | ErrorValue {
  if (start < 0 || end < start || end > life || cost < 0 || salvage < 0 || factor < 0 || life < 0) return numberError;
  if (salvage > cost || start === end) return 0;
  if (end > mostPeriods) return numberError;
  const rate = Math.min(factor / life, 1);
  let value = cost;
  let total = 0;
  let time = 0;
  while (time < end) {
    const whole = time === 0 && start % 1 > 0 ? start % 1 : 1;
    const length = Math.min(whole, end - time);
    const byFactor = Math.min(value * rate, Math.max(value - salvage, 0));
    const straight = noSwitch ? 0 : (value - salvage) / (life - time);
    const worth = Math.max(byFactor, straight) * length;
    if (time >= start) total += worth;
    value -= worth;
    time += length;
  }
  return total;
}

const fixedDeclining = pure(
  'DB',
  ['number', 'number', 'number', 'number', 'number?'],
  (cost, salvage, life, period, month = 12) => {
    const months = Math.trunc(month);
    const p = Math.trunc(period);
    if (cost < 0 || salvage < 0 || life <= 0 || p < 1 || months < 1 || months > 12) return numberError;
    if (p > life + (months < 12 ? 1 : 0)) return numberError;
    if (cost === 0) return 0;
    const rate = roundHalfAway(1 - pow(salvage / cost, 1 / life), 3);
    const first = (cost * rate * months) / 12;
    if (p === 1) return first;
    const left = (periods: number) => (cost - first) * pow(1 - rate, periods);
    return p > life ? (left(p - 2) * rate * (12 - months)) / 12 : left(p - 2) * rate;
  },
);

/** France's linear depreciation, in proportion of days in the first period. */
const linearFrench = contextual(
  'AMORLINC',
  'pure',
  ['number', 'integer', 'integer', 'number', 'integer', 'number', 'integer?'],
  ({ dateSystem }, cost, purchased, firstPeriod, salvage, period, rate, basis = 0) => {
    if (!isBasis(basis) || basis === 2 || rate <= 0 || cost <= 0 || salvage < 0 || period < 0) return numberError;
    if (purchased > firstPeriod || salvage > cost) return numberError;
    const each = cost * rate;
    const first = yearFraction(purchased, firstPeriod, basis, dateSystem) * rate * cost;
    const total = cost - salvage;
    const periods = Math.trunc((total - first) / each);
    if (period === 0) return first;
    if (period <= periods) return each;
    return period === periods + 1 ? total - each * periods - first : 0;
  },
);

/** France's degressive depreciation: a coefficient by length of life, rounded to whole units. */
const degressiveFrench = contextual(
  'AMORDEGRC',
  'pure',
  ['number', 'integer', 'integer', 'number', 'integer', 'number', 'integer?'],
  ({ dateSystem }, cost, purchased, firstPeriod, salvage, period, rate, basis = 0) => {
    if (!isBasis(basis) || basis === 2 || rate <= 0 || cost <= 0 || salvage < 0 || period < 0) return numberError;
    if (purchased > firstPeriod || salvage > cost) return numberError;
    const life = 1 / rate;
    if (life < 3 || (life > 4 && life < 5)) return numberError;
    const coefficient = life <= 4 ? 1.5 : life <= 6 ? 2 : 2.5;
    const faster = rate * coefficient;
    let depreciation = roundHalfAway(yearFraction(purchased, firstPeriod, basis, dateSystem) * faster * cost, 0);
    let value = cost - depreciation;
    let rest = value - salvage;
    for (let n = 0; n < Math.min(period, mostPeriods); n++) {
      depreciation = roundHalfAway(faster * value, 0);
      rest -= depreciation;
      if (rest < 0) return period - n <= 1 ? roundHalfAway(value * 0.5, 0) : 0;
      value -= depreciation;
    }
    return depreciation;
  },
);

export const depreciation: readonly FunctionDescriptor[] = [
  pure('SLN', ['number', 'number', 'number'], (cost, salvage, life) =>
    life === 0 ? divisionByZero : (cost - salvage) / life,
  ),
  pure('SYD', ['number', 'number', 'number', 'number'], (cost, salvage, life, period) =>
    life <= 0 || period <= 0 || period > life || salvage < 0
      ? numberError
      : ((cost - salvage) * (life - period + 1) * 2) / (life * (life + 1)),
  ),
  fixedDeclining,
  pure('DDB', ['number', 'number', 'number', 'number', 'number?'], (cost, salvage, life, period, factor = 2) => {
    if (cost < 0 || salvage < 0 || life <= 0 || period < 1 || period > life || factor <= 0) return numberError;
    return declining(cost, salvage, life, period, factor);
  }),
  pure(
    'VDB',
    ['number', 'number', 'number', 'number', 'number', 'number?', 'logical?'],
    (cost, salvage, life, start, end, factor = 2, noSwitch = false) =>
      variable(cost, salvage, life, start, end, factor, noSwitch),
  ),
  linearFrench,
  degressiveFrench,
];
