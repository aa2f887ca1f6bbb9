import type { DateSystem } from '../interpret/calendar.ts';
import { dateOf, lastSerial, serialOf } from '../interpret/calendar.ts';
import { type ErrorValue, numberError } from '../interpret/value.ts';
import { pow } from '../kernels/index.ts';
import {
  type Calendar,
  type CouponPeriod,
  couponPeriod,
  couponPeriodsBetween,
  daysBetween,
  periodDays,
  shiftCoupon,
} from './couponDates.ts';
import { isBasis, yearFraction } from './date.ts';
import { type CallContext, contextual, type FunctionDescriptor } from './descriptor.ts';

/** Prices are per 100 of face value. Formulas: the functions' pages on support.microsoft.com. */
const face = 100;

/** `undefined` where the frequency, the basis or a date is none. */
function calendarOf(context: CallContext, frequency: number, basis: number, ...dates: number[]): Calendar | undefined {
  if (dates.some((serial) => serial < 0 || serial > lastSerial[context.dateSystem])) return undefined;
  return isBasis(basis) && (frequency === 1 || frequency === 2 || frequency === 4)
    ? { frequency, basis, system: context.dateSystem }
    : undefined;
}

interface Settled extends CouponPeriod {
  /** Days from the period's beginning to settlement (A), of the whole period (E), and from settlement to the next coupon (DSC). */
  accrued: number;
  length: number;
  ahead: number;
}

function settle(settlement: number, maturity: number, calendar: Calendar): Settled {
  const period = couponPeriod(settlement, maturity, calendar);
  const accrued = daysBetween(period.previous, settlement, calendar);
  const length = periodDays(period.previous, period.next, calendar);
  return { ...period, accrued, length, ahead: length - accrued };
}

function priceOf(settled: Settled, frequency: number, rate: number, yieldRate: number, redemption: number): number {
  const coupon = (face * rate) / frequency;
  const { remaining, accrued, length, ahead } = settled;
  if (remaining === 1) {
    return (redemption + coupon) / (1 + (yieldRate / frequency) * (ahead / length)) - coupon * (accrued / length);
  }
  const base = 1 + yieldRate / frequency;
  let price = redemption / pow(base, remaining - 1 + ahead / length);
  for (let k = 0; k < remaining; k++) price += coupon / pow(base, k + ahead / length);
  return price - coupon * (accrued / length);
}

/** The yield at which a falling price function meets the price: Newton's method within bounds that close in. */
export function solveYield(
  priceAt: (yieldRate: number) => number,
  price: number,
  guess: number,
  frequency: number,
): number | ErrorValue {
  let low = -frequency * 0.999_999;
  let high = 1;
  while (priceAt(high) > price && high < 1e6) high *= 2;
  let rate = Math.min(Math.max(guess, low), high);
  for (let step = 0; step < 200; step++) {
    const difference = priceAt(rate) - price;
    if (difference > 0) low = rate;
    else high = rate;
    const h = 1e-6;
    const slope = (priceAt(rate + h) - priceAt(rate - h)) / (2 * h);
    let next = rate - difference / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - rate) < 1e-14) return next;
    rate = next;
  }
  return Number.isFinite(rate) ? rate : numberError;
}

function yieldOf(
  settled: Settled,
  frequency: number,
  rate: number,
  price: number,
  redemption: number,
): number | ErrorValue {
  const { remaining, accrued, length, ahead } = settled;
  if (remaining === 1) {
    const coupon = rate / frequency;
    const paid = price / face + (accrued / length) * coupon;
    return ((redemption / face + coupon - paid) / paid) * ((frequency * length) / ahead);
  }
  return solveYield(
    (y) => priceOf(settled, frequency, rate, y, redemption),
    price,
    rate === 0 ? 0.05 : rate,
    frequency,
  );
}

function durationOf(settled: Settled, frequency: number, rate: number, yieldRate: number): number {
  const coupon = (face * rate) / frequency;
  const base = 1 + yieldRate / frequency;
  const first = settled.ahead / settled.length;
  let weighted = 0;
  let total = 0;
  for (let k = 0; k < settled.remaining; k++) {
    const amount = (k === settled.remaining - 1 ? face : 0) + coupon;
    const value = amount / pow(base, k + first);
    total += value;
    weighted += value * (k + first);
  }
  return weighted / total / frequency;
}

