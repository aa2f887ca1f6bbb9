/** Translated formulas as people read them. */
import type { Node } from '../formula/ast.ts';
import { printFormula } from '../formula/print.ts';
import type { CellAddress } from '../model/address.ts';
import { cellAt } from '../workbook/cells.ts';
import type { Workbook } from '../workbook/workbook.ts';
import { cellNode } from './rewrite.ts';
import type { Translation, VendorDraw } from './translation.ts';

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

/** A cell's formula with its draws as distributions; undefined where it draws nothing that was translated. */
export function shownFormula({ workbook, draws }: Translation, cell: CellAddress): string | undefined {
  const own = draws.filter(({ home }) => keyOf(home) === keyOf(cell));
  const whole = own.find(({ address }) => keyOf(address) === keyOf(cell));
  if (whole) return whole.shown;
  const text = cellAt(workbook.sheets[cell.sheet]!, cell.row, cell.column)?.formula?.text;
  if (text === undefined || own.length === 0) return undefined;
  return withDistributions(text, workbook, own);
}

/** A translated formula with the distributions in place of the cells that stand for them. */
export const withDistributions = (
  formula: string,
  { sheets }: Workbook,
  draws: readonly Pick<VendorDraw, 'address' | 'shown'>[],
): string =>
  draws.reduce((text, { address, shown }) => {
    const place = printFormula(cellNode(address, { sheet: sheets[address.sheet]!.name }), address);
    return text.replace(new RegExp(`${place.replaceAll('$', '\\$')}(?!\\d)`, 'g'), () => shown);
  }, formula);

/** A distribution as people write it: with a space after each comma. */
export function written(node: Node, at: CellAddress): string {
  if (node.kind !== 'call' || node.written !== node.written.toLowerCase()) return printFormula(node, at);
  return `${node.written}(${node.arguments.map((argument) => written(argument, at)).join(', ')})`;
}
