/** Pairs of label and value in as many columns as have room. */
import type { Terminal } from './terminal.ts';
import { displayWidth, padEnd, padStart } from './text.ts';

export type Pair = readonly [label: string, value: string];

/** Each group is a column, if there is room for all of them side by side; else they come one after the other. */
export function pairGrid(groups: readonly (readonly Pair[])[], terminal: Terminal): string[] {
  const columns = groups.filter((group) => group.length > 0).map((group) => columnOf(group, terminal));
  const gap = 3;
  const lines: string[] = [];
  let line: Column[] = [];
  const flush = () => {
    const height = Math.max(0, ...line.map(({ rows }) => rows.length));
    for (let i = 0; i < height; i++) {
      const cells = line.map(({ rows, width }) => rows[i] ?? ' '.repeat(width));
      lines.push(`  ${cells.join(' '.repeat(gap))}`.trimEnd());
    }
    line = [];
  };
  for (const column of columns) {
    const used = line.reduce((sum, { width }) => sum + width + gap, 2);
    if (line.length > 0 && used + column.width > terminal.width) flush();
    line.push(column);
  }
  flush();
  return lines;
}

interface Column {
  width: number;
  rows: string[];
}

function columnOf(pairs: readonly Pair[], terminal: Terminal): Column {
  const labels = Math.max(...pairs.map(([label]) => displayWidth(label)));
  const values = Math.max(...pairs.map(([, value]) => displayWidth(value)));
  return {
    width: labels + 2 + values,
    rows: pairs.map(([label, value]) => `${terminal.dim(padEnd(label, labels))}  ${padStart(value, values)}`),
  };
}