/** A function of the coupon period that holds the settlement date. */
function ofCoupons(
  name: string,
  f: (settlement: number, maturity: number, calendar: Calendar) => number,
): FunctionDescriptor {
  return contextual(
    name,
    'pure',
    ['integer', 'integer', 'integer', 'integer?'],
    (context, settlement, maturity, frequency, basis = 0) => {
      const calendar = calendarOf(context, frequency, basis, settlement, maturity);
      return !calendar || settlement >= maturity || settlement < 0 ? numberError : f(settlement, maturity, calendar);
    },
  );
}

const security = ['integer', 'integer', 'number', 'number', 'number', 'integer', 'integer?'] as const;
const discounted = ['integer', 'integer', 'number', 'number', 'integer?'] as const;

/** A security without coupons: a value by the fraction of a year to maturity. */
function withoutCoupons(name: string, f: (a: number, b: number, years: number) => number): FunctionDescriptor {
  return contextual(name, 'pure', discounted, ({ dateSystem }, settlement, maturity, a, b, basis = 0) => {
    if (!isBasis(basis) || settlement >= maturity || a <= 0 || b <= 0) return numberError;
    return f(a, b, yearFraction(settlement, maturity, basis, dateSystem));
  });
}

/** A security that pays its interest at maturity. */
function atMaturity(
  name: string,
  f: (rate: number, other: number, years: { life: number; held: number; left: number }) => number,
): FunctionDescriptor {
  return contextual(
    name,
    'pure',
    ['integer', 'integer', 'integer', 'number', 'number', 'integer?'],
    ({ dateSystem }, settlement, maturity, issue, rate, other, basis = 0) => {
      if (!isBasis(basis) || settlement >= maturity || rate < 0 || other < 0 || issue > settlement) return numberError;
      const years = (a: number, b: number) => yearFraction(a, b, basis, dateSystem);
      return f(rate, other, {
        life: years(issue, maturity),
        held: years(issue, settlement),
        left: years(settlement, maturity),
      });
    },
  );
}

/** Days to maturity of a treasury bill; more than a year is an error. */
function billDays(settlement: number, maturity: number, system: DateSystem): number | undefined {
  const { year, month, day } = dateOf(settlement, system);
  const days = maturity - settlement;
  return days <= 0 || maturity > serialOf(year + 1, month, day, system) ? undefined : days;
}

function treasury(name: string, f: (x: number, days: number) => number | ErrorValue): FunctionDescriptor {
  return contextual(name, 'pure', ['integer', 'integer', 'number'], ({ dateSystem }, settlement, maturity, x) => {
    const days = billDays(settlement, maturity, dateSystem);
    return days === undefined || x <= 0 ? numberError : f(x, days);
  });
}

function billEquivalent(discount: number, days: number): number | ErrorValue {
  if (discount * days >= 360) return numberError;
  if (days <= 182) return (365 * discount) / (360 - discount * days);
  const price = 1 - (discount * days) / 360;
  const term = days / (days === 366 ? 366 : 365);
  return (2 * Math.sqrt(term * term - (2 * term - 1) * (1 - 1 / price)) - 2 * term) / (2 * term - 1);
}

interface OddFirst {
  settlement: number;
  maturity: number;
  issue: number;
  first: number;
  rate: number;
  redemption: number;
  calendar: Calendar;
}

function oddFirstPrice(bond: OddFirst, yieldRate: number): number {
  const { settlement, maturity, issue, first, rate, redemption, calendar } = bond;
  const { frequency } = calendar;
  const coupon = (face * rate) / frequency;
  const base = 1 + yieldRate / frequency;
  let regular = 0;
  while (shiftCoupon(first, regular, calendar) < maturity) regular++;
  const firstPeriods = couponPeriodsBetween(issue, first, first, calendar);
  const accrued = couponPeriodsBetween(issue, settlement, first, calendar);
  // Quasi-coupon periods to the first coupon; the one that holds the settlement date counts by its days.
  let whole = 0;
  while (shiftCoupon(first, -(whole + 1), calendar) > settlement) whole++;
  const next = shiftCoupon(first, -whole, calendar);
  const start = shiftCoupon(first, -(whole + 1), calendar);
  const length = periodDays(start, next, calendar);
  const ahead = daysBetween(settlement, next, calendar);
  const t = whole + ahead / length;
  let price = redemption / pow(base, regular + t) + (coupon * firstPeriods) / pow(base, t);
  for (let k = 1; k <= regular; k++) price += coupon / pow(base, k + t);
  return price - coupon * accrued;
}

