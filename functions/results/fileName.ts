/** Characters; some file systems take 255 bytes with the ending, and one character has up to four. */
const longest = 60;

/** A simulation's name as that of a file: what some file system does not take becomes a space. */
export const fileNameOf = (name: string): string => {
  const allowed = name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\\/:*?"<>|]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return [...allowed].slice(0, longest).join('').trim() || 'results';
};
