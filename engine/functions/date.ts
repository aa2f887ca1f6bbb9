import {
  addMonths,
  type CalendarDate,
  type DateSystem,
  dateOf,
  daysInMonth,
  isLeapYear,
  lastSerial,
  serialOf,
  weekdayOf,
} from '../interpret/calendar.ts';
import { toNumber } from '../interpret/coerce.ts';
import { parseDateTime, timeOf } from '../interpret/numberText.ts';
import { type ErrorValue, isError, numberError, valueError } from '../interpret/value.ts';
import { allScalars, type RangeArgument } from './collect.ts';
import { type CallContext, contextual, type FunctionDescriptor, pure } from './descriptor.ts';

const isDate = (serial: number, system: DateSystem): boolean => serial >= 0 && serial < lastSerial[system] + 1;

/** A function of a date; a number that is no date is #NUM!. */
const ofDate = (
  name: string,
  f: (date: CalendarDate, serial: number, system: DateSystem) => number,
): FunctionDescriptor =>
  contextual(name, 'pure', ['number'], ({ dateSystem }, serial) =>
    isDate(serial, dateSystem) ? f(dateOf(serial, dateSystem), Math.floor(serial), dateSystem) : numberError,
  );

const ofTime = (name: string, f: (time: ReturnType<typeof timeOf>) => number): FunctionDescriptor =>
  pure(name, ['number'], (serial) => {
    if (serial < 0 || serial >= lastSerial[1900] + 1) return numberError;
    // Rounded to the second, as the parts are shown together.
    return f(timeOf(serial));
  });

const checked = (serial: number, system: DateSystem): number | ErrorValue =>
  isDate(serial, system) ? serial : numberError;

function dateFunction({ dateSystem }: CallContext, year: number, month: number, day: number): number | ErrorValue {
  if (year < 0 || year > 9999) return numberError;
  const first = dateSystem === 1904 ? 1904 : 1900;
  const full = year < first ? year + 1900 : year;
  if (full + Math.floor((month - 1) / 12) > 9999) return numberError;
  return checked(serialOf(full, month, day, dateSystem), dateSystem);
}

const endOfMonth = (date: CalendarDate): CalendarDate => ({ ...date, day: daysInMonth(date.year, date.month) });

const serialOfDate = ({ year, month, day }: CalendarDate, system: DateSystem) => serialOf(year, month, day, system);

const shiftMonths = (name: string, finish: (date: CalendarDate) => CalendarDate) =>
  contextual(name, 'pure', ['number', 'integer'], ({ dateSystem }, serial, months) => {
    if (!isDate(serial, dateSystem)) return numberError;
    return checked(serialOfDate(finish(addMonths(dateOf(serial, dateSystem), months)), dateSystem), dateSystem);
  });

/** Days of a year of twelve months of 30 days: the United States' rule (NASD) or Europe's. */
export function days360(start: CalendarDate, end: CalendarDate, european: boolean): number {
  let first = start.day;
  let last = end.day;
  if (european) {
    first = Math.min(first, 30);
    last = Math.min(last, 30);
  } else {
    if (start.day === daysInMonth(start.year, start.month)) first = 30;
    if (end.day === daysInMonth(end.year, end.month) && first < 30) {
      // The end moves to the first of the next month.
      return (end.year - start.year) * 360 + (end.month + 1 - start.month) * 30 + 1 - first;
    }
    if (last === 31) last = 30;
  }
  return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first;
}

/** 30/360 as bonds count it (basis 0): ends of February count as the 30th. */
export function days30us(start: CalendarDate, end: CalendarDate): number {
  const endOfFebruary = (date: CalendarDate) => date.month === 2 && date.day === daysInMonth(date.year, 2);
  let first = start.day;
  let last = end.day;
  if (endOfFebruary(start) && endOfFebruary(end)) last = 30;
  if (endOfFebruary(start)) first = 30;
  if (last === 31 && first >= 30) last = 30;
  if (first === 31) first = 30;
  return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first;
}

