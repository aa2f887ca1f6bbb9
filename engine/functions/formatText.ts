import { format as formatNumber } from 'numfmt';
import type { DateSystem } from '../interpret/calendar.ts';
import { type ErrorValue, valueError } from '../interpret/value.ts';

const dateParts = /^(?:[^"\\[]|"[^"]*"|\\.|\[[^\]]*\])*?[dmyhs]/i;
const largestDate = 2_958_466;
/** Days from the epoch of 1900 to that of 1904. */
const days1904 = 1462;
const elapsedTime = /\[(?:h+|m+|s+)\]/i;

/** The format's letters that would print a date or time, so that negative and far numbers fail as in Excel. */
const isDateFormat = (pattern: string): boolean => {
  const bare = pattern.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|am\/pm|a\/p/gi, '');
  return /[dmyhs]/i.test(bare) && dateParts.test(bare);
};

/** TEXT: the value as a number format shows it; what is no format is #VALUE!. */
export function formatText(
  value: number | string | boolean,
  pattern: string,
  dateSystem: DateSystem,
): string | ErrorValue {
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (pattern === '') return '';
  let shown = value;
  if (typeof value === 'number' && isDateFormat(pattern.split(';')[0] ?? '')) {
    // The library knows the epoch of 1900 alone; hours that have passed have none.
    const serial = dateSystem === 1904 && !elapsedTime.test(pattern) ? value + days1904 : value;
    if (value < 0 || serial >= largestDate) return valueError;
    shown = serial;
  }
  try {
    return formatNumber(pattern, shown, {
      dateErrorThrows: true,
      dateErrorNumber: false,
      bigintErrorNumber: false,
      dateSpanLarge: true,
      grouping: [3, 3],
      leap1900: true,
      nbsp: false,
      throws: true,
    } as Parameters<typeof formatNumber>[2]);
  } catch {
    return valueError;
  }
}
