import { toNumber, toText } from '../interpret/coerce.ts';
import { textToNumber } from '../interpret/numberText.ts';
import { longestText } from '../interpret/operators.ts';
import { toArray } from '../interpret/reference.ts';
import { roundHalfAway } from '../interpret/rounding.ts';
import {
  arrayOf,
  type ErrorValue,
  isArray,
  isError,
  isReference,
  notAvailable,
  type Scalar,
  type Value,
  valueError,
} from '../interpret/value.ts';
import { hasWildcard, wildcardFinder } from '../interpret/wildcard.ts';
import { characterFromCode, codeFromCharacter } from './characterSet.ts';
import { allScalars, type RangeArgument } from './collect.ts';
import { contextual, type FunctionDescriptor, pure } from './descriptor.ts';
import { formatText } from './formatText.ts';
import { regularExpression } from './regularExpression.ts';

/** Longer than a cell can hold is #VALUE!. */
const fitting = (text: string): string | ErrorValue => (text.length > longestText ? valueError : text);

const map = (name: string, f: (text: string) => string): FunctionDescriptor => pure(name, ['text'], (text) => f(text));

/** Capitals after everything that is no letter. */
const proper = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

const left = pure('LEFT', ['text', 'integer?'], (text, count = 1) => (count < 0 ? valueError : text.slice(0, count)));
const right = pure('RIGHT', ['text', 'integer?'], (text, count = 1) =>
  count < 0 ? valueError : count === 0 ? '' : text.slice(-count),
);
const mid = pure('MID', ['text', 'integer', 'integer'], (text, start, count) =>
  start < 1 || count < 0 ? valueError : text.slice(start - 1, start - 1 + count),
);
const length = pure('LEN', ['text'], (text) => text.length);
const find = pure('FIND', ['text', 'text', 'integer?'], (wanted, text, start = 1) => {
  if (start < 1 || start > text.length + 1) return valueError;
  const at = text.indexOf(wanted, start - 1);
  return at < 0 ? valueError : at + 1;
});
const search = pure('SEARCH', ['text', 'text', 'integer?'], (wanted, text, start = 1) => {
  if (start < 1 || start > text.length + 1) return valueError;
  const rest = text.slice(start - 1);
  const at = hasWildcard(wanted)
    ? (wildcardFinder(wanted).exec(rest)?.index ?? -1)
    : rest.toLowerCase().indexOf(wanted.toLowerCase());
  return at < 0 ? valueError : at + start;
});
const replace = pure('REPLACE', ['text', 'integer', 'integer', 'text'], (text, start, count, by) =>
  start < 1 || count < 0 ? valueError : fitting(text.slice(0, start - 1) + by + text.slice(start - 1 + count)),
);

function substitute(text: string, old: string, by: string, which: number | undefined): string | ErrorValue {
  if (which !== undefined && which < 1) return valueError;
  if (old === '') return text;
  if (which === undefined) return fitting(text.replaceAll(old, () => by));
  let at = -1;
  for (let i = 0; i < which; i++) {
    at = text.indexOf(old, at < 0 ? 0 : at + old.length);
    if (at < 0) return text;
  }
  return fitting(text.slice(0, at) + by + text.slice(at + old.length));
}

function joined(parts: readonly Scalar[], separators: readonly string[], skipEmpty: boolean): string | ErrorValue {
  let result = '';
  let count = 0;
  for (const part of parts) {
    const text = toText(part);
    if (typeof text !== 'string') return text;
    if (skipEmpty && text === '') continue;
    if (count > 0) result += separators[(count - 1) % separators.length] ?? '';
    result += text;
    count++;
  }
  return fitting(result);
}

function texts(value: RangeArgument): string[] | ErrorValue {
  const result: string[] = [];
  for (const scalar of allScalars([value])) {
    const text = toText(scalar);
    if (typeof text !== 'string') return text;
    result.push(text);
  }
  return result;
}

/** Thousands separators and a fixed number of decimals; negative decimals round before the point. */
function fixed(x: number, decimals: number, grouped: boolean): string | ErrorValue {
  if (decimals > 127) return valueError;
  const rounded = roundHalfAway(x, decimals);
  const text = Math.abs(rounded).toFixed(Math.min(Math.max(decimals, 0), 100));
  const [whole = '', fraction] = text.split('.');
  const digits = grouped ? whole.replaceAll(/\B(?=(\d{3})+$)/g, ',') : whole;
  return `${rounded < 0 ? '-' : ''}${digits}${fraction ? `.${fraction}` : ''}`;
}

