/** How the sheets of the examples look: a title, a block of assumptions, a block of results, tables. */
import type ExcelJS from 'exceljs';
import type { Model } from './example.ts';

export const formats = {
  whole: '#,##0',
  oneDecimal: '#,##0.0',
  twoDecimals: '#,##0.00',
  factor: '0.000',
  dollars: '$#,##0;[Red]-$#,##0',
  price: '$#,##0.00',
  percent: '0.0%',
  flag: '0',
} as const;

/** A number or a text, or a formula with its `=`. */
type Content = number | string;

const colours = {
  heading: 'FF1F3A5F',
  headingText: 'FFFFFFFF',
  quiet: 'FF5F6B7A',
  rule: 'FFCBD3DD',
  input: 'FFFFF7D6',
  inputText: 'FF1F4FBF',
  result: 'FFE3F1E5',
} as const;

const solid = (argb: string): ExcelJS.Fill => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } });
const ruled: Partial<ExcelJS.Borders> = { bottom: { style: 'thin', color: { argb: colours.rule } } };

export interface Page {
  model: Model;
  sheet: ExcelJS.Worksheet;
}

/** A sheet with its title, its question and a line that tells input cells from the others. */
export function addPage(model: Model, name: string, widths: number[], title: string, subtitle: string): Page {
  const sheet = model.workbook.addWorksheet(name, {
    pageSetup: { orientation: 'landscape', paperSize: 9, fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    views: [{ showGridLines: false }],
  });
  sheet.columns = widths.map((width) => ({ width }));
  write(sheet, 'A1', title).font = { bold: true, size: 16, color: { argb: colours.heading } };
  sheet.getRow(1).height = 24;
  write(sheet, 'A2', subtitle).font = { italic: true, color: { argb: colours.quiet } };
  return { model, sheet };
}

/** Keeps the rows above and the columns to the left of a cell in sight. */
export function freeze({ sheet }: Page, topLeftCell: string): void {
  const { row, col } = sheet.getCell(topLeftCell).fullAddress;
  sheet.views = [{ showGridLines: false, state: 'frozen', xSplit: col - 1, ySplit: row - 1, topLeftCell }];
}

export interface Line<Key extends string> {
  label: string;
  /** A formula may name other cells of its block by their keys. */
  value: Content | ((at: Addresses<Key>) => string);
  unit?: string;
  format?: string;
  /** The cell's defined name. */
  name?: string;
  note?: string;
}
export interface AssumptionLine<Key extends string> extends Line<Key> {
  /** Makes the cell an input of the simulation. */
  distribution?: string;
  /** What the simulation calls the input, where the label alone does not say it. */
  inputName?: string;
}
export interface ResultLine<Key extends string> extends Line<Key> {
  /** What the simulation calls the output; a line without is there to be read only. */
  output?: string;
  tail?: 'upper';
}

/** The addresses of a block's cells, absolute and without the sheet. */
type Addresses<Key extends string> = Record<Key, string>;

/** Label, base case, unit, uncertainty, basis; the heading stands in the first row. */
export function assumptions<Key extends string>(
  page: Page,
  top: number,
  heading: string,
  lines: Record<Key, AssumptionLine<Key>>,
): Addresses<Key> {
  headings(page, top, [heading, 'Base case', 'Unit', 'Uncertainty', 'Basis']);
  return block(page, top, lines, ({ label, value, distribution, inputName = label }, cell, row) => {
    // A value that is computed is no place to type in.
    if (typeof value === 'number') styleInput(cell);
    if (!distribution) return;
    write(page.sheet, `D${row}`, distribution).font = { name: 'Consolas', size: 10 };
    page.model.inputs.push({ cell: addressOn(page, cell), name: inputName, distribution });
  });
}

/** Label, value in the base case, unit, meaning; the heading stands in the first row. */
export function results<Key extends string>(
  page: Page,
  top: number,
  heading: string,
  lines: Record<Key, ResultLine<Key>>,
): Addresses<Key> {
  headings(page, top, [heading, 'Base case', 'Unit', '', 'Meaning']);
  return block(page, top, lines, ({ output, tail }, cell) => {
    cell.fill = solid(colours.result);
    cell.font = { bold: true };
    if (output) addOutput(page, cell.address, output, tail);
  });
}

function block<Key extends string, Kind extends Line<Key>>(
  { sheet, model }: Page,
  top: number,
  lines: Record<Key, Kind>,
  finish: (line: Kind, cell: ExcelJS.Cell, row: number) => void,
): Addresses<Key> {
  const entries = Object.entries<Kind>(lines);
  const at = Object.fromEntries(entries.map(([key], index) => [key, `$B$${top + 1 + index}`])) as Addresses<Key>;
  for (const [index, [, line]] of entries.entries()) {
    const row = top + 1 + index;
    write(sheet, `A${row}`, line.label);
    const cell = write(sheet, `B${row}`, typeof line.value === 'function' ? line.value(at) : line.value, line.format);
    write(sheet, `C${row}`, line.unit ?? '').font = { color: { argb: colours.quiet } };
    write(sheet, `E${row}`, line.note ?? '').font = { color: { argb: colours.quiet } };
    for (const column of 'ABCDE') sheet.getCell(`${column}${row}`).border = ruled;
    if (line.name) model.workbook.definedNames.add(`${sheet.name}!$B$${row}`, line.name);
    finish(line, cell, row);
  }
  return at;
}

export interface TableColumn {
  heading: string;
  format?: string;
  /** Whether the column holds numbers to type in. */
  input?: boolean;
  /** The content of the cell in this row; index counts from 0. Nothing leaves the cell empty. */
  value: (row: number, index: number) => Content | undefined;
}

/** Columns from the given cell on: a heading row, then `rows` rows. */
export function table({ sheet }: Page, topLeft: string, rows: number, columns: TableColumn[]): void {
  const corner = sheet.getCell(topLeft).fullAddress;
  for (const [offset, { heading, format, input, value }] of columns.entries()) {
    const column = corner.col + offset;
    styleHeading(sheet.getCell(corner.row, column), heading, offset > 0);
    for (let index = 0; index < rows; index++) {
      const row = corner.row + 1 + index;
      const cell = sheet.getCell(row, column);
      const content = value(row, index);
      if (content !== undefined) fill(cell, content, format);
      cell.border = ruled;
      if (input && typeof content === 'number') styleInput(cell);
    }
  }
  sheet.getRow(corner.row).height = 34;
}

export function headings({ sheet }: Page, row: number, texts: string[]): void {
  for (const [index, text] of texts.entries()) {
    styleHeading(sheet.getCell(row, index + 1), text, index === 1);
  }
}

export function addInput(page: Page, address: string, name: string, distribution: string): void {
  const cell = page.sheet.getCell(address);
  styleInput(cell);
  page.model.inputs.push({ cell: addressOn(page, cell), name, distribution });
}

export function addOutput(page: Page, address: string, name: string, tail?: 'upper'): void {
  page.model.outputs.push({ cell: addressOn(page, page.sheet.getCell(address)), name, ...(tail && { tail }) });
}

/** A block's addresses as formulas on other sheets write them. */
export const from = <Key extends string>(sheet: string, addresses: Addresses<Key>): Addresses<Key> =>
  Object.fromEntries(Object.entries(addresses).map(([key, address]) => [key, `${sheet}!${address}`])) as Addresses<Key>;

export function write(sheet: ExcelJS.Worksheet, address: string, content: Content, format?: string): ExcelJS.Cell {
  const cell = sheet.getCell(address);
  fill(cell, content, format);
  return cell;
}

function fill(cell: ExcelJS.Cell, content: Content, format?: string): void {
  if (content !== '') {
    cell.value = typeof content === 'string' && content.startsWith('=') ? { formula: content.slice(1) } : content;
  }
  if (format) cell.numFmt = format;
}

function styleHeading(cell: ExcelJS.Cell, text: string, right: boolean): void {
  if (text !== '') cell.value = text;
  cell.font = { bold: true, color: { argb: colours.headingText } };
  cell.fill = solid(colours.heading);
  cell.alignment = { wrapText: true, vertical: 'middle', horizontal: right ? 'right' : 'left' };
}

function styleInput(cell: ExcelJS.Cell): void {
  cell.fill = solid(colours.input);
  cell.font = { color: { argb: colours.inputText } };
}

const addressOn = ({ sheet }: Page, cell: ExcelJS.Cell) => `${sheet.name}!${cell.address}`;
