/** From the call of an add-in's distribution to ours: `RiskNormal(10, 2, RiskTruncate(0,))` is `truncate(normal(10, 2), 0, )`. */

import { type AnyDistribution, distributions } from '../distributions/index.ts';
import type { CallNode, Node } from '../formula/ast.ts';
import { type ArrayValue, isArray, isError, type Scalar } from '../interpret/value.ts';
import { failed, ok, type Result } from '../result.ts';
import { type Condition, parameterName, probabilityOf, solvePercentiles } from './percentiles.ts';
import { callNode, numberNode, replaceNodes } from './rewrite.ts';
import type { Effect, VendorDistribution } from './vendorFunction.ts';
import { vendorFunction } from './vendorFunctions.ts';

export type CorrelationRole =
  /** A row of a matrix; calls with the same matrix and instance belong together. */
  | { kind: 'matrix'; matrix: Node; position: number; instance: string; degreesOfFreedom?: number }
  /** Calls with the same copula, parameter and instance belong together. */
  | { kind: 'archimedean'; copula: 'clayton' | 'gumbel' | 'frank'; theta: number; survival: boolean; instance: string }
  | { kind: 'leader'; key: string }
  | { kind: 'follower'; key: string; coefficient: number };

export interface TranslatedCall {
  /** Our distribution with its modifiers; references as where the call stands. */
  draw: Node;
  /** The value of the call, from that of the draw. */
  value: (draw: Node) => Node;
  name?: string;
  seed?: string;
  correlation?: CorrelationRole;
}

/** The value of an expression that does not vary. */
export type Evaluate = (node: Node) => Scalar | ArrayValue;

export const distributionOf = (name: string): AnyDistribution | undefined => distributions[name.toLowerCase()];
/** Of our formulas that draw, those that are no families of their own. */
const around = new Set(['truncate', 'truncatep', 'shift', 'lock', 'compound', 'splice']);
/** Our own names are written in lower case, Excel's in upper case. */
const isOurs = (node: Node): node is CallNode =>
  node.kind === 'call' &&
  node.written === node.written.toLowerCase() &&
  (around.has(node.written) || distributionOf(node.written) !== undefined);

/** The call that a referred cell holds and nothing else, with references as where the reference stands. */
export type HeldBy = (reference: Node) => CallNode | undefined;

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
  const { value } = found.value;
  const effects = effectsOf(call, meaning, properties, tail, evaluate);
  if (!effects.ok) return effects;
  if (effects.value.compound && effects.value.correlation)
    return failed(`${call.written} with PsiCompound draws several numbers, which a correlation cannot reach`);
  return ok({ ...modified(parts.value, effects.value), value });
}

/** The distributions that a compound or a splice is made of, translated too. */
function withParts(call: CallNode, tree: Node, evaluate: Evaluate, heldBy: HeldBy): Result<Node, string> {
  if (tree.kind !== 'call' || (tree.written !== 'compound' && tree.written !== 'splice')) return ok(tree);
  const args = [...tree.arguments];
  while (args.at(-1)?.kind === 'missing') args.pop();
  for (const i of [0, 1]) {
    const isCount = tree.written === 'compound' && i === 0;
    const part = partOf(args[i]!, isCount ? () => undefined : heldBy);
    const meaning = part && vendorFunction(part.name);
    if (part && meaning?.role === 'distribution') {
      const translated = translateCall(part, meaning, evaluate, heldBy);
      if (!translated.ok) return translated;
      const { draw, value, correlation } = translated.value;
      if (correlation) return failed(`${part.written} within ${call.written} cannot be correlated`);
      if (value(missing) !== missing) return failed(`${part.written} cannot stand within ${call.written}`);
      args[i] = draw;
    } else if (!isCount) {
      return failed(
        `argument ${i + 1} of ${call.written} must be a distribution, or a cell that holds one and nothing else`,
      );
    }
  }
  return ok({ ...tree, arguments: args });
}

