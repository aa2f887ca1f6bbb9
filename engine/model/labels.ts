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
  if (!beside || (above?.adjoins && !above.isHeader && beside.gap >= 2)) return above && shortened(above.text);
  // In a grid both are needed to tell cells apart: "Revenue, 2025".
  const inGrid = above?.isHeader && (beside.distant || beside.gap >= 2 || isNumber(sheet, row, column + 1));
  return shortened(inGrid && above.text !== beside.text ? `${beside.text}, ${above.text}` : beside.text);
}

const isNumber = (sheet: Sheet, row: number, column: number) => typeof cellAt(sheet, row, column)?.value === 'number';

const textOf = (value: CellValue | undefined): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const text = value
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\s*[:=]$/, '');
  return /[\p{L}\p{N}]/u.test(text) ? text : undefined;
};

interface Beside {
  text: string;
  /** Numbers stand between. */
  distant: boolean;
  /** How many blank cells stand between. */
  gap: number;
}

/** The nearest text to the left; a short one, such as a unit, gives way to the next one of the same block. */
function besideLabel(sheet: Sheet, row: number, column: number): Beside | undefined {
  let unit: (Beside & { beyond: { blank: boolean; number: boolean } }) | undefined;
  let distant = false;
  let gap = 0;
  for (let left = column - 1; left >= 0 && left >= column - reach.left; left--) {
    const value = cellAt(sheet, row, left)?.value;
    const text = textOf(value);
    if (text !== undefined) {
      // Over a blank, a text with its own number belongs to a block of its own: "Rate | 5% | | IRR | 8%".
      if (unit?.beyond.blank && unit.beyond.number) return unit;
      if (unit || text.length > 4) return { text, distant, gap: unit?.gap ?? gap };
      unit = { text, distant, gap, beyond: { blank: false, number: false } };
      continue;
    }
    if (value === undefined || value === null) {
      gap++;
      if (unit) unit.beyond.blank = true;
    } else {
      distant = true;
      if (unit) unit.beyond.number = true;
    }
  }
  return unit;
}

interface Above {
  text: string;
  /** It stands in a row of several such, over a column without gaps unless it is a year. */
  isHeader: boolean;
  /** Nothing blank stands between. */
  adjoins: boolean;
}

/** The nearest text above, or the year that heads a column of numbers. */
function aboveLabel(sheet: Sheet, row: number, column: number): Above | undefined {
  let adjoins = true;
  for (let above = row - 1; above >= 0 && above >= row - reach.above; above--) {
    const cell = cellAt(sheet, above, column);
    const value = cell?.value;
    const text = textOf(value);
    const heading = text ?? yearOf(value);
    const inRow = [column - 1, column + 1].some((beside) => {
      const neighbour = beside < 0 ? undefined : cellAt(sheet, above, beside)?.value;
      return (textOf(neighbour) ?? yearOf(neighbour)) !== undefined;
    });
    // What a formula says by itself is a result, such as "over budget", and may say something else tomorrow.
    if (heading === undefined || (cell?.formula && !inRow)) {
      if (value === undefined || value === null) adjoins = false;
      continue;
    }
    return { text: heading, isHeader: inRow && (adjoins || text === undefined), adjoins };
  }
  return undefined;
}

const yearOf = (value: CellValue | undefined): string | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1900 && value <= 2200 ? String(value) : undefined;

const shortened = (text: string) =>
  text.length > maximumLength ? `${text.slice(0, maximumLength - 1).trimEnd()}…` : text;
