/** Sizes in CSS pixels. */
export const rowHeight = 28;
export const headerWidth = 52;
const narrowest = 72;
const widest = 260;
const characterWidth = 8.4;
const padding = 20;

export interface ColumnLayout {
  widths: readonly number[];
  /** Where each column begins, and after the last one the whole width. */
  offsets: readonly number[];
  width: number;
}

/** Columns as wide as the texts in their first rows, within bounds. */
export const columnLayout = (
  columns: number,
  rows: number,
  textAt: (row: number, column: number) => string,
): ColumnLayout => {
  const widths = Array.from({ length: columns }, (_, column) => {
    let longest = 0;
    for (let row = 0; row < rows; row++) longest = Math.max(longest, textAt(row, column).length);
    return Math.round(Math.min(Math.max(longest * characterWidth + padding, narrowest), widest));
  });
  const offsets = [0];
  for (const width of widths) offsets.push(offsets.at(-1)! + width);
  return { widths, offsets, width: offsets.at(-1)! };
};

/**
 * How wide a text may be drawn: past its own column over the empty cells that follow, as in a spreadsheet. Undefined where its column
 * holds it.
 */
export const spillWidth = (
  { offsets, widths }: ColumnLayout,
  column: number,
  lastColumn: number,
  textAt: (column: number) => string,
): number | undefined => {
  const needed = textAt(column).length * characterWidth + padding;
  let end = column;
  while (end < lastColumn && offsets[end + 1]! - offsets[column]! < needed && textAt(end + 1) === '') end += 1;
  return needed > widths[column]! && end > column ? offsets[end + 1]! - offsets[column]! : undefined;
};

export interface View {
  top: number;
  left: number;
  width: number;
  height: number;
}

const around = 4;

/** The rows and columns to draw for what is scrolled into view, and a few around it. */
export const visibleWindow = (
  { top, left, width, height }: View,
  { offsets }: ColumnLayout,
  rows: number,
  columns: number,
) => {
  const after = (x: number) => {
    const index = offsets.findIndex((offset) => offset > x);
    return index < 0 ? columns : index;
  };
  return {
    top: Math.max(0, Math.floor(top / rowHeight) - around),
    bottom: Math.min(rows - 1, Math.ceil((top + height) / rowHeight) + around),
    left: Math.max(0, after(left) - 2),
    right: Math.min(columns - 1, after(left + width)),
  };
};

interface Position {
  row: number;
  column: number;
}

interface Bounds {
  page: number;
  lastRow: number;
  lastColumn: number;
  control: boolean;
}

/** What each key does to the selected cell; the result may lie outside the sheet. */
export const moves: Record<string, (at: Position, bounds: Bounds) => Position> = {
  ArrowUp: ({ row, column }, { control }) => ({ row: control ? 0 : row - 1, column }),
  ArrowDown: ({ row, column }, { control, lastRow }) => ({ row: control ? lastRow : row + 1, column }),
  ArrowLeft: ({ row, column }, { control }) => ({ row, column: control ? 0 : column - 1 }),
  ArrowRight: ({ row, column }, { control, lastColumn }) => ({ row, column: control ? lastColumn : column + 1 }),
  PageUp: ({ row, column }, { page }) => ({ row: row - page, column }),
  PageDown: ({ row, column }, { page }) => ({ row: row + page, column }),
  Home: ({ row }, { control }) => ({ row: control ? 0 : row, column: 0 }),
  End: ({ row }, { control, lastRow, lastColumn }) => ({ row: control ? lastRow : row, column: lastColumn }),
};
