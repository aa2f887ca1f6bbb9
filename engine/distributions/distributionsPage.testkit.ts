/** docs/distributions.md, written from the table of distributions. */
import { allVendorFunctions } from '../vendors/vendorFunctions.ts';
import { type AnyDistribution, type Parameter, withDefaults } from './distribution.ts';
import { examples } from './examples.testkit.ts';
import { distributions } from './index.ts';

const introduction = `# Distributions

What an input of a request may be. A distribution is a formula in Excel's grammar; its parameters are numbers, percentages, cells or lists
such as \`{1, 2, 3}\` or \`Model!B2:B9\`. A parameter that depends on a random cell is read again in every iteration; an inadmissible one is
#NUM! there. This page is written from the table in \`engine/distributions/\` and checked against it
(\`npm run test:unit -- engine/distributions -u\` writes it again); each file there names its source.

Everything is drawn by its quantile, so that every sampling method, truncation and copula works with every distribution. Quantiles,
distribution functions, means and variances are held to 1e-12 of reference values at 40 digits, from the percentile 1e-12 to
1 - 1e-12 (\`engine/distributions/golden.py\`).

## Around a distribution

| Written | Meaning |
| --- | --- |
| \`truncate(normal(0, 1), -1, 2)\` | What lies between two values; leave one empty for no limit. |
| \`truncatep(normal(0, 1), 5%, 1)\` | What lies between two percentiles. |
| \`shift(gamma(2, 3), 10)\` | 10 is added. Modifiers apply from the inside out. |
| \`lock(normal(5, 1))\` | Always its mean, or \`lock(normal(5, 1), 7)\` always 7. |
| \`byPercentiles(normal, 5%, 10, 95%, 20)\` | The parameters are solved from percentiles, one for each. What is known is given by name: \`byPercentiles(pert, "mode", 9, 10%, 5, 90%, 20)\`. A metalog goes through any number of percentiles, at most 16. |

## Made of other distributions

| Written | Meaning |
| --- | --- |
| \`compound(poisson(3), lognormal(10, 4))\` | The sum of a random number of values: a discrete distribution of their count, or a number such as a cell, then the distribution of each. A deductible and a limit of each value may follow: \`compound(poisson(3), lognormal(10, 4), 2, 30)\` adds min(max(value - 2, 0), 30); a deductible of 0 is none. |
| \`splice(normal(10, 2), pareto(2, 10), 12)\` | The first distribution up to the point, the second beyond it, each with the density that it has there, both scaled to a whole. |

A compound's count is drawn by the cell's own number, which sampling stratifies and correlations join; its values are plain random numbers
([ADR 10](adr/0010-further-draws-by-element.md)). A count that is no whole number from 0 to 100,000 is #NUM! in its iteration. A
compound can be shifted or locked at a value, but not truncated: it has no distribution function.

## The distributions

Parameters in brackets may be left out. Range, mean and standard deviation are those of the example. The last column names the
functions of add-ins that are drawn from the distribution: see [vendors.md](vendors.md).
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

const limits = ({ above, atLeast, below, atMost, integer, list }: Parameter): string => {
  const low = above === undefined ? atLeast : above;
  const parts = [
    ...(list ? ['list'] : []),
    ...(integer ? ['whole'] : []),
    ...(low === undefined ? [] : [`${above === undefined ? '≥' : '>'} ${low}`]),
    ...(below === undefined && atMost === undefined ? [] : [`${below === undefined ? '≤' : '<'} ${below ?? atMost}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};

const signature = ({ name, parameters }: AnyDistribution): string =>
  `\`${name}(${parameters.map((p) => (p.default === undefined ? p.name : `[${p.name} = ${p.default}]`)).join(', ')})\``;

const restrictions = ({ parameters }: AnyDistribution): string =>
  parameters
    .filter((parameter) => limits(parameter) !== '')
    .map((parameter) => parameter.name + limits(parameter))
    .join('; ');

const number = (x: number): string =>
  Number.isNaN(x) ? 'none' : Number.isFinite(x) ? String(Number(x.toPrecision(5))) : x > 0 ? '∞' : '-∞';

const written = (value: number | readonly number[]): string =>
  typeof value === 'number' ? String(value) : `{${value.join(', ')}}`;

const vendorsOf = ({ name }: AnyDistribution): string =>
  allVendorFunctions
    .flatMap((entry) =>
      entry.role === 'distribution' &&
      entry.alternative === undefined &&
      new RegExp(`\\b${name}\\(`).test(entry.formula)
        ? [entry.name]
        : [],
    )
    .toSorted()
    .join(', ');

const row = (distribution: AnyDistribution): string => {
  const values = examples[distribution.name]![0]!;
  const p = distribution.prepare(withDefaults(distribution, values));
  const [low, high] = distribution.support(p);
  const range =
    distribution.kind === 'discrete' ? `${number(low)} … ${number(high)}` : `${number(low)} to ${number(high)}`;
  const columns = [
    signature(distribution),
    restrictions(distribution),
    `\`(${values.map(written).join(', ')})\``,
    range,
    number(distribution.mean(p)),
    number(Math.sqrt(distribution.variance(p))),
    vendorsOf(distribution),
  ];
  return `| ${columns.map(cell).join(' | ')} |`;
};

const section = (title: string, kind: AnyDistribution['kind']): string => {
  const head = ['Distribution', 'Parameters', 'Example', 'Range', 'Mean', 'Standard deviation', 'Add-ins'];
  const rows = Object.values(distributions)
    .filter((distribution) => distribution.kind === kind)
    .map(row);
  return [`### ${title}`, '', `| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
};

export const distributionsPage = (): string =>
  `${[introduction, section('Continuous', 'continuous'), '', section('Discrete', 'discrete')].join('\n')}\n`;
