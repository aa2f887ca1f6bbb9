import type { Distribution, Value } from './distribution.ts';
import { tableCdf, tableExpectation, tableQuantile, type ValueTable, valueTable } from './table.ts';

const list = (value: Value | undefined): readonly number[] => (typeof value === 'number' ? [value] : (value ?? []));

const onTable = {
  kind: 'discrete' as const,
  easy: true as const,
  support: (t: ValueTable): readonly [number, number] => [t.values[0]!, t.values.at(-1)!],
  mean: (t: ValueTable) => tableExpectation(t, (x) => x),
  variance: (t: ValueTable) => {
    const mean = tableExpectation(t, (x) => x);
    return tableExpectation(t, (x) => (x - mean) * (x - mean));
  },
  cdf: tableCdf,
  quantile: tableQuantile,
};

/**
 * Discrete: given values with given weights, which need not sum to 1.
 * Source: @RISK function reference, RiskDiscrete.
 */
export const discrete: Distribution<ValueTable> = {
  ...onTable,
  name: 'discrete',
  vendorNames: ['RiskDiscrete', 'PsiDiscrete', 'VoseDiscrete'],
  parameters: [
    { name: 'values', unit: 'cell', list: true },
    { name: 'weights', unit: 'none', list: true, atLeast: 0 },
  ],
  check: ([values, weights]) => {
    if (list(values).length !== list(weights).length) return 'values and weights must be lists of the same length';
    return list(weights).some((weight) => weight > 0) ? undefined : 'a weight must be greater than 0';
  },
  prepare: ([values, weights]) => valueTable(list(values), list(weights)),
};

/** Discrete uniform: given values with equal probability. Source: @RISK function reference, RiskDUniform. */
export const discreteUniform: Distribution<ValueTable> = {
  ...onTable,
  name: 'discreteuniform',
  vendorNames: ['RiskDUniform', 'PsiDisUniform', 'VoseDUniform'],
  parameters: [{ name: 'values', unit: 'cell', list: true }],
  prepare: ([values]) =>
    valueTable(
      list(values),
      list(values).map(() => 1),
    ),
};

/** Empirical: data drawn again with equal probability, each value as often as it occurs. Source: as discrete uniform. */
export const empirical: Distribution<ValueTable> = {
  ...discreteUniform,
  name: 'empirical',
  vendorNames: ['RiskResample', 'PsiResample'],
  parameters: [{ name: 'data', unit: 'cell', list: true }],
};
