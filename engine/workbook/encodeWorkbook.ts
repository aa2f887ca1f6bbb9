/**
 * The stored form of a workbook: gzip over
 *   version byte
 *   JSON of everything but the cells        (length, UTF-8)
 *   table of texts                          (count, lengths in UTF-16 units, length of the UTF-8, UTF-8 of all in one)
 *   floating-point numbers                  (count, 8 bytes each)
 *   the cells of each sheet                 (count, then per cell: row step, column or column step, flags, what the flags say)
 * Equal workbooks give equal bytes. Texts must be well-formed Unicode, as the reader leaves them.
 */
import { gunzipSync, gzipSync } from 'fflate';
import { byteReader, byteWriter } from './bytes.ts';
import { type Cell, type CellFormula, type CellValue, errorKinds, type Sheet, type Workbook } from './workbook.ts';

const version = 1;

/** What a cell's value is: the low three bits of its flags. */
const kinds = { absent: 0, blank: 1, float: 2, whole: 3, text: 4, no: 5, yes: 6, error: 7 } as const;
const hasFormula = 8;
/** The formula is an array or a data table. */
const hasExtent = 16;
const hasFormat = 32;

type Extent = Omit<CellFormula, 'text'>;

export function encodeWorkbook(workbook: Workbook): Uint8Array {
  const texts = new Map<string, number>();
  const textIndex = (text: string) => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const floats = byteWriter();
  const cells = byteWriter(1 << 16);

  const writeCell = (cell: Cell, row: number, column: number) => {
    cells.whole(cell.row - row);
    cells.whole(cell.row === row ? cell.column - column : cell.column);
    const { value, formula, format } = cell;
    const kind = kindOf(value);
    const extent = formula && extentOf(formula);
    cells.byte(kind | (formula ? hasFormula : 0) | (extent ? hasExtent : 0) | (format === undefined ? 0 : hasFormat));
    if (typeof value === 'number') {
      if (kind === kinds.whole) cells.whole(value);
      else floats.float(value);
    } else if (typeof value === 'string') cells.whole(textIndex(value));
    else if (typeof value === 'object' && value) cells.byte(errorKinds.indexOf(value.error));
    if (formula) cells.whole(textIndex(formula.text));
    if (extent) cells.whole(textIndex(JSON.stringify(extent)));
    if (format !== undefined) cells.whole(format);
  };

  for (const sheet of workbook.sheets) {
    cells.whole(sheet.cells.length);
    let row = 0;
    let column = 0;
    for (const cell of sheet.cells) {
      writeCell(cell, row, column);
      row = cell.row;
      column = cell.column;
    }
  }

  const out = byteWriter(1 << 20);
  const block = (bytes: Uint8Array) => {
    out.whole(bytes.length);
    out.bytes(bytes);
  };
  const sheets = workbook.sheets.map(({ cells: _, ...sheet }) => sheet);
  out.byte(version);
  block(utf8(JSON.stringify(inKeyOrder({ ...workbook, sheets }))));
  out.whole(texts.size);
  for (const text of texts.keys()) out.whole(text.length);
  block(utf8([...texts.keys()].join('')));
  block(floats.finish());
  block(cells.finish());
  // Measured on 1e6 cells: level 6 takes 0.8 s longer and saves 1 %.
  return gzipSync(out.finish(), { level: 1, mtime: 0 });
}

/** Throws RangeError on bytes that `encodeWorkbook` of this version did not write. */
export function decodeWorkbook(bytes: Uint8Array): Workbook {
  const from = byteReader(gunzipSync(bytes));
  const found = from.byte();
  if (found !== version) throw new RangeError(`stored workbook of version ${found}; this engine reads ${version}`);
  const block = () => from.bytes(from.whole());
  const workbook: Workbook = JSON.parse(new TextDecoder().decode(block()));
  const texts = readTexts(from.whole, block);
  const floats = byteReader(block());
  const cells = byteReader(block());

  const readValue = (kind: number): CellValue | undefined => {
    switch (kind) {
      case kinds.absent:
        return undefined;
      case kinds.blank:
        return null;
      case kinds.float:
        return floats.float();
      case kinds.whole:
        return cells.whole();
      case kinds.text:
        return texts[cells.whole()]!;
      case kinds.error:
        return { error: errorKinds[cells.byte()]! };
      default:
        return kind === kinds.yes;
    }
  };
  const readSheetCells = (): Cell[] => {
    let row = 0;
    let column = 0;
    return Array.from({ length: cells.whole() }, () => {
      const down = cells.whole();
      const across = cells.whole();
      row += down;
      column = down === 0 ? column + across : across;
      const flags = cells.byte();
      const cell: Cell = { row, column, value: readValue(flags & 7) };
      if (flags & hasFormula) cell.formula = { text: texts[cells.whole()]! };
      if (flags & hasExtent) Object.assign(cell.formula!, JSON.parse(texts[cells.whole()]!));
      if (flags & hasFormat) cell.format = cells.whole();
      return cell;
    });
  };
  workbook.sheets = workbook.sheets.map((sheet): Sheet => ({ ...sheet, cells: readSheetCells() }));
  return workbook;
}

function readTexts(whole: () => number, block: () => Uint8Array): string[] {
  const lengths = Array.from({ length: whole() }, whole);
  const all = new TextDecoder('utf-8', { ignoreBOM: true }).decode(block());
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return all.slice(at - length, at);
  });
}

function kindOf(value: CellValue | undefined): number {
  switch (typeof value) {
    case 'undefined':
      return kinds.absent;
    case 'number':
      return Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31 && !Object.is(value, -0)
        ? kinds.whole
        : kinds.float;
    case 'string':
      return kinds.text;
    case 'boolean':
      return value ? kinds.yes : kinds.no;
    default:
      return value === null ? kinds.blank : kinds.error;
  }
}

function extentOf(formula: CellFormula): Extent | undefined {
  if (!formula.array && !formula.dataTable) return undefined;
  const { text: _, ...extent } = formula;
  return inKeyOrder(extent);
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** The same value with the keys of all its objects sorted: the order in which they were set must not show in the bytes. */
function inKeyOrder<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      part && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ),
  );
}
