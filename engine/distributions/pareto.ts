import { expm1 as expm1Term, exp as expTerm } from '../kernels/exponential.ts';
import { div, mul, neg } from '../kernels/expression.ts';
import { exp, expm1, log, log1p } from '../kernels/index.ts';
import { log1p as log1pTerm } from '../kernels/logarithm.ts';
import { closedForm } from './distribution.ts';

/**
 * Pareto of the first kind: F(x) = 1 - (minimum / x)^shape for x > minimum.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, chapter 20.
 */
export const pareto = closedForm(
  2,
  (u, shape, minimum) => mul(minimum!, expTerm(neg(div(log1pTerm(neg(u!)), shape!)))),
  {
    name: 'pareto',
    vendorNames: [
      'RiskPareto',
      'PsiPareto',
      'VosePareto',
      // Crystal Ball writes the location first.
      { name: 'CB.Pareto', parameters: ([minimum, shape]) => [shape!, minimum!] },
    ],
    kind: 'continuous',
    parameters: [
      { name: 'shape', unit: 'none', above: 0 },
      { name: 'minimum', unit: 'cell', above: 0 },
    ],
    support: ([, minimum]) => [minimum, Infinity],
    mean: ([shape, minimum]) => (shape > 1 ? (shape * minimum) / (shape - 1) : Infinity),
    variance: ([shape, minimum]) =>
      shape > 2 ? (shape * minimum * minimum) / ((shape - 1) * (shape - 1) * (shape - 2)) : Infinity,
    cdf: (x, [shape, minimum]) => (x <= minimum ? 0 : -expm1(shape * log(minimum / x))),
    survival: (x, [shape, minimum]) => (x <= minimum ? 1 : exp(shape * log(minimum / x))),
  },
);

/** Pareto of the second kind, or Lomax: F(x) = 1 - (1 + x / scale)^-shape for x > 0. Source: as pareto. */
export const pareto2 = closedForm(
  2,
  (u, scale, shape) => mul(scale!, expm1Term(neg(div(log1pTerm(neg(u!)), shape!)))),
  {
    name: 'pareto2',
    vendorNames: ['RiskPareto2', 'PsiPareto2', 'VosePareto2'],
    kind: 'continuous',
    parameters: [
      { name: 'scale', unit: 'cell', above: 0 },
      { name: 'shape', unit: 'none', above: 0 },
    ],
    support: () => [0, Infinity],
    mean: ([scale, shape]) => (shape > 1 ? scale / (shape - 1) : Infinity),
    variance: ([scale, shape]) =>
      shape > 2 ? (scale * scale * shape) / ((shape - 1) * (shape - 1) * (shape - 2)) : Infinity,
    cdf: (x, [scale, shape]) => (x <= 0 ? 0 : -expm1(-shape * log1p(x / scale))),
    survival: (x, [scale, shape]) => (x <= 0 ? 1 : exp(-shape * log1p(x / scale))),
  },
);
