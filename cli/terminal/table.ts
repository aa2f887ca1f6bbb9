/** Rows of texts in columns; the last column takes what room is left. */
import type { Terminal } from './terminal.ts';
import { displayWidth, padEnd, padStart, plainText, shortened } from './text.ts';

export interface TableColumn {
  title?: string;
  align?: 'right';
  /** It is cut off there. */
  most?: number;
}

export function drawTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): string[] {
  const hasTitles = columns.some(({ title }) => title !== undefined);
  const texts = rows.map((row) => row.map(plainText));
  const widths = columns.map(({ title = '', most = Number.POSITIVE_INFINITY }, i) =>
    Math.min(most, Math.max(displayWidth(title), ...texts.map((row) => displayWidth(row[i] ?? '')))),
  );
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 2);
  widths[widths.length - 1] = Math.max(12, Math.min(widths.at(-1)!, terminal.width - before));
  const ellipsis = terminal.isUnicode ? '…' : '...';
  const line = (cells: readonly string[]) =>
    `  ${columns
      .map(({ align }, i) => {
        const cell = shortened(cells[i] ?? '', widths[i]!, ellipsis);
        return align === 'right' ? padStart(cell, widths[i]!) : padEnd(cell, widths[i]!);
      })
      .join('  ')}`.trimEnd();
  return [...(hasTitles ? [terminal.dim(line(columns.map(({ title }) => title ?? '')))] : []), ...texts.map(line)];
}
