/**
 * Serial day numbers. The 1900 system counts 1900-01-01 as 1 and, like Lotus 1-2-3, knows a 29 February 1900 (60)
 * that never was; the 1904 system counts 1904-01-01 as 0.
 * Source: "Excel incorrectly assumes that the year 1900 is a leap year", support.microsoft.com, KB 214326.
 */
export type DateSystem = 1900 | 1904;

export interface CalendarDate {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

/** The last day that Excel knows: 9999-12-31. */
export const lastSerial = { 1900: 2_958_465, 1904: 2_957_003 } as const;

const systemsApart = 1462;
const phantomDay = 60;

/** Days from 1970-01-01 in the proleptic Gregorian calendar; Howard Hinnant, "chrono-compatible low-level date algorithms". */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilFromDays(days: number): CalendarDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

const epoch = daysFromCivil(1899, 12, 31);

/** The serial of a date whose month and day may overflow: month 13 is January of the next year, day 0 the day before. */
export function serialOf(year: number, month: number, day: number, system: DateSystem): number {
  const months = year * 12 + (month - 1);
  const days = daysFromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1) - epoch;
  // Days are counted on from the month's first, over the day that never was.
  const serial = (days >= phantomDay ? days + 1 : days) + day - 1;
  return system === 1904 ? serial - systemsApart : serial;
}

/** The date of a serial's whole part; day 0 of the 1900 system is shown as 1900-01-00. */
export function dateOf(serial: number, system: DateSystem): CalendarDate {
  const whole = Math.floor(serial) + (system === 1904 ? systemsApart : 0);
  if (whole === 0) return { year: 1900, month: 1, day: 0 };
  if (whole === phantomDay) return { year: 1900, month: 2, day: 29 };
  return civilFromDays((whole > phantomDay ? whole - 1 : whole) + epoch);
}

/** 0 for Sunday to 6 for Saturday, as Excel has it: the phantom day shifts the weeks before March 1900. */
export const weekdayOf = (serial: number, system: DateSystem): number =>
  (((Math.floor(serial) + (system === 1904 ? systemsApart : 0) + 6) % 7) + 7) % 7;

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** The same day `months` later, or the month's last day where it has no such day. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const total = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return { year, month, day: Math.min(date.day, daysInMonth(year, month)) };
}
