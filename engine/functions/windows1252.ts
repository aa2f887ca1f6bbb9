/** CHAR and CODE speak Windows-1252. Source: unicode.org, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT. */
const upper =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

export const characterFromCode = (code: number): string =>
  code >= 128 && code < 160 ? upper[code - 128]! : String.fromCharCode(code);

/** A character that the code page lacks counts as a question mark. */
export function codeFromCharacter(text: string): number {
  const code = text.charCodeAt(0);
  if (code < 128 || (code >= 160 && code < 256)) return code;
  const at = upper.indexOf(text[0]!);
  return at < 0 ? 63 : at + 128;
}
