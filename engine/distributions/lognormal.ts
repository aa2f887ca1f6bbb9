import { exp as expTerm } from '../kernels/exponential.ts';
import { add, div, mul, sqrt } from '../kernels/expression.ts';
import { exp, expm1, log, log1p, normalCdf } from '../kernels/index.ts';
import { log1p as log1pTerm } from '../kernels/logarithm.ts';
import { normalQuantile } from '../kernels/normalQuantile.ts';
import { closedForm } from './distribution.ts';

const ofLogarithm = (x: number, mu: number, sigma: number): number => (x <= 0 ? -Infinity : (log(x) - mu) / sigma);

/** Mean and standard deviation of the logarithm, from those of the variable. */
const logMoments = (mean: number, sd: number): [number, number] => {
  const ratio = sd / mean;
  const variance = log1p(ratio * ratio);
  return [log(mean) - variance / 2, Math.sqrt(variance)];
};

/**
 * Lognormal by its own mean and standard deviation: log X is normal with variance log(1 + (sd / mean)^2).
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, chapter 14.
 */
export const lognormal = closedForm(
  2,
  (u, mean, sd) => {
    const ratio = div(sd!, mean!);
    const variance = log1pTerm(mul(ratio, ratio));
    return mul(mean!, expTerm(add(mul(variance, -0.5), mul(sqrt(variance), normalQuantile(u!)))));
  },
  {
    name: 'lognormal',
    vendorNames: ['RiskLognorm', 'PsiLogNormal', 'VoseLognormal', 'CB.Lognormal'],
    kind: 'continuous',
    parameters: [
      { name: 'mean', unit: 'cell', above: 0 },
      { name: 'standardDeviation', unit: 'cell', above: 0 },
    ],
    support: () => [0, Infinity],
    mean: ([mean]) => mean,
    variance: ([, sd]) => sd * sd,
    cdf: (x, [mean, sd]) => normalCdf(ofLogarithm(x, ...logMoments(mean, sd))),
    survival: (x, [mean, sd]) => normalCdf(-ofLogarithm(x, ...logMoments(mean, sd))),
  },
);

/**
 * Lognormal by mean and standard deviation of the logarithm: x(u) = exp(mu + sigma Phi^-1(u)).
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.9.
 */
export const lognormal2 = closedForm(2, (u, mu, sigma) => expTerm(add(mu!, mul(sigma!, normalQuantile(u!)))), {
  name: 'lognormal2',
  vendorNames: ['RiskLognorm2', 'PsiLogNorm2', 'VoseLognormalE'],
  kind: 'continuous',
  parameters: [
    { name: 'mu', unit: 'none' },
    { name: 'sigma', unit: 'none', above: 0 },
  ],
  support: () => [0, Infinity],
  mean: ([mu, sigma]) => exp(mu + (sigma * sigma) / 2),
  variance: ([mu, sigma]) => expm1(sigma * sigma) * exp(2 * mu + sigma * sigma),
  cdf: (x, [mu, sigma]) => normalCdf(ofLogarithm(x, mu, sigma)),
  survival: (x, [mu, sigma]) => normalCdf(-ofLogarithm(x, mu, sigma)),
});
