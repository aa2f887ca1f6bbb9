/**
 * CHAR and CODE speak the character set of the system that the workbook was saved on: Windows-1252 or Mac OS Roman.
 * Sources: "CHAR function", support.microsoft.com; unicode.org, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT and APPLE/ROMAN.TXT.
 */
const windows =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178' +
  Array.from({ length: 96 }, (_, i) => String.fromCharCode(160 + i)).join('');

const roman =
  'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ';

export const characterFromCode = (code: number, macintosh: boolean): string =>
  code < 128 ? String.fromCharCode(code) : (macintosh ? roman : windows)[code - 128]!;

/** A character that the set lacks counts as a question mark. */
export function codeFromCharacter(text: string, macintosh: boolean): number {
  const code = text.charCodeAt(0);
  if (code < 128) return code;
  const at = (macintosh ? roman : windows).indexOf(text[0]!);
  return at < 0 ? 63 : at + 128;
}
