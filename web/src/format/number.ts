/** How the numbers of one output are written: as the workbook formats the cell, as far as a reader needs. */
export type NumberStyle = 'plain' | 'percent' | `money:${string}`;

const locale = 'en';

/** About six digits, all of the whole part, never more than a reader can use: 1,234,568 and 12.3457 and 0.000123457. */
export const formatNumber = (value: number, style: NumberStyle = 'plain'): string => {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : 'not a number';
  const shown = style === 'percent' ? value * 100 : value;
  const text = plain(shown, style === 'percent' ? 3 : 6);
  return withUnit(text, style);
};

/** The unit where readers of English look for it: $1,200, −$3, 7%. */
const withUnit = (text: string, style: NumberStyle): string => {
  if (style === 'percent') return `${text}%`;
  if (style === 'plain') return text;
  const symbol = style.slice('money:'.length);
  return text.startsWith('−') ? `−${symbol}${text.slice(1)}` : `${symbol}${text}`;
};

const plain = (value: number, mostDecimals: number): string => {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e15)) {
    return minus(new Intl.NumberFormat(locale, { notation: 'scientific', maximumSignificantDigits: 5 }).format(value));
  }
  const wholeDigits = size < 1 ? 1 : Math.floor(Math.log10(size)) + 1;
  const maximumFractionDigits = size < 1 ? undefined : wholeDigits > 4 ? 0 : Math.min(6 - wholeDigits, mostDecimals);
  return minus(
    new Intl.NumberFormat(
      locale,
      maximumFractionDigits === undefined ? { maximumSignificantDigits: mostDecimals } : { maximumFractionDigits },
    ).format(value),
  );
};

/** Three digits and a letter, for axes and headlines: 1.23M, 45.6K. */
export const formatCompact = (value: number, style: NumberStyle = 'plain'): string => {
  if (style === 'percent') {
    return `${minus(new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value * 100))}%`;
  }
  const size = Math.abs(value);
  const notation = size !== 0 && (size < 1e-4 || size >= 1e15) ? 'scientific' : size >= 10_000 ? 'compact' : 'standard';
  const text = new Intl.NumberFormat(locale, {
    notation,
    ...(notation === 'standard' && size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }),
  }).format(value);
  return withUnit(minus(text), style);
};

export const formatCount = (value: number): string => new Intl.NumberFormat(locale).format(value);

/** A share from 0 to 1. One that is not quite 0 or 1 never reads as if it were. */
export const formatShare = (share: number): string => {
  if (share > 0 && share < 0.001) return '<0.1%';
  if (share < 1 && share > 0.999) return '>99.9%';
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
};

/** A correlation, from −1 to 1, always with its sign. */
export const formatCorrelation = (value: number): string =>
  minus(
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
      signDisplay: 'exceptZero',
    }).format(value),
  );

const byteUnits = [
  ['KB', 1024],
  ['MB', 1024 ** 2],
  ['GB', 1024 ** 3],
] as const;

export const formatBytes = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} B`;
  const [unit, size] = byteUnits.findLast(([, least]) => bytes >= least) ?? byteUnits[0];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: bytes / size < 10 ? 1 : 0 }).format(bytes / size)} ${unit}`;
};

/** An Excel number format that shows a percentage or a currency makes its cell's results the same. */
export const styleOf = (format: string | null | undefined): NumberStyle => {
  if (format?.replaceAll(/"[^"]*"|\\./g, '').includes('%')) return 'percent';
  // As `$#,##0`, `"€" #,##0`, or `[$€-407]`, of which the part before the hyphen is the symbol; `[$-407]` is a language alone.
  const money = format?.replaceAll(/\[\$-[^\]]*\]/g, '') ?? '';
  const symbol = /\[\$([^\]-]+)/.exec(money)?.[1] ?? /[$€£¥]/.exec(money)?.[0];
  return symbol === undefined ? 'plain' : `money:${symbol.trim()}`;
};

const minus = (text: string): string => text.replace('-', '−');
