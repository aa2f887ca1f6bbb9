/** A range of cells as a grid on a page shows them. */
import { format as formatValue } from 'numfmt';
import { failed, ok, type Problem, type Result } from '../result.ts';
import { areaName, parseArea, qualifiedCell, splitQualified } from './a1.ts';
import { cellsIn, sheetIndex } from './cells.ts';
import type { CellValue, Workbook } from './workbook.ts';

export interface DisplayCell {
  /** `Model!B3`. */
  cell: string;
  /** Absent where a formula has no stored value. */
  value?: CellValue;
  /** With its leading `=`; `{=...}` for an array formula. */
  formula?: string;
  /** The number format's pattern; absent for General. */
  format?: string;
  /** The value as Excel shows it. */
  text: string;
}

export const maximumDisplayCells = 50_000;

/**
 * The non-blank cells of a range such as `Model!A1:H40`, in reading order. A problem's pointer is `/range`: no such sheet, no
 * range, or more than `maximumDisplayCells` cells.
 */
export function readCells(workbook: Workbook, range: string): Result<DisplayCell[], Problem> {
  const problem = (detail: string) => failed({ pointer: '/range', detail });
  const { sheet: name, range: text } = splitQualified(range);
  if (name === undefined && workbook.sheets.length > 1)
    return problem(`Say the sheet, too: ${workbook.sheets[0]!.name}!${text}.`);
  const index = name === undefined ? 0 : sheetIndex(workbook, name);
  const sheet = workbook.sheets[index];
  if (!sheet) {
    const names = workbook.sheets.slice(0, 20).map((each) => each.name);
    return problem(`The workbook has no sheet "${name}". Its sheets: ${names.join(', ')}.`);
  }
  const area = parseArea(text);
  if (!area) return problem(`"${text}" is no range. Write it like A1:H40.`);
  const cells: DisplayCell[] = [];
  for (const { row, column, value, formula, format } of cellsIn(sheet, area)) {
    if (cells.length === maximumDisplayCells) {
      return problem(`${areaName(area)} holds more than ${maximumDisplayCells} cells. Ask for a smaller range.`);
    }
    const pattern = format === undefined ? undefined : workbook.numberFormats[format];
    cells.push({
      cell: qualifiedCell(sheet.name, row, column),
      ...(value !== undefined && { value }),
      ...(formula && { formula: formula.array && !formula.array.dynamic ? `{=${formula.text}}` : `=${formula.text}` }),
      ...(pattern !== undefined && { format: pattern }),
      text: displayText(value, pattern, workbook.dateSystem),
    });
  }
  return ok(cells);
}

/** A value as Excel shows it under a number format (General without one). */
export function displayText(
  value: CellValue | undefined,
  pattern: string | undefined,
  dateSystem: 1900 | 1904,
): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return value.error;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  // Dates count from 1904 in some workbooks: the same day has a serial number 1,462 lower.
  const shown = typeof value === 'number' && dateSystem === 1904 && isDatePattern(pattern) ? value + 1462 : value;
  return formatValue(pattern ?? 'General', shown, { throws: false, nbsp: false, invalid: String(value) });
}

/** Letters of dates and times outside quotes, escapes and brackets. */
const isDatePattern = (pattern: string | undefined) =>
  pattern !== undefined && /[dmyh]/i.test(pattern.replace(/"[^"]*"|\\.|\[[^\]]*\]|general/gi, ''));
