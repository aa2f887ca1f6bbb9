/** From the call of an add-in's distribution to ours: `RiskNormal(10, 2, RiskTruncate(0,))` is `truncate(normal(10, 2), 0, )`. */

import { type AnyDistribution, distributions } from '../distributions/index.ts';
import type { CallNode, Node } from '../formula/ast.ts';
import { failed, ok, type Result } from '../result.ts';
import { plus } from './arithmetic.ts';
import { callMeant, drawnObject } from './objects.ts';
import { type Condition, parameterName, probabilityOf, solvePercentiles } from './percentiles.ts';
import { type Evaluate, effectsOf, type ModifiedDraw, modified } from './properties.ts';
import { callNode, numberNode, replaceNodes } from './rewrite.ts';
import type { HeldBy, VendorDistribution } from './vendorFunction.ts';
import { vendorFunction } from './vendorFunctions.ts';

export interface TranslatedCall extends ModifiedDraw {
  /** The value of the call, from that of the draw. */
  value: (draw: Node) => Node;
  /** A formula of the draw's value at a given probability, in place of the draw. */
  quantile?: Node;
}

export const distributionOf = (name: string): AnyDistribution | undefined => distributions[name.toLowerCase()];
/** Of our formulas that draw, those that are no families of their own. */
const around = new Set(['truncate', 'truncatep', 'shift', 'lock', 'compound', 'splice', 'bypercentiles']);
/** Our own names are written in lower case, Excel's in upper case. */
const isOurs = (node: Node): node is CallNode =>
  node.kind === 'call' &&
  node.written === node.written.toLowerCase() &&
  (around.has(node.written) || distributionOf(node.written) !== undefined);

const missing: Node = { kind: 'missing' };

export function translateCall(
  call: CallNode,
  meaning: VendorDistribution,
  evaluate: Evaluate,
  heldBy: HeldBy,
): Result<TranslatedCall, string> {
  const properties: CallNode[] = [];
  const given: Node[] = [];
  for (const argument of call.arguments) {
    const role = argument.kind === 'call' ? vendorFunction(argument.name) : undefined;
    if (argument.kind === 'call' && role?.role === 'modifier') properties.push(argument);
    else if (argument.kind === 'call' && role?.role === 'unsupported' && !role.draws)
      return failed(`${argument.written}: ${role.reason}`);
    else given.push(argument);
  }
  while (given.at(-1)?.kind === 'missing') given.pop();
  const tail = meaning.alternative ? [] : given.slice(meaning.parameters.length);
  const found = meaning.alternative
    ? byPercentiles(meaning, given, evaluate)
    : bySubstitution(call, meaning, given.slice(0, meaning.parameters.length));
  if (!found.ok) return found;
  const parts = withParts(call, found.value.tree, evaluate, heldBy);
  if (!parts.ok) return parts;
  if (meaning.vendor === 'modelRisk' && isCompound(parts.value) && tail.some(({ kind }) => kind !== 'missing')) {
    const list = meaning.parameters.map((parameter) => parameter.name).join(', ');
    return failed(`${call.written} is simulated with (${list}) alone: what follows is not documented, or a U`);
  }
  const { value } = found.value;
  const effects = effectsOf(call, meaning, properties, tail, evaluate);
  if (!effects.ok) return effects;
  if (effects.value.compound && effects.value.correlation)
    return failed(`${call.written} with PsiCompound draws several numbers, which a correlation cannot reach`);
  const { probability } = effects.value;
  const translated = modified(parts.value, effects.value);
  if (!probability) return ok({ ...translated, value });
  const { draw } = translated;
  const quantile = quantileOf(draw, probability);
  if (!quantile) return failed(`${call.written} cannot be read at a given U as it stands, with its properties`);
  return ok({ draw, value, quantile });
}

/** The value of a draw at a probability, where a distribution alone or a shifted one is drawn. */
function quantileOf(draw: Node, probability: Node): Node | undefined {
  if (draw.kind !== 'call') return undefined;
  const [inner, amount] = draw.arguments;
  if (draw.written === 'shift' && inner && amount) {
    const value = quantileOf(inner, probability);
    return value && { kind: 'parentheses', inner: plus(value, { kind: 'parentheses', inner: amount }) };
  }
  if (!distributionOf(draw.written)) return undefined;
  const name: Node = { kind: 'text', value: draw.written };
  return callNode('SIMSHEET.QUANTILE', name, probability, ...draw.arguments);
}

/** The distributions that a compound or a splice is made of, translated too. */
function withParts(call: CallNode, tree: Node, evaluate: Evaluate, heldBy: HeldBy): Result<Node, string> {
  if (tree.kind !== 'call' || (tree.written !== 'compound' && tree.written !== 'splice')) return ok(tree);
  const args = [...tree.arguments];
  while (args.at(-1)?.kind === 'missing') args.pop();
  // A cell that draws is a number to ModelRisk: what draws anew is an object.
  const takesObjects = vendorFunction(call.name)?.vendor === 'modelRisk';
  for (const i of [0, 1]) {
    const isCount = tree.written === 'compound' && i === 0;
    const object = drawnObject(args[i]!, heldBy);
    if (object && !object.ok) return object;
    const part = object?.value.call ?? callMeant(args[i]!, isCount || takesObjects ? () => undefined : heldBy);
    const meaning = part && vendorFunction(part.name);
    if (part && meaning?.role === 'distribution') {
      const translated = translateCall(part, meaning, evaluate, heldBy);
      if (!translated.ok) return translated;
      const { draw, value, correlation } = translated.value;
      if (correlation) return failed(`${part.written} within ${call.written} cannot be correlated`);
      if (value(missing) !== missing) return failed(`${part.written} cannot stand within ${call.written}`);
      args[i] = draw;
    } else if (!isCount) {
      const wanted = takesObjects ? 'an object' : 'a distribution';
      return failed(
        `argument ${i + 1} of ${call.written} must be ${wanted}, or a cell that holds one and nothing else`,
      );
    }
  }
  return ok({ ...tree, arguments: args });
}

