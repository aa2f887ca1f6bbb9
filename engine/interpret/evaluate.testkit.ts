import { parseFormula } from '../formula/parse.ts';
import { parseCell } from '../workbook/a1.ts';
import type { Cell, CellValue, DefinedName, Table, Workbook } from '../workbook/workbook.ts';
import { createInterpreter, type InterpreterOptions } from './interpreter.ts';
import { isArray, rowsOf, toCell } from './value.ts';

/** A value, or `=` and a formula; `{=...}` is an array formula in one cell, `#=...` a dynamic array with its range before it. */
export type CellText = CellValue;

const formulaOf = (text: string, name: string): Cell['formula'] => {
  const spilled = /^([A-Z]+\d+:[A-Z]+\d+)#(=[\s\S]*)$/.exec(text);
  if (spilled) return { text: spilled[2]!.slice(1), array: { ref: spilled[1]!, dynamic: true } };
  if (text.startsWith('{=')) return { text: text.slice(2, -1), array: { ref: name, dynamic: false } };
  return text.startsWith('=') ? { text: text.slice(1) } : undefined;
};

export interface WorkbookParts {
  sheets: Record<string, Record<string, CellText>>;
  names?: Record<string, string>;
  tables?: Table[];
  calculation?: Partial<Workbook['calculation']>;
  dateSystem?: 1900 | 1904;
}

export function aWorkbook({
  sheets,
  names = {},
  tables = [],
  calculation,
  dateSystem = 1900,
}: WorkbookParts): Workbook {
  return {
    dateSystem,
    calculation: {
      iterate: false,
      iterateCount: 100,
      iterateDelta: 0.001,
      fullPrecision: true,
      mode: 'auto',
      fullCalcOnLoad: false,
      ...calculation,
    },
    sheets: Object.entries(sheets).map(([name, contents]) => {
      const cells = Object.entries(contents).map(([at, value]): Cell => {
        const position = parseCell(at)!;
        const formula = typeof value === 'string' ? formulaOf(value, at) : undefined;
        return { ...position, value: formula ? undefined : value, ...(formula ? { formula } : {}) };
      });
      cells.sort((a, b) => a.row - b.row || a.column - b.column);
      const rows = Math.max(0, ...cells.map((cell) => cell.row + 1));
      const columns = Math.max(0, ...cells.map((cell) => cell.column + 1));
      return { name, state: 'visible' as const, rows, columns, cells, merges: [] };
    }),
    names: Object.entries(names).map(([name, formula]): DefinedName => ({ name, formula, hidden: false })),
    tables,
    numberFormats: ['General'],
    externalLinks: [],
  };
}

const shown = (value: CellValue): number | string | boolean | null =>
  typeof value === 'object' && value !== null ? value.error : value;

/** The value of a formula in Z100 of a sheet that holds the given cells; errors by name, arrays as rows. */
export function evaluate(
  formula: string,
  cells: Record<string, CellText> = {},
  arrayMode = true,
  options: InterpreterOptions = {},
): unknown {
  const interpreter = createInterpreter(aWorkbook({ sheets: { Sheet1: cells } }), options);
  const node = parseFormula(formula, { row: 99, column: 25 });
  if (!node.ok) throw new Error(`${formula}: ${node.error.message}`);
  const value = interpreter.evaluateNode(node.value, 0, 99, 25, arrayMode);
  return isArray(value)
    ? rowsOf(value).map((row) => row.map((element) => shown(toCell(element))))
    : shown(toCell(value));
}

/** The value of a cell after a recalculation from constants. */
export function recalculated(parts: WorkbookParts, at: string, sheet = 0): unknown {
  const interpreter = createInterpreter(aWorkbook(parts));
  interpreter.recalculate();
  const { row, column } = parseCell(at)!;
  return shown(toCell(interpreter.grid.read(sheet, row, column)));
}
