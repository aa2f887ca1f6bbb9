/** A workbook all of whose formulas have a value, computed here where the file has none or asks for it. */
import { createInterpreter, type Interpreter } from '../interpret/interpreter.ts';
import { toCell } from '../interpret/value.ts';
import { randomFunction } from '../model/randomFunctions.ts';
import type { Cell, Workbook } from '../workbook/workbook.ts';

const timeFunctions = /\b(?:NOW|TODAY)\s*\(/i;
const calls = /([\p{L}_][\p{L}\p{N}_.]*)\s*\(/gu;

const drawsOrAsksTime = (_sheet: number, { formula }: Cell): boolean => {
  if (!formula) return false;
  if (timeFunctions.test(formula.text)) return true;
  for (const [, name = ''] of formula.text.matchAll(calls)) if (randomFunction(name.toUpperCase())?.draws) return true;
  return false;
};

/** 1899-12-30, which is day 0 of the 1900 date system from March 1900 on. */
const epoch1900 = Date.UTC(1899, 11, 30);
const msPerDay = 86_400_000;
const days1904 = 1462;

/** A local time as a serial number of the workbook's date system. */
const serialOf = (now: string, { dateSystem }: Workbook): number =>
  (Date.parse(/[Zz]|[+-]\d\d:\d\d$/.test(now) ? now : `${now}Z`) - epoch1900) / msPerDay -
  (dateSystem === 1904 ? days1904 : 0);

export const serialOfRequest = ({ now }: { now?: string | undefined }, workbook: Workbook): number | undefined =>
  now === undefined ? undefined : serialOf(now, workbook);

export interface Evaluated {
  workbook: Workbook;
  /** Over that workbook's values. */
  interpreter: Interpreter;
}

/**
 * Random cells and, unless `now` is given, cells that ask for the time keep their stored values; where these are missing, they
 * are computed at the middle of the distribution.
 */
export function evaluatedWorkbook(workbook: Workbook, { now }: { now?: string }): Evaluated {
  const serial = now === undefined ? undefined : serialOf(now, workbook);
  const interpreter = createInterpreter(workbook, { draw: () => 0.5, ...(serial !== undefined && { now: serial }) });
  const missing = workbook.sheets.some(({ cells }) => cells.some(({ value }) => value === undefined));
  if (!missing && !workbook.calculation.fullCalcOnLoad && now === undefined) return { workbook, interpreter };
  interpreter.recalculate({
    keep: (sheet, cell) =>
      cell.value !== undefined &&
      (now === undefined || !timeFunctions.test(cell.formula?.text ?? '')) &&
      drawsOrAsksTime(sheet, cell),
  });
  const sheets = workbook.sheets.map((sheet, index) => ({
    ...sheet,
    cells: sheet.cells.map((cell) => {
      const value = toCell(interpreter.grid.read(index, cell.row, cell.column));
      return cell.value === value ? cell : { ...cell, value };
    }),
  }));
  return { workbook: { ...workbook, sheets }, interpreter };
}
