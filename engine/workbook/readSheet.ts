/** One worksheet part: its cells with formulas and cached values, merges and hidden rows. */
import { type FormulaShape, shapeOf, textAt } from '../formula/references.ts';
import { parseCell } from './a1.ts';
import { missingArrayCells } from './arrayCells.ts';
import type { Metadata } from './readParts.ts';
import { type Cell, type CellFormula, type CellValue, type ErrorKind, errorKinds } from './workbook.ts';
import { WorkbookError } from './workbookError.ts';
import { type Attributes, isTrue, readXml, unescapeText } from './xml.ts';

/** What the cells of all sheets refer to. */
export interface SheetContext {
  dateSystem: 1900 | 1904;
  sharedStrings: readonly string[];
  /** By style: the index of its number format, undefined for General. */
  formats: readonly (number | undefined)[];
  metadata: Metadata;
  richErrors: readonly (ErrorKind | undefined)[];
  /** How many more cells may be read. */
  cellsLeft: number;
}

export interface SheetPart {
  cells: Cell[];
  merges: string[];
  hiddenRows: number[];
}

const unmet: Attributes = {};

export function readSheet(bytes: Uint8Array, part: string, context: SheetContext): SheetPart {
  const found: SheetPart = { cells: [], merges: [], hiddenRows: [] };
  const shared = new Map<string, FormulaShape>();
  /** Cells whose shared formula's master has not come yet. */
  const orphans: { cell: Cell; formula: CellFormula; index: string }[] = [];
  let inData = false;
  let row = -1;
  let column = -1;
  let cell: Attributes | undefined;
  let formula: Attributes | undefined;
  let formulaText = '';
  let value: string | undefined;
  let inlineText: string | undefined;
  let collecting: 'f' | 'v' | 't' | undefined;
  let phonetic = false;
  let ordered = true;

  const open = (name: string, a: Attributes) => {
    if (name === 'c') {
      cell = a;
      formula = undefined;
      formulaText = '';
      value = undefined;
      inlineText = undefined;
      const at = a.r === undefined ? undefined : parseCell(a.r);
      if (a.r !== undefined && !at) throw malformed(part, `a cell is called "${a.r}"`);
      if (at) {
        if (at.row < row || (at.row === row && at.column <= column)) ordered = false;
        row = at.row;
        column = at.column;
      } else column++;
    } else if (name === 'v') {
      collecting = 'v';
      value = '';
    } else if (name === 'f') {
      collecting = 'f';
      formula = a;
    } else if (name === 't' && cell && !phonetic) {
      collecting = 't';
      inlineText ??= '';
    } else if (name === 'rPh') phonetic = true;
    else if (name === 'row') {
      const next = a.r === undefined ? row + 1 : Number(a.r) - 1;
      if (!(next >= 0)) throw malformed(part, `a row is called "${a.r}"`);
      if (next < row) ordered = false;
      row = next;
      column = -1;
      if (isTrue(a.hidden)) found.hiddenRows.push(row);
    }
  };

  const finishCell = (c: Attributes) => {
    const content = formula ? readFormula(formula) : undefined;
    const stored = cellValue(c, value, inlineText, content !== undefined, context);
    if (content === undefined && (stored === null || stored === undefined)) return;
    if (--context.cellsLeft < 0) throw tooLarge(part);
    const result: Cell = { row, column, value: stored };
    if (content) {
      result.formula = content;
      if (formula?.t === 'shared' && content.text === '')
        orphans.push({ cell: result, formula: content, index: formula.si ?? '' });
    }
    const format = c.s === undefined ? undefined : context.formats[Number(c.s)];
    if (format !== undefined) result.format = format;
    found.cells.push(result);
  };

  const readFormula = (f: Attributes): CellFormula | undefined => {
    const own = unescapeText(formulaText).trim();
    const text = own.startsWith('=') ? own.slice(1) : own;
    if (f.t === 'dataTable') return dataTable(f);
    if (f.t === 'shared' && f.si !== undefined) {
      if (text !== '') {
        // A cell that has a text of its own within the group takes no part in it, unless it starts it.
        if (!shared.has(f.si)) shared.set(f.si, shapeOf(text, { row, column }));
        return { text };
      }
      const shape = shared.get(f.si);
      return { text: shape ? textAt(shape, { row, column }) : '' };
    }
    if (text === '') return undefined;
    if (f.t !== 'array') return { text };
    return {
      text,
      array: { ref: f.ref ?? cell?.r ?? '', dynamic: context.metadata.dynamic[Number(cell?.cm ?? 0)] ?? false },
    };
  };

  readXml(bytes, part, {
    open(name, a) {
      if (inData) open(name, a);
      else if (name === 'sheetData') inData = true;
      else if (name === 'mergeCell' && a.ref) found.merges.push(a.ref);
    },
    text(text) {
      if (collecting === 'v') value += text;
      else if (collecting === 'f') formulaText += text;
      else if (collecting === 't') inlineText += text;
    },
    close(name) {
      if (!inData) return;
      if (name === 'c') {
        finishCell(cell ?? unmet);
        cell = undefined;
      } else if (name === 'v' || name === 'f' || name === 't') collecting = undefined;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'sheetData') inData = false;
    },
  });

  for (const { cell: orphan, formula: content, index } of orphans) {
    const shape = shared.get(index);
    if (shape) content.text = textAt(shape, orphan);
    else delete orphan.formula;
  }
  if (!ordered) found.cells = inReadingOrder(found.cells);
  const missing = missingArrayCells(found.cells, context.cellsLeft);
  if (!missing) throw tooLarge(part);
  if (missing.length > 0) {
    context.cellsLeft -= missing.length;
    found.cells = inReadingOrder([...found.cells, ...missing]);
  }
  return found;
}

