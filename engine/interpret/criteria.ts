import { compareText, equalText } from './compare.ts';
import { textToNumber } from './numberText.ts';
import { compareNumbers } from './rounding.ts';
import { errors, isError, type Scalar } from './value.ts';
import { hasWildcard, wildcardMatcher } from './wildcard.ts';

export type Criterion = (value: Scalar) => boolean;

const operatorPattern = /^(<>|<=|>=|<|>|=)?([\s\S]*)$/;

const orderTests: Record<string, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Equal to a number: also a text that reads as this number, as Excel counts "1" for the criterion 1. */
const equalsNumber =
  (wanted: number): Criterion =>
  (value) => {
    if (typeof value === 'number') return compareNumbers(value, wanted) === 0;
    if (typeof value !== 'string') return false;
    const number = textToNumber(value);
    return number !== undefined && compareNumbers(number, wanted) === 0;
  };

function equalsText(pattern: string): Criterion {
  if (hasWildcard(pattern)) {
    const matcher = wildcardMatcher(pattern);
    return (value) => typeof value === 'string' && matcher.test(value);
  }
  return (value) => typeof value === 'string' && equalText(value, pattern);
}

const not =
  (criterion: Criterion): Criterion =>
  (value) =>
    !criterion(value);

/** Criteria are few, cells are many. */
const cache = new Map<string, Criterion>();

function parseCriterion(text: string): Criterion {
  const [, operator = '', operand = ''] = operatorPattern.exec(text) ?? [];
  const number = textToNumber(operand);
  const logical = /^true$/i.test(operand) ? true : /^false$/i.test(operand) ? false : undefined;
  const order = orderTests[operator];
  if (order) {
    if (number !== undefined) return (value) => typeof value === 'number' && order(compareNumbers(value, number));
    if (logical !== undefined) {
      return (value) => typeof value === 'boolean' && order(Number(value) - Number(logical));
    }
    if (operand === '') return () => false;
    return (value) => typeof value === 'string' && order(compareText(value, operand));
  }
  const wrap = operator === '<>' ? not : (criterion: Criterion) => criterion;
  if (operand === '') {
    // "=" asks for truly empty cells, "" also takes empty texts.
    return operator === '' ? (value) => value === null || value === '' : wrap((value) => value === null);
  }
  if (number !== undefined) {
    // Other than 23 is also the text "23", although it would count as equal.
    return operator === '<>'
      ? (value) => typeof value !== 'number' || compareNumbers(value, number) !== 0
      : equalsNumber(number);
  }
  if (logical !== undefined) return wrap((value) => value === logical);
  if (operand in errors) return wrap((value) => isError(value) && value.error === operand.toUpperCase());
  return wrap(equalsText(operand));
}

export interface NumberTest {
  operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
  than: number;
}

/** What a criterion asks of a number: a comparison, or always the same answer. */
export function numberTest(wanted: Scalar): NumberTest | boolean {
  if (wanted === null) return { operator: '=', than: 0 };
  if (typeof wanted === 'number') return { operator: '=', than: wanted };
  if (typeof wanted !== 'string') return false;
  const [, operator = '=', operand = ''] = operatorPattern.exec(wanted) ?? [];
  const than = textToNumber(operand);
  return than === undefined ? operator === '<>' : { operator: operator as NumberTest['operator'], than };
}

/** The test that COUNTIF and its family apply: `">5"`, `"a*"`, `5`, `TRUE`, an error, or a blank (which means 0). */
export function criterionOf(wanted: Scalar): Criterion {
  if (wanted === null) return equalsNumber(0);
  if (typeof wanted === 'number') return equalsNumber(wanted);
  if (typeof wanted === 'boolean') return (value) => value === wanted;
  if (isError(wanted)) return (value) => value === wanted;
  const known = cache.get(wanted);
  if (known) return known;
  if (cache.size > 2000) cache.clear();
  const criterion = parseCriterion(wanted);
  cache.set(wanted, criterion);
  return criterion;
}
