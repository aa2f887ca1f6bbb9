import { format } from 'numfmt';
import type { DisplayCell } from '../api/schemas.ts';

/** The text that a spreadsheet shows for a cell. */
export const displayText = ({
  value,
  format: pattern,
  text,
}: Pick<DisplayCell, 'value' | 'format' | 'text'>): string => {
  if (text !== undefined) return text;
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return value.error;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  try {
    return format(pattern || 'General', value);
  } catch {
    // A pattern that the library does not know: the plain value says more than nothing.
    return String(value);
  }
};