/** The average length of the years from the first to the last, or of the one year within which both dates lie (basis 1). */
function actualYear(start: CalendarDate, end: CalendarDate, a: number, b: number, system: DateSystem): number {
  const withinOneYear =
    start.year === end.year ||
    (start.year + 1 === end.year && (start.month > end.month || (start.month === end.month && start.day >= end.day)));
  if (!withinOneYear) {
    const days = serialOf(end.year + 1, 1, 1, system) - serialOf(start.year, 1, 1, system);
    return days / (end.year + 1 - start.year);
  }
  if (start.year === end.year) return isLeapYear(start.year) ? 366 : 365;
  const leapDay = (year: number) => (isLeapYear(year) ? serialOf(year, 2, 29, system) : Number.NaN);
  const holds = [leapDay(start.year), leapDay(end.year)].some((day) => day >= a && day <= b);
  return holds ? 366 : 365;
}

export type Basis = 0 | 1 | 2 | 3 | 4;
export const isBasis = (basis: number): basis is Basis => Number.isInteger(basis) && basis >= 0 && basis <= 4;

/** The fraction of a year between two dates. Source: "YEARFRAC function", support.microsoft.com; D. Wheeler, "YEARFRAC". */
export function yearFraction(start: number, end: number, basis: Basis, system: DateSystem): number {
  const [a, b] = start <= end ? [start, end] : [end, start];
  const first = dateOf(a, system);
  const last = dateOf(b, system);
  switch (basis) {
    case 0:
      return days30us(first, last) / 360;
    case 1:
      return (b - a) / actualYear(first, last, a, b, system);
    case 2:
      return (b - a) / 360;
    case 3:
      return (b - a) / 365;
    case 4:
      return days360(first, last, true) / 360;
  }
}

function dateDifference({ dateSystem }: CallContext, from: number, to: number, unit: string): number | ErrorValue {
  if (!isDate(from, dateSystem) || !isDate(to, dateSystem) || from > to) return numberError;
  const [a, b] = [Math.floor(from), Math.floor(to)];
  const start = dateOf(a, dateSystem);
  const end = dateOf(b, dateSystem);
  const months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day ? 1 : 0);
  switch (unit.toLowerCase()) {
    case 'd':
      return b - a;
    case 'm':
      return months;
    case 'y':
      return Math.floor(months / 12);
    case 'ym':
      return months % 12;
    case 'md': {
      if (end.day >= start.day) return end.day - start.day;
      const before = addMonths({ ...end, day: 1 }, -1);
      return end.day + daysInMonth(before.year, before.month) - start.day;
    }
    case 'yd': {
      const ahead = end.month > start.month || (end.month === start.month && end.day >= start.day);
      return serialOf(start.year + (ahead ? 0 : 1), end.month, end.day, dateSystem) - serialOfDate(start, dateSystem);
    }
    default:
      return numberError;
  }
}

/** First day of the week by WEEKNUM's second argument; 21 is the ISO week. */
const weekStarts: Readonly<Record<number, number>> = { 1: 0, 2: 1, 11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 6, 17: 0 };

function isoWeek(serial: number, system: DateSystem): number {
  const day = Math.floor(serial);
  const thursday = day - ((weekdayOf(day, system) + 6) % 7) + 3;
  const { year } = dateOf(Math.max(thursday, 0), system);
  return Math.floor((thursday - serialOf(year, 1, 1, system)) / 7) + 1;
}

/** WEEKDAY's second argument: the day that comes first, and its number. */
const weekdayTypes: Readonly<Record<number, [firstDay: number, firstNumber: number]>> = {
  1: [0, 1],
  2: [1, 1],
  3: [1, 0],
  11: [1, 1],
  12: [2, 1],
  13: [3, 1],
  14: [4, 1],
  15: [5, 1],
  16: [6, 1],
  17: [0, 1],
};

