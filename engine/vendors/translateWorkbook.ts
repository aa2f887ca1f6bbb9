/**
 * From a workbook made for an add-in to one that says the same in our own terms: each call of a distribution becomes a draw in a cell
 * of its own, marks of outputs count as 0, statistics wait for the end. What cannot be translated stays as it is, with the reason.
 */
import type { Interpreter } from '../interpret/interpreter.ts';
import type { CellAddress } from '../model/address.ts';
import { findRandomFunctions } from '../model/findRandom.ts';
import { indexFormulas } from '../model/formulas.ts';
import type { Workbook } from '../workbook/workbook.ts';
import type { Translation } from './translation.ts';
import { Translator } from './translator.ts';

export function translateWorkbook(
  workbook: Workbook,
  interpreter: () => Interpreter,
  isGiven: (cell: CellAddress) => boolean = () => false,
  simulation?: number,
): Translation {
  const formulas = indexFormulas(workbook);
  const found = findRandomFunctions(formulas).filter(
    ({ cell, calls }) => calls.some(({ meaning }) => meaning.vendor !== 'excel') && !isGiven(cell),
  );
  const translator = new Translator(formulas, interpreter, found, simulation);
  for (const each of found) translator.cell(each);
  return translator.finish();
}
