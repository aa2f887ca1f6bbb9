import type * as z from 'zod';
import { didYouMean } from '../../engine/run/suggest.ts';

/** A longer list helps nobody, and could be larger than an answer may be. */
export const mostMistakes = 100;

/** For reading one request's body: what a schema has no words of its own for, by the field's name, and with what is expected there. */
export const inWords = (): z.core.ParseContext<z.core.$ZodIssue> => {
  let told = 0;
  return {
    // What is missing is told from what is wrong by it.
    reportInput: true,
    error(issue) {
      told += 1;
      // A body may have a mistake in each of a million items, and nobody is told of those; to look for what they mean would take long.
      if (told > mostMistakes) return 'not as described';
      const expected = expectation(issue);
      return issue.input === undefined ? `it ${expected}` : `${fieldAt(issue.path ?? [])} ${expected}`;
    },
  };
};

/** Such as `permissions[0]`. */
export const fieldAt = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(shown(part)) || '""'}`))
    .join('')
    .replace(/^\./, '') || 'the body';

/** Of a name in a body, which may be as long as that: an answer that holds it several times would be too large for Lambda. */
export const shown = <Part extends PropertyKey>(part: Part): Part | string =>
  typeof part === 'string' && part.length > longestShown ? `${part.slice(0, longestShown)}…` : part;
const longestShown = 100;

const expectation = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? `of the form ${issue.pattern ?? issue.format}`}`;
    case 'invalid_value':
      return oneOf(issue.values.map(String), issue.input);
    case 'too_small':
      return `must ${issue.inclusive ? 'be at least' : 'be more than'} ${measured(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must ${issue.inclusive ? 'be at most' : 'be less than'} ${measured(issue.maximum, issue.origin)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return `is named wrongly: ${issue.issues[0]?.message}`;
    default:
      return 'must be as described';
  }
};

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number such as 12',
  int: 'a whole number such as 12',
  boolean: 'true or false',
  array: 'a list, in [ ]',
  object: 'an object, in { }',
  record: 'an object, in { }',
};

const formats: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2027-01-31T00:00:00Z',
  date: 'a date such as 2027-01-31',
  url: 'an address such as https://example.com',
};

const measured = (most: number | bigint, origin: string): string => `${most}${units[origin] ?? ''}`;
const units: Readonly<Record<string, string>> = { string: ' characters long', array: ' items long' };

/** More than these are no help in a sentence. */
const mostListed = 8;

const oneOf = (values: readonly string[], given: unknown): string => {
  if (values.length === 1) return `must be ${values[0]}`;
  if (values.length <= mostListed) return `must be one of ${values.join(', ')}`;
  const meant = typeof given === 'string' ? didYouMean(given, values) : '';
  const examples = `one such as ${values.slice(0, 3).join(', ')}`;
  if (typeof given !== 'string') return `must be ${examples}`;
  return `cannot be ${JSON.stringify(shown(given))}.${meant || ` It is ${examples}.`}`;
};
