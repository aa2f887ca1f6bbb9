import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distributions } from '../distributions/index.ts';
import { type FitOptions, type FittedDistribution, fitDistributions } from './fitDistributions.ts';

interface Golden {
  name: string;
  true: number[];
  parameters: number[];
  logLikelihood: number;
  data: number[];
}
const { cases } = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as { cases: Golden[] };

const ranked = (data: readonly number[], options?: FitOptions): FittedDistribution[] => {
  const result = fitDistributions(data, options);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};
const problem = (data: readonly number[], options?: FitOptions): string => {
  const result = fitDistributions(data, options);
  return result.ok ? 'no problem' : result.error;
};
const dataOf = (name: string): number[] => cases.find((known) => known.name === name)!.data;

describe.each(cases)('a sample of $name($true)', ({ name, true: truth, parameters, logLikelihood, data }) => {
  const fits = ranked(data);
  const own = fits.find((fit) => fit.name === name)!;

  it('is fitted at least as well as SciPy fits it', () => {
    expect(own.logLikelihood).toBeGreaterThan(logLikelihood - 1e-6 * Math.abs(logLikelihood));
    // Where the maximum is no flat hill the parameters are the same.
    for (const [i, expected] of parameters.entries())
      expect(Math.abs(own.parameters[i]! - expected)).toBeLessThan(2e-4 * Math.max(1, Math.abs(expected)));
  });

  it('gives back the parameters that it was drawn with, within sampling error', () => {
    for (const [i, expected] of truth.entries())
      expect(Math.abs(own.parameters[i]! - expected)).toBeLessThan(0.3 * Math.max(1, Math.abs(expected)));
  });

  it('ranks its own family near the top', () => {
    expect(own.aic - fits[0]!.aic).toBeLessThan(6);
    expect(own.ksStatistic).toBeLessThan(1.5 / Math.sqrt(data.length));
  });
});

describe('fitDistributions', () => {
  it('ranks by the criterion asked for, the smallest first', () => {
    for (const rankBy of ['aic', 'bic', 'ksStatistic', 'adStatistic'] as const) {
      const values = ranked(dataOf('gamma').slice(0, 50), { rankBy }).map((fit) => fit[rankBy]!);
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
  });

  it('gives texts that a request takes, of admissible parameters', () => {
    for (const { distribution, name, parameters } of ranked(dataOf('weibull').slice(0, 50))) {
      expect(distribution).toBe(`${name}(${parameters.map((x) => String(x).toUpperCase()).join(', ')})`);
      expect(distributions[name]).toBeDefined();
    }
  });

  it('does not depend on the order of the data', () => {
    const data = dataOf('lognormal').slice(0, 50);
    expect(ranked([...data].reverse())).toEqual(ranked(data));
  });

  it('leaves out families that the data cannot come from', () => {
    const names = ranked(
      dataOf('normal')
        .slice(0, 50)
        .map((x) => x - 20),
    ).map(({ name }) => name);
    expect(names).toContain('normal');
    expect(names).not.toContain('lognormal');
    expect(names).not.toContain('exponential');
  });

  it('computes the statistics of Kolmogorov and Smirnov and of Anderson and Darling', () => {
    // SciPy 1.17.1: kstest(x, "uniform", (0, 1)) and the sum of its definition for x = 0, 0.1, 0.2, 0.7, 0.8, 1
    const uniform = ranked([0, 0.1, 0.2, 0.7, 0.8, 1]).find(({ name }) => name === 'uniform')!;
    expect(uniform.ksStatistic).toBeCloseTo(0.3, 12);
    const normal = ranked([2.1, 3.4, 1.9, 5.6, 4.4, 3.8, 2.7, 4.9]).find(({ name }) => name === 'normal')!;
    expect(normal.adStatistic).toBeCloseTo(0.20345227983645486, 8);
    expect(normal.ksStatistic).toBeCloseTo(0.14048744928676382, 8);
  });

  it.each([
    [[1, 2], undefined, 'Fitting needs at least 5 numbers, not 2'],
    [[1, 2, 3, Number.NaN, 5], undefined, 'Value 4 is NaN, not a number'],
    [[3, 3, 3, 3, 3], undefined, 'All values are the same: there is no distribution to fit'],
    [[1.5, 2, 3, 4, 5], { kind: 'discrete' }, 'A discrete distribution needs whole numbers'],
  ] as [number[], FitOptions | undefined, string][])('says why %j cannot be fitted', (data, options, message) => {
    expect(problem(data, options)).toBe(message);
  });
});
