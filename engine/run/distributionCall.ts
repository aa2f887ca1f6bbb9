/** A distribution taken apart: its name, the expressions of its parameters, and what changes it. */
import type { Node } from '../formula/ast.ts';

/** Outermost first: `shift(truncate(d, 0, 1), 5)` truncates, then shifts. */
export interface ModifierCall {
  name: ModifierName;
  /** undefined where the place is empty: `truncate(normal(0, 1), , 2)` has no lower bound. */
  parameters: (Node | undefined)[];
}

export interface DistributionCall {
  /** Lower case. */
  name: string;
  parameters: Node[];
  /**
   * Of `byPercentiles(normal, 5%, 10, 95%, 20)`: the name of a parameter that one of `parameters` gives, or undefined for a percentile, a
   * probability and a value.
   */
  percentiles?: (string | undefined)[];
  modifiers: ModifierCall[];
  /** Of `compound(poisson(3), lognormal(10, 4))`: the distributions that it is made of; `parameters` are what follows them. */
  inner?: DistributionCall[];
}

/** Distributions made of others: how many of them come first, then how many numbers, and how it is written. */
export const composed: Readonly<
  Record<string, { distributions: number; numbers: readonly [number, number]; use: string }>
> = {
  compound: {
    distributions: 2,
    numbers: [0, 2],
    use: 'compound(poisson(3), lognormal(10, 4)): the distribution of a count or a number, that of each of so many values, then a deductible and a limit of each value if they have them',
  },
  splice: {
    distributions: 2,
    numbers: [1, 1],
    use: 'splice(normal(10, 2), pareto(2, 10), 12): the distribution below a point, the distribution above it, and the point',
  },
};
export const composedNames = Object.keys(composed);

/** Whether it takes several uniform numbers in an iteration. */
export const isCompound = ({ name }: DistributionCall): boolean => name === 'compound';

const modifierNames = ['truncate', 'truncatep', 'shift', 'lock'] as const;
export type ModifierName = (typeof modifierNames)[number];
export const isModifier = (name: string): name is ModifierName => modifierNames.some((known) => known === name);

/** All places of expressions that the distribution needs, in the order of `values` in `bindDistribution`. */
export const parameterPlaces = ({ parameters, modifiers, inner = [] }: DistributionCall): (Node | undefined)[] => [
  ...parameters,
  ...modifiers.flatMap((modifier) => modifier.parameters),
  ...inner.flatMap(parameterPlaces),
];

/** All expressions whose value the distribution needs. */
export const parameterNodes = (call: DistributionCall): Node[] =>
  parameterPlaces(call).filter((part) => part !== undefined);