/** Which days of the week (0 is Sunday) are free: by number, or by seven digits from Monday on. */
function weekendOf(code: number | string | boolean | null | undefined): ReadonlySet<number> | ErrorValue {
  if (code === undefined) return new Set([6, 0]);
  if (typeof code === 'string') {
    if (!/^[01]{7}$/.test(code)) return valueError;
    return new Set([...code].flatMap((mark, i) => (mark === '1' ? [(i + 1) % 7] : [])));
  }
  const number = Math.trunc(Number(code));
  if (number >= 1 && number <= 7) return new Set([(number + 5) % 7, (number + 6) % 7]);
  return number >= 11 && number <= 17 ? new Set([number - 11]) : numberError;
}

function holidaysOf(range: RangeArgument | undefined): ReadonlySet<number> | ErrorValue {
  const days = new Set<number>();
  for (const value of range === undefined ? [] : allScalars([range])) {
    if (value === null) continue;
    const day = toNumber(value);
    if (typeof day !== 'number') return day;
    days.add(Math.floor(day));
  }
  return days;
}

function networkDays(
  { dateSystem }: CallContext,
  from: number,
  to: number,
  weekend: ReadonlySet<number>,
  holidays: ReadonlySet<number>,
): number | ErrorValue {
  if (!isDate(from, dateSystem) || !isDate(to, dateSystem)) return numberError;
  const [a, b] = from <= to ? [from, to] : [to, from];
  const weeks = Math.floor((b - a + 1) / 7);
  let days = weeks * (7 - weekend.size);
  for (let day = a + weeks * 7; day <= b; day++) if (!weekend.has(weekdayOf(day, dateSystem))) days++;
  for (const day of holidays) if (day >= a && day <= b && !weekend.has(weekdayOf(day, dateSystem))) days--;
  return from <= to ? days : -days;
}

function workday(
  { dateSystem }: CallContext,
  from: number,
  days: number,
  weekend: ReadonlySet<number>,
  holidays: ReadonlySet<number>,
): number | ErrorValue {
  if (weekend.size === 7) return valueError;
  if (!isDate(from, dateSystem)) return numberError;
  const step = days < 0 ? -1 : 1;
  let day = from;
  for (let left = Math.abs(days); left > 0; ) {
    day += step;
    if (!isDate(day, dateSystem)) return numberError;
    if (!weekend.has(weekdayOf(day, dateSystem)) && !holidays.has(day)) left--;
  }
  return checked(day, dateSystem);
}

const standardWeekend: ReadonlySet<number> = new Set([6, 0]);

const workdayFunctions: readonly FunctionDescriptor[] = [
  contextual('NETWORKDAYS', 'pure', ['number', 'number', 'range??'], (context, from, to, range) => {
    const holidays = holidaysOf(range);
    if (isError(holidays as never)) return holidays as ErrorValue;
    return networkDays(context, Math.floor(from), Math.floor(to), standardWeekend, holidays as ReadonlySet<number>);
  }),
  contextual(
    'NETWORKDAYS.INTL',
    'pure',
    ['number', 'number', 'scalar??', 'range??'],
    (context, from, to, code, range) => {
      const weekend = weekendOf(code);
      const holidays = holidaysOf(range);
      if ('kind' in weekend) return weekend;
      if ('kind' in holidays) return holidays;
      return networkDays(context, Math.floor(from), Math.floor(to), weekend, holidays);
    },
  ),
  contextual('WORKDAY', 'pure', ['number', 'integer', 'range??'], (context, from, days, range) => {
    const holidays = holidaysOf(range);
    return 'kind' in holidays ? holidays : workday(context, Math.floor(from), days, standardWeekend, holidays);
  }),
  contextual(
    'WORKDAY.INTL',
    'pure',
    ['number', 'integer', 'scalar??', 'range??'],
    (context, from, days, code, range) => {
      const weekend = weekendOf(code);
      const holidays = holidaysOf(range);
      if ('kind' in weekend) return weekend;
      return 'kind' in holidays ? holidays : workday(context, Math.floor(from), days, weekend, holidays);
    },
  ),
];

/** Texts are read in the 1900 system and moved to the workbook's. */
const inSystem = (serial: number, system: DateSystem): number => (system === 1904 ? serial - 1462 : serial);

