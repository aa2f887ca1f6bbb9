/** Texts from workbooks as a terminal may show them. */

/** Without control characters, which could move the cursor or recolour the terminal; line breaks become spaces. */
export const plainText = (text: string): string => text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/\p{C}/gu, '');

/** As one argument of a POSIX shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/u;
const hidden = /\p{M}/u;

const columnsOf = (character: string) => (hidden.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** How many columns a text takes: two for East Asian characters, none for marks. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Cut to a width, with an ellipsis where something is missing. */
export function shortened(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  let used = ellipsis.length;
  for (const character of text) {
    used += columnsOf(character);
    if (used > width) break;
    cut += character;
  }
  return cut + ellipsis;
}

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)));
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