const partOf = (node: Node, heldBy: HeldBy): CallNode | undefined =>
  node.kind === 'parentheses' ? partOf(node.inner, heldBy) : node.kind === 'call' ? node : heldBy(node);

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
  const filled = replaceNodes(meaning.tree, (node) =>
    node.kind === 'name' ? (named.get(node.name) ?? undefined) : undefined,
  );
  return ok(templateOf(filled, meaning.tree));
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

interface Applied {
  truncate?: [Node, Node];
  truncateAfterShift?: [Node, Node];
  truncateProbability?: [Node, Node];
  shift?: Node;
  lock?: { at?: Node };
  static?: Node;
  /** How many values are added up. */
  compound?: { count: Node; deduction: Node; limit: Node };
  name?: string;
  seed?: string;
  correlation?: CorrelationRole;
}

function effectsOf(
  call: CallNode,
  meaning: VendorDistribution,
  properties: readonly CallNode[],
  tail: readonly Node[],
  evaluate: Evaluate,
): Result<Applied, string> {
  const applied: Applied = {};
  for (const property of properties) {
    const role = vendorFunction(property.name);
    if (role?.role !== 'modifier') continue;
    const wrong = apply(applied, role.effect, property, evaluate);
    if (wrong) return failed(wrong);
  }
  if (tail.length === 0) return ok(applied);
  if (meaning.vendor === 'crystalBall' && tail.length <= 3) {
    const [low = missing, high = missing, name] = tail;
    if (low.kind !== 'missing' || high.kind !== 'missing') applied.truncate = [low, high];
    const text = name ? evaluate(name) : null;
    if (typeof text === 'string') applied.name = text;
    return ok(applied);
  }
  if (meaning.vendor === 'modelRisk' && tail.length === 1) {
    return tail[0]!.kind === 'missing'
      ? ok(applied)
      : failed(`${call.written} is read at a given U: write the quantile as a formula, or leave U out`);
  }
  const list = meaning.parameters.map(({ name }) => name).join(', ');
  return failed(
    `${call.written} takes ${meaning.parameters.length} parameters (${list}), not ${meaning.parameters.length + tail.length}`,
  );
}

const archimedean = ['clayton', 'gumbel', 'frank'] as const;
const instanceOf = (value: Scalar): string => (isError(value) ? '' : String(value ?? ''));