function oddFirst(name: string, compute: (bond: OddFirst, given: number) => number | ErrorValue): FunctionDescriptor {
  return contextual(
    name,
    'pure',
    ['integer', 'integer', 'integer', 'integer', 'number', 'number', 'number', 'integer', 'integer?'],
    (context, settlement, maturity, issue, first, rate, given, redemption, frequency, basis = 0) => {
      const calendar = calendarOf(context, frequency, basis, settlement, maturity, issue, first);
      if (!calendar || rate < 0 || redemption <= 0) return numberError;
      if (!(maturity > first && first > settlement && settlement > issue)) return numberError;
      return compute({ settlement, maturity, issue, first, rate, redemption, calendar }, given);
    },
  );
}

function oddLast(
  name: string,
  compute: (
    parts: { coupon: number; all: number; held: number; left: number; redemption: number; frequency: number },
    given: number,
  ) => number | ErrorValue,
): FunctionDescriptor {
  return contextual(
    name,
    'pure',
    ['integer', 'integer', 'integer', 'number', 'number', 'number', 'integer', 'integer?'],
    (context, settlement, maturity, last, rate, given, redemption, frequency, basis = 0) => {
      const calendar = calendarOf(context, frequency, basis, settlement, maturity, last);
      if (!calendar || rate < 0 || redemption <= 0 || !(maturity > settlement && settlement > last)) return numberError;
      const periods = (from: number, to: number) => couponPeriodsBetween(from, to, last, calendar);
      const coupon = (face * rate) / frequency;
      const all = periods(last, maturity);
      const held = periods(last, settlement);
      return compute({ coupon, all, held, left: periods(settlement, maturity), redemption, frequency }, given);
    },
  );
}

function accruedInterest(
  context: CallContext,
  issue: number,
  firstInterest: number,
  settlement: number,
  rate: number,
  par: number,
  frequency: number,
  basis: number,
  fromIssue: boolean,
): number | ErrorValue {
  const calendar = calendarOf(context, frequency, basis, issue, firstInterest, settlement);
  if (!calendar || rate <= 0 || par <= 0 || issue >= settlement) return numberError;
  // Counted from issue, the period that holds the settlement date takes the first interest period's place, but not its length.
  let anchor = firstInterest;
  if (fromIssue) for (let step = 1; anchor < settlement; step++) anchor = shiftCoupon(firstInterest, step, calendar);
  const length = periodDays(shiftCoupon(firstInterest, -1, calendar), firstInterest, calendar);
  const ahead =
    settlement <= anchor
      ? accrualDays(settlement, anchor, calendar) / length
      : -accrualDays(anchor, settlement, calendar) / length;
  return ((par * rate) / frequency) * (periodsBackTo(issue, anchor, length, fromIssue, calendar) - ahead);
}

/** By the American basis ACCRINT takes a 31st at the end for the 30th whatever the beginning. */
function accrualDays(a: number, b: number, calendar: Calendar): number {
  const end = dateOf(b, calendar.system);
  return daysBetween(a, calendar.basis === 0 && end.day === 31 ? b - 1 : b, calendar);
}

/**
 * ACCRINT counts backwards from an interest date: the coupon period before it by its days, whole ones before that as 1, and the
 * one of the issue by its days. Without `fromIssue` the whole ones between are left out.
 */
function periodsBackTo(issue: number, anchor: number, length: number, fromIssue: boolean, calendar: Calendar): number {
  let end = anchor;
  let total = 0;
  for (let step = 1; ; step++) {
    const start = shiftCoupon(anchor, -step, calendar);
    const from = Math.max(start, issue);
    if (step === 1) total += accrualDays(from, end, calendar) / length;
    else if (from !== start) total += accrualDays(from, end, calendar) / periodDays(start, end, calendar);
    else if (fromIssue) total += 1;
    if (start <= issue) return total;
    end = start;
  }
}

