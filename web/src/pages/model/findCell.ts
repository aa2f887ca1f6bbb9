import { failed, ok, type Result } from '../../../../engine/result.ts';
import type { FileView } from '../../api/schemas.ts';
import { type CellAddress, parseAddress } from '../../sheet/range.ts';

/** A part of the workbook: sheets, and names whose formulas may be cells. */
export interface Places {
  sheets: readonly Pick<FileView['sheets'][number], 'name'>[];
  names: readonly Pick<FileView['names'][number], 'name' | 'formula'>[];
}

/** The cell that a text means, `Model!B3`, `B3` on the sheet given or a defined name; or why there is none. */
export const findCell = (
  { sheets, names }: Places,
  text: string,
  currentSheet: string,
): Result<CellAddress, string> => {
  const written = text.trim();
  const address = parseAddress(written, currentSheet);
  if (address !== undefined) {
    const sheet = sheets.find(({ name }) => name.toLowerCase() === address.sheet.toLowerCase());
    return sheet ? ok({ ...address, sheet: sheet.name }) : failed(`There is no sheet “${address.sheet}”.`);
  }
  const named = names.find(({ name }) => name.toLowerCase() === written.toLowerCase());
  if (named === undefined) return failed(`“${written}” is no cell, such as B3 or Model!B3, and no defined name.`);
  const target = addressOf(named);
  return target && sheets.some(({ name }) => name === target.sheet)
    ? ok(target)
    : failed(`“${named.name}” is the name of ${named.formula}, which is no cell of a sheet here.`);
};

/** Of the cell, or the first of the cells, that a defined name stands for. */
const addressOf = ({ formula }: Pick<FileView['names'][number], 'formula'>): CellAddress | undefined =>
  parseAddress(formula.replace(/^=/, ''));

/** The defined names that lead to a cell. */
export const namesOfCells = ({ names }: Pick<Places, 'names'>): string[] =>
  names.filter((named) => addressOf(named) !== undefined).map(({ name }) => name);
