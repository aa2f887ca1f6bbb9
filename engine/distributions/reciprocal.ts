import { exp } from '../kernels/exponential.ts';
import { div, mul } from '../kernels/expression.ts';
import { log } from '../kernels/index.ts';
import { log as logTerm } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

/**
 * Reciprocal, or log-uniform: F(x) = log(x / minimum) / log(maximum / minimum).
 * Source: R. W. Hamming, On the distribution of numbers, Bell System Technical Journal 49 (1970).
 */
export const reciprocal = closedForm(2, (u, low, high) => mul(low!, exp(mul(u!, logTerm(div(high!, low!))))), {
  name: 'reciprocal',
  vendorNames: ['RiskReciprocal', 'PsiReciprocal', 'VoseReciprocal'],
  kind: 'continuous',
  parameters: [
    { name: 'minimum', unit: 'cell', above: 0 },
    { name: 'maximum', unit: 'cell', above: 0 },
  ],
  check: ([low, high]) => (low! < high! ? undefined : 'the minimum must be less than the maximum'),
  support: ([low, high]) => [low, high],
  mean: ([low, high]) => (high - low) / log(high / low),
  variance: ([low, high]) => {
    const width = log(high / low);
    const mean = (high - low) / width;
    return ((high - low) * (high + low)) / (2 * width) - mean * mean;
  },
  cdf: (x, [low, high]) => (x <= low ? 0 : x >= high ? 1 : log(x / low) / log(high / low)),
  survival: (x, [low, high]) => (x <= low ? 1 : x >= high ? 0 : log(high / x) / log(high / low)),
});
