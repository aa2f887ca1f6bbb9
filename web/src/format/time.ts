const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const steps = [
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const;

/** "5 minutes ago", "in 5 days"; beyond a week the date. */
export const formatAgo = (iso: string, now: Date = new Date()): string => {
  const elapsedMs = Date.parse(iso) - now.getTime();
  const size = Math.abs(elapsedMs);
  if (size < 10_000) return 'just now';
  if (size > 7 * 86_400_000) return formatDate(iso);
  const [unit, ms] = steps.findLast(([, length]) => size >= length) ?? steps[0];
  return relative.format(Math.round(elapsedMs / ms), unit);
};

export const formatDay = (iso: string): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(new Date(iso));

export const formatDate = (iso: string): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

/** "0.8 s", "12 s", "3 min 20 s", "2 h 5 min". */
export const formatDuration = (ms: number): string => {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
};
