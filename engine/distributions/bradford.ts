import { expm1 as expm1Term } from '../kernels/exponential.ts';
import { add, div, mul, sub } from '../kernels/expression.ts';
import { log1p } from '../kernels/index.ts';
import { log1p as log1pTerm } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

/**
 * Bradford: F(x) = log(1 + shape z) / log(1 + shape), z = (x - minimum) / (maximum - minimum).
 * Source: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 11.2.20, and D. Vose, Risk Analysis, appendix III.7.
 */
export const bradford = closedForm(
  3,
  (u, shape, low, high) => add(low!, mul(sub(high!, low!), div(expm1Term(mul(u!, log1pTerm(shape!))), shape!))),
  {
    name: 'bradford',
    vendorNames: ['VoseBradford'],
    kind: 'continuous',
    parameters: [
      { name: 'shape', unit: 'none', above: 0 },
      { name: 'minimum', unit: 'cell' },
      { name: 'maximum', unit: 'cell' },
    ],
    check: ([, low, high]) => (low! < high! ? undefined : 'the minimum must be less than the maximum'),
    support: ([, low, high]) => [low, high],
    mean: ([shape, low, high]) => low + (high - low) * (1 / log1p(shape) - 1 / shape),
    variance: ([shape, low, high]) => {
      const k = log1p(shape);
      return ((high - low) * (high - low) * (shape * (k - 2) + 2 * k)) / (2 * shape * k * k);
    },
    cdf: (x, [shape, low, high]) =>
      x <= low ? 0 : x >= high ? 1 : log1p((shape * (x - low)) / (high - low)) / log1p(shape),
    survival: (x, [shape, low, high]) => {
      if (x <= low) return 1;
      // log((1 + shape) / (1 + shape z))
      return x >= high ? 0 : log1p((shape * (high - x)) / (high - low + shape * (x - low))) / log1p(shape);
    },
  },
);
