/** Numbers for people: about six digits, percentages where the workbook shows the cell as one. */
export type NumberStyle = 'plain' | 'percent';

export function formatNumber(value: number | null | undefined, style: NumberStyle = 'plain'): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'none';
  // A sum of squares of the largest numbers is beyond them.
  if (!Number.isFinite(value)) return value > 0 ? '>1.8e308' : '<-1.8e308';
  return style === 'percent'
    ? `${decimal(Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value * 100)), 4)}%`
    : decimal(value, 6);
}

function decimal(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(4).replace(/\.?0+(?=e)/, '');
  if (size < 1) return new Intl.NumberFormat('en', { maximumSignificantDigits: digits }).format(value);
  const whole = Math.floor(Math.log10(size)) + 1;
  return new Intl.NumberFormat('en', { maximumFractionDigits: Math.max(0, digits - whole) }).format(value);
}

/** Three digits and a letter, for axes: 1.23M. */
export function formatCompact(value: number, style: NumberStyle = 'plain'): string {
  if (style === 'percent') return `${Number((value * 100).toPrecision(3))}%`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(2);
  const notation = size >= 10_000 ? 'compact' : 'standard';
  return new Intl.NumberFormat('en', {
    notation,
    maximumSignificantDigits: size >= 1000 && size < 10_000 ? 4 : 3,
  }).format(value);
}

export const formatCount = (value: number): string => new Intl.NumberFormat('en').format(value);

/** A share from 0 to 1; one that is not quite 0 or 1 never reads as if it were. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1%';
  if (share < 1 && share > 0.999) return '>99.9%';
  return new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** A share from -1 to 1 with its sign: +53.1%, <-99.9%. */
export function formatSignedShare(share: number, minus = '-'): string {
  const size = formatShare(Math.abs(share));
  const sign = share < 0 ? minus : '+';
  if (!/^[<>]/.test(size)) return sign + size;
  // Of a negative number the comparison turns around: less than -99.9%.
  const comparison = share < 0 ? (size.startsWith('>') ? '<' : '>') : size[0];
  return `${comparison}${sign}${size.slice(1)}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 ** 2 ? [1024, 'KB'] : bytes < 1024 ** 3 ? [1024 ** 2, 'MB'] : [1024 ** 3, 'GB'];
  return `${(bytes / Number(size)).toFixed(bytes / Number(size) < 10 ? 1 : 0)} ${unit}`;
}

export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
