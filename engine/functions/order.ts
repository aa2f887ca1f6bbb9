import { compareNumbers, roundDown } from '../interpret/rounding.ts';
import { columnOf, divisionByZero, type ErrorValue, isError, notAvailable, numberError } from '../interpret/value.ts';
import { allNumbers, ascending } from './collect.ts';
import { alias, type FunctionDescriptor, pure } from './descriptor.ts';

/** Between neighbours, from 0 at the first to 1 at the last (Hyndman and Fan's definition 7). `sorted` ascends. */
export function percentileInclusive(sorted: readonly number[], p: number): number | ErrorValue {
  if (sorted.length === 0 || p < 0 || p > 1) return numberError;
  return atPosition(sorted, p * (sorted.length - 1));
}

/** From 1 / (n + 1) to n / (n + 1) (definition 6). */
export function percentileExclusive(sorted: readonly number[], p: number): number | ErrorValue {
  const n = sorted.length;
  const position = p * (n + 1) - 1;
  if (n === 0 || p <= 0 || p >= 1 || position < -1e-12 || position > n - 1 + 1e-12) return numberError;
  return atPosition(sorted, Math.min(Math.max(position, 0), n - 1));
}

function atPosition(sorted: readonly number[], position: number): number {
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[below + 1];
  return high === undefined || position === below ? low : low + (position - below) * (high - low);
}

type Percentile = (sorted: readonly number[], p: number) => number | ErrorValue;

export const quartile = (sorted: readonly number[], quart: number, percentile: Percentile): number | ErrorValue => {
  const q = Math.trunc(quart);
  return q < 0 || q > 4 ? numberError : percentile(sorted, q / 4);
};

export const smallest = (sorted: readonly number[], k: number): number | ErrorValue =>
  sorted[Math.ceil(k) - 1] ?? numberError;
export const largest = (sorted: readonly number[], k: number): number | ErrorValue =>
  sorted[sorted.length - Math.ceil(k)] ?? numberError;

/** The most frequent number, the first of equally frequent ones; `undefined` where none occurs twice. */
export function modes(numbers: readonly number[]): number[] {
  const counts = new Map<number, number>();
  let most = 1;
  for (const x of numbers) {
    const n = (counts.get(x) ?? 0) + 1;
    counts.set(x, n);
    if (n > most) most = n;
  }
  return most < 2 ? [] : [...counts].filter(([, n]) => n === most).map(([x]) => x);
}

export const mode = (numbers: readonly number[]): number | undefined => modes(numbers)[0];

function rank(x: number, numbers: readonly number[], isAscending: boolean, averaged: boolean): number | ErrorValue {
  let before = 0;
  let equal = 0;
  for (const y of numbers) {
    if (y === x) equal++;
    else if (isAscending ? y < x : y > x) before++;
  }
  if (equal === 0) return notAvailable;
  return before + 1 + (averaged ? (equal - 1) / 2 : 0);
}

/** The share of values below x, between neighbours in proportion, cut to `digits` significant digits. */
function percentRank(
  numbers: readonly number[],
  x: number,
  digits: number,
  position: (index: number, n: number) => number,
): number | ErrorValue {
  const sorted = ascending(numbers);
  const n = sorted.length;
  if (n === 0 || digits < 1) return numberError;
  if (x < sorted[0]! || x > sorted[n - 1]!) return notAvailable;
  let at = sorted.findIndex((y) => y >= x);
  if (sorted[at] !== x) at = at - 1 + (x - sorted[at - 1]!) / (sorted[at]! - sorted[at - 1]!);
  return roundDown(n === 1 ? 1 : position(at, n), Math.trunc(digits));
}

const inclusiveRank = (index: number, n: number) => index / (n - 1);
const exclusiveRank = (index: number, n: number) => (index + 1) / (n + 1);

const percentileFunction = (name: string, percentile: Percentile) =>
  pure(name, ['numbers', 'number'], (numbers, p) => percentile(ascending(numbers), p));
const quartileFunction = (name: string, percentile: Percentile) =>
  pure(name, ['numbers', 'number'], (numbers, q) => quartile(ascending(numbers), q, percentile));
const percentRankFunction = (name: string, position: (index: number, n: number) => number) =>
  pure(name, ['numbers', 'number', 'integer?'], (numbers, x, digits = 3) => percentRank(numbers, x, digits, position));

const rankEqual = pure('RANK.EQ', ['number', 'numbers', 'logical?'], (x, numbers, order = false) =>
  rank(x, numbers, order, false),
);
const singleMode = pure('MODE.SNGL', ['range', '...range'], (...args) => {
  const numbers = allNumbers(args);
  return isError(numbers as never) ? (numbers as ErrorValue) : (mode(numbers as number[]) ?? notAvailable);
});

export const order: readonly FunctionDescriptor[] = [
  pure('LARGE', ['numbers', 'number'], (numbers, k) => largest(ascending(numbers), k)),
  pure('SMALL', ['numbers', 'number'], (numbers, k) => smallest(ascending(numbers), k)),
  percentileFunction('PERCENTILE', percentileInclusive),
  percentileFunction('PERCENTILE.INC', percentileInclusive),
  percentileFunction('PERCENTILE.EXC', percentileExclusive),
  quartileFunction('QUARTILE', percentileInclusive),
  quartileFunction('QUARTILE.INC', percentileInclusive),
  quartileFunction('QUARTILE.EXC', percentileExclusive),
  percentRankFunction('PERCENTRANK', inclusiveRank),
  percentRankFunction('PERCENTRANK.INC', inclusiveRank),
  percentRankFunction('PERCENTRANK.EXC', exclusiveRank),
  rankEqual,
  alias('RANK', rankEqual),
  pure('RANK.AVG', ['number', 'numbers', 'logical?'], (x, numbers, ascendingOrder = false) =>
    rank(x, numbers, ascendingOrder, true),
  ),
  singleMode,
  alias('MODE', singleMode),
  pure('MODE.MULT', ['range', '...range'], (...args) => {
    const numbers = allNumbers(args);
    if (!Array.isArray(numbers)) return numbers;
    const found = modes(numbers);
    return found.length === 0 ? notAvailable : columnOf(found);
  }),
  pure('FREQUENCY', ['numbers', 'numbers'], (data, bins) => {
    if (bins.length === 0) return columnOf([data.length]);
    const bounds = [...new Set(ascending(bins))];
    const counts = new Array<number>(bounds.length + 1).fill(0);
    for (const x of data) {
      const at = bounds.findIndex((bound) => compareNumbers(x, bound) <= 0);
      const bin = at < 0 ? bounds.length : at;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    // Bins keep their places as given; of equal ones only the first counts.
    const used = new Set<number>();
    const result = bins.map((bound) => {
      if (used.has(bound)) return 0;
      used.add(bound);
      return counts[bounds.indexOf(bound)] ?? 0;
    });
    return columnOf([...result, counts[bounds.length] ?? 0]);
  }),
  pure('TRIMMEAN', ['numbers', 'number'], (numbers, share) => {
    if (share < 0 || share >= 1 || numbers.length === 0) return numberError;
    const cut = Math.floor((numbers.length * share) / 2);
    const kept = ascending(numbers).slice(cut, numbers.length - cut);
    let total = 0;
    for (const x of kept) total += x;
    return kept.length === 0 ? divisionByZero : total / kept.length;
  }),
];