/** Places of the delimiters in a text: [start, end) of each. */
function delimiters(text: string, wanted: readonly string[], ignoreCase: boolean): [number, number][] {
  const subject = ignoreCase ? text.toLowerCase() : text;
  const marks = wanted.map((mark) => (ignoreCase ? mark.toLowerCase() : mark));
  const found: [number, number][] = [];
  for (let at = 0; at < subject.length; ) {
    // Of several that fit here the longest counts.
    let mark = '';
    for (const candidate of marks)
      if (candidate.length > mark.length && subject.startsWith(candidate, at)) mark = candidate;
    if (mark === '') at++;
    else {
      found.push([at, at + mark.length]);
      at += mark.length;
    }
  }
  return found;
}

function beforeOrAfter(name: string, before: boolean): FunctionDescriptor {
  return pure(
    name,
    ['text', 'range', 'number??', 'integer??', 'integer??', 'any??'],
    (text, delimiter, given, ignoreCase = 0, matchEnd = 0, missing = notAvailable) => {
      const instance = Math.floor(given ?? 1);
      const otherwise = missing ?? '';
      if ((ignoreCase !== 0 && ignoreCase !== 1) || (matchEnd !== 0 && matchEnd !== 1)) return valueError;
      const wanted = texts(delimiter);
      if (!Array.isArray(wanted)) return wanted;
      if (instance === 0 || Math.abs(instance) > text.length + 1)
        return text === '' && instance !== 0 ? otherwise : valueError;
      // Only an instance asked for by number is checked against the room that there is.
      const shortest = Math.min(...wanted.map((mark) => mark.length));
      if (given !== undefined && Math.abs(instance) * shortest > text.length && text !== '') return valueError;
      if (wanted.includes('')) return instance > 0 === before ? '' : text;
      const found = delimiters(text, wanted, ignoreCase === 1);
      if (matchEnd === 1) {
        if (instance > 0) found.push([text.length, text.length]);
        else found.unshift([0, 0]);
      }
      const span = found[instance > 0 ? instance - 1 : found.length + instance];
      if (!span) return otherwise;
      return before ? text.slice(0, span[0]) : text.slice(span[1]);
    },
  );
}

function pieces(
  text: string,
  wanted: readonly string[] | undefined,
  ignoreCase: boolean,
  skipEmpty: boolean,
): string[] {
  if (!wanted) return [text];
  const parts: string[] = [];
  let from = 0;
  for (const [start, end] of delimiters(text, wanted, ignoreCase)) {
    parts.push(text.slice(from, start));
    from = end;
  }
  parts.push(text.slice(from));
  return skipEmpty ? parts.filter((part) => part !== '') : parts;
}

const textSplit = pure(
  'TEXTSPLIT',
  ['text', 'range??', 'range??', 'logical??', 'integer??', 'any??'],
  (text, columns, rows, skipEmpty = false, ignoreCase = 0, padding = notAvailable) => {
    const columnMarks = columns === undefined || columns === null ? undefined : texts(columns);
    const rowMarks = rows === undefined || rows === null ? undefined : texts(rows);
    if (isError(columnMarks as Value)) return columnMarks as ErrorValue;
    if (isError(rowMarks as Value)) return rowMarks as ErrorValue;
    if (!columnMarks && !rowMarks) return valueError;
    if ([columnMarks, rowMarks].some((marks) => Array.isArray(marks) && marks.includes(''))) return valueError;
    const lines = pieces(text, rowMarks as string[] | undefined, ignoreCase === 1, skipEmpty).map((line) =>
      pieces(line, columnMarks as string[] | undefined, ignoreCase === 1, skipEmpty),
    );
    const width = Math.max(1, ...lines.map((line) => line.length));
    if (lines.length === 0) return valueError;
    return arrayOf(
      lines.length,
      width,
      lines.flatMap((line) => Array.from({ length: width }, (_, i) => line[i] ?? padding)),
    );
  },
);

