/** The notation of the vendors' tables: a row per function, `RiskNormal(mu, sigma) = normal(mu, sigma)`. */
import { distributions } from '../distributions/index.ts';
import type { Node } from '../formula/ast.ts';
import { parseFormula } from '../formula/parse.ts';
import type { ArrayKindName } from './arrayFunctions.ts';
import type { Effect, LimitName, Statistic, Vendor, VendorDistribution, VendorFunction } from './vendorFunction.ts';

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function parsed(text: string) {
  const tree = parseFormula(text, { row: 0, column: 0 });
  if (!tree.ok) throw new Error(`not a formula: ${text}`);
  return tree.value;
}

const missing: Node = { kind: 'missing' };

/**
 * `Name(parameter, parameter=default, parameter=) = formula`, the last of which may be left out; `| parameter: formula` follows where
 * another formula holds when that one is given.  Parameters' names are words that cannot be cells.
 */
export const distributionRows = (vendor: Vendor, text: string): VendorDistribution[] =>
  lines(text).map((line) => {
    const row = /^([\w.]+)\(([^)]*)\) = (.+)$/.exec(line);
    if (!row) throw new Error(`not a row: ${line}`);
    const [, name = '', list = '', formulas = ''] = row;
    const [formula = '', ...others] = formulas.split(' | ');
    const variants = others.map((other) => {
      const [given = '', text = ''] = other.split(': ');
      return { given: given.split(', '), formula: text, tree: parsed(text) };
    });
    const parameters = list.split(', ').map((parameter) => {
      const [word = '', value] = parameter.split('=');
      return { name: word, ...(value !== undefined && { default: value === '' ? missing : parsed(value) }) };
    });
    return {
      role: 'distribution',
      vendor,
      name,
      parameters,
      formula,
      tree: parsed(formula),
      ...(variants.length > 0 && { variants }),
    };
  });

/** The same distributions as objects: `VoseNormalObject(mu, sigma)`. */
export const objectRows = (vendor: Vendor, rows: readonly VendorDistribution[]): VendorFunction[] =>
  rows.map((distribution) => ({ role: 'object', vendor, name: `${distribution.name}Object`, distribution }));

/** The same distributions by percentiles: the suffix of their names, and from which side the percentiles count. */
export const alternativeRows = (
  rows: readonly VendorDistribution[],
  suffix: string,
  alternative: 'ascending' | 'descending',
): VendorDistribution[] =>
  rows.filter(isSolvable).map((distribution) => ({
    ...distribution,
    name: distribution.name + suffix,
    alternative,
  }));

/** A continuous distribution whose parameters are numbers, as they are ours: those that have Alt forms. */
const isSolvable = ({ tree }: VendorDistribution): boolean => {
  const distribution = tree.kind === 'call' ? distributions[tree.written] : undefined;
  return (
    tree.kind === 'call' &&
    distribution?.kind === 'continuous' &&
    distribution.parameters.every(({ list }) => !list) &&
    tree.arguments.every(({ kind }) => kind === 'name')
  );
};

/** `effect: Name Name` */
export const modifierRows = (vendor: Vendor, text: string): VendorFunction[] =>
  lines(text).flatMap((line) => {
    const [effect = '', names = ''] = line.split(': ');
    return names.split(' ').map((name) => ({ role: 'modifier' as const, vendor, name, effect: effect as Effect }));
  });

/** `kind: Name Name`, of functions that fill a range. */
export const arrayRows = (vendor: Vendor, text: string): VendorFunction[] =>
  lines(text).flatMap((line) => {
    const [kind = '', names = ''] = line.split(': ');
    return names.split(' ').map((name) => ({ role: 'array' as const, vendor, name, kind: kind as ArrayKindName }));
  });

/** Properties that change no result. */
export const ignoredRows = (vendor: Vendor, note: string, names: string): VendorFunction[] =>
  names.split(' ').map((name) => ({ role: 'modifier', vendor, name, effect: 'ignored', note }));

/** `statistic: Name Name`, or `statistic(limit, limit): Name` where specification limits follow the cell. */
export const statisticRows = (vendor: Vendor, text: string, theoretical = false): VendorFunction[] =>
  lines(text).flatMap((line) => {
    const [, statistic = '', list, names = ''] = /^(\w+)(?:\(([\w, ]+)\))?: (.+)$/.exec(line) ?? [];
    const limits = list?.split(', ') as LimitName[] | undefined;
    return names.split(' ').map((name) => ({
      role: 'statistic' as const,
      vendor,
      name,
      statistic: statistic as Statistic,
      theoretical,
      ...(limits && { limits }),
    }));
  });

export const unsupportedRows = (vendor: Vendor, reason: string, names: string, draws = true): VendorFunction[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ role: 'unsupported', vendor, name, reason, draws }));
