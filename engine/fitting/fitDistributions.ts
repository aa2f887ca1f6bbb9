/** Distributions fitted to data by maximum likelihood, the likeliest first. */
import { withDefaults } from '../distributions/distribution.ts';
import { checkParameters, distributions } from '../distributions/index.ts';
import { log } from '../kernels/index.ts';
import { failed, ok, type Result } from '../result.ts';
import { continuousFamilies, type FittedFamily } from './continuous.ts';
import { countFamilies } from './counts.ts';
import { average, type Sample, sampleOf } from './sample.ts';

const rankings = ['aic', 'bic', 'ksStatistic', 'adStatistic'] as const;
export type Ranking = (typeof rankings)[number];

export interface FitOptions {
  /** `discrete` where it is left out and all data are whole numbers: the two kinds have no likelihoods that could be compared. */
  kind?: 'continuous' | 'discrete';
  /** What the smallest of comes first; Akaike's criterion where it is left out. */
  rankBy?: Ranking;
}

export interface FittedDistribution {
  /** As an input of a request takes it. */
  distribution: string;
  name: string;
  parameters: number[];
  logLikelihood: number;
  /** Akaike's criterion: 2 parameters - 2 log-likelihoods. */
  aic: number;
  /** Schwarz's criterion: log(n) parameters - 2 log-likelihoods. */
  bic: number;
  /** Kolmogorov and Smirnov's: the largest distance between the data's distribution function and the fitted one. */
  ksStatistic: number;
  /** Anderson and Darling's, which weighs the tails; null for counts. */
  adStatistic: number | null;
}

const FEWEST = 5;
const MOST = 100_000;

export const fitDistributions = (
  data: readonly number[],
  { kind, rankBy = 'aic' }: FitOptions = {},
): Result<FittedDistribution[], string> => {
  if (data.length < FEWEST) return failed(`Fitting needs at least ${FEWEST} numbers, not ${data.length}`);
  if (data.length > MOST) return failed(`Fitting takes at most ${MOST} numbers, not ${data.length}: give it a sample`);
  const strange = data.findIndex((x) => !Number.isFinite(x));
  if (strange >= 0) return failed(`Value ${strange + 1} is ${data[strange]}, not a number`);
  const sample = sampleOf(data);
  if (sample.low === sample.high) return failed('All values are the same: there is no distribution to fit');
  const discrete = (kind ?? (sample.whole ? 'discrete' : 'continuous')) === 'discrete';
  if (discrete && !sample.whole) return failed('A discrete distribution needs whole numbers');
  const fits = (discrete ? countFamilies : continuousFamilies).flatMap((family) => fitted(family, sample) ?? []);
  const order = ({ [rankBy]: value }: FittedDistribution): number => value ?? Infinity;
  return ok(fits.sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1)));
};

const fitted = (family: FittedFamily, sample: Sample): FittedDistribution | undefined => {
  const parameters = family.fit(sample);
  const distribution = distributions[family.name]!;
  if (!parameters || checkParameters(distribution, parameters) !== undefined) return undefined;
  const { count, sorted } = sample;
  const logLikelihood = count * average(sorted, family.logDensity(parameters));
  if (!Number.isFinite(logLikelihood)) return undefined;
  const p = distribution.prepare(withDefaults(distribution, parameters));
  const below = (x: number): number => distribution.cdf(x, p);
  const above = (x: number): number => distribution.survival?.(x, p) ?? 1 - distribution.cdf(x, p);
  // Pareto's minimum, and loglogistic's location 0, are parameters of the text but the latter was not estimated.
  const estimated = family.name === 'loglogistic' ? 2 : parameters.length;
  return {
    distribution: `${family.name}(${parameters.map((x) => String(x).toUpperCase()).join(', ')})`,
    name: family.name,
    parameters,
    logLikelihood,
    aic: 2 * estimated - 2 * logLikelihood,
    bic: log(count) * estimated - 2 * logLikelihood,
    ksStatistic: kolmogorovSmirnov(sorted, below, distribution.kind === 'discrete'),
    adStatistic: distribution.kind === 'discrete' ? null : andersonDarling(sorted, below, above),
  };
};

const kolmogorovSmirnov = (sorted: Float64Array, below: (x: number) => number, discrete: boolean): number => {
  const n = sorted.length;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const x = sorted[i]!;
    // Equal values are one step.
    if (x === sorted[i + 1]) continue;
    let first = i;
    while (first > 0 && sorted[first - 1] === x) first -= 1;
    const before = discrete ? below(x - 1) : below(x);
    largest = Math.max(largest, Math.abs((i + 1) / n - below(x)), Math.abs(before - first / n));
  }
  return largest;
};

const SMALLEST = 1e-300;
const andersonDarling = (sorted: Float64Array, below: (x: number) => number, above: (x: number) => number): number => {
  const n = sorted.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [f, s] = [below(sorted[i]!), above(sorted[n - 1 - i]!)];
    sum += ((2 * i + 1) / n) * (log(Math.max(SMALLEST, f)) + log(Math.max(SMALLEST, s)));
  }
  return -n - sum;
};
