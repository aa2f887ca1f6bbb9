/** A distribution as the form edits it: `truncate(normal(5%, 1%), 0, 1)` in its parts. */
export interface DistributionParts {
  name: string;
  /** As written: numbers, percentages or references to cells. */
  parameters: readonly string[];
  /** The bounds of `truncate`; an empty one does not bound. */
  limits: { low: string; high: string } | null;
}

export const formatDistribution = ({ name, parameters, limits }: DistributionParts): string => {
  const call = `${name}(${parameters.map((parameter) => parameter.trim()).join(', ')})`;
  return limits === null || (limits.low.trim() === '' && limits.high.trim() === '')
    ? call
    : `truncate(${call}, ${limits.low.trim()}, ${limits.high.trim()})`;
};

/** The parts of a formula that the form can edit; undefined for any other, which is edited as text. */
export const parseDistribution = (text: string): DistributionParts | undefined => {
  const call = parseCall(text);
  if (call === undefined) return undefined;
  if (call.name !== 'truncate') return isPlain(call) ? { ...call, limits: null } : undefined;
  const [wrapped = '', low = '', high = '', ...rest] = call.parameters;
  const inner = parseCall(wrapped);
  if (inner === undefined || rest.length > 0 || !isPlain(inner) || inner.name === 'truncate') return undefined;
  return { ...inner, limits: { low, high } };
};

interface Call {
  name: string;
  parameters: string[];
}

/** Without calls inside: those are modifiers, or arithmetic that the fields would not explain. */
const isPlain = ({ parameters }: Call): boolean =>
  parameters.every((parameter) => !withoutQuoted(parameter).includes('('));

const withoutQuoted = (text: string): string => text.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '_');

const parseCall = (text: string): Call | undefined => {
  const match = /^\s*=?\s*([A-Za-z][A-Za-z0-9._]*)\s*\((.*)\)\s*$/s.exec(text);
  if (match === null) return undefined;
  const [, name = '', inside = ''] = match;
  const parameters = splitArguments(inside);
  return parameters && { name: name.toLowerCase(), parameters };
};

/** Splits at the commas that are in no quotes, parentheses or braces; undefined when those do not balance. */
const splitArguments = (text: string): string[] | undefined => {
  if (text.trim() === '') return [];
  const parts: string[] = [''];
  let depth = 0;
  let quote = '';
  for (const character of text) {
    if (quote) quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(' || character === '{') depth += 1;
    else if (character === ')' || character === '}') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push('');
      continue;
    }
    if (depth < 0) return undefined;
    parts[parts.length - 1] += character;
  }
  return depth === 0 && quote === '' ? parts.map((part) => part.trim()) : undefined;
};

/** The values of a parameter that lists numbers in braces, as `{1, 2, 3}`; undefined for anything else. */
export const parseList = (text: string): number[] | undefined => {
  const inside = /^\s*\{([^{}]*)\}\s*$/.exec(text)?.[1];
  const values = inside?.split(/[,;]/).map(parseParameter);
  return values?.every((value) => value !== undefined) ? values : undefined;
};

/** The value of a parameter that is a number or a percentage; undefined for a reference or anything else. */
export const parseParameter = (text: string): number | undefined => {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%?)\s*$/i.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) / (match[2] === '%' ? 100 : 1);
};
