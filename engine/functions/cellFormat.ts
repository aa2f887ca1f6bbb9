/**
 * The code that CELL("format") gives for a number format: G general, F fixed, C currency, "," grouped, P percent, S scientific
 * (each with its decimals), D1 to D9 for dates and times; "-" after it for coloured negatives, "()" for bracketed positives.
 * Source: "CELL function", support.microsoft.com.
 */
const dateCodes: readonly [RegExp, string][] = [
  [/^(?:m+\/d+\/y+(?: h+:mm)?|d+-m+-y{4}|\[?\$?-?\w*\]?m+\/d+\/y+)$/, 'D4'],
  [/^d+-mmm-y+$/, 'D1'],
  [/^d+-mmm$/, 'D2'],
  [/^mmm-y+$/, 'D3'],
  [/^m+\/d+$/, 'D5'],
  [/^h+:mm:ss am\/pm$/, 'D6'],
  [/^h+:mm am\/pm$/, 'D7'],
  [/^h+:mm:ss$/, 'D8'],
  [/^h+:mm$/, 'D9'],
];

export function cellFormatCode(format: string): { code: string; color: boolean; parentheses: boolean } {
  const sections = format.split(';');
  const color = /\[(?:red|blue|green|yellow|cyan|magenta|white|black|color ?\d+)\]/i.test(sections[1] ?? '');
  const plain = (sections[0] ?? '').replace(/"[^"]*"|\\.|_.|\*./g, (part) => (part.startsWith('"') ? part : ''));
  const parentheses = /\(/.test(plain);
  const suffix = `${color ? '-' : ''}${parentheses ? '()' : ''}`;
  const base = (code: string) => ({ code: code + suffix, color, parentheses });
  if (/^general$/i.test(plain.trim())) return base('G');
  const bare = plain
    .replace(/\[[^\]]*\]|@/g, '')
    .toLowerCase()
    .trim();
  for (const [pattern, code] of dateCodes) if (pattern.test(bare)) return base(code);
  const decimals = /\.(0+)/.exec(bare)?.[1]?.length ?? 0;
  if (/e[+-]/.test(bare)) return base(`S${decimals}`);
  if (/%/.test(bare)) return base(`P${decimals}`);
  if (/[$€£¥]/.test(plain)) return base(`C${decimals}`);
  if (/[0#],[0#]/.test(bare)) return base(`,${decimals}`);
  if (/[0]/.test(bare) && !/[/?]/.test(bare)) return base(`F${decimals}`);
  return base('G');
}
