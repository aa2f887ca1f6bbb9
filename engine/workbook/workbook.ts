/**
 * A workbook as the engine sees it: plain data, no methods, the same after encode and decode.
 * Rows and columns count from 0.
 */
export const errorKinds = [
  '#NULL!',
  '#DIV/0!',
  '#VALUE!',
  '#REF!',
  '#NAME?',
  '#NUM!',
  '#N/A',
  '#GETTING_DATA',
  '#SPILL!',
  '#CALC!',
  '#FIELD!',
  '#BLOCKED!',
  '#UNKNOWN!',
  '#CONNECT!',
  '#BUSY!',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** What a cell holds: null is a blank, an object is an Excel error. */
export type CellValue = number | string | boolean | { error: ErrorKind } | null;

export interface CellFormula {
  /** Without the leading `=`, as in the file: English names, comma separators, `_xlfn.` prefixes kept. Shared formulas are expanded. */
  text: string;
  /** The range `A1:B3` that an array formula or a spill fills; its anchor is this cell. */
  array?: { ref: string; dynamic: boolean };
  /** A What-If data table's range and input cells. */
  dataTable?: { ref: string; rowInput?: string; columnInput?: string };
}

export interface Cell {
  row: number;
  column: number;
  /** The value that Excel stored; `undefined` where a formula, its own or an array's around it, has no cached value. */
  value: CellValue | undefined;
  formula?: CellFormula;
  /** Index into `Workbook.numberFormats`; absent for General. */
  format?: number;
}

export interface Sheet {
  name: string;
  state: 'visible' | 'hidden' | 'veryHidden';
  /** One past the last used row and column. */
  rows: number;
  columns: number;
  /** In row-major order. */
  cells: Cell[];
  /** Whole-cell merges as `A1:B2`. */
  merges: string[];
  hiddenRows?: number[];
}

export interface DefinedName {
  name: string;
  /** Without the leading `=`; may be a range, a constant, a formula, a LAMBDA or `#REF!`. */
  formula: string;
  /** Index of the sheet it is local to; absent for the workbook's own. */
  sheet?: number;
  hidden: boolean;
}

export interface Table {
  name: string;
  sheet: number;
  ref: string;
  headerRows: number;
  totalsRows: number;
  columns: string[];
}

export interface Workbook {
  dateSystem: 1900 | 1904;
  calculation: {
    iterate: boolean;
    iterateCount: number;
    iterateDelta: number;
    /** false: "precision as displayed". */
    fullPrecision: boolean;
    mode: 'auto' | 'autoNoTable' | 'manual';
    fullCalcOnLoad: boolean;
  };
  sheets: Sheet[];
  names: DefinedName[];
  tables: Table[];
  numberFormats: string[];
  /** Targets of links to other workbooks, in the order of `[1]`, `[2]`, ... */
  externalLinks: string[];
  /** Name and version of the program that saved the file, as it says itself. */
  application?: string;
}