export const bonds: readonly FunctionDescriptor[] = [
  ofCoupons('COUPPCD', (settlement, maturity, calendar) => couponPeriod(settlement, maturity, calendar).previous),
  ofCoupons('COUPNCD', (settlement, maturity, calendar) => couponPeriod(settlement, maturity, calendar).next),
  ofCoupons('COUPNUM', (settlement, maturity, calendar) => couponPeriod(settlement, maturity, calendar).remaining),
  ofCoupons('COUPDAYBS', (settlement, maturity, calendar) => settle(settlement, maturity, calendar).accrued),
  ofCoupons('COUPDAYS', (settlement, maturity, calendar) => settle(settlement, maturity, calendar).length),
  ofCoupons('COUPDAYSNC', (settlement, maturity, calendar) => {
    const { ahead, next } = settle(settlement, maturity, calendar);
    return calendar.basis === 0 || calendar.basis === 4 ? ahead : daysBetween(settlement, next, calendar);
  }),
  contextual('PRICE', 'pure', security, (context, settlement, maturity, rate, y, redemption, frequency, basis = 0) => {
    const calendar = calendarOf(context, frequency, basis, settlement, maturity);
    if (!calendar || settlement >= maturity || rate < 0 || y < 0 || redemption <= 0) return numberError;
    return priceOf(settle(settlement, maturity, calendar), frequency, rate, y, redemption);
  }),
  contextual(
    'YIELD',
    'pure',
    security,
    (context, settlement, maturity, rate, price, redemption, frequency, basis = 0) => {
      const calendar = calendarOf(context, frequency, basis, settlement, maturity);
      if (!calendar || settlement >= maturity || rate < 0 || price <= 0 || redemption <= 0) return numberError;
      return yieldOf(settle(settlement, maturity, calendar), frequency, rate, price, redemption);
    },
  ),
  ...(['DURATION', 'MDURATION'] as const).map((name) =>
    contextual(
      name,
      'pure',
      ['integer', 'integer', 'number', 'number', 'integer', 'integer?'],
      (context, settlement, maturity, rate, y, frequency, basis = 0) => {
        const calendar = calendarOf(context, frequency, basis, settlement, maturity);
        if (!calendar || settlement >= maturity || rate < 0 || y < 0) return numberError;
        const duration = durationOf(settle(settlement, maturity, calendar), frequency, rate, y);
        return name === 'DURATION' ? duration : duration / (1 + y / frequency);
      },
    ),
  ),
  contextual(
    'ACCRINT',
    'pure',
    ['integer', 'integer', 'integer', 'number', 'number??', 'integer', 'integer?', 'logical?'],
    (context, issue, first, settlement, rate, par = 1000, frequency, basis = 0, fromIssue = true) =>
      accruedInterest(context, issue, first, settlement, rate, par, frequency, basis, fromIssue),
  ),
  contextual(
    'ACCRINTM',
    'pure',
    ['integer', 'integer', 'number', 'number??', 'integer?'],
    ({ dateSystem }, issue, settlement, rate, par = 1000, basis = 0) => {
      if (!isBasis(basis) || rate <= 0 || par <= 0 || issue >= settlement) return numberError;
      return par * rate * yearFraction(issue, settlement, basis, dateSystem);
    },
  ),
  withoutCoupons('DISC', (price, redemption, years) => (redemption - price) / redemption / years),
  withoutCoupons('INTRATE', (investment, redemption, years) => (redemption - investment) / investment / years),
  withoutCoupons('RECEIVED', (investment, discount, years) => {
    const left = 1 - discount * years;
    return left <= 0 ? Number.NaN : investment / left;
  }),
  withoutCoupons('PRICEDISC', (discount, redemption, years) => redemption - discount * redemption * years),
  withoutCoupons('YIELDDISC', (price, redemption, years) => (redemption - price) / price / years),
  atMaturity(
    'PRICEMAT',
    (rate, y, { life, held, left }) => (face + life * rate * face) / (1 + left * y) - held * rate * face,
  ),
  atMaturity('YIELDMAT', (rate, price, { life, held, left }) => {
    const paid = price / face + held * rate;
    return (1 + life * rate - paid) / paid / left;
  }),
  treasury('TBILLPRICE', (discount, days) => {
    const price = face * (1 - (discount * days) / 360);
    return price < 0 ? numberError : price;
  }),
  treasury('TBILLYIELD', (price, days) => ((face - price) / price) * (360 / days)),
  treasury('TBILLEQ', billEquivalent),
  oddFirst('ODDFPRICE', (bond, y) => (y < 0 ? numberError : oddFirstPrice(bond, y))),
  oddFirst('ODDFYIELD', (bond, price) =>
    price <= 0
      ? numberError
      : solveYield((y) => oddFirstPrice(bond, y), price, bond.rate || 0.05, bond.calendar.frequency),
  ),
  oddLast('ODDLPRICE', ({ coupon, all, held, left, redemption, frequency }, y) =>
    y < 0 ? numberError : (redemption + all * coupon) / (1 + (left * y) / frequency) - held * coupon,
  ),
  oddLast('ODDLYIELD', ({ coupon, all, held, left, redemption, frequency }, price) => {
    if (price <= 0) return numberError;
    const paid = price + held * coupon;
    return ((redemption + all * coupon - paid) / paid) * (frequency / left);
  }),
];
