import { checkParameters, distributions } from '../../../engine/distributions/index.ts';
import { parseAddress } from '../sheet/range.ts';
import { type DistributionParts, parseList, parseParameter } from './formula.ts';
import type { ParameterValues } from './useParameterValues.ts';

/** What is wrong with each parameter and limit, in the words of the form; nothing where they may stand. */
export interface ParameterProblems {
  parameters: readonly string[][];
  low: string[];
  high: string[];
  /** What no field alone is to blame for. */
  together: string | undefined;
}

/** `values` are the parameters as numbers, once all of them are; `names` the workbook's defined names. */
export const parameterProblems = (
  {
    parameters,
    labels,
    name,
    limits,
  }: Pick<DistributionParts, 'name' | 'parameters' | 'limits'> & {
    labels: readonly string[];
  },
  values: ParameterValues | undefined,
  names: readonly string[],
): ParameterProblems => {
  const unreadable = (text: string): string[] => (isReadable(text, names) ? [] : [howToWrite]);
  const limit = (text = ''): string[] => (text.trim() === '' ? [] : unreadable(text));
  const written = { parameters: parameters.map(unreadable), low: limit(limits?.low), high: limit(limits?.high) };
  if (values === undefined) return { ...written, together: undefined };

  const crossing = values.low < values.high ? [] : ['“Never above” must be more than “Never below”.'];
  const at = (index: number, problem: string) => ({
    parameters: parameters.map((_, one) => (one === index ? [problem] : [])),
    low: [],
    high: crossing,
    together: undefined,
  });
  const order = outOfOrder(labels, values.parameters);
  if (order !== undefined) return at(order.index, order.problem);
  const { own, together } = engineProblem(name, labels, values);
  if (own !== undefined) return at(own.index, own.problem);
  return { ...written, high: crossing, together };
};

const howToWrite = 'Write a number, or a cell such as Model!B3.';

/** A formula may stand here too; it is left to the API. */
const isReadable = (text: string, names: readonly string[]): boolean => {
  const unsigned = text.trim().replace(/^[+-]\s*/, '');
  return (
    parseParameter(text) !== undefined ||
    parseList(text) !== undefined ||
    parseAddress(unsigned, 'a sheet') !== undefined ||
    names.some((name) => name.toLowerCase() === unsigned.toLowerCase()) ||
    /[^\p{L}\p{N}_.\s$€£¥%]/u.test(unsigned)
  );
};

const ranks: Record<string, number> = { Minimum: 0, Low: 0, 'Most likely': 1, Maximum: 2, High: 2 };

/** The first of two neighbours among least, most likely and most that are the wrong way round: the bound is to blame. */
const outOfOrder = (labels: readonly string[], values: ParameterValues['parameters']) => {
  const ordered = labels
    .flatMap((label, index) => {
      const [rank, value] = [ranks[label], values[index]];
      return rank === undefined || typeof value !== 'number' ? [] : [{ label, index, rank, value }];
    })
    .toSorted((one, other) => one.rank - other.rank);
  for (const [position, upper] of ordered.entries()) {
    const lower = ordered[position - 1];
    if (lower === undefined || lower.value <= upper.value) continue;
    return upper.rank === 2
      ? { index: upper.index, problem: `“${upper.label}” must not be below “${lower.label}”.` }
      : { index: lower.index, problem: `“${lower.label}” must not be above “${upper.label}”.` };
  }
  return undefined;
};

/** The engine's sentence, which calls parameters by its own names: `mode of triangular(minimum, mode, maximum) must be ...`. */
const engineProblem = (name: string, labels: readonly string[], values: ParameterValues) => {
  const distribution = Object.hasOwn(distributions, name) ? distributions[name] : undefined;
  const problem = distribution && checkParameters(distribution, values.parameters);
  if (distribution === undefined || problem === undefined) return { own: undefined, together: undefined };
  const [, subject, demand] = /^(.+?) of [^(]*\([^)]*\) (.*)$/.exec(problem) ?? [];
  const index = distribution.parameters.findIndex((parameter) => parameter.name === subject);
  if (demand !== undefined && labels[index] !== undefined) {
    return { own: { index, problem: `“${labels[index]}” ${demand}.` }, together: undefined };
  }
  const relation = problem.replace(/^[^(]*\([^)]*\): /, '');
  const relabelled = distribution.parameters.reduce(
    (sentence, parameter, one) =>
      sentence.replaceAll(parameter.name, labels[one] ? `“${labels[one]}”` : parameter.name),
    relation,
  );
  return { own: undefined, together: `${relabelled[0]?.toUpperCase()}${relabelled.slice(1)}.` };
};