/** Notes one property; a sentence where it cannot be. */
function apply(
  applied: Applied,
  effect: Effect,
  { written, arguments: args }: CallNode,
  evaluate: Evaluate,
): string | undefined {
  const [first = missing, second = missing, third] = args;
  const scalar = (node: Node): Scalar => {
    const value = node.kind === 'missing' ? null : evaluate(node);
    return isArray(value) ? (value.values[0] ?? null) : value;
  };
  switch (effect) {
    case 'truncate': {
      const type = third ? scalar(third) : 1;
      if (type === 3) applied.truncateProbability = [first, second];
      else if (type === 1) applied.truncate = [first, second];
      else return `${written} counts its limits in standard deviations: write them as values`;
      return undefined;
    }
    case 'truncateAfterShift':
    case 'truncateProbability':
      applied[effect] = [first, second];
      return undefined;
    case 'shift':
      applied.shift = first;
      return undefined;
    case 'static':
      applied.static = first;
      return undefined;
    case 'lock': {
      const value = scalar(first);
      if (value !== false) applied.lock = typeof value === 'number' ? { at: first } : {};
      return undefined;
    }
    case 'name': {
      const text = scalar(first);
      if (typeof text === 'string' && text.trim() !== '') applied.name = text.trim();
      return undefined;
    }
    case 'seed': {
      const seed = scalar(second.kind === 'missing' ? first : second);
      if (typeof seed === 'number') applied.seed = String(seed);
      return undefined;
    }
    case 'archimedeanCopula': {
      const copula = archimedean.find((name) => name === String(scalar(first)).toLowerCase());
      const [theta, reflection = null, instance = null] = args.slice(1).map(scalar);
      if (!copula || typeof theta !== 'number') return `${written} takes "clayton", "gumbel" or "frank" and a number`;
      if (reflection !== null && reflection !== 0 && reflection !== 3)
        return `${written} reflects one variable alone: only both are reflected (3)`;
      const survival = reflection === 3;
      applied.correlation = { kind: 'archimedean', copula, theta, survival, instance: instanceOf(instance) };
      return undefined;
    }
    case 'tCopula':
    case 'correlationMatrix': {
      const position = scalar(second);
      if (typeof position !== 'number') return `${written} needs the position of the input in its matrix`;
      const rest = effect === 'tCopula' ? args.slice(3) : args.slice(2);
      const instance = instanceOf(rest[0] ? scalar(rest[0]) : null);
      const degreesOfFreedom = effect === 'tCopula' ? scalar(third ?? missing) : undefined;
      const isAdmissible = typeof degreesOfFreedom === 'number' && degreesOfFreedom > 0 && degreesOfFreedom <= 1e6;
      if (degreesOfFreedom !== undefined && !isAdmissible) return `${written} needs degrees of freedom above 0`;
      applied.correlation = {
        kind: 'matrix',
        matrix: first,
        position,
        instance,
        ...(degreesOfFreedom !== undefined && { degreesOfFreedom }),
      };
      return undefined;
    }
    case 'correlationLeader':
    case 'correlationFollower': {
      const key = scalar(first);
      const coefficient = scalar(second);
      if (typeof key !== 'string') return `${written} needs the name of the inputs that depend on each other`;
      if (effect === 'correlationLeader') applied.correlation = { kind: 'leader', key };
      else if (typeof coefficient === 'number') applied.correlation = { kind: 'follower', key, coefficient };
      else return `${written} needs a coefficient`;
      return undefined;
    }
    case 'compound': {
      if (first.kind === 'missing') return `${written} needs the number of values`;
      if (second.kind !== 'missing' && third && third.kind !== 'missing')
        return `${written} has a deduction and a limit, and which comes first is not documented: give one of them`;
      applied.compound = { count: first, deduction: second, limit: third ?? missing };
      return undefined;
    }
    case 'ignored':
      return undefined;
  }
}

/** @RISK and Analytic Solver truncate before they shift, in whichever order the properties stand. */
function modified(tree: Node, applied: Applied): Omit<TranslatedCall, 'value'> {
  const { truncate, truncateAfterShift, truncateProbability, shift, lock, name, seed, correlation, compound } = applied;
  let draw = tree;
  const limits = ([low, high]: [Node, Node]) => low.kind !== 'missing' || high.kind !== 'missing';
  if (truncate && limits(truncate)) draw = callNode('truncate', draw, ...truncate);
  if (truncateProbability && limits(truncateProbability)) draw = callNode('truncatep', draw, ...truncateProbability);
  if (shift) draw = callNode('shift', draw, shift);
  if (truncateAfterShift && limits(truncateAfterShift)) draw = callNode('truncate', draw, ...truncateAfterShift);
  if (compound) draw = compoundOf(compound, draw);
  if (lock) {
    const at = lock.at ?? applied.static;
    draw = callNode('lock', draw, ...(at ? [at] : []));
  }
  return {
    draw,
    ...(name !== undefined && { name }),
    ...(seed !== undefined && { seed }),
    ...(correlation && { correlation }),
  };
}

/** Analytic Solver rounds a count down, and takes at least one value; what it deducts may leave less than nothing. */
function compoundOf({ count, deduction, limit }: NonNullable<Applied['compound']>, severity: Node): Node {
  const whole = callNode('MAX', numberNode(1), callNode('INT', count));
  const less: Node = { kind: 'unary', operator: '-', operand: { kind: 'parentheses', inner: deduction } };
  const each = deduction.kind === 'missing' ? severity : callNode('shift', severity, less);
  return callNode('compound', whole, each, ...(limit.kind === 'missing' ? [] : [numberNode(0), limit]));
}
