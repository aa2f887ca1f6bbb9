/** `Sheet1!B3=triangular(80, 100, 150)` and lists of cells: texts of options that name cells. */

/** Divides at the first `=` outside the quotes of a sheet's name; undefined where there is none or a side is empty. */
export function parseAssignment(text: string): { cell: string; distribution: string } | undefined {
  const [cell = '', ...rest] = dividedOutsideQuotes(text, '=');
  const distribution = rest.join('=').trim();
  return cell.trim() === '' || distribution === '' ? undefined : { cell: cell.trim(), distribution };
}

/** The parts between the separators that stand outside the quotes of a sheet's name. */
export function dividedOutsideQuotes(text: string, separator: '=' | ','): string[] {
  const parts = [''];
  let isQuoted = false;
  let before = '';
  for (const character of text) {
    // Quotes begin where a name does; within one that is written without them, as in Bob's!B3, it is an apostrophe.
    const isQuote = character === "'" && (isQuoted || before === "'" || parts.at(-1)!.trim() === '');
    if (isQuote) isQuoted = !isQuoted;
    before = character;
    if (character === separator && !isQuoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** Whether two texts name the same cell. */
export const sameCell = (a: string, b: string): boolean => cellKey(a) === cellKey(b);

/** The same for every way to write a cell: Excel's names differ neither by case nor by `$`. */
export const cellKey = (cell: string): string =>
  cell
    .replaceAll('$', '')
    .replace(/^'(.*)'!/, '$1!')
    .toLowerCase();