function valueToText(value: Scalar, strict: boolean): string {
  if (isError(value)) return value.error;
  if (typeof value === 'string' && strict) return `"${value.replaceAll('"', '""')}"`;
  const text = toText(value);
  return typeof text === 'string' ? text : text.error;
}

function numberValue(text: string, decimal: string, group: string): number | ErrorValue {
  const point = decimal[0];
  const separator = group[0];
  if (point === undefined || separator === undefined || point === separator) return valueError;
  let rest = text.replaceAll(/\s/g, '');
  if (rest === '') return 0;
  const at = rest.indexOf(point);
  const whole = (at < 0 ? rest : rest.slice(0, at)).replaceAll(separator, '');
  if (at >= 0 && rest.slice(at).includes(separator)) return valueError;
  rest = at < 0 ? whole : `${whole}.${rest.slice(at + 1)}`;
  const percents = /%*$/.exec(rest)?.[0].length ?? 0;
  const number = textToNumber(rest.slice(0, rest.length - percents));
  if (number === undefined) return valueError;
  let value = number;
  for (let i = 0; i < percents; i++) value /= 100;
  return value;
}

function extract(text: string, pattern: string, mode: number, ignoreCase: number): Value {
  const expression = regularExpression(pattern, ignoreCase === 1, mode === 1);
  if (!expression) return valueError;
  if (mode === 1) {
    const all = [...text.matchAll(expression)].map((m) => m[0]);
    return all.length === 0 ? notAvailable : arrayOf(all.length, 1, all);
  }
  const match = expression.exec(text);
  if (!match) return notAvailable;
  if (mode === 0) return match[0];
  const groups = match.slice(1).map((group) => group ?? '');
  return mode === 2 ? (groups.length === 0 ? notAvailable : arrayOf(1, groups.length, groups)) : valueError;
}

function replaceByPattern(text: string, pattern: string, by: string, which: number, ignoreCase: number): Value {
  const expression = regularExpression(pattern, ignoreCase === 1, true);
  if (!expression) return valueError;
  const matches = [...text.matchAll(expression)];
  const wanted = which > 0 ? matches[which - 1] : which < 0 ? matches[matches.length + which] : undefined;
  if (which !== 0 && !wanted) return text;
  const template = by.replaceAll(/\$\{?(\d+)\}?|\$&|\\(\d)/g, (whole, a?: string, b?: string) =>
    whole === '$&' ? '\u0000&\u0000' : `\u0000${a ?? b}\u0000`,
  );
  const filled = (match: RegExpMatchArray) =>
    template.replaceAll(/\0(&|\d+)\0/g, (_, group: string) =>
      group === '&' ? match[0] : (match[Number(group)] ?? ''),
    );
  let result = '';
  let from = 0;
  for (const match of wanted ? [wanted] : matches) {
    result += text.slice(from, match.index) + filled(match);
    from = match.index + match[0].length;
  }
  return fitting(result + text.slice(from));
}