export const date: readonly FunctionDescriptor[] = [
  contextual('DATE', 'pure', ['integer', 'integer', 'integer'], dateFunction),
  contextual('DATEVALUE', 'context', ['text'], (context, text) => {
    const now = context.now();
    const year = Number.isFinite(now) ? dateOf(now, context.dateSystem).year : undefined;
    const parsed = parseDateTime(text, year);
    if (parsed === undefined) return valueError;
    return parsed.hasDate ? inSystem(Math.floor(parsed.serial), context.dateSystem) : 0;
  }),
  pure('TIMEVALUE', ['text'], (text) => {
    const parsed = parseDateTime(text, 2000);
    return parsed === undefined ? valueError : parsed.serial - Math.floor(parsed.serial);
  }),
  pure('TIME', ['integer', 'integer', 'integer'], (hours, minutes, seconds) => {
    if ([hours, minutes, seconds].some((part) => Math.abs(part) > 32_767)) return numberError;
    const total = hours * 3600 + minutes * 60 + seconds;
    return total < 0 ? numberError : (total % 86_400) / 86_400;
  }),
  ofDate('YEAR', ({ year }) => year),
  ofDate('MONTH', ({ month }) => month),
  ofDate('DAY', ({ day }) => day),
  ofTime('HOUR', ({ hours }) => hours),
  ofTime('MINUTE', ({ minutes }) => minutes),
  ofTime('SECOND', ({ seconds }) => seconds),
  contextual('WEEKDAY', 'pure', ['number', 'integer?'], ({ dateSystem }, serial, type = 1) => {
    const rule = weekdayTypes[type];
    if (!rule || !isDate(serial, dateSystem)) return numberError;
    return ((weekdayOf(serial, dateSystem) - rule[0] + 7) % 7) + rule[1];
  }),
  contextual('WEEKNUM', 'pure', ['number', 'integer?'], ({ dateSystem }, serial, type = 1) => {
    if (!isDate(serial, dateSystem)) return numberError;
    if (type === 21) return isoWeek(serial, dateSystem);
    const start = weekStarts[type];
    if (start === undefined) return numberError;
    const first = serialOf(dateOf(serial, dateSystem).year, 1, 1, dateSystem);
    const lead = (weekdayOf(first, dateSystem) - start + 7) % 7;
    return Math.floor((Math.floor(serial) - first + lead) / 7) + 1;
  }),
  ofDate('ISOWEEKNUM', (_, serial, system) => isoWeek(serial, system)),
  shiftMonths('EDATE', (moved) => moved),
  shiftMonths('EOMONTH', endOfMonth),
  pure('DAYS', ['number', 'number'], (end, start) => {
    const inRange = [end, start].every((serial) => serial >= 0 && serial <= lastSerial[1900] + 1);
    return inRange ? Math.floor(end) - Math.floor(start) : numberError;
  }),
  contextual('DAYS360', 'pure', ['number', 'number', 'logical?'], ({ dateSystem }, start, end, european = false) => {
    if (!isDate(start, dateSystem) || !isDate(end, dateSystem)) return numberError;
    // Within half a second of midnight it is the next day.
    const whole = (serial: number) => Math.floor(serial + 0.5 / 86_400);
    return days360(dateOf(whole(start), dateSystem), dateOf(whole(end), dateSystem), european);
  }),
  contextual('DATEDIF', 'pure', ['number', 'number', 'text'], dateDifference),
  contextual('YEARFRAC', 'pure', ['number', 'number', 'integer?'], ({ dateSystem }, start, end, basis = 0) => {
    if (!isBasis(basis) || !isDate(start, dateSystem) || !isDate(end, dateSystem)) return numberError;
    return yearFraction(Math.floor(start), Math.floor(end), basis, dateSystem);
  }),
  contextual('NOW', 'volatile', [], (context) => context.now()),
  contextual('TODAY', 'volatile', [], (context) => Math.floor(context.now())),
  ...workdayFunctions,
];
