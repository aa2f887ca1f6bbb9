import { failed, ok, type Result } from '../../../../engine/result.ts';
import { formatCount } from '../../format/number.ts';

const example = 'Write the number of iterations, such as 10,000.';

/**
 * The count that somebody wrote: `10000`, `10,000`, `10 000` or `1e4`. In many countries `10.000` is ten thousand too, and ten in others:
 * that one is asked back.
 */
export const parseIterations = (text: string): Result<number, string> => {
  const written = text.trim();
  const grouped = /^\d{1,3}(?:([,_\s'’])\d{3})(?:\1\d{3})*$/.test(written);
  if (grouped || /^[+-]?\d+$/.test(written)) return ok(Number(written.replaceAll(/[^\d+-]/g, '')));
  if (/^\d{1,3}(?:\.\d{3})+$/.test(written)) {
    const digits = written.replaceAll('.', '');
    return failed(`Did you mean ${formatCount(Number(digits))}? Write ${digits}.`);
  }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(written)) return failed(example);
  const value = Number(written);
  return Number.isInteger(value) && /e/i.test(written)
    ? ok(value)
    : failed('Iterations are counted whole: write a number such as 10,000.');
};

/** Below it a 1st or 99th percentile rests on no more than one value. */
const enoughForPercentiles = 100;

/** What to know about a count that may run all the same. */
export const adviceOn = (text: string): string | undefined => {
  const count = parseIterations(text);
  return count.ok && count.value >= 1 && count.value < enoughForPercentiles
    ? `Percentiles of fewer than ${enoughForPercentiles} iterations mean little.`
    : undefined;
};
