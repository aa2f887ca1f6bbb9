import { add, div, le, mul, select, sqrt, sub } from '../kernels/expression.ts';
import { closedForm } from './distribution.ts';

const lowerTail = (x: number, low: number, mode: number, high: number): number =>
  x <= low ? 0 : ((x - low) * (x - low)) / ((high - low) * (mode - low));
const upperTail = (x: number, low: number, mode: number, high: number): number =>
  x >= high ? 0 : ((high - x) * (high - x)) / ((high - low) * (high - mode));

/**
 * Triangular: x(u) = minimum + sqrt(u (max - min)(mode - min)) below the mode, maximum - sqrt((1 - u)(max - min)(max - mode)) above.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 26.9.
 */
export const triangular = closedForm(
  3,
  (u, low, mode, high) => {
    const width = sub(high!, low!);
    const left = sub(mode!, low!);
    const below = add(low!, sqrt(mul(mul(u!, width), left)));
    const above = sub(high!, sqrt(mul(mul(sub(1, u!), width), sub(high!, mode!))));
    return select(le(u!, div(left, width)), below, above);
  },
  {
    name: 'triangular',
    vendorNames: ['RiskTriang', 'PsiTriangular', 'VoseTriangle', 'CB.Triangular'],
    kind: 'continuous',
    parameters: [
      { name: 'minimum', unit: 'cell' },
      { name: 'mode', unit: 'cell' },
      { name: 'maximum', unit: 'cell' },
    ],
    check: ([low, mode, high]) =>
      low! <= mode! && mode! <= high! && low! < high!
        ? undefined
        : 'minimum, mode and maximum must be in this order, and the minimum less than the maximum',
    support: ([low, , high]) => [low, high],
    mean: ([low, mode, high]) => (low + mode + high) / 3,
    variance: ([low, mode, high]) => ((high - low) * (high - low) + (mode - low) * (mode - high)) / 18,
    cdf: (x, [low, mode, high]) => (x < mode ? lowerTail(x, low, mode, high) : 1 - upperTail(x, low, mode, high)),
    survival: (x, [low, mode, high]) => (x < mode ? 1 - lowerTail(x, low, mode, high) : upperTail(x, low, mode, high)),
  },
);
