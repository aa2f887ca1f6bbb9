/** ModelRisk's series over periods: log returns, and the values that they make of an initial one. */
import type { Node } from '../formula/ast.ts';
import { minus, plus, square, times } from './arithmetic.ts';
import { type ArrayKind, type ArrayParts, elements, standardNormal } from './arrayKind.ts';
import { callNode } from './rewrite.ts';

const absent: Node = { kind: 'text', value: '' };
const isAbsent = (node: Node | undefined): boolean => node?.kind === 'text' && node.value === '';

/**
 * ModelRisk's series are log returns, or from an initial value on what they make of it. Source: "VoseTimeGBM", "VoseTimeAR1",
 * "VoseTimeARCH", "VoseTimeGARCH" (vosesoftware.com, riskwiki).
 */
const logReturns = (
  { own, order, note }: { own: readonly string[]; order: readonly string[]; note: string },
  returns: (parts: ArrayParts, parameters: Record<string, Node>, kept: (formula: Node) => Node) => Node[],
): ArrayKind => ({
  parameters: order,
  defaults: Object.fromEntries(order.filter((name) => !own.includes(name)).map((name) => [name, absent])),
  note: `log returns ${note}, or, unless logReturn is TRUE, S(t) = S(t-1) exp(r(t)) from the initial value on`,
  formulas(parts) {
    const nodes = Object.fromEntries(order.map((name, index) => [name, parts.parameter(index)]));
    if (nodes.timeStamps && !isAbsent(nodes.timeStamps)) return 'in which unit its time stamps count is not documented';
    const asked = parts.value(order.indexOf('logReturn'));
    const isReturn = asked === true || (typeof asked === 'number' && asked !== 0);
    if (!isReturn && isAbsent(nodes.initial)) return 'it needs an initial value, unless it gives log returns';
    // Where they are asked for, the range itself holds the returns.
    const all = returns(parts, nodes, isReturn ? (formula) => formula : parts.aside);
    if (isReturn) return all;
    return all.map((each, element) =>
      times(element === 0 ? nodes.initial! : parts.cell(element - 1), callNode('EXP', each)),
    );
  },
});

const geometricBrownianMotion = logReturns(
  {
    own: ['mu', 'sigma'],
    order: ['mu', 'sigma', 'initial', 'timeStamps', 'logReturn'],
    note: 'r(t) = mu + sigma z(t)',
  },
  (parts, { mu, sigma }, kept) =>
    elements(parts).map((element) => kept(plus(mu!, times(sigma!, parts.draw(element, standardNormal))))),
);

const autoregressiveReturns = logReturns(
  {
    own: ['mu', 'sigma', 'a', 'r0'],
    order: ['mu', 'sigma', 'a', 'r0', 'logReturn', 'initial'],
    note: 'r(t) = mu + a (r(t-1) - mu) + sigma z(t)',
  },
  (parts, { mu, sigma, a, r0 }, kept) =>
    chained(parts, r0!, kept, (before, shock) => plus(plus(mu!, times(a!, minus(before, mu!))), times(sigma!, shock))),
);

const conditionalVarianceReturns = logReturns(
  {
    own: ['mu', 'omega', 'a', 'r0'],
    order: ['mu', 'omega', 'a', 'r0', 'logReturn', 'initial'],
    note: 'r(t) = mu + sqrt(omega + a (r(t-1) - mu)^2) z(t)',
  },
  (parts, { mu, omega, a, r0 }, kept) =>
    chained(parts, r0!, kept, (before, shock) => {
      const variance = plus(omega!, times(a!, square(minus(before, mu!))));
      return plus(mu!, times(callNode('SQRT', variance), shock));
    }),
);

const generalConditionalVarianceReturns = logReturns(
  {
    own: ['mu', 'omega', 'a', 'b', 'sigma0', 'r0'],
    order: ['mu', 'omega', 'a', 'b', 'sigma0', 'r0', 'logReturn', 'initial'],
    note: 'r(t) = mu + sigma(t) z(t), sigma(t)^2 = omega + a (r(t-1) - mu)^2 + b sigma(t-1)^2',
  },
  (parts, { mu, omega, a, b, sigma0, r0 }, kept) => {
    let variance = square(sigma0!);
    return chained(parts, r0!, kept, (before, shock) => {
      variance = parts.aside(plus(plus(omega!, times(a!, square(minus(before, mu!)))), times(b!, variance)));
      return plus(mu!, times(callNode('SQRT', variance), shock));
    });
  },
);

/** Each return from the one before, which stands where `kept` puts it, or in the range itself. */
function chained(
  parts: ArrayParts,
  start: Node,
  kept: (formula: Node) => Node,
  step: (before: Node, shock: Node) => Node,
): Node[] {
  const all: Node[] = [];
  for (const element of elements(parts)) {
    const last = all[element - 1];
    const before = last === undefined ? start : last.kind === 'cell' ? last : parts.cell(element - 1);
    all.push(kept(step(before, parts.draw(element, standardNormal))));
  }
  return all;
}

export const logReturnKinds = {
  geometricBrownianMotion,
  autoregressiveReturns,
  conditionalVarianceReturns,
  generalConditionalVarianceReturns,
} as const satisfies Record<string, ArrayKind>;
