/**
 * Finds the A1 references in a formula's text without parsing it, so that a shared formula can be moved without touching a
 * character of the rest, and formulas of the same shape are recognised before they are parsed.
 */
import { columnIndex, columnName } from '../workbook/a1.ts';
import { type Position, sheetColumns, sheetRows } from './ast.ts';

/** A piece of text, or a coordinate: `relative` ones are offsets from the formula's cell. */
type Piece = string | { axis: 'row' | 'column'; relative: boolean; value: number };

export interface FormulaShape {
  /** Equal for two formulas exactly if one is the other filled down or across. */
  key: string;
  pieces: Piece[];
}

const wordEnd = '(?![\\p{L}\\p{M}\\p{N}_.\\\\?!(\\[$])';
/** What may hold something that looks like a reference is taken whole, so that the alternatives for references see only references. */
const scanner = new RegExp(
  [
    '"(?:[^"]|"")*"', // text
    "'(?:[^']|'')*'", // sheet name
    "\\[(?:[^\\[\\]']|'.|\\[(?:[^\\[\\]']|'.)*\\])*\\]", // columns of a table, another workbook
    `(\\$?)([A-Za-z]{1,3})(\\$?)0*([1-9]\\d{0,6})${wordEnd}`, // 1-4: cell
    `(\\$?)([A-Za-z]{1,3}):(\\$?)([A-Za-z]{1,3})${wordEnd}`, // 5-8: columns
    `(\\$?)0*([1-9]\\d{0,6}):(\\$?)0*([1-9]\\d{0,6})${wordEnd}`, // 9-12: rows
    '[\\p{L}_\\\\][\\p{L}\\p{M}\\p{N}_.\\\\?]*', // function, name, sheet
    '\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?[\\p{L}\\p{M}\\p{N}_.\\\\?]*', // number, with what makes it none
    '#[A-Za-z/0]+[!?]?', // error
  ].join('|'),
  'gsu',
);

/** Takes a formula's text (without `=`) apart, as it stands in the cell `at`. */
export function shapeOf(text: string, at: Position): FormulaShape {
  const pieces: Piece[] = [];
  let key = '';
  let done = 0;
  const literal = (to: number) => {
    if (to > done) {
      const piece = text.slice(done, to);
      pieces.push(piece);
      key += piece;
    }
  };
  const coordinate = (axis: 'row' | 'column', dollar: string, index: number) => {
    const relative = dollar === '';
    const value = relative ? index - (axis === 'row' ? at.row : at.column) : index;
    pieces.push({ axis, relative, value });
    // A control character cannot stand in a formula, so no literal text can look like a coordinate.
    key += `\u0001${axis === 'row' ? 'r' : 'c'}${relative ? '~' : '$'}${value}\u0002`;
  };
  scanner.lastIndex = 0;
  for (let match = scanner.exec(text); match; match = scanner.exec(text)) {
    const [
      whole,
      d1 = '',
      column,
      d2 = '',
      row,
      d3 = '',
      fromColumn,
      d4 = '',
      toColumn,
      d5 = '',
      fromRow,
      d6 = '',
      toRow,
    ] = match;
    const end = match.index + whole.length;
    if (column !== undefined) {
      const index = columnIndex(column);
      if (index >= sheetColumns || Number(row) > sheetRows) continue;
      literal(match.index);
      coordinate('column', d1, index);
      coordinate('row', d2, Number(row) - 1);
      done = end;
    } else if (fromColumn !== undefined) {
      if (columnIndex(fromColumn) >= sheetColumns || columnIndex(toColumn!) >= sheetColumns) continue;
      literal(match.index);
      coordinate('column', d3, columnIndex(fromColumn));
      pieces.push(':');
      coordinate('column', d4, columnIndex(toColumn!));
      done = end;
    } else if (fromRow !== undefined) {
      if (Number(fromRow) > sheetRows || Number(toRow) > sheetRows) continue;
      literal(match.index);
      coordinate('row', d5, Number(fromRow) - 1);
      pieces.push(':');
      coordinate('row', d6, Number(toRow) - 1);
      done = end;
    }
  }
  literal(text.length);
  return { key, pieces };
}

const wrap = (value: number, size: number) => ((value % size) + size) % size;

/** The text of a shape as it stands in the cell `at`; references wrap around at the sheet's edges. */
export function textAt({ pieces }: FormulaShape, at: Position): string {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      const dollar = piece.relative ? '' : '$';
      text +=
        piece.axis === 'column'
          ? dollar + columnName(piece.relative ? wrap(at.column + piece.value, sheetColumns) : piece.value)
          : dollar + (1 + (piece.relative ? wrap(at.row + piece.value, sheetRows) : piece.value));
    }
  }
  return text;
}