/** Full-width katakana and letters to half width and back, for ASC and DBCS; other scripts are left alone. */
const toHalfWidth = (text: string) =>
  text.replaceAll(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ');
const toFullWidth = (text: string) =>
  text.replaceAll(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');

const renamed = (name: string, descriptor: FunctionDescriptor): FunctionDescriptor => ({ ...descriptor, name });

/** On a system whose language has no double-byte characters the ...B functions count characters. */
const byteFunctions = [
  renamed('LEFTB', left),
  renamed('RIGHTB', right),
  renamed('MIDB', mid),
  renamed('LENB', length),
  renamed('FINDB', find),
  renamed('SEARCHB', search),
  renamed('REPLACEB', replace),
];

export const text: readonly FunctionDescriptor[] = [
  left,
  right,
  mid,
  length,
  find,
  search,
  replace,
  ...byteFunctions,
  map('UPPER', (value) => value.toUpperCase()),
  map('LOWER', (value) => value.toLowerCase()),
  map('PROPER', proper),
  map('TRIM', (value) => value.replaceAll(/ +/g, ' ').replaceAll(/^ | $/g, '')),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: CLEAN removes exactly these.
  map('CLEAN', (value) => value.replaceAll(/[\x00-\x1f]/g, '')),
  map('ASC', toHalfWidth),
  map('DBCS', toFullWidth),
  map('JIS', toFullWidth),
  map('PHONETIC', (value) => value),
  pure('SUBSTITUTE', ['text', 'text', 'text', 'integer?'], substitute),
  pure('REPT', ['text', 'integer'], (value, count) => {
    if (count < 0 || value.length * count > longestText) return valueError;
    return value.repeat(count);
  }),
  pure('EXACT', ['text', 'text'], (a, b) => a === b),
  contextual('CHAR', 'context', ['integer'], ({ macintosh }, code) =>
    code < 1 || code > 255 ? valueError : characterFromCode(code, macintosh),
  ),
  contextual('CODE', 'context', ['text'], ({ macintosh }, value) =>
    value === '' ? valueError : codeFromCharacter(value, macintosh),
  ),
  pure('UNICHAR', ['integer'], (code) => {
    if (code < 1 || code > 0x10ffff) return valueError;
    return code >= 0xd800 && code <= 0xdfff ? notAvailable : String.fromCodePoint(code);
  }),
  pure('UNICODE', ['text'], (value) => value.codePointAt(0) ?? valueError),
  pure('CONCATENATE', ['text', '...text'], (...parts) => fitting(parts.join(''))),
  pure('CONCAT', ['range', '...range'], (...args) => joined(allScalars(args), [''], false)),
  pure('TEXTJOIN', ['range', 'logical', 'range', '...range'], (separator, skipEmpty, ...args) => {
    const separators = texts(separator);
    return Array.isArray(separators) ? joined(allScalars(args), separators, skipEmpty) : separators;
  }),
  beforeOrAfter('TEXTBEFORE', true),
  beforeOrAfter('TEXTAFTER', false),
  textSplit,
  contextual('TEXT', 'pure', ['scalar', 'text'], (context, value, pattern) => {
    const number = typeof value === 'string' ? textToNumber(value) : undefined;
    return formatText(number ?? value ?? 0, pattern, context.dateSystem);
  }),
  pure('VALUE', ['scalar'], (value) => (typeof value === 'boolean' ? valueError : toNumber(value))),
  pure('NUMBERVALUE', ['text', 'text??', 'text??'], (value, decimal = '.', group = ',') =>
    numberValue(value, decimal, group),
  ),
  pure('FIXED', ['number', 'integer?', 'logical?'], (x, decimals = 2, plain = false) => fixed(x, decimals, !plain)),
  pure('DOLLAR', ['number', 'integer?'], (x, decimals = 2) => {
    const shown = fixed(Math.abs(x), decimals, true);
    if (typeof shown !== 'string') return shown;
    return x < 0 ? `($${shown})` : `$${shown}`;
  }),
  pure('VALUETOTEXT', ['any', 'integer?'], (value, format = 0) =>
    format === 0 || format === 1 ? valueToText(value, format === 1) : valueError,
  ),
  pure('ARRAYTOTEXT', ['range', 'integer?'], (range, format = 0) => {
    if (format !== 0 && format !== 1) return valueError;
    const array = isReference(range) || isArray(range) ? toArray(range) : arrayOf(1, 1, [range]);
    if (isError(array)) return array;
    const shown = array.values.map((value) => valueToText(value, format === 1));
    if (format === 0) return fitting(shown.join(', '));
    const rows = Array.from({ length: array.rows }, (_, i) =>
      shown.slice(i * array.columns, (i + 1) * array.columns).join(','),
    );
    return fitting(`{${rows.join(';')}}`);
  }),
  pure('ENCODEURL', ['text'], (value) =>
    encodeURIComponent(value).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
  ),
  pure(
    'REGEXTEST',
    ['text', 'text', 'integer?'],
    (value, pattern, ignoreCase = 0) => regularExpression(pattern, ignoreCase === 1)?.test(value) ?? valueError,
  ),
  pure('REGEXEXTRACT', ['text', 'text', 'integer??', 'integer??'], (value, pattern, mode = 0, ignoreCase = 0) =>
    extract(value, pattern, mode, ignoreCase),
  ),
  pure(
    'REGEXREPLACE',
    ['text', 'text', 'text', 'integer??', 'integer??'],
    (value, pattern, by, which = 0, ignoreCase = 0) => replaceByPattern(value, pattern, by, which, ignoreCase),
  ),
];
