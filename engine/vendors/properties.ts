/** What properties such as `RiskTruncate(0, 10)` and further arguments do to the draw of the call in which they stand. */
import type { CallNode, Node } from '../formula/ast.ts';
import { type ArrayValue, isArray, isError, type Scalar } from '../interpret/value.ts';
import { failed, ok, type Result } from '../result.ts';
import { callNode, numberNode } from './rewrite.ts';
import type { Effect, VendorDistribution } from './vendorFunction.ts';
import { vendorFunction } from './vendorFunctions.ts';

export type CorrelationRole =
  /** A row of a matrix; calls with the same matrix and instance belong together. */
  | { kind: 'matrix'; matrix: Node; position: number; instance: string; degreesOfFreedom?: number; measure?: 'copula' }
  /** Calls with the same copula, parameter and instance belong together. */
  | { kind: 'archimedean'; copula: 'clayton' | 'gumbel' | 'frank'; theta: number; survival: boolean; instance: string }
  | { kind: 'leader'; key: string }
  | { kind: 'follower'; key: string; coefficient: number };

/** The value of an expression that does not vary. */
export type Evaluate = (node: Node) => Scalar | ArrayValue;

const missing: Node = { kind: 'missing' };

export interface Applied {
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
  /** It is read there instead of drawn. */
  probability?: Node;
}

export function effectsOf(
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
    const [probability] = tail;
    return ok(probability?.kind === 'missing' ? applied : { ...applied, probability: probability! });
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
    case 'specification':
    case 'ignored':
      return undefined;
  }
}

export interface ModifiedDraw {
  /** Our distribution with its modifiers; references as where the call stands. */
  draw: Node;
  name?: string;
  seed?: string;
  correlation?: CorrelationRole;
}

/** @RISK and Analytic Solver truncate before they shift, in whichever order the properties stand. */
export function modified(tree: Node, applied: Applied): ModifiedDraw {
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
