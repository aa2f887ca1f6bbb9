import { parseAddress } from '../../engine/model/address.ts';
import { splitQualified } from '../../engine/workbook/a1.ts';
import { clipped, sheetIndex } from '../../engine/workbook/cells.ts';
import type { Workbook } from '../../engine/workbook/workbook.ts';
import type { Failure } from '../../shared/http/route.ts';

/** Cells of one answer: a screen holds about a thousand, and an answer stays below 4 MiB. */
export const mostCells = 10_000;

export type CellRangeFailure = Failure<'invalid-range' | 'sheet-not-found' | 'range-too-large'>;

/** Why the cells of a range cannot be shown, if they cannot. Cells outside a sheet's used area do not count. */
export const checkRange = (workbook: Workbook, range: string): CellRangeFailure | null => {
  const { sheet: name } = splitQualified(range);
  if (name !== undefined && sheetIndex(workbook, name) < 0) {
    const names = workbook.sheets.slice(0, 10).map((sheet) => `"${sheet.name}"`);
    return failure(
      'sheet-not-found',
      `The workbook has no sheet "${name}". It has ${names.join(', ')}${workbook.sheets.length > 10 ? ', …' : ''}.`,
    );
  }
  const area = parseAddress(workbook, range);
  const sheet = area && workbook.sheets[area.sheet];
  if (!sheet) {
    return failure('invalid-range', `"${range}" is not a range. Write it as Model!A1:H40, or 'My sheet'!A1:H40.`);
  }
  const used = clipped(sheet, area);
  const cells = used ? (used.bottom - used.top + 1) * (used.right - used.left + 1) : 0;
  if (cells <= mostCells) return null;
  return failure(
    'range-too-large',
    `The range has ${cells.toLocaleString('en-US')} cells; one answer shows at most ${mostCells.toLocaleString('en-US')}. Ask for it in parts.`,
  );
};

const failure = <Code extends CellRangeFailure['code']>(code: Code, detail: string): Failure<Code> => ({
  code,
  detail,
  errors: [{ pointer: 'query:range', detail }],
});
