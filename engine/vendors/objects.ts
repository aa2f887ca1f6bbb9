/**
 * ModelRisk's objects: `VoseNormalObject(10, 2)` is a distribution for the functions that take one, in their call or in another cell. To
 * draw from it is to call VoseNormal. Source: "Modeling with ModelRisk objects" (vosesoftware.com).
 */
import type { CallNode, Node } from '../formula/ast.ts';
import { failed, ok, type Result } from '../result.ts';
import type { HeldBy, VendorDistribution } from './vendorFunction.ts';
import { vendorFunction } from './vendorFunctions.ts';

interface DrawnObject {
  call: CallNode;
  meaning: VendorDistribution;
}

const missing: Node = { kind: 'missing' };
const isGiven = (node: Node | undefined): node is Node => node !== undefined && node.kind !== 'missing';
const isProperty = (node: Node): boolean => node.kind === 'call' && vendorFunction(node.name)?.role === 'modifier';

/** The call itself, or the one that a referred cell holds and nothing else. */
export function callMeant(node: Node, heldBy: HeldBy): CallNode | undefined {
  if (node.kind === 'parentheses') return callMeant(node.inner, heldBy);
  return node.kind === 'call' ? node : heldBy(node);
}

/** The call that draws from an object, at `probability` if there is one; undefined where the node is no object. */
export function drawnObject(
  node: Node,
  heldBy: HeldBy,
  probability: Node = missing,
): Result<DrawnObject, string> | undefined {
  const object = callMeant(node, heldBy);
  const role = object && vendorFunction(object.name);
  if (object && role?.role === 'unsupported' && role.vendor === 'modelRisk')
    return failed(`${object.written}: ${role.reason}`);
  if (!object || role?.role !== 'object') return undefined;
  const meaning = role.distribution;
  const given = object.arguments.filter((argument) => !isProperty(argument));
  const count = meaning.parameters.length;
  if (given.slice(count).some(isGiven)) return failed(`${object.written} takes ${count} parameters, and no U`);
  const parameters = meaning.parameters.map((_, i) => given[i] ?? missing);
  return ok({
    meaning,
    call: {
      kind: 'call',
      name: meaning.name.toUpperCase(),
      written: meaning.name,
      arguments: [...parameters, probability, ...object.arguments.filter(isProperty)],
    },
  });
}

/** What `VoseSimulate(object, U)` draws. */
export function sampledObject(call: CallNode, heldBy: HeldBy): Result<DrawnObject, string> {
  const { written, arguments: args } = call;
  const [object = missing, probability] = args;
  const role = vendorFunction(call.name);
  if (role?.role === 'sampling' && role.needsProbability && !isGiven(probability))
    return failed(`${written} needs the U at which it reads the object`);
  return (
    drawnObject(object, heldBy, probability) ??
    failed(`${written} takes an object of ModelRisk, or a cell that holds one and nothing else`)
  );
}
