import { addMonths, type DateSystem, dateOf, daysInMonth, serialOf } from '../interpret/calendar.ts';
import { type Basis, days30us, days360 } from './date.ts';

/** A bond's calendar: coupons `frequency` times a year, days counted by `basis`. */
export interface Calendar {
  frequency: number;
  basis: Basis;
  system: DateSystem;
}

/** `steps` coupon periods from a coupon date; one at a month's end keeps to the months' ends. */
export function shiftCoupon(anchor: number, steps: number, { frequency, system }: Calendar): number {
  const date = dateOf(anchor, system);
  const moved = addMonths(date, (steps * 12) / frequency);
  const atEnd = date.day === daysInMonth(date.year, date.month);
  return serialOf(moved.year, moved.month, atEnd ? daysInMonth(moved.year, moved.month) : moved.day, system);
}

/** Days from a to b as the basis counts them. */
export function daysBetween(a: number, b: number, { basis, system }: Calendar): number {
  if (basis === 0) return days30us(dateOf(a, system), dateOf(b, system));
  return basis === 4 ? days360(dateOf(a, system), dateOf(b, system), true) : b - a;
}

/** Days of the coupon period from a to b. */
export function periodDays(a: number, b: number, { basis, frequency }: Calendar): number {
  if (basis === 1) return b - a;
  return (basis === 3 ? 365 : 360) / frequency;
}

export interface CouponPeriod {
  previous: number;
  next: number;
  /** Coupons from settlement to maturity. */
  remaining: number;
}

/** The coupon period that holds the settlement date, found backwards from maturity. */
export function couponPeriod(settlement: number, maturity: number, calendar: Calendar): CouponPeriod {
  let remaining = 0;
  let next = maturity;
  let previous = maturity;
  while (previous > settlement) {
    remaining++;
    next = previous;
    previous = shiftCoupon(maturity, -remaining, calendar);
  }
  return { previous, next, remaining };
}

/**
 * Coupon periods that the days from `from` to `to` make up: each quasi-coupon period, counted from `anchor`, contributes
 * the share of its days that lies between the two.
 */
export function couponPeriodsBetween(from: number, to: number, anchor: number, calendar: Calendar): number {
  let step = 0;
  while (shiftCoupon(anchor, step, calendar) > from) step--;
  while (shiftCoupon(anchor, step + 1, calendar) <= from) step++;
  let total = 0;
  for (; ; step++) {
    const start = shiftCoupon(anchor, step, calendar);
    if (start >= to) return total;
    const end = shiftCoupon(anchor, step + 1, calendar);
    const first = Math.max(start, from);
    const last = Math.min(end, to);
    total +=
      first === start && last === end ? 1 : daysBetween(first, last, calendar) / periodDays(start, end, calendar);
  }
}
