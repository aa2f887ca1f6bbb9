/**
 * Functions that fill a range with numbers that belong together. Each cell of the range gets a formula of its own over draws of its own:
 * a series steps from the cell before, counts and shares are drawn one given those before.
 */
import type { Node } from '../formula/ast.ts';
import { binary, minus, over, plus } from './arithmetic.ts';
import { type ArrayKind, type ArrayParts, elements } from './arrayKind.ts';
import { copulaKinds } from './copulaFunctions.ts';
import { logReturnKinds } from './logReturns.ts';
import { callNode, numberNode } from './rewrite.ts';
import { timeSeriesKinds } from './timeSeries.ts';

const sized = (parts: ArrayParts, list: number): string | undefined =>
  parts.count(list) === parts.length
    ? undefined
    : `it fills ${parts.length} cells, but its list has ${parts.count(list)} numbers`;

/**
 * Counts of n trials in each category: each binomial given those before.
 * Source: L. Devroye, Non-Uniform Random Variate Generation, XI.4.
 */
const multinomial: ArrayKind = {
  parameters: ['n', 'p'],
  note: 'multinomial counts: binomials, each given those before it',
  formulas(parts) {
    const wrong = sized(parts, 1);
    if (wrong) return wrong;
    const weight = (element: number) => callNode('INDEX', parts.parameter(1), numberNode(element + 1));
    /** The weight of an element and of all after it. */
    const rest: Node[] = [];
    for (const element of elements(parts).reverse())
      rest[element] =
        element === parts.length - 1 ? weight(element) : parts.aside(plus(weight(element), rest[element + 1]!));
    let left = parts.parameter(0);
    return elements(parts).map((element) => {
      if (element > 0) left = parts.aside(minus(left, parts.cell(element - 1)));
      if (element === parts.length - 1) return left;
      // Where nothing is left to share out, no weight may be left either.
      const share = callNode(
        'IF',
        binary(left, '=', numberNode(0)),
        numberNode(0),
        over(weight(element), rest[element]!),
      );
      return parts.draw(element, callNode('binomial', left, callNode('MIN', numberNode(1), share)));
    });
  },
};

/** Shares that sum to 1: gammas over their sum. Source: L. Devroye, Non-Uniform Random Variate Generation, XI.4. */
const dirichlet: ArrayKind = {
  parameters: ['alpha'],
  note: 'Dirichlet shares: gammas over their sum',
  formulas(parts) {
    const wrong = sized(parts, 0);
    if (wrong) return wrong;
    const gammas = elements(parts).map((element) => {
      const shape = callNode('INDEX', parts.parameter(0), numberNode(element + 1));
      return parts.draw(element, callNode('gamma', shape, numberNode(1)));
    });
    const sum = parts.aside(callNode('SUM', ...gammas));
    return gammas.map((gamma) => over(gamma, sum));
  },
};

export const arrayKinds = {
  ...timeSeriesKinds,
  ...logReturnKinds,
  multinomial,
  dirichlet,
  ...copulaKinds,
} as const satisfies Record<string, ArrayKind>;
export type ArrayKindName = keyof typeof arrayKinds;
