/** `1e6`, `1_000_000`, `1,000`. Undefined where the text is no number. What is too large or no whole number is for the request's own check to say. */
export function readNumber(text: string): number | undefined {
  const digits = text.trim().replaceAll(/(?<=\d)[_,](?=\d{3})/g, '');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits)) return undefined;
  const value = Number(digits);
  // JSON, and so the request, knows no infinity.
  return Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
}
