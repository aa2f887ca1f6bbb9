/** RFC 4180; a text that a spreadsheet would take for a formula is quoted with an apostrophe first. */
export const csvField = (value: number | string | boolean): string => {
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
