import { formatDistribution } from './formula.ts';

export interface ParameterField {
  label: string;
  hint?: string;
  /** The first suggestion, for a cell that holds `value`. */
  suggest: (value: number) => number;
}

export interface DistributionChoice {
  /** As it is written in a request. */
  name: string;
  label: string;
  /** When to choose it. */
  use: string;
  kind: 'continuous' | 'discrete';
  parameters: readonly ParameterField[];
}

const around = (share: number) => (value: number) => tidy(value === 0 ? share : value + Math.abs(value) * share);
const itself = (value: number) => tidy(value);
const spread = (share: number) => (value: number) => tidy(value === 0 ? share : Math.abs(value) * share);
const constant = (number: number) => () => number;

/** Suggestions are for people: three digits are enough. */
const tidy = (value: number): number => Number(value.toPrecision(value === Math.trunc(value) ? 12 : 3));

const minimum: ParameterField = { label: 'Minimum', suggest: around(-0.2) };
const mostLikely: ParameterField = { label: 'Most likely', suggest: itself };
const maximum: ParameterField = { label: 'Maximum', suggest: around(0.2) };
const probability: ParameterField = { label: 'Probability', hint: 'From 0 to 1, or as 25%', suggest: constant(0.5) };

const scale: ParameterField = { label: 'Scale', suggest: spread(0.1) };
const positiveScale: ParameterField = { label: 'Scale', suggest: (value) => tidy(Math.abs(value) || 1) };

/** The distributions that most models need, most used first. */
const usual: readonly DistributionChoice[] = [
  {
    name: 'triangular',
    label: 'Triangular',
    use: 'You know the least, the most and the most likely value.',
    kind: 'continuous',
    parameters: [minimum, mostLikely, maximum],
  },
  {
    name: 'pert',
    label: 'PERT',
    use: 'Like triangular, but the extremes are rarer: the usual choice for estimates of experts.',
    kind: 'continuous',
    parameters: [minimum, mostLikely, maximum],
  },
  {
    name: 'normal',
    label: 'Normal',
    use: 'It varies evenly around an average, as measurements and sums do.',
    kind: 'continuous',
    parameters: [
      { label: 'Mean', suggest: itself },
      { label: 'Standard deviation', suggest: spread(0.1) },
    ],
  },
  {
    name: 'uniform',
    label: 'Uniform',
    use: 'Any value between two bounds is as likely as another.',
    kind: 'continuous',
    parameters: [minimum, maximum],
  },
  {
    name: 'lognormal',
    label: 'Lognormal',
    use: 'It is positive, and large values happen now and then: prices, sizes, durations.',
    kind: 'continuous',
    parameters: [
      { label: 'Mean', suggest: (value) => tidy(Math.abs(value) || 1) },
      { label: 'Standard deviation', suggest: spread(0.2) },
    ],
  },
  {
    name: 'exponential',
    label: 'Exponential',
    use: 'The time until something happens that can happen at any moment.',
    kind: 'continuous',
    parameters: [{ label: 'Mean', suggest: (value) => tidy(Math.abs(value) || 1) }],
  },
  {
    name: 'weibull',
    label: 'Weibull',
    use: 'The time until something wears out or fails.',
    kind: 'continuous',
    parameters: [
      { label: 'Shape', hint: 'Above 1: failures become likelier with age', suggest: constant(2) },
      { label: 'Scale', suggest: (value) => tidy(Math.abs(value) || 1) },
    ],
  },
  {
    name: 'gamma',
    label: 'Gamma',
    use: 'A positive amount that adds up from several waits or claims.',
    kind: 'continuous',
    parameters: [
      { label: 'Shape', suggest: constant(2) },
      { label: 'Scale', suggest: (value) => tidy(Math.abs(value) / 2 || 1) },
    ],
  },
  {
    name: 'beta',
    label: 'Beta',
    use: 'A share between 0 and 1, such as a success rate after a few trials.',
    kind: 'continuous',
    parameters: [
      { label: 'Alpha', hint: 'Successes + 1', suggest: constant(2) },
      { label: 'Beta', hint: 'Failures + 1', suggest: constant(3) },
    ],
  },
  {
    name: 'logistic',
    label: 'Logistic',
    use: 'Like normal, with more extreme values.',
    kind: 'continuous',
    parameters: [
      { label: 'Mean', suggest: itself },
      { label: 'Scale', suggest: spread(0.05) },
    ],
  },
  {
    name: 'bernoulli',
    label: 'Yes or no (Bernoulli)',
    use: 'Something happens (1) or not (0).',
    kind: 'discrete',
    parameters: [probability],
  },
  {
    name: 'binomial',
    label: 'Binomial',
    use: 'How many of a number of tries succeed.',
    kind: 'discrete',
    parameters: [{ label: 'Tries', suggest: (value) => Math.max(1, Math.round(Math.abs(value))) || 10 }, probability],
  },
  {
    name: 'poisson',
    label: 'Poisson',
    use: 'How many events happen in a period: calls, claims, orders.',
    kind: 'discrete',
    parameters: [{ label: 'Mean', suggest: (value) => tidy(Math.abs(value) || 3) }],
  },
];

