/**
 * Functions that fill a range with numbers that belong together. Each cell of the range gets a formula of its own over draws of its own:
 * a series steps from the cell before, counts and shares are drawn one given those before.
 */
import type { BinaryOperator, Node } from '../formula/ast.ts';
import { copulaKinds } from './copulaFunctions.ts';
import type { CorrelationRole } from './properties.ts';
import { callNode, numberNode } from './rewrite.ts';

/** What a function's formulas are made of; elements are counted from 0. */
export interface ArrayParts {
  length: number;
  /** Of the range, among all of the workbook. */
  identity: string;
  parameter(index: number): Node;
  /** A parameter that does not vary; undefined where it is no number. */
  number(index: number): number | undefined;
  /** How many numbers a parameter holds. */
  count(index: number): number;
  cell(element: number): Node;
  /** A draw that belongs to an element: the cell in which it stands. */
  draw(element: number, distribution: Node, correlation?: CorrelationRole): Node;
  /** A formula in a cell of its own. */
  aside(formula: Node): Node;
}

export interface ArrayKind {
  parameters: readonly string[];
  /** Of the parameters that may be left out, which are the last ones. */
  defaults?: Readonly<Record<string, Node>>;
  /** The formula of each cell; a text says why there is none. */
  formulas(parts: ArrayParts): Node[] | string;
  note: string;
}

const binary = (left: Node, operator: BinaryOperator, right: Node): Node => ({
  kind: 'binary',
  operator,
  left,
  right,
});
const plus = (left: Node, right: Node): Node => binary(left, '+', right);
const minus = (left: Node, right: Node): Node => binary(left, '-', { kind: 'parentheses', inner: right });
const times = (left: Node, right: Node): Node =>
  binary({ kind: 'parentheses', inner: left }, '*', { kind: 'parentheses', inner: right });
const over = (left: Node, right: Node): Node =>
  binary({ kind: 'parentheses', inner: left }, '/', { kind: 'parentheses', inner: right });
const minusOf = (node: Node): Node => ({ kind: 'unary', operator: '-', operand: { kind: 'parentheses', inner: node } });
const standardNormal = callNode('normal', numberNode(0), numberNode(1));

const elements = ({ length }: ArrayParts): number[] => Array.from({ length }, (_, element) => element);

/** A formula for each element from that of the one before, or from the start. */
const stepwise = (parts: ArrayParts, start: Node, step: (before: Node, shock: Node, element: number) => Node): Node[] =>
  elements(parts).map((element) =>
    step(element === 0 ? start : parts.cell(element - 1), parts.draw(element, standardNormal), element),
  );

/** Y(t) = mu + a1 (Y(t-1) - mu) + sigma z(t). Source: @RISK function reference, RiskAR1. */
const autoregressive: ArrayKind = {
  parameters: ['mu', 'sigma', 'a1', 'y0'],
  note: 'Y(t) = mu + a1 (Y(t-1) - mu) + sigma z(t)',
  formulas(parts) {
    const [mu, sigma, a1, y0] = [0, 1, 2, 3].map(parts.parameter) as [Node, Node, Node, Node];
    return stepwise(parts, y0, (before, shock) => plus(plus(mu, times(a1, minus(before, mu))), times(sigma, shock)));
  },
};

/** Shocks sigma z(t) of each element in cells of their own: the next element needs them too. */
const shocksOf = (parts: ArrayParts, sigma: Node): Node[] =>
  elements(parts).map((element) => times(sigma, parts.draw(element, standardNormal)));

/** Y(t) = mu + b1 e(t-1) + e(t), e(t) = sigma z(t). Source: "PSI Function Reference", PsiMA1. */
const movingAverage: ArrayKind = {
  parameters: ['mu', 'sigma', 'b1', 'e0'],
  note: 'Y(t) = mu + b1 e(t-1) + e(t), e(t) = sigma z(t)',
  formulas(parts) {
    const [mu, sigma, b1, e0] = [0, 1, 2, 3].map(parts.parameter) as [Node, Node, Node, Node];
    const shocks = shocksOf(parts, sigma);
    return shocks.map((shock, element) => plus(plus(mu, times(b1, shocks[element - 1] ?? e0)), shock));
  },
};

/** Y(t) = mu + a1 (Y(t-1) - mu) + b1 e(t-1) + e(t). Source: @RISK function reference, RiskARMA11. */
const autoregressiveMovingAverage: ArrayKind = {
  parameters: ['mu', 'sigma', 'a1', 'b1', 'y0', 'e0'],
  note: 'Y(t) = mu + a1 (Y(t-1) - mu) + b1 e(t-1) + e(t), e(t) = sigma z(t)',
  formulas(parts) {
    const [mu, sigma, a1, b1, y0, e0] = [0, 1, 2, 3, 4, 5].map(parts.parameter) as [Node, Node, Node, Node, Node, Node];
    const shocks = shocksOf(parts, sigma);
    return shocks.map((shock, element) => {
      const before = element === 0 ? y0 : parts.cell(element - 1);
      const memory = plus(times(a1, minus(before, mu)), times(b1, shocks[element - 1] ?? e0));
      return plus(plus(mu, memory), shock);
    });
  },
};

/**
 * The Ornstein-Uhlenbeck process at whole times:
 * Y(t) = mu + exp(-alpha) (Y(t-1) - mu) + sigma sqrt((1 - exp(-2 alpha)) / (2 alpha)) z(t).
 * Source: @RISK function reference, RiskBMMR; O. Vasicek, An equilibrium characterization of the term structure, 1977.
 */
const meanReversion: ArrayKind = {
  parameters: ['mu', 'sigma', 'alpha', 'y0'],
  note: 'Y(t) = mu + exp(-alpha) (Y(t-1) - mu) + sigma sqrt((1 - exp(-2 alpha)) / (2 alpha)) z(t)',
  formulas(parts) {
    const [mu, sigma, alpha, y0] = [0, 1, 2, 3].map(parts.parameter) as [Node, Node, Node, Node];
    const decay = parts.aside(callNode('EXP', minusOf(alpha)));
    const twice = times(numberNode(2), alpha);
    const variance = over(minus(numberNode(1), times(decay, decay)), twice);
    const spread = parts.aside(times(sigma, callNode('SQRT', variance)));
    return stepwise(parts, y0, (before, shock) =>
      plus(plus(mu, times(decay, minus(before, mu))), times(spread, shock)),
    );
  },
};

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
  autoregressive,
  movingAverage,
  autoregressiveMovingAverage,
  meanReversion,
  multinomial,
  dirichlet,
  ...copulaKinds,
} as const satisfies Record<string, ArrayKind>;
export type ArrayKindName = keyof typeof arrayKinds;
