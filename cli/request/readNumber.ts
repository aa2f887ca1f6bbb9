/** Numbers as people write them in options: `1e6`, `1_000_000`, `1,000`. */
import { failed, ok, type Result } from '../../engine/result.ts';

/** Undefined where the text is no number. What is too large is for the request's own check to say. */
export function readNumber(text: string): number | undefined {
  const digits = text.trim().replaceAll(/(?<=\d)(?:_(?=\d{3})|,(?=\d{3}(?!\d)))/g, '');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits)) return undefined;
  const value = Number(digits);
  // JSON, and so the request, knows no infinity.
  return Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
}

export const wholeNumberAdvice = 'write a whole number such as 10000, 1e6 or 1_000_000';

/** A whole number, or how to write one. `10.000` is ten to some and ten thousand to others, so it is neither here. */
export function readWhole(text: string): Result<number, string> {
  if (/^[1-9]\d{0,2}(?:\.\d{3})+$/.test(text.trim())) {
    const meant = [text.trim().replaceAll('.', ''), ...(Number.isInteger(Number(text)) ? [String(Number(text))] : [])];
    return failed(`write ${meant.join(' or ')}; a point is read as a decimal point`);
  }
  const value = readNumber(text);
  // 1.5e3 is whole, 10.0 is not written as if it were.
  const isWhole = value !== undefined && Number.isInteger(value) && (!text.includes('.') || /e/i.test(text));
  return isWhole ? ok(value) : failed(wholeNumberAdvice);
}

/** For a number that is not part of the request; undefined, with what is wrong among `problems`, where it is none from `least` to `most`. */
export function readWholeOption(
  option: string,
  text: string,
  { least, most = Number.POSITIVE_INFINITY, problems }: { least: number; most?: number; problems: string[] },
): number | undefined {
  const read = readWhole(text);
  if (read.ok && read.value >= least && read.value <= most) return read.value;
  const range = most === Number.POSITIVE_INFINITY ? `from ${least} on` : `from ${least} to ${most}`;
  const advice = read.ok || read.error === wholeNumberAdvice ? `write a whole number ${range}` : read.error;
  problems.push(`--${option} ${quoted(text)}: ${advice}`);
  return undefined;
}

/** As a shell would have it where it has to. */
export const quoted = (text: string) => (/^[\w.:/@%+-]+$/.test(text) ? text : `'${text}'`);
