import { daysInMonth, serialOf } from './calendar.ts';

/**
 * A number as text, as `&` and the text functions see it: at most 15 significant digits, written out while that takes
 * at most 20 characters, else in scientific notation.
 * Source: Apache POI, NumberToTextConverter, which tabulates Excel's own renderings.
 */
export function numberToText(x: number): string {
  if (Number.isSafeInteger(x) && Math.abs(x) < 1e15) return String(x === 0 ? 0 : x);
  if (x < 0) return `-${numberToText(-x)}`;
  const [mantissa = '', exponentText = '0'] = x.toExponential(14).split('e');
  const digits = mantissa.replace('.', '').replace(/0+$/, '');
  const exponent = Number(exponentText);
  const plain =
    exponent < 0
      ? `0.${'0'.repeat(Math.min(-exponent - 1, 40))}${digits}`
      : digits.length <= exponent + 1
        ? digits.padEnd(Math.min(exponent + 1, 40), '0')
        : `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
  if (plain.length <= 20) return plain;
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits[0]}${fraction}E${exponent < 0 ? '-' : '+'}${size}`;
}

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const groupedNumber = /^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const fraction = /^(\d+) +(\d{1,5})\/(\d{1,5})$/;

const monthNames = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september'].concat([
  'october',
  'november',
  'december',
]);

function monthByName(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (lower.length < 3) return undefined;
  const at = monthNames.findIndex((name) => name === lower || (lower.length === 3 && name.startsWith(lower)));
  return at < 0 ? undefined : at + 1;
}

/** Two digits mean 1930 to 2029. */
function fullYear(text: string): number | undefined {
  const year = Number(text);
  if (text.length <= 2) return year < 30 ? 2000 + year : 1900 + year;
  return text.length === 4 && year >= 1900 ? year : undefined;
}

function dateSerial(year: number | undefined, month: number, day: number): number | undefined {
  if (year === undefined || month < 1 || month > 12 || day < 1) return undefined;
  if (year === 1900 && month === 2 && day === 29) return 60;
  return day > daysInMonth(year, month) ? undefined : serialOf(year, month, day, 1900);
}

/** The serial (1900 system) of a date written as in the United States; without a year it is in `thisYear`. */
function parseDate(text: string, thisYear: number | undefined): number | undefined {
  let m = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (m) return dateSerial(fullYear(m[1]!), Number(m[3]), Number(m[4]));
  m = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{1,2})$/.exec(text);
  if (m) return dateSerial(fullYear(m[4]!), Number(m[1]), Number(m[3]));
  m = /^(\d{1,2})[-/](\d{4})$/.exec(text);
  if (m) return dateSerial(fullYear(m[2]!), Number(m[1]), 1);
  m = /^(\d{1,2})[-/](\d{1,2})$/.exec(text);
  if (m) {
    const [first, second] = [Number(m[1]), Number(m[2])];
    const daysHold = first <= 12 && second <= daysInMonth(thisYear ?? 2000, first);
    return daysHold ? dateSerial(thisYear, first, second) : dateSerial(fullYear(m[2]!), first, 1);
  }
  m = /^(\d{1,2})(?:[-/ ] *)?([A-Za-z]{3,9})(?:[-/ ,]+(\d{4}|\d{1,2}))?$/.exec(text);
  const dayFirst = m && monthByName(m[2]!);
  if (m && dayFirst) return dateSerial(m[3] === undefined ? thisYear : fullYear(m[3]), dayFirst, Number(m[1]));
  m = /^([A-Za-z]{3,9})[-/ ]*(\d{1,2})(?:(?:, *| +|[-/])(\d{4}|\d{2}))?$/.exec(text);
  const monthFirst = m && monthByName(m[1]!);
  if (m && monthFirst) {
    const day = Number(m[2]);
    if (m[3] !== undefined) return dateSerial(fullYear(m[3]), monthFirst, day);
    return day > 31 || day === 0 ? dateSerial(fullYear(m[2]!), monthFirst, 1) : dateSerial(thisYear, monthFirst, day);
  }
  m = /^([A-Za-z]{3,9})[-/ ,]*(\d{4})$/.exec(text);
  const monthOnly = m && monthByName(m[1]!);
  return m && monthOnly ? dateSerial(fullYear(m[2]!), monthOnly, 1) : undefined;
}

