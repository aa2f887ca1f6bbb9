import { compareScalars, equalScalars, equalText } from '../interpret/compare.ts';
import { compareNumbers } from '../interpret/rounding.ts';
import { isError, type Scalar } from '../interpret/value.ts';
import { hasWildcard, wildcardMatcher } from '../interpret/wildcard.ts';
import { regularExpression } from './regularExpression.ts';

type Plain = number | string | boolean;

/** Lookups compare like with like only: the number 1, the text "1" and TRUE never meet. */
const sameType = (value: Scalar, wanted: Plain): value is Plain => typeof value === typeof wanted;

const order = (value: Plain, wanted: Plain): number =>
  typeof value === 'number' && typeof wanted === 'number'
    ? compareNumbers(value, wanted)
    : compareScalars(value, wanted);

export type Matcher = (value: Scalar) => boolean;

/** Exact equality; text may hold wildcards if `wildcards`. */
export function exactMatcher(wanted: Plain, wildcards: boolean): Matcher {
  if (typeof wanted !== 'string') return (value) => sameType(value, wanted) && equalScalars(value, wanted);
  if (wildcards && hasWildcard(wanted)) {
    const pattern = wildcardMatcher(wanted);
    return (value) => typeof value === 'string' && pattern.test(value);
  }
  return (value) => typeof value === 'string' && equalText(value, wanted);
}

/** Index of the first match from the front or the back; -1 where there is none. */
export function findExact(values: readonly Scalar[], matches: Matcher, backwards = false): number {
  if (backwards) {
    for (let i = values.length - 1; i >= 0; i--) if (matches(values[i] ?? null)) return i;
    return -1;
  }
  return values.findIndex((value) => matches(value));
}

/**
 * Binary search for the last value that is at most `wanted` (values ascend) or at least it (they descend). Values of another
 * type are stepped over: a probe that meets one moves towards the end of the part that is still open.
 */
export function findSorted(values: readonly Scalar[], wanted: Plain, descending = false): number {
  let low = 0;
  let high = values.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    let probe = middle;
    while (probe <= high && !sameType(values[probe] ?? null, wanted)) probe++;
    if (probe > high) {
      high = middle - 1;
      continue;
    }
    const compared = order(values[probe] as Plain, wanted);
    if (descending ? compared >= 0 : compared <= 0) {
      found = probe;
      // MATCH(.., -1) is content with the first equal value, MATCH(.., 1) goes on to the last.
      if (descending && compared === 0) return firstOfRun(values, probe, wanted);
      low = probe + 1;
    } else {
      high = middle - 1;
    }
  }
  return found;
}

function firstOfRun(values: readonly Scalar[], from: number, wanted: Plain): number {
  let first = from;
  while (first > 0) {
    const before = values[first - 1] ?? null;
    if (!sameType(before, wanted) || order(before, wanted) !== 0) break;
    first--;
  }
  return first;
}

/**
 * The greatest value below (`direction` -1) or the least above (1) the wanted one, whatever the order of the values: numbers
 * lie below texts, texts below logical values.
 */
export function findNearest(values: readonly Scalar[], wanted: Plain, direction: -1 | 1, backwards: boolean): number {
  const exact = findExact(values, exactMatcher(wanted, false), backwards);
  if (exact >= 0) return exact;
  let best = -1;
  let bestValue: Plain = wanted;
  for (let k = 0; k < values.length; k++) {
    const i = backwards ? values.length - 1 - k : k;
    const value = values[i] ?? null;
    if (value === null || isError(value) || compareScalars(value, wanted) * direction < 0) continue;
    if (best >= 0 && compareScalars(value, bestValue) * direction >= 0) continue;
    best = i;
    bestValue = value;
  }
  return best;
}

/** XMATCH's search. -1: not found; `undefined`: an argument that does not exist. */
export function crossMatch(
  values: readonly Scalar[],
  wanted: Scalar,
  matchMode: number,
  searchMode: number,
): number | undefined {
  if (isError(wanted)) return -1;
  if (![-1, 0, 1, 2, 3].includes(matchMode) || ![-2, -1, 1, 2].includes(searchMode)) return undefined;
  // A blank finds a blank.
  if (wanted === null) return findExact(values, (value) => value === null, searchMode === -1);
  if (matchMode === 2) {
    return Math.abs(searchMode) === 2 ? undefined : findExact(values, exactMatcher(wanted, true), searchMode === -1);
  }
  if (matchMode === 3) {
    const pattern = regularExpression(String(wanted), false);
    if (!pattern || Math.abs(searchMode) === 2) return undefined;
    return findExact(values, (value) => typeof value === 'string' && pattern.test(value), searchMode === -1);
  }
  if (Math.abs(searchMode) === 2) return binaryCrossMatch(values, wanted, matchMode, searchMode === -2);
  if (matchMode === 0) return findExact(values, exactMatcher(wanted, false), searchMode === -1);
  return findNearest(values, wanted, matchMode === 1 ? 1 : -1, searchMode === -1);
}

/** Of equal values the first in ascending, the last in descending order. */
function edgeOfRun(values: readonly Scalar[], from: number, wanted: Plain, last: boolean): number {
  const step = last ? 1 : -1;
  let at = from;
  for (let next = at + step; next >= 0 && next < values.length; next += step) {
    const value = values[next] ?? null;
    if (value === null || isError(value) || compareScalars(value, wanted) !== 0) break;
    at = next;
  }
  return at;
}

function binaryCrossMatch(values: readonly Scalar[], wanted: Plain, matchMode: number, descending: boolean): number {
  let low = 0;
  let high = values.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = values[middle] ?? null;
    const compared = value === null || isError(value) ? 1 : compareScalars(value, wanted);
    if (compared === 0) return edgeOfRun(values, middle, wanted, descending);
    if (compared < 0 !== descending) low = middle + 1;
    else high = middle - 1;
  }
  if (matchMode === 0) return -1;
  const below = descending ? low : high;
  const above = descending ? high : low;
  const at = matchMode === -1 ? below : above;
  return at >= 0 && at < values.length ? at : -1;
}
