/** What people call a cell: its defined name, else the texts beside and above it. */
import type { AreaNode, CellNode } from '../formula/ast.ts';
import { resolveArea } from '../formula/ast.ts';
import { parseFormula } from '../formula/parse.ts';
import { cellAt } from '../workbook/cells.ts';
import type { CellValue, Sheet, Workbook } from '../workbook/workbook.ts';
import type { CellAddress } from './address.ts';
import type { Formulas } from './formulas.ts';

/** How far to look; labels of wide time series stand far to the left of the last period. */
const reach = { left: 60, above: 40 };
const maximumLength = 80;

export type LabelOf = (cell: CellAddress) => string | undefined;

export function labeller(formulas: Formulas): LabelOf {
  const { workbook } = formulas;
  const named = namedCells(workbook, formulas);
  return (cell) => named.get(keyOf(cell)) ?? besideOrAbove(workbook.sheets[cell.sheet]!, cell);
}

const keyOf = ({ sheet, row, column }: CellAddress) => `${sheet}:${row}:${column}`;

/** Names that mean exactly one cell, but Excel's own (`_xlnm.Print_Area`) and hidden ones. */
function namedCells(workbook: Workbook, formulas: Formulas): Map<string, string> {
  const named = new Map<string, string>();
  for (const { name, formula, sheet, hidden } of workbook.names) {
    if (hidden || name.startsWith('_xlnm.')) continue;
    const parsed = parseFormula(formula, { row: 0, column: 0 });
    if (!parsed.ok || (parsed.value.kind !== 'cell' && parsed.value.kind !== 'area')) continue;
    const node: CellNode | AreaNode = parsed.value;
    const [home, more] = node.prefix ? (formulas.sheetsOf(node.prefix, sheet ?? 0) ?? []) : [];
    const area = resolveArea(node, { row: 0, column: 0 });
    if (home === undefined || more !== undefined || area.top !== area.bottom || area.left !== area.right) continue;
    const key = keyOf({ sheet: home, row: area.top, column: area.left });
    if (!named.has(key)) named.set(key, name);
  }
  return named;
}

function besideOrAbove(sheet: Sheet, { row, column }: CellAddress): string | undefined {
  const beside = besideLabel(sheet, row, column);
  const above = aboveLabel(sheet, row, column);
  if (!beside) return above && shortened(above.text);
  // In a grid both are needed to tell cells apart: "Revenue, 2025".
  return above && (beside.distant || above.isHeader) && above.text !== beside.text
    ? shortened(`${beside.text}, ${above.text}`)
    : shortened(beside.text);
}

const textOf = (value: CellValue | undefined): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const text = value
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\s*[:=]$/, '');
  return /[\p{L}\p{N}]/u.test(text) ? text : undefined;
};

/** The nearest text to the left; a short one, such as a unit, gives way to a longer one further left. */
function besideLabel(sheet: Sheet, row: number, column: number): { text: string; distant: boolean } | undefined {
  let unit: string | undefined;
  let distant = false;
  for (let left = column - 1; left >= 0 && left >= column - reach.left; left--) {
    const value = cellAt(sheet, row, left)?.value;
    const text = textOf(value);
    if (text === undefined) {
      if (value !== undefined && value !== null) distant = true;
      continue;
    }
    if (text.length > 4) return { text, distant };
    unit ??= text;
  }
  return unit === undefined ? undefined : { text: unit, distant };
}

/** The nearest text above, or the year or date that heads a column of numbers; a header stands in a row of several. */
function aboveLabel(sheet: Sheet, row: number, column: number): { text: string; isHeader: boolean } | undefined {
  for (let above = row - 1; above >= 0 && above >= row - reach.above; above--) {
    const value = cellAt(sheet, above, column)?.value;
    const text = textOf(value) ?? yearOf(value);
    if (text === undefined) continue;
    const isHeader = [column - 1, column + 1].some((beside) => {
      const neighbour = beside < 0 ? undefined : cellAt(sheet, above, beside)?.value;
      return (textOf(neighbour) ?? yearOf(neighbour)) !== undefined;
    });
    return { text, isHeader };
  }
  return undefined;
}

const yearOf = (value: CellValue | undefined): string | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1900 && value <= 2200 ? String(value) : undefined;

const shortened = (text: string) =>
  text.length > maximumLength ? `${text.slice(0, maximumLength - 1).trimEnd()}…` : text;
