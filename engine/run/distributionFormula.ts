/** A distribution as people write it, `truncate(normal(Model!F2, 10%), 0, 200)`, taken apart by Excel's own grammar. */
import { distributions as families } from '../distributions/index.ts';
import { type CallNode, type Node, walk } from '../formula/ast.ts';
import { parseFormula } from '../formula/parse.ts';
import type { CellAddress } from '../model/address.ts';
import { failed, ok, type Result } from '../result.ts';
import {
  composed,
  type DistributionCall,
  isModifier,
  type ModifierCall,
  type ModifierName,
} from './distributionCall.ts';
import { insteadOfExcels } from './excelDistributions.ts';

const modifierUse: Record<ModifierName, { arguments: [number, number]; use: string }> = {
  truncate: { arguments: [2, 3], use: 'truncate(distribution, lower, upper); leave one bound empty for none' },
  truncatep: { arguments: [2, 3], use: 'truncatep(distribution, lower probability, upper probability)' },
  shift: { arguments: [2, 2], use: 'shift(distribution, amount)' },
  lock: { arguments: [1, 2], use: 'lock(distribution, value); the value is the mean where it is left out' },
};

/** The text as a formula that stands in the input's cell. */
export function parseDistribution(text: string, at: CellAddress): Result<DistributionCall, string> {
  const parsed = parseFormula(text, at);
  if (!parsed.ok) {
    return failed(
      `"${text}" cannot be read as a formula: ${parsed.error.message} (at character ${parsed.error.position + 1}). ${example}`,
    );
  }
  return distributionOf(parsed.value, text);
}

const example = 'Write a distribution such as "triangular(80, 100, 150)".';

/** Somebody who writes `80 + 40 * RAND()` knows a worksheet's way. */
function hintFor(root: Node): string | undefined {
  for (const node of walk(root)) {
    const hint = node.kind === 'call' ? insteadOfExcels(node.name) : undefined;
    if (hint !== undefined) return hint;
  }
  return undefined;
}

function distributionOf(root: Node, text: string): Result<DistributionCall, string> {
  const modifiers: ModifierCall[] = [];
  let node = root;
  for (;;) {
    while (node.kind === 'parentheses') node = node.inner;
    if (node.kind !== 'call') return failed(`"${text}" is no distribution. ${hintFor(root) ?? example}`);
    const name = nameOf(node);
    if (name === 'bypercentiles') return percentilesOf(node, modifiers);
    if (Object.hasOwn(composed, name)) return composedOf(name, node, modifiers, text);
    if (!isModifier(name)) {
      return ok({ name, parameters: node.arguments.filter(({ kind }) => kind !== 'missing'), modifiers });
    }
    const { arguments: counts, use } = modifierUse[name];
    const [inner, ...parameters] = node.arguments;
    if (!inner || node.arguments.length < counts[0] || node.arguments.length > counts[1])
      return failed(`${name} is written ${use}.`);
    modifiers.push({ name, parameters: parameters.map((part) => (part.kind === 'missing' ? undefined : part)) });
    node = inner;
  }
}

function composedOf(
  name: string,
  { arguments: given }: CallNode,
  modifiers: ModifierCall[],
  text: string,
): Result<DistributionCall, string> {
  const { distributions, numbers, use } = composed[name]!;
  const rest = given.slice(distributions);
  while (rest.at(-1)?.kind === 'missing') rest.pop();
  if (given.length < distributions || rest.length < numbers[0] || rest.length > numbers[1])
    return failed(`${name} is written ${use}.`);
  const inner: DistributionCall[] = [];
  for (const [i, node] of given.slice(0, distributions).entries()) {
    const found =
      name === 'compound' && i === 0 && !isDistribution(node)
        ? ok({ name: 'discreteuniform', parameters: [node], modifiers: [] })
        : distributionOf(node, text);
    if (!found.ok) return failed(`${found.error} It is written ${use}.`);
    if (found.value.name === 'compound')
      return failed(`${name} takes no compound as its part: give that a cell of its own.`);
    inner.push(found.value);
  }
  const parameters = rest.map((node): Node => (node.kind === 'missing' ? { kind: 'number', value: 0 } : node));
  return ok({ name, parameters, modifiers, inner });
}

/** A count may also be a number, which stands for itself. */
const isDistribution = (node: Node): boolean =>
  node.kind === 'parentheses'
    ? isDistribution(node.inner)
    : node.kind === 'call' &&
      [modifierUse, composed, families, { bypercentiles: true }].some((names) => Object.hasOwn(names, nameOf(node)));

const percentileUse =
  'byPercentiles is written byPercentiles(normal, 5%, 10, 95%, 20): a distribution, then probabilities with their values, and parameters that are known by their name, such as "minimum", 0.';

function percentilesOf({ arguments: given }: CallNode, modifiers: ModifierCall[]): Result<DistributionCall, string> {
  const [family, ...rest] = given;
  const name = family?.kind === 'name' ? family.name : family?.kind === 'text' ? family.value : undefined;
  if (name === undefined || rest.length === 0 || rest.length % 2 !== 0) return failed(percentileUse);
  const parameters: Node[] = [];
  const percentiles: (string | undefined)[] = [];
  for (let i = 0; i < rest.length; i += 2) {
    const [first, second] = [rest[i]!, rest[i + 1]!];
    if (first.kind === 'missing' || second.kind === 'missing') return failed(percentileUse);
    percentiles.push(first.kind === 'text' ? first.value.toLowerCase() : undefined);
    parameters.push(...(first.kind === 'text' ? [second] : [first, second]));
  }
  return ok({ name: name.toLowerCase(), parameters, percentiles, modifiers });
}

const nameOf = (call: CallNode) => call.name.toLowerCase();
