import type { Drawable, PreparedQuantile } from './prepareQuantile.ts';

/**
 * Splice: one distribution up to a point, another beyond it, each with the density that it has there, both scaled so that they make a
 * whole. Source: @RISK function reference, RiskSplice.
 */
export const splice = (
  below: Pick<PreparedQuantile, 'cdf' | 'quantile' | 'support'>,
  above: Pick<PreparedQuantile, 'cdf' | 'quantile' | 'support'>,
): Drawable<readonly [number, number]> => ({
  name: 'splice',
  kind: 'continuous',
  easy: true,
  parameters: [{ name: 'point', unit: 'cell' }],
  check: ([point]) => {
    const [left, right] = [below.cdf(point as number), 1 - above.cdf(point as number)];
    if (!(left > 1e-12)) return `almost nothing of the first distribution lies below ${point}`;
    return right > 1e-12 ? undefined : `almost nothing of the second distribution lies above ${point}`;
  },
  /** The point, and how much both parts have together. */
  prepare: ([point]) => [point as number, below.cdf(point as number) + 1 - above.cdf(point as number)],
  support: () => [below.support[0], above.support[1]],
  cdf: (x, [point, whole]) => (x <= point ? below.cdf(x) / whole : 1 - (1 - above.cdf(x)) / whole),
  quantile: (u, [point, whole]) =>
    u * whole <= below.cdf(point)
      ? Math.min(point, below.quantile(u * whole))
      : Math.max(point, above.quantile(1 - (1 - u) * whole)),
});
