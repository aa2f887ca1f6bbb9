/** Outputs that are no measurements but cases: texts, booleans, and numbers that are only ever 0 or 1. */
import type { OutputResults } from '../../engine/index.ts';
import { binsOf, wholeValues } from './histogram.ts';

export interface Case {
  label: string;
  count: number;
  share: number;
}

/** A whole number with so few values is shown value by value. */
const fewValues = 12;

export function casesOf(output: OutputResults): Case[] | undefined {
  const { categories, histogram, iterations, min, max } = output;
  if (categories) {
    const total = iterationsWithoutError(output);
    return categories.map(({ value, count }) => ({ label: labelOf(value), count, share: count / total }));
  }
  if (!histogram || min === max) return undefined;
  const bins = binsOf(histogram);
  const values = bins.length <= fewValues ? wholeValues(bins) : undefined;
  // The first and last bin would hold the rest of a wider range.
  if (!values || values[0] !== min || values.at(-1) !== max) return undefined;
  return values.map((value, i) => ({
    label: String(value),
    count: bins[i]!.count,
    share: bins[i]!.count / iterations,
  }));
}

/** Numbers, booleans and texts: `iterations` counts the first two. */
function iterationsWithoutError({ iterations, categories, otherTexts = 0 }: OutputResults): number {
  const texts = categories?.filter(({ value }) => typeof value === 'string') ?? [];
  return iterations + texts.reduce((sum, { count }) => sum + count, 0) + otherTexts;
}

/** Whether an output says yes or no, by 1 and 0 or by TRUE and FALSE: then its percentiles say nothing. */
export const isYesOrNo = ({ min, max, categories }: OutputResults, cases: readonly Case[] | undefined): boolean =>
  cases?.length === 2 &&
  min === 0 &&
  max === 1 &&
  (categories === null || categories.every(({ value }) => typeof value === 'boolean'));

/** What yes and no are called. */
export const yesAndNo = ({ categories }: OutputResults): [string, string] =>
  categories === null ? ['1', '0'] : ['TRUE', 'FALSE'];

const labelOf = (value: string | boolean) => (typeof value === 'boolean' ? String(value).toUpperCase() : value);
