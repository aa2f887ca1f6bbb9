import { resolveArea } from '../formula/ast.ts';
import { type CellAddress, isOneCell, parseAddress } from '../model/address.ts';
import type { Formulas } from '../model/formulas.ts';
import { failed, ok, type Result } from '../result.ts';
import { parseArea, splitQualified } from '../workbook/a1.ts';
import { sheetIndex } from '../workbook/cells.ts';
import { didYouMean } from './suggest.ts';

/** The cell that a request names: `Model!B3`, `'My sheet'!B3`, `B3` where there is one sheet, or a defined name of one cell. */
export function resolveCell(formulas: Formulas, text: string): Result<CellAddress, string> {
  const { workbook } = formulas;
  const area = parseAddress(workbook, text);
  if (area) {
    return isOneCell(area)
      ? ok({ sheet: area.sheet, row: area.top, column: area.left })
      : failed(`${text} is a range: name one cell, and each further cell as an entry of its own.`);
  }
  const { sheet, range } = splitQualified(text);
  if (sheet !== undefined && sheetIndex(workbook, sheet) < 0) {
    const names = workbook.sheets.map(({ name }) => name);
    return failed(
      `The workbook has no sheet "${sheet}".${didYouMean(sheet, names) || ` Its sheets are ${listed(names)}.`}`,
    );
  }
  const named = namedCell(formulas, sheet === undefined ? 0 : sheetIndex(workbook, sheet), range);
  if (named) return named;
  if (sheet === undefined && parseArea(range)) {
    return failed(`Say on which sheet ${text} is, such as "${workbook.sheets[0]?.name ?? 'Sheet1'}!${text}".`);
  }
  const names = workbook.names.filter(({ hidden }) => !hidden).map(({ name }) => name);
  return failed(`"${text}" is neither a cell such as "Model!B3" nor a defined name.${didYouMean(range, names)}`);
}

function namedCell(formulas: Formulas, sheet: number, name: string): Result<CellAddress, string> | undefined {
  const resolved = formulas.names.resolve(name, sheet);
  if (!resolved) return undefined;
  const node = resolved.formula.ok ? resolved.formula.value : undefined;
  if (node?.kind === 'cell' || node?.kind === 'area') {
    const [home, more] = formulas.sheetsOf(node.prefix, resolved.definition.sheet ?? sheet) ?? [];
    const area = resolveArea(node, { row: 0, column: 0 });
    if (home !== undefined && more === undefined && isOneCell(area))
      return ok({ sheet: home, row: area.top, column: area.left });
  }
  return failed(`The name ${name} stands for "${resolved.definition.formula}", not for one cell: name a cell.`);
}

const listed = (names: readonly string[]) =>
  names.length <= 10 ? names.join(', ') : `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
