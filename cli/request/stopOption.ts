/** `mean 1%`, `P95 500 at 99% after 5000`: what --stop takes. */
import { readNumber } from './readNumber.ts';

const form =
  /^(?:(?<named>mean|standardDeviation)|P(?<percentile>\S+)) +(?<tolerance>[^\s%]+)(?<percent>%?)(?: +at +(?<confidence>[^\s%]+)%)?(?: +after +(?<minimum>\S+))?$/i;

/**
 * The request's stop rule, not yet checked; undefined where the text is none. A tolerance in percent is a share of the statistic, another
 * one is in the output's unit; `at` says the confidence and `after` the fewest iterations.
 */
export function readStop(text: string): Record<string, unknown> | undefined {
  const found = form.exec(text.trim())?.groups;
  if (!found) return undefined;
  const { named, percentile, tolerance = '', percent, confidence, minimum } = found;
  const share = (digits: string) => (readNumber(digits) ?? Number.NaN) / 100;
  const stop = {
    statistic: named === undefined ? 'percentile' : /^mean$/i.test(named) ? 'mean' : 'standardDeviation',
    ...(percentile !== undefined && { percentile: readNumber(percentile) }),
    ...(percent === '%' ? { tolerance: share(tolerance) } : { tolerance: readNumber(tolerance), relative: false }),
    ...(confidence !== undefined && { confidence: share(confidence) }),
    ...(minimum !== undefined && { minimumIterations: readNumber(minimum) }),
  };
  return Object.values(stop).some((value) => value === undefined || Number.isNaN(value)) ? undefined : stop;
}
