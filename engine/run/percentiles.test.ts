import { describe, expect, it } from 'vitest';
import type { Node } from '../formula/ast.ts';
import { bindDistribution, quantileOf } from './bindDistribution.ts';
import { parseDistribution } from './distributionFormula.ts';

const at = { sheet: 0, row: 0, column: 0 };
/** Literal numbers, percents and minus signs are all that these texts hold. */
const bound = (text: string) => {
  const call = parseDistribution(text, at);
  if (!call.ok) return call;
  const numberOf = (node: Node | undefined): number => {
    if (node?.kind === 'number') return node.value;
    if (node?.kind !== 'unary') throw new Error(`${node?.kind} is no number`);
    return node.operator === '%' ? numberOf(node.operand) / 100 : -numberOf(node.operand);
  };
  const nodes = [...call.value.parameters, ...call.value.modifiers.flatMap(({ parameters }) => parameters)];
  return bindDistribution(call.value, nodes.map(numberOf));
};
const quantile = (text: string): ((u: number) => number) => {
  const found = bound(text);
  if (!found.ok || !found.value) throw new Error(JSON.stringify(found));
  return quantileOf(found.value).quantile;
};

describe('byPercentiles', () => {
  it.each([
    ['byPercentiles(normal, 5%, 10, 95%, 20)', [0.05, 10], [0.95, 20]],
    ['byPercentiles(lognormal, 10%, 5, 90%, 30)', [0.1, 5], [0.9, 30]],
    ['byPercentiles("weibull", 10%, 2, 80%, 9)', [0.1, 2], [0.8, 9]],
    ['byPercentiles(gamma, 10%, 2, 80%, 9)', [0.1, 2], [0.8, 9]],
    ['byPercentiles(triangular, 10%, 5, 50%, 9, 90%, 14)', [0.1, 5], [0.5, 9], [0.9, 14]],
    ['byPercentiles(pert, "mode", 9, 10%, 5, 90%, 20)', [0.1, 5], [0.9, 20]],
    ['byPercentiles(uniform, 25%, -5, 75%, 5)', [0.25, -5], [0.75, 5]],
    ['byPercentiles(metalog, 10%, 5, 50%, 9, 90%, 20)', [0.1, 5], [0.5, 9], [0.9, 20]],
    ['byPercentiles(metaloglower, "minimum", 0, 10%, 5, 50%, 9, 90%, 20)', [0.1, 5], [0.5, 9], [0.9, 20]],
    ['byPercentiles(metalogbounded, "minimum", 0, "maximum", 40, 10%, 5, 50%, 9, 90%, 20)', [0.1, 5], [0.9, 20]],
  ] as [string, ...[number, number][]][])('finds the parameters of %s', (text, ...percentiles) => {
    const found = quantile(text);
    for (const [u, x] of percentiles) expect(found(u)).toBeCloseTo(x, 7);
  });

  it('stands within modifiers as any distribution does', () => {
    const found = quantile('shift(byPercentiles(normal, 5%, 10, 95%, 20), 100)');
    expect(found(0.5)).toBeCloseTo(115, 7);
  });

  it.each([
    ['byPercentiles(normal, 5%, 10)', 'normal needs 2 percentiles, one for each of mean, standardDeviation, not 1.'],
    ['byPercentiles(normal, 5%, 10, 95%, 5)', 'byPercentiles needs larger values at larger probabilities.'],
    ['byPercentiles(normal, 5, 10, 95, 20)', 'A probability of byPercentiles lies between 0 and 1, such as 5%, not 5.'],
    ['byPercentiles(normal, "sigma", 1, 5%, 10)', 'normal has no parameter "sigma", but mean, standardDeviation.'],
    ['byPercentiles(poisson, 5%, 10)', 'poisson cannot be given by percentiles: write its parameters.'],
    // Its quartiles can lie only so unevenly.
    ['byPercentiles(triangular, 10%, 5, 50%, 9, 90%, 20)', 'No triangular has these percentiles.'],
    ['byPercentiles(pert, "mode", 19, 10%, 5, 90%, 6)', 'No pert has these percentiles.'],
    ['byPercentiles(metaloglower, 10%, 5, 90%, 6)', 'metaloglower needs its minimum by name, such as "minimum", 0.'],
  ])('says what is wrong with %s', (text, message) => {
    const found = bound(text);
    expect(found.ok ? 'nothing' : found.error).toBe(message);
  });
});
