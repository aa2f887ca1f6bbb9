/** Small workbooks for tests, written as cells by name. */
import { parseCell } from '../workbook/a1.ts';
import type { Cell, CellFormula, CellValue, DefinedName, Sheet, Table, Workbook } from '../workbook/workbook.ts';
import { type CellAddress, parseAddress } from './address.ts';

/** A constant, a formula with its leading `=` and no stored value, or a formula with more to it. */
type Content =
  | CellValue
  | { formula: string; value?: CellValue; array?: CellFormula['array']; dataTable?: CellFormula['dataTable'] };

export interface WorkbookParts {
  names?: Record<string, string>;
  localNames?: DefinedName[];
  tables?: Table[];
  numberFormats?: string[];
  externalLinks?: string[];
}

export function workbookOf(sheets: Record<string, Record<string, Content>>, parts: WorkbookParts = {}): Workbook {
  return {
    dateSystem: 1900,
    calculation: {
      iterate: false,
      iterateCount: 100,
      iterateDelta: 0.001,
      fullPrecision: true,
      mode: 'auto',
      fullCalcOnLoad: false,
    },
    sheets: Object.entries(sheets).map(([name, contents]) => sheetOf(name, contents)),
    names: [
      ...Object.entries(parts.names ?? {}).map(([name, formula]) => ({ name, formula, hidden: false })),
      ...(parts.localNames ?? []),
    ],
    tables: parts.tables ?? [],
    numberFormats: parts.numberFormats ?? [],
    externalLinks: parts.externalLinks ?? [],
  };
}

function sheetOf(name: string, contents: Record<string, Content>): Sheet {
  const cells = Object.entries(contents)
    .map(([cell, content]) => ({ ...parseCell(cell)!, ...contentOf(content) }))
    .toSorted((a, b) => a.row - b.row || a.column - b.column);
  return {
    name,
    state: 'visible',
    rows: Math.max(0, ...cells.map(({ row }) => row + 1)),
    columns: Math.max(0, ...cells.map(({ column }) => column + 1)),
    cells,
    merges: [],
  };
}

function contentOf(content: Content): Pick<Cell, 'value' | 'formula'> {
  if (typeof content === 'string' && content.startsWith('=')) {
    return { value: undefined, formula: { text: content.slice(1) } };
  }
  if (content === null || typeof content !== 'object' || 'error' in content) return { value: content };
  const { formula, value, array, dataTable } = content;
  return { value, formula: { text: formula.slice(1), ...(array && { array }), ...(dataTable && { dataTable }) } };
}

/** `Sheet!B3` as an address. */
export function at(workbook: Workbook, text: string): CellAddress {
  const area = parseAddress(workbook, text);
  if (!area) throw new Error(`${text} is no cell of the workbook`);
  return { sheet: area.sheet, row: area.top, column: area.left };
}
