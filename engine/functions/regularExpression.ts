/** Patterns of REGEXTEST and kin (PCRE2 in Excel) as JavaScript's: inline flags and possessive extras are translated, the rest is shared. */
export function regularExpression(pattern: string, ignoreCase: boolean, global = false): RegExp | undefined {
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const source = (inline ? pattern.slice(inline[0].length) : pattern)
    .replaceAll('(?P<', '(?<')
    .replaceAll('[:alpha:]', 'A-Za-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:space:]', '\\s')
    .replaceAll('[:punct:]', '!-\\/:-@\\[-`{-~')
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll('\\h', '[ \\t]');
  const wanted = inline?.[1] ?? '';
  const flags = `${global ? 'g' : ''}${ignoreCase || wanted.includes('i') ? 'i' : ''}${wanted.includes('m') ? 'm' : ''}${wanted.includes('s') ? 's' : ''}`;
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      return new RegExp(source, flags);
    } catch {
      return undefined;
    }
  }
}
