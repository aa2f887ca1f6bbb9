import { incompleteGammaQ, normalQuantile } from '../kernels/index.ts';
import { discreteQuantile } from './discreteQuantile.ts';
import { scalar } from './distribution.ts';

const cdf = (x: number, [mean]: readonly [number]): number => (x < 0 ? 0 : incompleteGammaQ(Math.floor(x) + 1, mean));

/**
 * Poisson: events at a mean rate; F(k) = Q(k + 1, mean), the regularised incomplete gamma function.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.19.
 */
export const poisson = scalar(1, {
  name: 'poisson',
  vendorNames: ['RiskPoisson', 'PsiPoisson', 'VosePoisson', 'CB.Poisson'],
  kind: 'discrete',
  parameters: [{ name: 'mean', unit: 'count', above: 0 }],
  support: () => [0, Infinity],
  mean: ([mean]) => mean,
  variance: ([mean]) => mean,
  cdf,
  quantile: (u, parameters) => {
    const [mean] = parameters;
    const guess = mean + Math.sqrt(mean) * normalQuantile(u);
    return discreteQuantile(u, (k) => cdf(k, parameters), guess, 0, Infinity);
  },
});
