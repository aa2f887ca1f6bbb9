/** `mean 1%`, `P95 500 at 99% after 5000`: what --stop takes. */
import { failed, ok, type Result } from '../../engine/result.ts';
import { readNumber, readWhole } from './readNumber.ts';

const form =
  /^(?:(?<named>mean|standardDeviation)|P(?<percentile>\S+)) +(?<tolerance>[^\s%]+)(?<percent>%?)(?: +at +(?<confidence>[^\s%]+)%)?(?: +after +(?<minimum>\S+))?$/i;

const advice =
  "write a statistic and how precisely it shall be known, such as 'mean 1%', 'standardDeviation 2%' or 'P95 500 at 99% after 5000'";

/**
 * The request's stop rule, not yet checked; how to write one where the text is none. A tolerance in percent is a share of the statistic, another
 * one is in the output's unit; `at` says the confidence and `after` the fewest iterations.
 */
export function readStop(text: string): Result<Record<string, unknown>, string> {
  const found = form.exec(text.trim())?.groups;
  if (!found) return failed(advice);
  const { named, percentile, tolerance = '', percent, confidence, minimum } = found;
  const share = (digits: string) => (readNumber(digits) ?? Number.NaN) / 100;
  const fewest = minimum === undefined ? undefined : readWhole(minimum);
  if (fewest?.ok === false) return failed(`after ${minimum}: ${fewest.error}`);
  const stop = {
    statistic: named === undefined ? 'percentile' : /^mean$/i.test(named) ? 'mean' : 'standardDeviation',
    ...(percentile !== undefined && { percentile: readNumber(percentile) }),
    ...(percent === '%' ? { tolerance: share(tolerance) } : { tolerance: readNumber(tolerance), relative: false }),
    ...(confidence !== undefined && { confidence: share(confidence) }),
    ...(fewest && { minimumIterations: fewest.value }),
  };
  return Object.values(stop).some((value) => value === undefined || Number.isNaN(value)) ? failed(advice) : ok(stop);
}
