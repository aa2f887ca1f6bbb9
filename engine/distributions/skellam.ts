import { normalQuantile } from '../kernels/index.ts';
import { discreteQuantile } from './discreteQuantile.ts';
import { scalar } from './distribution.ts';
import { noncentralChiSquare } from './noncentral.ts';

/** A mean's upper limit: that of the noncentrality, twice the mean. */
const MOST = 10_000;
type Means = readonly [number, number];

/** P(X <= k), a tail of a noncentral chi-square distribution: with all its digits where it is small. */
const tail = (k: number, [first, second]: Means): number =>
  k < 0
    ? noncentralChiSquare.cdf(2 * second, [-2 * k, 2 * first])
    : noncentralChiSquare.survival!(2 * first, [2 * (k + 1), 2 * second]);
/** P(X > k) = P(-X <= -k - 1) */
const upperTail = (k: number, [first, second]: Means): number => tail(-k - 1, [second, first]);
const lower = (k: number, p: Means): number => (k < p[0] - p[1] ? tail(k, p) : 1 - upperTail(k, p));
const upper = (k: number, p: Means): number => (k < p[0] - p[1] ? 1 - tail(k, p) : upperTail(k, p));

/**
 * Skellam: the difference of two independent Poisson counts, the first less the second.
 * Source: N. L. Johnson, On an extension of the connexion between Poisson and chi-square distributions, Biometrika 46 (1959).
 */
export const skellam = scalar(2, {
  name: 'skellam',
  vendorNames: ['VoseSkellam'],
  kind: 'discrete',
  parameters: [
    { name: 'mean1', unit: 'count', atLeast: 0, atMost: MOST },
    { name: 'mean2', unit: 'count', atLeast: 0, atMost: MOST },
  ],
  support: ([first, second]) => [second > 0 ? -Infinity : 0, first > 0 ? Infinity : 0],
  mean: ([first, second]) => first - second,
  variance: ([first, second]) => first + second,
  cdf: (x, p) => lower(Math.floor(x), p),
  survival: (x, p) => upper(Math.floor(x), p),
  quantile: (u, p) => {
    const guess = p[0] - p[1] + Math.sqrt(p[0] + p[1]) * normalQuantile(u);
    return discreteQuantile(u, (k) => lower(k, p), guess, -Infinity, Infinity);
  },
});
