/** Iterations as CSV (RFC 4180): a line each, numbered from 1; an error is an empty field. */
import type { Samples } from '../../engine/index.ts';

const encoder = new TextEncoder();

export const csvHeader = (names: readonly string[]): Uint8Array =>
  encoder.encode(`iteration,${names.map(csvField).join(',')}\r\n`);

/** The lines of a chunk whose first iteration has the number `before` + 1. */
export function csvLines({ iterations, columns }: Samples, before: number): Uint8Array {
  const lines: string[] = [];
  for (let row = 0; row < iterations; row++) {
    let line = String(before + row + 1);
    for (const column of columns) line += `,${csvField(column[row] ?? '')}`;
    lines.push(line);
  }
  return encoder.encode(`${lines.join('\r\n')}\r\n`);
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe. */
function csvField(value: number | string | boolean): string {
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
