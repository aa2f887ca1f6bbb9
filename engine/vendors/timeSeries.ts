/** Series over periods that fill a range: each cell has a draw of its own, z(t), and steps from the cells before. */
import type { Node } from '../formula/ast.ts';
import { minus, minusOf, over, plus, square, times } from './arithmetic.ts';
import { type ArrayKind, type ArrayParts, elements, standardNormal } from './arrayKind.ts';
import { callNode, numberNode } from './rewrite.ts';

const parametersOf = (parts: ArrayParts, count: number): Node[] =>
  Array.from({ length: count }, (_, index) => parts.parameter(index));

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

/** Y(t) = mu + a1 (Y(t-1) - mu) + a2 (Y(t-2) - mu) + sigma z(t). Source: as above; "RiskTSSync" has the start in the order y0, y-1. */
const autoregressiveTwo: ArrayKind = {
  parameters: ['mu', 'sigma', 'a1', 'a2', 'y0', 'y-1'],
  note: 'Y(t) = mu + a1 (Y(t-1) - mu) + a2 (Y(t-2) - mu) + sigma z(t)',
  formulas(parts) {
    const [mu, sigma, a1, a2, y0, earlier] = parametersOf(parts, 6);
    const at = (element: number) => (element >= 0 ? parts.cell(element) : element === -1 ? y0! : earlier!);
    return elements(parts).map((element) => {
      const memory = plus(times(a1!, minus(at(element - 1), mu!)), times(a2!, minus(at(element - 2), mu!)));
      return plus(plus(mu!, memory), times(sigma!, parts.draw(element, standardNormal)));
    });
  },
};

/** Y(t) = mu + b1 e(t-1) + b2 e(t-2) + e(t), e(t) = sigma z(t). Source: as above. */
const movingAverageTwo: ArrayKind = {
  parameters: ['mu', 'sigma', 'b1', 'b2', 'e0', 'e-1'],
  note: 'Y(t) = mu + b1 e(t-1) + b2 e(t-2) + e(t), e(t) = sigma z(t)',
  formulas(parts) {
    const [mu, sigma, b1, b2, e0, earlier] = parametersOf(parts, 6);
    const shocks = shocksOf(parts, sigma!);
    const at = (element: number) => shocks[element] ?? (element === -1 ? e0! : earlier!);
    return shocks.map((shock, element) =>
      plus(plus(mu!, plus(times(b1!, at(element - 1)), times(b2!, at(element - 2)))), shock),
    );
  },
};

/**
 * Y(t) = mu + sqrt(omega + a1 (Y(t-1) - mu)^2) z(t). Source: @RISK function reference, RiskARCH1: the variance is a combination of the
 * volatility parameter and the previous squared deviation from the mean; R. Engle, Econometrica 50 (1982).
 */
const conditionalVariance: ArrayKind = {
  parameters: ['mu', 'omega', 'a1', 'y0'],
  note: 'Y(t) = mu + sqrt(omega + a1 (Y(t-1) - mu)^2) z(t)',
  formulas(parts) {
    const [mu, omega, a1, y0] = parametersOf(parts, 4);
    return stepwise(parts, y0!, (before, shock) => {
      const variance = plus(omega!, times(a1!, square(minus(before, mu!))));
      return plus(mu!, times(callNode('SQRT', variance), shock));
    });
  },
};

export const timeSeriesKinds = {
  autoregressive,
  autoregressiveTwo,
  movingAverage,
  movingAverageTwo,
  autoregressiveMovingAverage,
  conditionalVariance,
  meanReversion,
} as const satisfies Record<string, ArrayKind>;