/** For who knows why. */
const special: readonly DistributionChoice[] = [
  {
    name: 'integer',
    label: 'Whole number',
    use: 'Any whole number between two bounds is as likely as another.',
    kind: 'discrete',
    parameters: [
      { label: 'Minimum', suggest: (value) => Math.floor(around(-0.2)(value)) },
      { label: 'Maximum', suggest: (value) => Math.ceil(around(0.2)(value)) },
    ],
  },
  {
    name: 'trigen',
    label: 'Trigen',
    use: 'Triangular by percentiles: a low and a high value that it may go beyond.',
    kind: 'continuous',
    parameters: [
      { label: 'Low', suggest: around(-0.2) },
      mostLikely,
      { label: 'High', suggest: around(0.2) },
      { label: 'Below low, %', suggest: constant(10) },
      { label: 'Below high, %', suggest: constant(90) },
    ],
  },
  {
    name: 'betageneral',
    label: 'Beta between bounds',
    use: 'A bounded amount whose shape two numbers choose.',
    kind: 'continuous',
    parameters: [{ label: 'Alpha', suggest: constant(2) }, { label: 'Beta', suggest: constant(3) }, minimum, maximum],
  },
  {
    name: 'studentt',
    label: "Student's t",
    use: 'Around 0 with heavy tails: an average of few observations.',
    kind: 'continuous',
    parameters: [{ label: 'Degrees of freedom', suggest: constant(5) }],
  },
  {
    name: 'laplace',
    label: 'Laplace',
    use: 'Mostly near its mean, with sudden jumps: daily returns.',
    kind: 'continuous',
    parameters: [
      { label: 'Mean', suggest: itself },
      { label: 'Standard deviation', suggest: spread(0.1) },
    ],
  },
  {
    name: 'extremevalue',
    label: 'Extreme value (Gumbel)',
    use: 'The largest of many: the worst flood or peak load of a year.',
    kind: 'continuous',
    parameters: [{ label: 'Location', suggest: itself }, scale],
  },
  {
    name: 'pareto',
    label: 'Pareto',
    use: 'Few are very large: claims, cities, incomes.',
    kind: 'continuous',
    parameters: [
      { label: 'Shape', hint: 'Smaller: heavier tail', suggest: constant(3) },
      { label: 'Minimum', suggest: (value) => tidy(Math.abs(value) || 1) },
    ],
  },
  {
    name: 'loglogistic',
    label: 'Log-logistic',
    use: 'Like lognormal, with a heavier tail.',
    kind: 'continuous',
    parameters: [{ label: 'Location', suggest: constant(0) }, positiveScale, { label: 'Shape', suggest: constant(4) }],
  },
  {
    name: 'inversegaussian',
    label: 'Inverse Gaussian',
    use: 'The time until a drifting amount reaches a limit.',
    kind: 'continuous',
    parameters: [
      { label: 'Mean', suggest: (value) => tidy(Math.abs(value) || 1) },
      { label: 'Shape', suggest: (value) => tidy(2 * Math.abs(value) || 2) },
    ],
  },
  {
    name: 'rayleigh',
    label: 'Rayleigh',
    use: 'The length of a random vector, such as the speed of wind.',
    kind: 'continuous',
    parameters: [positiveScale],
  },
  {
    name: 'erlang',
    label: 'Erlang',
    use: 'The sum of equal exponential phases: times in queues.',
    kind: 'continuous',
    parameters: [
      { label: 'Phases', suggest: constant(3) },
      { label: 'Scale', suggest: (value) => tidy(Math.abs(value) / 3 || 1) },
    ],
  },
  {
    name: 'chisquare',
    label: 'Chi-square',
    use: 'A sum of squared standard normal values.',
    kind: 'continuous',
    parameters: [{ label: 'Degrees of freedom', suggest: constant(4) }],
  },
  {
    name: 'geometric',
    label: 'Geometric',
    use: 'How many tries fail before the first success.',
    kind: 'discrete',
    parameters: [{ ...probability, suggest: constant(0.25) }],
  },
  {
    name: 'negativebinomial',
    label: 'Negative binomial',
    use: 'How many tries fail before a number of successes; counts that vary more than Poisson’s.',
    kind: 'discrete',
    parameters: [{ label: 'Successes', suggest: constant(3) }, probability],
  },
  {
    name: 'hypergeometric',
    label: 'Hypergeometric',
    use: 'How many marked ones a sample without replacement holds.',
    kind: 'discrete',
    parameters: [
      { label: 'Sample', suggest: constant(10) },
      { label: 'Marked', suggest: constant(20) },
      { label: 'Population', suggest: constant(100) },
    ],
  },
];

/** In the groups in which the form offers them. Any other distribution can be written as a formula. */
export const distributionGroups = { 'Most used': usual, 'For special cases': special } as const;

export const distributionChoices: readonly DistributionChoice[] = Object.values(distributionGroups).flat();

export const choiceOf = (name: string): DistributionChoice | undefined =>
  distributionChoices.find((choice) => choice.name === name);

/** The formula that a choice begins with for a cell that holds `value`. */
export const suggestDistribution = (value = 0, choice: DistributionChoice = distributionChoices[0]!): string =>
  formatDistribution({
    name: choice.name,
    parameters: choice.parameters.map(({ suggest }) => String(suggest(value))),
    limits: null,
  });
