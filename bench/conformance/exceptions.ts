import { basename } from 'node:path';
import { cellName } from '../../engine/workbook/a1.ts';
import type { Cell } from '../../engine/workbook/workbook.ts';

/** Workbooks of the public corpora that another program than Excel saved last: their values are that program's. */
const savedByOthers = new Set([
  'tests__resources__COUNTIF.xlsx',
  'tests__resources__COUNTIFS.xlsx',
  'tests__resources__INFORMATION.xlsx',
  'tests__resources__IRR.xlsx',
  'tests__resources__MATCH.xlsx',
  'tests__resources__SQRT.xlsx',
  'tests__resources__cross_sheet.xlsx',
  'tests__resources__logical.xlsx',
  'xlsx__tests__calc_tests__STATISTICAL__GEOMEAN.xlsx',
  'xlsx__tests__calc_tests__array_in_scalar_repro.xlsx',
  'samples__templates__ColourScale.xlsx',
  'samples__templates__ConditionalFormattingConditions.xlsx',
  'xlsx__tests__calc_tests__LOOKUP_AND_REFERENCE__XMATCH_arrays.xlsx',
  'samples__templates__32readwriteComboChart1.xlsx',
  'samples__templates__32readwriteLineDateAxisChart1.xlsx',
]);

/** The line breaks of their inputs are stored otherwise than those of their results. */
const unlikeLineBreaks = new Set(['examples__string.xlsx!B5', 'examples__string.xlsx!B6']);

/** Why a cell's stored value is not what Excel would compute from its stored inputs; `undefined` for all others. */
export function exceptionFor(file: string, cell: Cell): string | undefined {
  const name = basename(file);
  if (savedByOthers.has(name)) return 'not saved by Excel';
  return unlikeLineBreaks.has(`${name}!${cellName(cell.row, cell.column)}`) ? 'line breaks' : undefined;
}
