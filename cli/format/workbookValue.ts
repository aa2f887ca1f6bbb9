import { formatNumber, type NumberStyle } from './number.ts';

/** What a cell holds, as the workbook would show it. */
export function workbookValue(
  value: number | string | boolean | { error: string } | null | undefined,
  style: NumberStyle = 'plain',
): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return formatNumber(value, style);
  return typeof value === 'object' ? value.error : typeof value === 'boolean' ? String(value).toUpperCase() : value;
}