/** Some programs write rows or cells out of order, or twice: the last one counts. */
function inReadingOrder(cells: Cell[]): Cell[] {
  const sorted = cells.toSorted((a, b) => a.row - b.row || a.column - b.column);
  return sorted.filter((cell, i) => {
    const next = sorted[i + 1];
    return next?.row !== cell.row || next.column !== cell.column;
  });
}

/** Excel shows it as {=TABLE(row input, column input)}. With one input only, `r1` is the row's if `dtr` is set. */
function dataTable(f: Attributes): CellFormula {
  const { ref = '', r1 = '', r2 = '' } = f;
  const [rowInput, columnInput] = isTrue(f.dt2D) ? [r1, r2] : isTrue(f.dtr) ? [r1, ''] : ['', r1];
  return {
    text: `TABLE(${rowInput},${columnInput})`,
    dataTable: { ref, ...(rowInput && { rowInput }), ...(columnInput && { columnInput }) },
  };
}

function cellValue(
  c: Attributes,
  raw: string | undefined,
  inline: string | undefined,
  isFormula: boolean,
  context: SheetContext,
): CellValue | undefined {
  const absent = isFormula ? undefined : null;
  if (c.t === 'inlineStr') return unescapeText(inline ?? raw ?? '');
  if (raw === undefined) return absent;
  if (c.t === 'str') return unescapeText(raw);
  const text = raw.trim();
  if (text === '') return absent;
  switch (c.t) {
    case 's':
      return context.sharedStrings[Number(text)] ?? '';
    case 'b':
      return isTrue(text);
    case 'e':
      return { error: context.richErrors[context.metadata.richValues[Number(c.vm ?? 0)] ?? -1] ?? errorOf(text) };
    case 'd':
      return serialOf(text, context.dateSystem);
    default: {
      const number = Number(text);
      // Minus zero is stored as 0; what is no finite number was an overflow in the program that wrote it.
      return Number.isFinite(number) ? number + 0 : { error: '#NUM!' };
    }
  }
}

const errorOf = (text: string): ErrorKind => errorKinds.find((kind) => kind === text) ?? '#VALUE!';

/** Days since the epoch of an ISO 8601 date, time or both, as strict files store them. */
function serialOf(text: string, dateSystem: 1900 | 1904): CellValue {
  const timeOnly = /^T?(\d{2}:\d{2}.*)$/.exec(text);
  const local = (timeOnly ? `1970-01-01T${timeOnly[1]}` : text).replace(/Z$/, '');
  const ms = Date.parse(`${local.includes('T') ? local : `${local}T00:00`}Z`);
  if (Number.isNaN(ms)) return text;
  const days = ms / 86_400_000;
  if (timeOnly) return days;
  if (dateSystem === 1904) return days + 24_107;
  // 1900 counts a 29 February that was none: days before 1 March 1900 are one less.
  const serial = days + 25_569;
  return serial < 61 ? serial - 1 : serial;
}

const tooLarge = (part: string) =>
  new WorkbookError('too-large', 'The workbook holds too many cells. Remove data that the model does not need.', part);

const malformed = (part: string, detail: string) =>
  new WorkbookError('malformed-xml', `${part} is damaged: ${detail}. Open the file in Excel and save it again.`, part);
