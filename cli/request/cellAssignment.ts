/** `Sheet1!B3=triangular(80, 100, 150)`: what --input takes. */

/** Divides at the first `=` outside the quotes of a sheet's name; undefined where there is none or a side is empty. */
export function parseAssignment(text: string): { cell: string; distribution: string } | undefined {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "'") isQuoted = !isQuoted;
    if (text[i] !== '=' || isQuoted) continue;
    const cell = text.slice(0, i).trim();
    const distribution = text.slice(i + 1).trim();
    return cell === '' || distribution === '' ? undefined : { cell, distribution };
  }
  return undefined;
}

/** Whether two texts name the same cell: Excel's names differ neither by case nor by `$`. */
export const sameCell = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (cell: string) =>
  cell
    .replaceAll('$', '')
    .replace(/^'(.*)'!/, '$1!')
    .toLowerCase();
