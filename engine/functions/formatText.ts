import { format as formatNumber } from 'numfmt';
import type { DateSystem } from '../interpret/calendar.ts';
import { type ErrorValue, valueError } from '../interpret/value.ts';

const dateParts = /^(?:[^"\\[]|"[^"]*"|\\.|\[[^\]]*\])*?[dmyhs]/i;
const largestDate = 2_958_466;

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
  if (typeof value === 'number') {
    if (isDateFormat(pattern.split(';')[0] ?? '') && (value < 0 || value >= largestDate)) return valueError;
  }
  try {
    return formatNumber(pattern, value, {
      dateErrorThrows: true,
      dateErrorNumber: false,
      bigintErrorNumber: false,
      dateSpanLarge: true,
      grouping: [3, 3],
      leap1900: true,
      date1904: dateSystem === 1904,
      nbsp: false,
      throws: true,
    } as Parameters<typeof formatNumber>[2]);
  } catch {
    return valueError;
  }
}