export const isCompound = (tree: Node): boolean => tree.kind === 'call' && tree.written === 'compound';

interface Template {
  tree: Node;
  value: (draw: Node) => Node;
}

function bySubstitution(call: CallNode, meaning: VendorDistribution, given: readonly Node[]): Result<Template, string> {
  const { parameters } = meaning;
  const named = new Map<string, Node>();
  for (const [i, { name, default: otherwise }] of parameters.entries()) {
    const node = given[i]?.kind === 'missing' ? undefined : given[i];
    const used = node ?? otherwise;
    if (!used) {
      const list = parameters.map((parameter) => parameter.name).join(', ');
      return failed(`${call.written} takes ${parameters.length} parameters (${list}); ${name} is missing`);
    }
    named.set(name, used);
  }
  const chosen = templateFor(meaning, named);
  if (!chosen) {
    const ways = meaning.variants!.map((variant) => variant.given.join(' and '));
    return failed(`${call.written} takes, besides its other parameters, nothing, ${ways.join(', or ')}`);
  }
  const filled = replaceNodes(chosen, (node) =>
    node.kind === 'name' ? (named.get(node.name) ?? undefined) : undefined,
  );
  return ok(templateOf(filled, chosen));
}

/** Which formula holds for the parameters that are given. */
function templateFor(
  { tree, parameters, variants }: VendorDistribution,
  named: ReadonlyMap<string, Node>,
): Node | undefined {
  if (!variants) return tree;
  const given = parameters
    .filter((one) => one.default && named.get(one.name)?.kind !== 'missing')
    .map(({ name }) => name);
  if (given.length === 0) return tree;
  return variants.find((variant) => variant.given.join() === given.join())?.tree;
}

/** The part that draws, and what the formula makes of it. */
function templateOf(filled: Node, template: Node): Template {
  if (isOurs(template)) return { tree: filled, value: (draw) => draw };
  let inner: Node | undefined;
  const place: Node = { kind: 'name', name: 'draw' };
  const around = replaceNodes(filled, (node) => {
    if (!isOurs(node)) return undefined;
    inner = node;
    return place;
  });
  if (!inner) throw new Error('a formula of the tables draws nothing');
  return {
    tree: inner,
    value: (draw) => ({
      kind: 'parentheses',
      inner: replaceNodes(around, (node) => (node === place ? draw : undefined)),
    }),
  };
}

/** `RiskNormalAlt(5%, 10, "sigma", 4)`: parameters and percentiles in pairs. */
function byPercentiles(
  meaning: VendorDistribution,
  given: readonly Node[],
  evaluate: Evaluate,
): Result<Template, string> {
  const { tree, parameters, name } = meaning;
  const distribution = tree.kind === 'call' ? distributionOf(tree.written) : undefined;
  if (tree.kind !== 'call' || !distribution || !tree.arguments.every(({ kind }) => kind === 'name'))
    return failed(`${name} is not solved by percentiles`);
  const known = new Map<string, number>();
  const conditions: Condition[] = [];
  for (let i = 0; i < given.length; i += 2) {
    const kind = evaluate(given[i]!);
    const value = given[i + 1] ? evaluate(given[i + 1]!) : null;
    if (typeof value !== 'number') return failed(`${name} needs a number after each percentile, which may not vary`);
    const probability = typeof kind === 'number' || typeof kind === 'string' ? probabilityOf(kind) : undefined;
    if (probability !== undefined) {
      conditions.push({ probability: meaning.alternative === 'descending' ? 1 - probability : probability, value });
    } else if (typeof kind === 'string') known.set(parameterName(kind), value);
    else return failed(`${name} takes percentiles between 0 and 1 and names of parameters`);
  }
  const names = parameters.map((parameter) => parameter.name.toLowerCase());
  for (const word of known.keys())
    if (word !== 'loc' && !names.includes(word)) return failed(`${name} has no parameter "${word}"`);
  const order = tree.arguments.map((argument) => (argument.kind === 'name' ? argument.name.toLowerCase() : ''));
  const locates = known.has('loc') || given.length / 2 > names.length;
  const solved = solvePercentiles({
    distribution,
    parameters: order.map((word) => known.get(word)),
    location: locates ? known.get('loc') : 0,
    conditions,
  });
  if (!solved.ok) return failed(`${name}: ${solved.error}`);
  const plain = callNode(tree.written, ...solved.value.parameters.map(numberNode));
  const { location } = solved.value;
  return ok({ tree: location === 0 ? plain : callNode('shift', plain, numberNode(location)), value: (draw) => draw });
}
