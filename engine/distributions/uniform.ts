import { add, mul, sub } from '../kernels/expression.ts';
import { closedForm } from './distribution.ts';

/**
 * Uniform between two numbers: x(u) = minimum + u (maximum - minimum).
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.2.
 */
export const uniform = closedForm(2, (u, low, high) => add(low!, mul(u!, sub(high!, low!))), {
  name: 'uniform',
  vendorNames: ['RiskUniform', 'PsiUniform', 'VoseUniform', 'CB.Uniform'],
  kind: 'continuous',
  parameters: [
    { name: 'minimum', unit: 'cell' },
    { name: 'maximum', unit: 'cell' },
  ],
  check: ([low, high]) => (low! < high! ? undefined : 'the minimum must be less than the maximum'),
  support: ([low, high]) => [low, high],
  mean: ([low, high]) => low + (high - low) / 2,
  variance: ([low, high]) => ((high - low) * (high - low)) / 12,
  cdf: (x, [low, high]) => (x <= low ? 0 : x >= high ? 1 : (x - low) / (high - low)),
  survival: (x, [low, high]) => (x <= low ? 1 : x >= high ? 0 : (high - x) / (high - low)),
});