/** The part of a day; more than 24 hours run over into days. */
function parseTime(text: string): number | undefined {
  const m = /^(\d{1,4})(?::(\d{1,4}))?(?::(\d{1,4}))?(\.\d*)?( *[AaPp](?:[Mm])?)?$/.exec(text);
  if (!m) return undefined;
  const half = m[5]?.trim().toLowerCase()[0];
  if (m[2] === undefined && (half === undefined || m[4] !== undefined)) return undefined;
  if (half !== undefined && !/^ /.test(m[5]!) && !/m$/i.test(m[5]!)) return undefined;
  const minutesOnly = m[4] !== undefined && m[3] === undefined;
  let hours = minutesOnly ? 0 : Number(m[1]);
  const minutes = minutesOnly ? Number(m[1]) : Number(m[2] ?? 0);
  const seconds = (minutesOnly ? Number(m[2]) : Number(m[3] ?? 0)) + Number(m[4] && m[4] !== '.' ? `0${m[4]}` : 0);
  if (half !== undefined) {
    if (hours > 12 || (hours === 0 && minutesOnly)) return undefined;
    hours = (hours % 12) + (half === 'p' ? 12 : 0);
  }
  // Only the leading unit may overflow.
  if (hours > 9999 || (!minutesOnly && minutes > 59 && hours > 0) || (seconds >= 60 && (minutes > 0 || hours > 0)))
    return undefined;
  return (hours * 3600 + minutes * 60 + seconds) / 86_400;
}

/** A date, a time, or both, as a serial of the 1900 system. */
export function parseDateTime(text: string, thisYear?: number): { serial: number; hasDate: boolean } | undefined {
  const trimmed = text.trim().replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +/i, '');
  if (!/\d/.test(trimmed)) return undefined;
  const date = parseDate(trimmed, thisYear);
  if (date !== undefined) return { serial: date, hasDate: true };
  const time = parseTime(trimmed);
  if (time !== undefined) return { serial: time, hasDate: false };
  // The time is the last word, or the last two: `1/2/2020 3:04 PM`.
  for (const match of trimmed.matchAll(/ +/g)) {
    const day = parseDate(trimmed.slice(0, match.index).replace(/,$/, ''), thisYear);
    const hour = parseTime(trimmed.slice(match.index).trim());
    if (day !== undefined && hour !== undefined) return { serial: day + hour, hasDate: true };
  }
  return undefined;
}

/** Plain, grouped, in parentheses, with a currency sign or percent signs. */
function parseDecorated(text: string): number | undefined {
  let rest = text;
  let negative = false;
  let percents = 0;
  let signed = false;
  const bracketed = /^\((.*)\)$/.exec(rest);
  if (bracketed) {
    rest = bracketed[1]!.trim();
    negative = true;
    signed = true;
  }
  let currency = false;
  for (let changed = true; changed; ) {
    changed = false;
    if (!signed && /^[+-]/.test(rest)) {
      negative = rest[0] === '-';
      signed = true;
      rest = rest.slice(1).trimStart();
      changed = true;
    }
    if (!currency && /^[$€£¥]/.test(rest)) {
      currency = true;
      rest = rest.slice(1).trimStart();
      changed = true;
    }
    if (percents === 0 && rest.startsWith('%')) {
      percents = 1;
      rest = rest.slice(1).trimStart();
      changed = true;
    }
  }
  if (/[%]$/.test(rest) && percents === 0) {
    percents = 1;
    rest = rest.slice(0, -1).trimEnd();
  }
  if (!currency && /[$€£¥]$/.test(rest)) rest = rest.slice(0, -1).trimEnd();
  const parts = fraction.exec(rest);
  let value: number;
  if (parts && percents === 0 && Number(parts[3]) !== 0) {
    value = Number(parts[1]) + Number(parts[2]) / Number(parts[3]);
  } else if (/\d/.test(rest) && groupedNumber.test(rest)) {
    value = Number(rest.replaceAll(',', ''));
  } else {
    return undefined;
  }
  if (percents > 0) value /= 100;
  return negative ? -value : value;
}

/**
 * What VALUE makes of a text, and with it arithmetic: numbers, currency, percentages, fractions, dates and times;
 * `undefined` where Excel says #VALUE!. Source: "VALUE function", support.microsoft.com.
 */
export function textToNumber(text: string, thisYear?: number): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const value = plainNumber.test(trimmed)
    ? Number(trimmed)
    : // Blanks around a number do not matter, around a date they do.
      (parseDecorated(trimmed) ?? (trimmed === text ? parseDateTime(text, thisYear)?.serial : undefined));
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** The time of day of a serial, rounded to milliseconds as Excel shows it. */
export function timeOf(serial: number): { hours: number; minutes: number; seconds: number; milliseconds: number } {
  const total = Math.floor((serial - Math.floor(serial)) * 86_400_000 + 0.5) % 86_400_000;
  return {
    hours: Math.floor(total / 3_600_000),
    minutes: Math.floor(total / 60_000) % 60,
    seconds: Math.floor(total / 1000) % 60,
    milliseconds: total % 1000,
  };
}
